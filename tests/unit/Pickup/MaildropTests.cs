using MailSuite.Daemon;
using MailSuite.Mail;
using MailSuite.Pickup;

namespace MailSuite.Tests.Pickup;

/// <summary>maildrop is a directory into which everybody may write: what pickup takes from it, and what it leaves.</summary>
public sealed class MaildropTests : IDisposable
{
    private readonly string directory = System.IO.Directory.CreateTempSubdirectory("pickup-test").FullName, before = System.IO.Directory.GetCurrentDirectory();
    private readonly MailConfig config;

    public MaildropTests()
    {
        foreach (string queue in (string[])["incoming", "hold", "maildrop", "corrupt"])
            System.IO.Directory.CreateDirectory(Path.Join(directory, queue));
        System.IO.Directory.SetCurrentDirectory(directory);
        config = MailConfig.FromText($"queue_directory = {directory}\nmyhostname = mx.example.com\nmyorigin = example.com\nmydestination = example.com\nmail_owner = daemon\n");
    }

    public void Dispose()
    {
        System.IO.Directory.SetCurrentDirectory(before);
        System.IO.Directory.Delete(directory, recursive: true);
    }

    private void Scan() => new Maildrop(new DaemonContext("pickup", config, new DaemonOptions("pickup", []))).Scan();

    private string Drop(Action<RecordWriter>? write = null)
    {
        var file = MaildropFile.Create(config);
        if (write != null)
            write(file.Records);
        else
            Good(file.Records);
        file.Commit();
        return "maildrop/" + file.Name;
    }

    private static void Good(RecordWriter to)
    {
        to.Attribute("rewrite_context", "local");
        to.Attribute("client_name", "forged.example");
        to.Write(RecordType.From, "alice");
        to.Write(RecordType.Recipient, "bob");
        to.Write(RecordType.Message, default(ReadOnlySpan<byte>));
        to.Write(RecordType.Normal, "Subject: s");
        to.Write(RecordType.Normal, default(ReadOnlySpan<byte>));
        to.Write(RecordType.Normal, "x");
        to.Write(RecordType.Extra, default(ReadOnlySpan<byte>));
        to.Write(RecordType.Recipient, "carol@x.example");
        to.Write(RecordType.End, default(ReadOnlySpan<byte>));
    }

    private static List<string> Incoming()
    {
        var lines = new List<string>();
        foreach (string path in System.IO.Directory.EnumerateFiles("incoming"))
        {
            int fd = Sys.Open(path, Sys.RdOnly);
            var reader = new RecordReader(fd);
            while (reader.Read(out var payload) is var type && type != RecordType.None)
                lines.Add((char)type + " " + Bytes.Text(payload));
            Sys.CloseQuietly(fd);
        }
        return lines;
    }

    [Fact]
    public void A_complete_file_is_queued_and_removed()
    {
        string path = Drop();
        Scan();
        Assert.False(File.Exists(path));
        var lines = Incoming();
        Assert.Contains("S alice@example.com", lines);
        Assert.Contains("R bob@example.com", lines);
        Assert.Contains("R carol@x.example", lines);
        Assert.Contains($"N Received: by mx.example.com (Postfix, from userid {Sys.Uid})", lines);
        // Not root's and not the owner's: a user must not pretend to come from somewhere.
        if (Sys.Uid != 0 && Sys.EffectiveUid != Sys.Uid)
            Assert.DoesNotContain("A client_name=forged.example", lines);
    }

