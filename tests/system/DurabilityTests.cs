using System.Text.RegularExpressions;

namespace MailSuite.Tests.Sys;

/// <summary>
/// Write, fsync, then acknowledge: read from strace(1) of every process while one message is accepted, and while it is delivered. No power has
/// to fail to see that an answer comes too early.
/// </summary>
public sealed class DurabilityTests : IDisposable
{
    private readonly Instance instance = new(new()
    {
        ["mydestination"] = $"{Instance.Host}, dir.example",
        ["relay_domains"] = "relay.example",
        ["local_recipient_maps"] = "",
    });
    private readonly SmtpSink sink;

    public DurabilityTests()
    {
        int port = Instance.FreePort();
        sink = new SmtpSink(port);
        string spool = Path.Combine(instance.Folder, "mail/dir/");
        Directory.CreateDirectory(spool);
        Tool.Run("chmod", ["1777", spool]).Well();
        File.AppendAllText(instance.Config("main.cf"), $"transport_maps = inline:{{ {{ dir.example = localdir: }} {{ relay.example = relay:[127.0.0.1]:{port} }} }}\n");
        File.AppendAllText(instance.Config("master.cf"), $"localdir unix - n n - - local\n  -o mail_spool_directory={spool}\n");
    }

    public void Dispose()
    {
        instance.Dispose();
        sink.Dispose();
    }

    private static string User => Instance.IsRoot ? "nobody" : Environment.UserName;

    /// <summary>One message from SMTP to its end; each process once before, so that its start is not in the trace.</summary>
    private StraceLog Traced(string to, Action? send = null)
    {
        instance.Start();
        send ??= () => Smtp(to);
        send();
        WaitForEmptyQueue();
        using var trace = new StraceRun(instance);
        send();
        WaitForEmptyQueue();
        // strace has noted that the file went once qmgr goes on: with the line that says so.
        Assert.True(Tool.Until(() => Regex.Count(instance.Log, ": removed$", RegexOptions.Multiline) >= Regex.Count(instance.Log, @"/qmgr\[\d+\]: \w+: from="), 30), instance.Log);
        return trace.Read();
    }

    private void Smtp(string to) =>
        Assert.Contains("queued as", Instance.Type(instance.Smtp, "EHLO client.example", "MAIL FROM:<alice@virtual.example>", $"RCPT TO:<{to}>", "DATA", "Subject: x", "", "Hello", ".", "QUIT"));

    // Also the notice that a message may have led to.
    private void WaitForEmptyQueue() =>
        Assert.True(Tool.Until(() => ((string[])["maildrop", "incoming", "active", "deferred", "bounce"]).All(q =>
            !Directory.Exists(Path.Combine(instance.Folder, "spool", q)) || Directory.GetFiles(Path.Combine(instance.Folder, "spool", q), "*", SearchOption.AllDirectories).Length == 0), 30), instance.Log);

    /// <summary>The rule for each 250: the queue file was written, marked complete, fsynced and closed before.</summary>
    private static int Accepted(StraceLog log, string answer = @"250 2\.0\.0 Ok: queued as (\w+)")
    {
        int at = log.Find(answer);
        string id = log.Match(at, answer);
        int synced = log.Find($@"^fsync\(\d+<[^>]*/(incoming|maildrop)/{id}>\) += 0", before: at);
        log.Nothing($@"^(write|writev|pwrite64|fchmod)\(\d+<[^>]*/(incoming|maildrop)/{id}>", synced, at);
        log.Find($@"^fchmod\(\d+<[^>]*/(incoming|maildrop)/{id}>, 0700\) += 0", before: synced);
        log.Find($@"^close\(\d+<[^>]*/(incoming|maildrop)/{id}>\) += 0", after: synced, before: at);
        return at;
    }

