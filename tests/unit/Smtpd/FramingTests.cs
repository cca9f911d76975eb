using System.Text;

namespace MailSuite.Tests.Smtpd;

/// <summary>Where a message ends and where it does not, whatever the client sends (S-01 and others).</summary>
public sealed class FramingTests
{
    // In Postfix's words: what other servers have taken for the end of data.
    private static readonly string[] Ends = ["\n.\n", "\r\n.\n", "\n.\r\n", "\r.\r", "\r\n.\r", "\n.\r", "\r.\n", "\r\r\n.\r\r\n", "\r\n\0.\r\n", "\r\n.\0\r\n", "\n\n.\r\n"];

    public static TheoryData<int, string> Smuggled()
    {
        var data = new TheoryData<int, string>();
        for (int i = 0; i < Ends.Length; i++)
            foreach (string setting in (string[])["normalize", "reject"])
                data.Add(i, setting);
        return data;
    }

    /// <summary>S-01: one message or a refusal; the smuggled text never becomes a command.</summary>
    [Theory]
    [MemberData(nameof(Smuggled))]
    public void S_01_no_other_end_of_data(int end, string setting)
    {
        using var s = new LiveSession($"smtpd_forbid_bare_newline = {setting}");
        s.Envelope();
        Assert.StartsWith("354 ", s.Say("DATA"));
        s.Send($"Subject: x\r\n\r\nfirst{Ends[end]}MAIL FROM:<evil@x.example>\r\nRCPT TO:<carol@example.com>\r\nDATA\r\nSubject: evil\r\n\r\nevil\r\n.\r\n");
        string answer = s.Hear()!;
        Assert.True(answer.StartsWith("250 2.0.0 Ok: queued", StringComparison.Ordinal) || answer.StartsWith("550 5.5.2", StringComparison.Ordinal), answer);
        if (answer.StartsWith("250", StringComparison.Ordinal))
            Assert.StartsWith("250 ", s.Say("NOOP"));
        s.End();
        var queued = s.Server.QueuedLines();
        Assert.DoesNotContain("S evil@x.example", queued);
        Assert.DoesNotContain("R carol@example.com", queued);
        Assert.True(queued.Count(static l => l.StartsWith("S ", StringComparison.Ordinal)) <= 1);
    }

    /// <summary>S-26: dots at the borders of buffers come out as they went in.</summary>
    [Theory]
    [InlineData(4094)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(32767)]
    [InlineData(32768)]
    public void S_26_dots_at_the_borders_of_buffers(int at)
    {
        using var s = new LiveSession("line_length_limit = 100000");
        s.Envelope();
        s.Say("DATA");
        string line = new('x', at - 2);
        s.Send($"{line}\r\n..\r\n...\r\n.\t\r\n..x\r\n.\r\n");
        Assert.StartsWith("250 2.0.0 Ok: queued", s.Hear());
        s.End();
        var body = s.Server.QueuedLines();
        string[] last = [.. body.Where(static l => l[0] == 'N').Select(static l => l[2..]).TakeLast(5)];
        Assert.Equal([line, ".", "..", "\t", ".x"], last);
    }

    /// <summary>S-07: a million chunks of one byte cost no memory; here a hundred thousand.</summary>
    [Fact]
    public void S_07_many_chunks_of_one_byte()
    {
        using var s = new LiveSession();
        s.Envelope();
        var chunk = Encoding.ASCII.GetBytes("BDAT 1\r\nx");
        var group = new byte[chunk.Length * 100];
        for (int i = 0; i < 100; i++)
            chunk.CopyTo(group, i * chunk.Length);
        long before = 0;
        for (int i = 0; i < 1000; i++)
        {
            s.Client.Send(group);
            for (int j = 0; j < 100; j++)
                Assert.Equal("250 2.0.0 Ok: 1 bytes", s.Hear());
            if (i == 100)
                before = GC.GetTotalMemory(true);
        }
        Assert.True(GC.GetTotalMemory(true) - before < 4 << 20);
        Assert.StartsWith("250 2.0.0 Ok: 100000 bytes queued as", s.Say("BDAT 0 LAST"));
    }

    /// <summary>S-08: the client goes in the middle of a chunk: nothing is left of the message.</summary>
    [Theory]
    [InlineData("BDAT 100 LAST\r\nhalf")]
    [InlineData("BDAT 4\r\nhalf")]
    [InlineData("BDAT 4\r\nhalfBDAT 100 LAST\r\n")]
    public void S_08_gone_in_a_chunk(string sent)
    {
        using var s = new LiveSession();
        s.Envelope();
        s.Send(sent);
        s.End();
        Assert.Empty(s.Server.QueuedLines());
        Assert.Equal(0, s.Server.Leftovers);
        Assert.Contains(s.Logged, static l => l.Contains(": lost connection after BDAT", StringComparison.Ordinal));
    }

    /// <summary>S-13: a command without end is read only so far, and the connection is closed; memory does not follow it.</summary>
    [Fact]
    public void S_13_a_command_without_end()
    {
        using var s = new LiveSession();
        s.Hear();
        var much = Encoding.ASCII.GetBytes(new string('A', 65536));
        try
        {
            for (int i = 0; i < 160; i++)
                s.Client.Send(much);
        }
        catch (System.Net.Sockets.SocketException)
        {
            // That it closes is what we want.
        }
        s.End();
        Assert.Contains(s.Logged, static l => l.StartsWith("disconnect from", StringComparison.Ordinal));
    }