    [Fact]
    public void L_08_an_incomplete_file_is_left_until_it_is_days_old()
    {
        string path = Drop();
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Scan();
        Assert.True(File.Exists(path));
        Assert.Empty(Incoming());
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddDays(-4));
        Scan();
        Assert.False(File.Exists(path));
        Assert.Empty(Incoming());
    }

    [Fact]
    public void L_08_nothing_is_left_of_a_message_whose_writer_is_stopped()
    {
        var file = MaildropFile.Create(config);
        Good(file.Records);
        file.Records.Flush();
        // Wherever it is killed before this, there is no name; after it there is a complete file.
        Assert.Empty(System.IO.Directory.EnumerateFiles("maildrop"));
        file.Commit();
        Assert.Single(System.IO.Directory.EnumerateFiles("maildrop"));
        using (var given = MaildropFile.Create(config))
            Good(given.Records);
        Assert.Single(System.IO.Directory.EnumerateFiles("maildrop"));
    }

    [Fact]
    public void L_08_a_link_is_left_and_what_it_points_to_too()
    {
        string path = Drop();
        File.Move(path, "elsewhere");
        File.CreateSymbolicLink("maildrop/SYMLINK", Path.Join(directory, "elsewhere"));
        Scan();
        Assert.True(File.Exists("elsewhere"));
        Assert.Empty(Incoming());
        File.Delete("maildrop/SYMLINK");
        Assert.Equal(Errno.None, Sys.TryLink("elsewhere", "maildrop/HARDLINK"));
        Scan();
        Assert.True(File.Exists("maildrop/HARDLINK"));
        Assert.Empty(Incoming());
    }

    [Fact]
    public void A_file_that_makes_no_sense_is_set_aside()
    {
        Drop(static to => to.Write(RecordType.From, "alice"));
        Drop(static to => { to.Write(RecordType.Message, default(ReadOnlySpan<byte>)); to.Write(RecordType.Extra, default(ReadOnlySpan<byte>)); to.Write(RecordType.End, default(ReadOnlySpan<byte>)); });
        Drop(static to => to.Write(RecordType.Pointer, "              5"));
        Scan();
        Assert.Empty(System.IO.Directory.EnumerateFiles("maildrop"));
        Assert.Equal(3, System.IO.Directory.EnumerateFiles("corrupt").Count());
        Assert.Empty(Incoming());
    }

    [Fact]
    public void L_08_a_fifo_does_not_stop_the_scan()
    {
        Assert.Equal(Errno.None, Sys.TryMakeFifo("maildrop/FIFO", 0x1FF));
        Drop();
        Scan();
        Assert.NotEmpty(Incoming());
    }

    /// <summary>postsuper -r: a queue file that already has its size and original recipients goes through once more.</summary>
    [Fact]
    public void A_requeued_file_keeps_its_recipients()
    {
        Drop();
        Scan();
        string queued = System.IO.Directory.EnumerateFiles("incoming").Single();
        File.Move(queued, "maildrop/" + Path.GetFileName(queued));
        Scan();
        var lines = Incoming();
        Assert.Contains("O bob", lines);
        Assert.Contains("R bob@example.com", lines);
        Assert.Equal(2, lines.Count(static l => l.StartsWith("R ", StringComparison.Ordinal)));
        Assert.Equal(2, lines.Count(static l => l.StartsWith("N Received: by", StringComparison.Ordinal)));
    }

    /// <summary>A bounce service that keeps what it is asked.</summary>
    private sealed class FakeBounce : IDisposable
    {
        private readonly int listener;

        public FakeBounce()
        {
            System.IO.Directory.CreateDirectory("private");
            listener = Sys.StreamSocket(1);
            Assert.Equal(Errno.None, Sys.TryBind(listener, MailSuite.Base.SocketAddress.Unix("private/bounce")));
            Sys.Listen(listener, 5);
            new Thread(Serve) { IsBackground = true }.Start();
        }

        public List<BounceRequest> Asked { get; } = [];

        private void Serve()
        {
            while (Sys.TryAccept(listener, out int fd, out _) == Errno.None)
                using (var channel = new IpcChannel(fd))
                {
                    channel.Send(new ProtocolGreeting(BounceRequest.Protocol));
                    while (channel.Receive<BounceRequest>() is { } request)
                    {
                        Asked.Add(request);
                        channel.Send(new StatusReply(0));
                    }
                }
        }

        public void Dispose()
        {
            Sys.Shutdown(listener, 2);
            Sys.CloseQuietly(listener);
        }
    }

    private static void Looping(RecordWriter to)
    {
        to.Write(RecordType.From, "alice");
        to.Write(RecordType.Recipient, "bob");
        to.Write(RecordType.Message, default(ReadOnlySpan<byte>));
        for (int i = 0; i < 60; i++)
            to.Write(RecordType.Normal, "Received: by somebody");
        to.Write(RecordType.Extra, default(ReadOnlySpan<byte>));
        to.Write(RecordType.End, default(ReadOnlySpan<byte>));
    }

    [Fact]
    public void R_10_mail_that_loops_goes_back_to_its_sender()
    {
        using var bounce = new FakeBounce();
        string path = Drop(Looping);
        Scan();
        Assert.False(File.Exists(path));
        Assert.Empty(System.IO.Directory.EnumerateFiles("incoming"));
        Assert.Empty(System.IO.Directory.EnumerateFiles("corrupt"));
        Assert.Equal(2, bounce.Asked.Count);
        Assert.Equal(("bob@example.com", "5.4.0", "too many hops"), (bounce.Asked[0].Recipient.Address, bounce.Asked[0].Dsn.Status, bounce.Asked[0].Dsn.Reason));
        Assert.Equal((BounceAction.Flush, "incoming", "alice@example.com"), (bounce.Asked[1].Action, bounce.Asked[1].Queue, bounce.Asked[1].Sender));
    }

    [Fact]
    public void Mail_that_cannot_be_returned_now_stays_in_maildrop()
    {
        string path = Drop(Looping);
        Scan();
        Assert.True(File.Exists(path));
        Assert.Empty(System.IO.Directory.EnumerateFiles("incoming"));
    }

    [Fact]
    public void Only_options_that_a_user_has_are_taken()
    {
        string path = Drop(static to =>
        {
            to.Write(RecordType.Verp, "+=");
            to.Attribute("sendopts", 63);
            Good(to);
        });
        // A file of our own is a requeued one and keeps all of them.
        bool isStranger = Environment.UserName == "root" && ProcessOf("chown", "65534", path) == 0;
        Scan();
        var lines = Incoming();
        // Behind the sender, as Postfix's qmgr expects it.
        Assert.True(lines.IndexOf("V +=") > lines.FindIndex(static l => l.StartsWith("S ", StringComparison.Ordinal)));
        Assert.EndsWith(isStranger ? " 33" : " 63", lines[0]);
        Assert.Contains("A dsn_orig_rcpt=rfc822;bob@example.com", lines);
        Drop(static to =>
        {
            to.Write(RecordType.Verp, "ab");
            Good(to);
        });
        Scan();
        Assert.Single(System.IO.Directory.EnumerateFiles("corrupt"));
    }

    [Fact]
    public void L_11_a_sender_that_its_user_may_not_use_is_refused_whatever_wrote_the_file()
    {
        config.Set("local_login_sender_maps", $"inline:{{ {{ {UserAcl.NameOf(65534)} = alice @ok.example <> }} }}");
        config.Set("recipient_delimiter", "+");
        foreach (string sender in (string[])["alice", "Alice+x", "any@OK.example", "", "mallory", "alice@other.example"])
        {
            string path = Drop(to =>
            {
                to.Write(RecordType.From, sender);
                to.Write(RecordType.Recipient, "bob");
                to.Write(RecordType.Message, default(ReadOnlySpan<byte>));
                to.Write(RecordType.Extra, default(ReadOnlySpan<byte>));
                to.Write(RecordType.End, default(ReadOnlySpan<byte>));
            });
            if (Environment.UserName != "root" || ProcessOf("chown", "65534", path) != 0)
                return;
        }
        Scan();
        Assert.Equal(["S ", "S Alice+x@example.com", "S alice@example.com", "S any@OK.example"], Incoming().Where(static l => l.StartsWith("S ", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Empty(System.IO.Directory.EnumerateFiles("maildrop"));
        config.Set("local_login_sender_maps", "fail:x");
        string waits = Drop();
        ProcessOf("chown", "65534", waits);
        Scan();
        Assert.True(File.Exists(waits));
    }

    private static int ProcessOf(string program, params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode;
    }

    [Fact]
    public void R_05_a_file_cut_off_anywhere_is_queued_whole_or_not_at_all()
    {
        string whole = Drop();
        byte[] bytes = File.ReadAllBytes(whole);
        File.Delete(whole);
        for (int length = 0; length < bytes.Length; length++)
        {
            string path = $"maildrop/{length + 0x100000:X}";
            File.WriteAllBytes(path, bytes[..length]);
            File.SetUnixFileMode(path, (UnixFileMode)0x1E4);
        }
        Scan();
        Assert.Empty(System.IO.Directory.EnumerateFiles("incoming"));
        Assert.Empty(System.IO.Directory.EnumerateFiles("maildrop"));
        Assert.Equal(bytes.Length, System.IO.Directory.EnumerateFiles("corrupt").Count());
    }

    [Theory]
    [InlineData(new byte[] { (byte)'S', 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f })]
    [InlineData(new byte[] { (byte)'S', 0xff, 0xff, 0xff, 0xff, 0x7f })]
    [InlineData(new byte[] { 0, 1, 65 })]
    [InlineData(new byte[] { (byte)'p', 15, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, (byte)'1' })]
    public void R_05_records_that_lie_are_set_aside(byte[] records)
    {
        string path = Drop();
        File.WriteAllBytes(path, [.. records, .. File.ReadAllBytes(path)]);
        File.SetUnixFileMode(path, (UnixFileMode)0x1E4);
        Scan();
        Assert.Single(System.IO.Directory.EnumerateFiles("corrupt"));
        Assert.Empty(System.IO.Directory.EnumerateFiles("incoming"));
    }

    /// <summary>R-12: a user's message is no address probe, whatever it says: or he would write what verify believes.</summary>
    [Theory]
    [InlineData("256", "")]
    [InlineData("768", "A trace_flags=512")]
    [InlineData("1024", "A trace_flags=1024")]
    [InlineData("-1", "")]
    [InlineData("99999999999", "")]
    public void R_12_a_users_message_is_no_address_probe(string given, string kept)
    {
        string path = Drop(r =>
        {
            r.Attribute("trace_flags", given);
            Good(r);
        });
        // What is ours was in the queue before (postsuper -r), and keeps what it knows.
        if (Environment.UserName != "root" || ProcessOf("chown", "65534", path) != 0)
            return;
        Scan();
        Assert.Equal(kept, Incoming().Find(static l => l.Contains("trace_flags", StringComparison.Ordinal)) ?? "");
    }
}