    /// <summary>The rule for a Maildir: fsync of the file, its name in new/, fsync of new/, report, and then the queue file may go.</summary>
    private static void ToMaildir(StraceLog log, string folder)
    {
        string maildir = Regex.Escape(folder.TrimEnd('/'));
        int synced = log.Find($@"^fsync\(\d+<{maildir}/tmp/[^>]+>\) += 0");
        log.Nothing($@"^(write|pwrite64)\(\d+<{maildir}/tmp/", synced, log.Count);
        int named = log.Find($@"^(rename|link)\(""{maildir}/tmp/[^""]+"", ""{maildir}/new/[^""]+""\) += 0", after: synced);
        int durable = log.Find($@"^fsync\(\d+<{maildir}/new>\) += 0", after: named);
        Gone(log, log.Find(Report, after: durable), durable);
    }

    // What an agent says to qmgr: delivered.
    private const string Report = @"^sendto\(\d+<socket:\[\d+\]>, ""[^""]*serial\\0[^""]*status\\0+0\\0";

    /// <summary>No report before it was durable, and no removal before the report.</summary>
    private static void Gone(StraceLog log, int reported, int durable)
    {
        log.Nothing(Report, 0, durable);
        int removed = log.Find(@"^unlink\(""active/\w+""\) += 0", after: reported);
        log.Nothing(@"^unlink\(""active/", 0, removed - 1);
    }

    [Needs("strace", "pgrep")]
    public void R3_smtpd_says_250_after_the_fsync() => Accepted(Traced("bob@virtual.example"));

    [Needs("strace", "pgrep")]
    public void R3_virtual_reports_after_the_fsync_of_new() => ToMaildir(Traced("bob@virtual.example"), instance.Maildir("bob"));

    [Needs("strace", "pgrep")]
    public void R3_local_reports_a_Maildir_after_the_fsync_of_new() => ToMaildir(Traced($"{User}@dir.example"), Path.Combine(instance.Folder, "mail/dir", User));

    [Needs("strace", "pgrep")]
    public void R3_local_reports_an_mbox_after_its_fsync()
    {
        var log = Traced($"{User}@{Instance.Host}");
        string mbox = Regex.Escape(instance.Mbox(User));
        int durable = log.Find($@"^fsync\(\d+<{mbox}>\) += 0");
        log.Nothing($@"^(write|pwrite64|ftruncate)\(\d+<{mbox}>", durable, log.Count);
        log.Find($@"^write\(\d+<{mbox}>", before: durable);
        Gone(log, log.Find(Report, after: durable), durable);
    }

    [Needs("strace", "pgrep")]
    public void R3_smtp_reports_after_the_next_hop_took_it()
    {
        var log = Traced("anybody@relay.example");
        int taken = log.Find(@"^(read|recvfrom)\(\d+<socket:\[\d+\]>, ""250 2\.0\.0 Ok: taken");
        Gone(log, log.Find(Report, after: taken), taken);
    }

    [Needs("strace", "pgrep")]
    public void R3_pickup_removes_from_maildrop_after_the_fsync_in_incoming_and_sendmail_ends_after_its_own()
    {
        var log = Traced("bob@virtual.example", () => instance.Send("alice@virtual.example", "bob@virtual.example", "x"));
        int removed = log.Find(@"^unlink\(""maildrop/\w+""\) += 0");
        int durable = log.Find(@"^fsync\(\d+<[^>]*/incoming/\w+>\) += 0", before: removed);
        log.Nothing(@"^(write|writev|pwrite64|fchmod)\(\d+<[^>]*/incoming/", durable, removed);
        string file = Path.Combine(instance.Folder, "sendmail.strace");
        var environment = instance.ClientEnvironment;
        Tool.Run("strace", ["-f", "-y", "-s", "200", "-o", file, Path.Combine(Instance.Out, "sbin/sendmail"), "-i", "-f", "alice@virtual.example", "bob@virtual.example"], "Subject: y\n\nHello\n", environment).Well();
        var own = new StraceLog(file);
        // The file gets its name, and then it and its name are made durable.
        int named = own.Find(@"^(linkat\(|openat\([^,]+, "")[^""]*""[^""]+"".*/maildrop/\w+""");
        int synced = own.Find(@"^fsync\(\d+<[^>]*/maildrop/[^>]+>(\(deleted\))?\) += 0", after: named);
        own.Nothing(@"^(write|pwrite64)\(\d+<[^>]*/maildrop/", synced, own.Find("exit_group", after: synced));
    }

