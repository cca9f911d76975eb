using System.Text.RegularExpressions;

namespace MailSuite.Tests.Sys;

/// <summary>A queue changes hands: what Debian's Postfix has left in its spool is delivered by us, and the reverse, whatever state it was in.</summary>
public sealed class SpoolTests : IDisposable
{
    private static readonly string[] Queues = ["active", "deferred", "hold", "defer", "bounce", "incoming"];
    private readonly int sinkPort = Instance.FreePort();
    private readonly Instance ours;
    private readonly DebianPostfix debian = new();

    public SpoolTests() => ours = new Instance(new() { ["relayhost"] = $"[127.0.0.1]:{sinkPort}", ["smtp_tls_security_level"] = "none" });

    public void Dispose()
    {
        debian.Dispose();
        ours.Dispose();
    }

    private string OurSpool => Path.Combine(ours.Folder, "spool");

    private static string Send(int port, string name, int recipients = 1) => Instance.Type(port,
        ["HELO client.example", $"MAIL FROM:<{name}-sender@x.example>", .. Enumerable.Range(1, recipients).Select(i => $"RCPT TO:<{name}{i}@away.example>"), "DATA",
            $"Subject: {name}", "", $"This is {name}.", "..a dot", "From here", ".", "QUIT"]);

    private static string[] Files(string spool, string queue) =>
        Directory.Exists(Path.Combine(spool, queue)) ? Directory.GetFiles(Path.Combine(spool, queue), "*", SearchOption.AllDirectories) : [];

    private static string IdOf(string listing, string sender) =>
        listing.Split('\n').Single(l => l.Contains(sender, StringComparison.Ordinal)).Split(' ', '*', '!')[0];

    /// <summary>Moves the files: their inodes, which their names carry, stay.</summary>
    private static void Move(string from, string to)
    {
        foreach (string queue in Queues)
            foreach (string file in Files(from, queue))
            {
                string target = Path.Combine(to, Path.GetRelativePath(from, file));
                Tool.Run("mkdir", ["-p", Path.GetDirectoryName(target)!]).Well();
                Tool.Run("chown", ["--reference=" + Path.Combine(to, queue), Path.GetDirectoryName(target)!]).Well();
                Tool.Run("mv", [file, target]).Well();
            }
    }

    // A message that was being delivered when the host crashed.
    private static void PutIntoActive(string spool, string id) =>
        Tool.Run("mv", [Files(spool, "deferred").Single(f => Path.GetFileName(f) == id), Path.Combine(spool, "active", id)]).Well();

    private static void CheckReceived(SmtpSink sink, string log)
    {
        Assert.True(Tool.Until(() => sink.Messages.Count >= 3, 60), $"{sink.Messages.Count} of 3 messages\n{log}");
        foreach (string name in (string[])["crashed", "waiting", "held"])
        {
            string message = Assert.Single(sink.Messages, m => m.Contains($"Subject: {name}", StringComparison.Ordinal));
            Assert.Contains($"MAIL FROM:<{name}-sender@x.example>", message);
            Assert.Contains($"RCPT TO:<{name}1@away.example>", message);
            Assert.Contains($"RCPT TO:<{name}2@away.example>", message);
            Assert.Contains($"This is {name}.", message);
            Assert.Contains("a dot", message);
        }
    }

    [Needs("/usr/sbin/postfix", Root = true)]
    public void What_Debians_Postfix_left_in_active_deferred_and_hold_is_delivered_by_us()
    {
        debian.Start($"[127.0.0.1]:{sinkPort}");
        foreach (string name in (string[])["crashed", "waiting", "held"])
            Assert.Contains("250 2.0.0 Ok", Send(debian.Port, name, recipients: 2));
        Assert.True(Tool.Until(() => Files(debian.Spool, "deferred").Length == 3, 30), debian.Log);
        string listing = debian.Run("postqueue", "-p").Well().Out;
        debian.Run("postsuper", "-h", IdOf(listing, "held-sender")).Well();
        debian.Stop();
        PutIntoActive(debian.Spool, IdOf(listing, "crashed-sender"));

        ours.Suite("postfix", "check").Well();
        Move(debian.Spool, OurSpool);
        // Both tools see the same queue, but for the marks of the two that were moved.
        static string Comparable(string listing) =>
            string.Join('\n', Regex.Replace(Regex.Replace(listing, "[*!]", ""), " +", " ").Split('\n').Order(StringComparer.Ordinal));
        string theirs = Comparable(listing), same = Comparable(ours.Suite("postqueue", "-p").Well().Out);
        Assert.Equal(theirs, same);

        using var sink = new SmtpSink(sinkPort);
        ours.Start();
        ours.Suite("postsuper", "-H", "ALL").Well();
        ours.Suite("postqueue", "-f").Well();
        CheckReceived(sink, ours.Log);
        Assert.True(Tool.Until(() => ours.Suite("postqueue", "-p").Out == "Mail queue is empty\n"), ours.Log);
        Assert.Empty(Files(OurSpool, "defer"));
    }