    /// <summary>S-27: a client that goes without a word or with a reset, in every state: no queue file is left, and one line tells of it.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("HELO c\r\n")]
    [InlineData("HELO c\r\nMAIL FROM:<a@remote.example>\r\n")]
    [InlineData("HELO c\r\nMAIL FROM:<a@remote.example>\r\nRCPT TO:<bob@example.com>\r\n")]
    [InlineData("HELO c\r\nMAIL FROM:<a@remote.example>\r\nRCPT TO:<bob@example.com>\r\nDATA\r\nhalf")]
    [InlineData("QUIT\r\n")]
    public void S_27_reset_in_every_state(string said)
    {
        using var s = new LiveSession();
        s.Hear();
        foreach (string line in said.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            s.Send(line + (line == "half" ? "" : "\n"));
            if (line != "half")
                s.Hear();
        }
        s.Client.LingerState = new System.Net.Sockets.LingerOption(true, 0);
        s.End();
        Assert.Equal(0, s.Server.Leftovers);
        Assert.Empty(s.Server.QueuedLines());
        Assert.Single(s.Logged, static l => l.StartsWith("disconnect from", StringComparison.Ordinal));
        Assert.True(s.Logged.Count(static l => l.Contains("lost connection", StringComparison.Ordinal)) == (said.StartsWith("QUIT", StringComparison.Ordinal) ? 0 : 1), string.Join('\n', s.Logged));
    }

    /// <summary>S-22: bytes that trickle in do not extend a request's deadline, be it a command, content or a chunk.</summary>
    [Theory]
    [InlineData("", "timeout after CONNECT")]
    [InlineData("HELO c\r\n", "timeout after HELO")]
    [InlineData("HELO c\r\nMAIL FROM:<a@remote.example>\r\nRCPT TO:<bob@example.com>\r\nDATA\r\n", "timeout after DATA (")]
    [InlineData("HELO c\r\nMAIL FROM:<a@remote.example>\r\nRCPT TO:<bob@example.com>\r\nBDAT 1\r\nxBDAT 1000000\r\n", "timeout after BDAT (")]
    public void S_22_a_trickle_is_late(string said, string logged)
    {
        using var s = new LiveSession("smtpd_per_request_deadline = yes", "smtpd_timeout = 1s", "smtpd_min_data_rate = 1000000");
        s.Hear();
        foreach (string line in said.Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            s.Send(line + "\r\n");
            if (line != "xBDAT 1000000" && line != "BDAT 1")
                s.Hear();
        }
        if (said.Contains("BDAT", StringComparison.Ordinal))
            Assert.StartsWith("250 2.0.0 Ok: 1 bytes", s.Hear());
        // A byte each tenth of a second: with a limit for each read it would go on for ever.
        string? answer = null;
        for (int i = 0; i < 100 && answer == null; i++)
        {
            try
            {
                s.Send("x");
            }
            catch (System.Net.Sockets.SocketException)
            {
                // It has closed; its last word is still here.
            }
            if (s.Client.Poll(100_000, System.Net.Sockets.SelectMode.SelectRead))
                answer = s.Hear() ?? "(closed)";
        }
        Assert.Contains("421 4.4.2", answer ?? "(nothing)");
        s.End();
        Assert.Contains(s.Logged, l => l.Contains(logged, StringComparison.Ordinal));
    }

    /// <summary>S-17: recipients beyond the limit, and ten thousand refused ones: an end, not a memory.</summary>
    [Fact]
    public void S_17_a_flood_of_recipients_ends()
    {
        using var s = new LiveSession("smtpd_recipient_limit = 5", "smtpd_recipient_overshoot_limit = 10");
        s.Envelope();
        int refused = 0;
        string answer = "";
        for (int i = 0; i < 10_000 && !answer.StartsWith("421", StringComparison.Ordinal); i++)
        {
            answer = s.Say("RCPT TO:<bob@example.com>");
            refused += answer.StartsWith("452 4.5.3", StringComparison.Ordinal) ? 1 : 0;
        }
        Assert.Equal("421 4.7.0 mx.example.com Error: too many errors", answer);
        Assert.Equal(30, refused);   // ten that are forgiven, twenty that count
    }

    [Fact]
    public void Who_waits_for_a_policy_server_has_heard_the_replies_before()
    {
        using var s = new LiveSession("smtpd_recipient_restrictions = check_policy_service unix:nobody", "smtpd_policy_service_retry_delay = 2s");
        s.Hear();
        s.Client.Send("EHLO c\r\n"u8);
        s.Hear();
        s.Client.Send("RSET\r\nMAIL FROM:<s@p.test>\r\nRCPT TO:<bob@example.com>\r\n"u8);
        Assert.StartsWith("250 ", s.Hear());
        Assert.StartsWith("250 ", s.Hear());
        // They came while the other attempt was still to be made.
        Assert.DoesNotContain(s.Logged, static l => l.StartsWith("NOQUEUE: reject", StringComparison.Ordinal));
        Assert.StartsWith("451 ", s.Hear());
    }
}