    [Needs("strace", "pgrep")]
    public void R3_a_failure_is_noted_before_the_report_and_the_notice_is_durable_before_the_log_goes()
    {
        var log = Traced($"no-such-user@{Instance.Host}");
        int noted = log.Find(@"^fsync\(\d+<[^>]*/bounce/(\w+)>\) += 0");
        string id = log.Match(noted, @"/bounce/(\w+)>");
        log.Nothing($@"^pwrite64\(\d+<[^>]*/active/{id}>|{Report}", 0, noted);
        int removed = log.Find($@"^unlink\(""bounce/{id}""\) += 0", after: noted);
        int notice = log.Find(@"^fsync\(\d+<[^>]*/incoming/(\w+)>\) += 0", after: noted, before: removed);
        Assert.NotEqual(id, log.Match(notice, @"/incoming/(\w+)>"));
        log.Find($@"^unlink\(""active/{id}""\) += 0", after: removed);
    }

    [Needs("strace", "pgrep")]
    public void R4_a_full_disk_is_a_451_and_what_comes_later_is_taken()
    {
        instance.Start();
        Smtp("bob@virtual.example");
        instance.WaitForMaildir("bob");
        using (new StraceRun(instance, program: "smtpd", inject: "fsync:error=ENOSPC"))
            Assert.Matches(@"S: 45\d ", Instance.Type(instance.Smtp, "EHLO client.example", "MAIL FROM:<alice@virtual.example>", "RCPT TO:<bob@virtual.example>", "DATA", "Subject: lost", "", "Hello", ".", "QUIT"));
        Smtp("bob@virtual.example");
        Assert.DoesNotContain(instance.WaitForMaildir("bob", 2), static m => m.Contains("Subject: lost", StringComparison.Ordinal));
    }

    [Needs("strace", "pgrep")]
    public void R4_a_mailbox_that_cannot_be_written_defers_and_the_mail_arrives_later()
    {
        instance.Start();
        foreach (string error in (string[])["ENOSPC", "EDQUOT", "EIO", "EMFILE"])
        {
            int before = instance.WaitForMaildir("bob", 0).Count;
            Smtp("bob@virtual.example");
            instance.WaitForMaildir("bob", before + 1);
            using (new StraceRun(instance, program: "virtual", inject: $"{(error == "EMFILE" ? "openat" : "fsync")}:error={error}"))
            {
                Smtp("bob@virtual.example");
                instance.WaitForDeferred();
            }
            instance.Suite("postqueue", "-f").Well();
            instance.WaitForMaildir("bob", before + 2);
            WaitForEmptyQueue();
        }
        Assert.DoesNotContain("status=bounced", instance.Log, StringComparison.Ordinal);
    }

    [Needs("strace", "pgrep")]
    public void R11_a_queue_file_that_cannot_be_removed_goes_later_and_by_itself()
    {
        instance.Start();
        Smtp("bob@virtual.example");
        instance.WaitForMaildir("bob");
        using (new StraceRun(instance, program: "qmgr", inject: "unlink:error=EIO"))
        {
            Smtp("bob@virtual.example");
            instance.WaitForMaildir("bob", 2);
            instance.WaitForLog("postfix/qmgr.*warning: remove active/");
        }
        WaitForEmptyQueue();
        Assert.Equal(2, instance.WaitForMaildir("bob", 2).Count);
    }

    [Needs("strace", "pgrep")]
    public void R4_a_notice_waits_until_its_message_can_be_read()
    {
        instance.Start();
        Smtp($"no-such-user@{Instance.Host}");
        instance.WaitForMaildir("alice");
        // The process that qmgr asks opens the log, then the message.
        using (new StraceRun(instance, program: "bounce", inject: "openat:error=EMFILE:when=2"))
        {
            Smtp($"no-such-user@{Instance.Host}");
            Assert.True(Tool.Until(() => instance.Log.Contains("Too many open files", StringComparison.Ordinal), 30), instance.Log);
        }
        instance.Suite("postqueue", "-f").Well();
        Assert.All(instance.WaitForMaildir("alice", 2), static m => Assert.Contains("\nSubject: x\n", m, StringComparison.Ordinal));
        WaitForEmptyQueue();
    }
}