    [Needs("/usr/sbin/postfix", Root = true)]
    public void What_we_left_in_active_deferred_and_hold_is_delivered_by_Debians_Postfix()
    {
        ours.Start();
        foreach (string name in (string[])["crashed", "waiting", "held"])
            Assert.Contains("250 2.0.0 Ok", Send(ours.Smtp, name, recipients: 2));
        ours.WaitForDeferred(3);
        string listing = ours.Suite("postqueue", "-p").Well().Out;
        ours.Suite("postsuper", "-h", IdOf(listing, "held-sender")).Well();
        ours.Stop();
        PutIntoActive(OurSpool, IdOf(listing, "crashed-sender"));

        debian.Start($"[127.0.0.1]:{sinkPort}");
        debian.Stop();
        Move(OurSpool, debian.Spool);
        using var sink = new SmtpSink(sinkPort);
        debian.Start($"[127.0.0.1]:{sinkPort}");
        string theirs = debian.Run("postqueue", "-p").Out;
        Assert.Contains(IdOf(listing, "held-sender") + "!", theirs);
        debian.Run("postsuper", "-H", "ALL").Well();
        debian.Run("postqueue", "-f").Well();
        CheckReceived(sink, debian.Log);
        Assert.True(Tool.Until(() => debian.Run("postqueue", "-p").Out == "Mail queue is empty\n"), debian.Log);
    }

    [Needs]
    public void What_a_crash_left_half_written_a_week_ago_is_removed_at_start_and_reload()
    {
        ours.Suite("postfix", "check").Well();
        string incoming = Path.Combine(OurSpool, "incoming");
        void Leave(string name, int days)
        {
            File.WriteAllText(Path.Combine(incoming, name), "");
            Tool.Run("chown", ["--reference=" + incoming, Path.Combine(incoming, name)]).Well();
            File.SetLastWriteTimeUtc(Path.Combine(incoming, name), DateTime.UtcNow.AddDays(-days));
        }
        Leave("105459.28015.726", 8);
        Leave("105460.28015.727", 6);
        ours.Start();
        Assert.Equal(["105460.28015.727"], Files(OurSpool, "incoming").Select(Path.GetFileName));
        Leave("105461.28015.728", 8);
        ours.Suite("postfix", "reload").Well();
        Assert.Equal(["105460.28015.727"], Files(OurSpool, "incoming").Select(Path.GetFileName));
    }

    [Needs]
    public void R_05_a_corrupt_file_goes_to_corrupt_the_sender_is_not_told_and_the_rest_of_the_queue_flows()
    {
        ours.Start();
        Assert.Contains("250 2.0.0 Ok", Send(ours.Smtp, "broken"));
        Assert.Contains("250 2.0.0 Ok", Send(ours.Smtp, "whole"));
        ours.WaitForDeferred(2);
        string id = IdOf(ours.Suite("postqueue", "-p").Well().Out, "broken-sender"), file = Files(OurSpool, "deferred").Single(f => Path.GetFileName(f) == id);
        using (var stream = new FileStream(file, FileMode.Open, FileAccess.Write))
            stream.SetLength(stream.Length - 5);
        using var sink = new SmtpSink(sinkPort);
        ours.Suite("postqueue", "-f").Well();
        Assert.True(Tool.Until(() => sink.Messages.Count == 1), ours.Log);
        ours.WaitForLog($"warning: saving corrupt file \"{id}\" from queue \"active\" to queue \"corrupt\"");
        Assert.True(File.Exists(Path.Combine(OurSpool, "corrupt", id)));
        Assert.True(Tool.Until(() => ours.Suite("postqueue", "-p").Out == "Mail queue is empty\n"), ours.Log);
        Assert.DoesNotContain("non-delivery", ours.Log);
        Assert.Contains("This is whole.", Assert.Single(sink.Messages));
    }

    [Needs]
    public void A_site_gets_its_mail_when_postqueue_s_asks_for_it()
    {
        File.AppendAllText(ours.Config("main.cf"), "fast_flush_domains = away.example\n");
        ours.Start();
        Assert.Contains("250 2.0.0 Ok", Send(ours.Smtp, "waiting"));
        ours.WaitForDeferred();
        var unknown = ours.Suite("postqueue", "-s", "other.example");
        Assert.Equal(69, unknown.Exit);
        Assert.Contains("Flush service is not configured for destination \"other.example\"", unknown.Error);
        using var sink = new SmtpSink(sinkPort);
        Assert.True(Tool.Until(() => Files(OurSpool, "flush") is [var log] && new FileInfo(log).Length > 0), ours.Log);
        ours.Suite("postqueue", "-s", "away.example").Well();
        Assert.True(Tool.Until(() => sink.Messages.Count == 1), ours.Log);
    }

    [Needs]
    public void A_letter_leaves_while_a_list_of_thousands_is_being_delivered()
    {
        File.AppendAllText(ours.Config("main.cf"), "smtp_destination_recipient_limit = 1\nsmtpd_recipient_limit = 5000\ndefault_destination_concurrency_limit = 2\nqmgr_message_recipient_limit = 200\n");
        ours.Start();
        using var sink = new SmtpSink(sinkPort);
        Assert.Contains("250 2.0.0 Ok", Send(ours.Smtp, "list", recipients: 3000));
        Assert.True(Tool.Until(() => sink.Messages.Count > 50), ours.Log);
        int before = sink.Messages.Count;
        Assert.Contains("250 2.0.0 Ok", Send(ours.Smtp, "letter"));
        int atArrival = sink.Messages.Count;
        Assert.True(Tool.Until(() => sink.Messages.Any(static m => m.Contains("Subject: letter", StringComparison.Ordinal))), ours.Log);
        int place = sink.Messages.ToList().FindIndex(static m => m.Contains("Subject: letter", StringComparison.Ordinal));
        Assert.True(place < atArrival + 500, $"the letter came as {place}th; {before} were delivered before it was sent, {atArrival} when it was accepted");
        Assert.True(Tool.Until(() => sink.Messages.Count == 3001, 90), $"{sink.Messages.Count} of 3001");
    }
}
