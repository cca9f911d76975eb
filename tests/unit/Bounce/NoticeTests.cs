using MailSuite.Bounce;
using MailSuite.Mail;
using MailSuite.Tests.Queue;
using SocketAddress = MailSuite.Base.SocketAddress;

namespace MailSuite.Tests.Bounce;

/// <summary>A cleanup service that keeps what it gets.</summary>
internal sealed class FakeCleanup : IDisposable
{
    private readonly int listener;
    private int next = 1;

    public FakeCleanup()
    {
        listener = Sys.StreamSocket(1);
        Assert.Equal(Errno.None, Sys.TryBind(listener, SocketAddress.Unix("public/cleanup")));
        Sys.Listen(listener, 5);
        new Thread(Serve) { IsBackground = true }.Start();
    }

    /// <summary>Envelope and content of each message.</summary>
    public List<(MailEnvelope Envelope, string Content)> Taken { get; } = [];

    /// <summary>Refuse at the end of each message.</summary>
    public bool DiskIsFull { get; set; }

    private void Serve()
    {
        while (Sys.TryAccept(listener, out int fd, out _) == Errno.None)
            using (var channel = new IpcChannel(fd))
            {
                channel.Send(new ProtocolGreeting(CleanupStart.Protocol));
                while (channel.Receive<CleanupStart>() is { } start)
                {
                    channel.Send(new CleanupStarted($"NEW{next++}"));
                    var content = new List<byte>();
                    for (CleanupContent part; ;)
                    {
                        content.AddRange((part = channel.Expect<CleanupContent>()).Part);
                        if (part.Last)
                            break;
                    }
                    if (!DiskIsFull)
                        Taken.Add((start.Envelope, Bytes.Text(content.ToArray())));
                    channel.Send(new CleanupDone(DiskIsFull ? CleanupResult.NoSpace : CleanupResult.Queued));
                }
            }
    }

    public void Dispose()
    {
        Sys.Shutdown(listener, 2);
        Sys.CloseQuietly(listener);
    }
}

public class NoticeTests
{
    private const string Id = "A1B2C3";
    private static readonly DeliveryRecipient Nobody = new("", "", 0, "", 0);

    private static BounceRequest Order(string sender, int ret = 0, int flags = 0) =>
        new(BounceAction.Flush, flags, "active", Id, "8bit", 0, sender, "", ret, Nobody, "", new Dsn("2.0.0", ""));

    private static void Record(QueueBench bench, string log, string address, Dsn dsn, string action = "failed", int notify = 0, string original = "", long offset = 0) =>
        BounceLog.Append(bench.Files, log, Id, new BounceRecord(address, original, offset, $"rfc822;{(original.Length > 0 ? original : address)}", notify, action, dsn));

    private static Notifier NotifierOf(QueueBench bench, out MailInjector injector)
    {
        injector = new MailInjector(bench.Config);
        return new Notifier(bench.Config, new StandingClock(), bench.Files, injector, new BounceTemplates(bench.Config));
    }

    [Fact]
    public void A_failure_goes_back_to_the_sender_as_a_report()
    {
        using var bench = new QueueBench("notify_classes =\n");
        using var cleanup = new FakeCleanup();
        bench.Message("active", Id, "s@x.example", ["u@bad.example"], "From: s@x.example\nSubject: hi\n\nHello\n.\nend");
        Record(bench, "bounce", "u@bad.example", new Dsn("5.1.1", "host mx.bad.example[192.0.2.1] said: 550 5.1.1 <u@bad.example>: no such user here (in reply to RCPT TO command)",
            "smtp", "550 5.1.1 <u@bad.example>: no such user here", "mx.bad.example"));
        Record(bench, "bounce", "real@bad.example", new Dsn("5.4.6", "mail loop"), original: "alias@bad.example");
        var notifier = NotifierOf(bench, out var injector);
        Assert.True(notifier.Failed("bounce", Order("s@x.example")));
        injector.Dispose();
        var (envelope, content) = cleanup.Taken.Single();
        Assert.Equal("", envelope.Sender);
        Assert.Equal("s@x.example", envelope.Recipients.Single().Address);
        Assert.Equal("A1B2C3: sender non-delivery notification: NEW1", bench.LogText);
        Assert.Equal("""
            Received: by mx.example.com (Postfix)
            	id NEW1; Sun, 22 Nov 2026 13:21:00 +0000 (UTC)
            Date: Sun, 22 Nov 2026 13:21:00 +0000 (UTC)
            From: Mail Delivery System <MAILER-DAEMON>
            Subject: Undelivered Mail Returned to Sender
            To: s@x.example
            Auto-Submitted: auto-replied
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=delivery-status;
            	boundary="A1B2C3.1795353660/mx.example.com"
            Content-Transfer-Encoding: 8bit

            This is a MIME-encapsulated message.

            --A1B2C3.1795353660/mx.example.com
            Content-Description: Notification
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 8bit

            This is the mail system at host mx.example.com.

            Your message could not be delivered to one or more recipients.
            The reasons are listed below; your message is attached.

            If you need help, please write to postmaster and include this
            report. The attached message may be left out.

                               The mail system

            <u@bad.example>: host mx.bad.example[192.0.2.1] said: 550 5.1.1
                <u@bad.example>: no such user here (in reply to RCPT TO command)

            <real@bad.example> (expanded from <alias@bad.example>): mail loop

            --A1B2C3.1795353660/mx.example.com
            Content-Description: Delivery report
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.example.com
            X-Postfix-Queue-ID: A1B2C3
            X-Postfix-Sender: rfc822; s@x.example
            Arrival-Date: Sun, 22 Nov 2026 13:20:00 +0000 (UTC)

            Final-Recipient: rfc822; u@bad.example
            Original-Recipient: rfc822;u@bad.example
            Action: failed
            Status: 5.1.1
            Remote-MTA: dns; mx.bad.example
            Diagnostic-Code: smtp; 550 5.1.1 <u@bad.example>: no such user here

            Final-Recipient: rfc822; real@bad.example
            Original-Recipient: rfc822;alias@bad.example
            Action: failed
            Status: 5.4.6
            Diagnostic-Code: X-Postfix; mail loop

            --A1B2C3.1795353660/mx.example.com
            Content-Description: Undelivered Message
            Content-Type: message/rfc822
            Content-Transfer-Encoding: 8bit

            Return-Path: <s@x.example>
            From: s@x.example
            Subject: hi

            Hello
            .
            end

            --A1B2C3.1795353660/mx.example.com--

            """, content);
    }

    [Fact]
    public void Verp_mail_has_a_notice_for_each_recipient_to_the_address_that_names_him()
    {
        using var bench = new QueueBench("notify_classes =\n");
        using var cleanup = new FakeCleanup();
        bench.Message("active", Id, "owner-list@x.example", ["u@bad.example"], "Subject: hi\n\nHello");
        Record(bench, "bounce", "u@bad.example", new Dsn("5.1.1", "no"));
        Record(bench, "bounce", "\"a b\"@bad.example", new Dsn("5.1.1", "no"));
        Record(bench, "bounce", "real@bad.example", new Dsn("5.1.1", "no"), original: "alias@bad.example");
        Record(bench, "bounce", "never@bad.example", new Dsn("5.1.1", "no"), notify: DsnNotify.Never);
        var notifier = NotifierOf(bench, out var injector);
        Assert.True(notifier.FailedEach("bounce", Order("owner-list@x.example") with { Verp = "-=" }));
        Assert.True(notifier.FailedEach("bounce", Order("") with { Verp = "-=" }));
        injector.Dispose();
        Assert.Equal(["owner-list-u=bad.example@x.example", "owner-list-a b=bad.example@x.example", "owner-list-alias=bad.example@x.example"],
            cleanup.Taken.Select(static t => t.Envelope.Recipients.Single().Address));
        Assert.All(cleanup.Taken, static t => Assert.Equal(2, t.Content.Split("Final-Recipient: ").Length));
        Assert.Contains("To: owner-list-u=bad.example@x.example\n", cleanup.Taken[0].Content);
        Assert.Contains("A1B2C3: request to send VERP-style notification of bounced mail", bench.LogText);
    }

    [Theory]
    [InlineData("", SendOption.TlsNotRequired, true)]
    [InlineData("tls_required_enable = no\n", SendOption.TlsNotRequired, false)]
    [InlineData("", 0, false)]
    public void What_may_go_without_TLS_comes_back_without_it(string mainCf, int options, bool says)
    {
        using var bench = new QueueBench("notify_classes =\n" + mainCf);
        using var cleanup = new FakeCleanup();
        Record(bench, "bounce", "u@bad.example", new Dsn("5.1.1", "no"));
        var notifier = NotifierOf(bench, out var injector);
        Assert.True(notifier.Failed("bounce", Order("s@x.example") with { SendOptions = options }));
        injector.Dispose();
        Assert.Equal(says, cleanup.Taken.Single().Content.Contains("\nTLS-Required: no\n", StringComparison.Ordinal));
    }

    [Fact]
    public void A_lost_log_of_verp_mail_is_told_to_the_owner()
    {
        using var bench = new QueueBench("notify_classes =\n");
        using var cleanup = new FakeCleanup();
        var notifier = NotifierOf(bench, out var injector);
        Assert.True(notifier.FailedEach("bounce", Order("owner@x.example") with { Verp = "+=" }));
        injector.Dispose();
        Assert.Equal("owner@x.example", cleanup.Taken.Single().Envelope.Recipients.Single().Address);
    }

    [Fact]
    public void A_large_message_or_RET_HDRS_returns_the_header_only()
    {
        using var bench = new QueueBench("bounce_size_limit = 100\nnotify_classes =\n");
        using var cleanup = new FakeCleanup();
        bench.Message("active", Id, "s@x.example", ["u@bad.example"], "Subject: hi\n\n" + new string('x', 200));
        Record(bench, "bounce", "u@bad.example", new Dsn("5.1.1", "no"));
        var notifier = NotifierOf(bench, out var injector);
        Assert.True(notifier.Failed("bounce", Order("s@x.example")));
        injector.Dispose();
        Assert.EndsWith("Content-Description: Undelivered Message Headers\nContent-Type: text/rfc822-headers\nContent-Transfer-Encoding: 8bit\n\n"
            + "Return-Path: <s@x.example>\nSubject: hi\n\n--A1B2C3.1795353660/mx.example.com--\n", cleanup.Taken.Single().Content);
    }

    [Fact]
    public void Who_wants_no_notice_gets_none()
    {
        using var bench = new QueueBench("notify_classes =\n");
        using var cleanup = new FakeCleanup();
        bench.Message("active", Id, "s@x.example", ["u@bad.example"], "x");
        Record(bench, "bounce", "never@bad.example", new Dsn("5.1.1", "no"), notify: DsnNotify.Never);
        Record(bench, "bounce", "delay@bad.example", new Dsn("5.1.1", "no"), notify: DsnNotify.Delay);
        var notifier = NotifierOf(bench, out var injector);
        Assert.True(notifier.Failed("bounce", Order("s@x.example")));
        Record(bench, "bounce", "wants@bad.example", new Dsn("5.1.1", "no"), notify: DsnNotify.Failure | DsnNotify.Delay);
        Assert.True(notifier.Failed("bounce", Order("s@x.example")));
        injector.Dispose();
        string content = cleanup.Taken.Single().Content;
        Assert.Contains("wants@bad.example", content);
        Assert.DoesNotContain("never@bad.example", content);
        Assert.DoesNotContain("delay@bad.example", content);
    }

    [Fact]
    public void R_09_a_notice_that_bounces_goes_to_the_postmaster_or_nowhere_and_never_on()
    {
        using var bench = new QueueBench("notify_classes = 2bounce\n2bounce_notice_recipient = pm@x.example\n");
        using var cleanup = new FakeCleanup();
        bench.Message("active", Id, "", ["u@bad.example"], "Subject: notice\n\nx");
        Record(bench, "bounce", "u@bad.example", new Dsn("5.1.1", "no"));
        var notifier = NotifierOf(bench, out var injector);
        Assert.True(notifier.Failed("bounce", Order("")));
        Assert.True(notifier.Failed("bounce", Order("Double-Bounce@mx.example.com")));
        injector.Dispose();
        var (envelope, content) = cleanup.Taken.Single();
        Assert.Equal("double-bounce@mx.example.com", envelope.Sender);
        Assert.Equal("pm@x.example", envelope.Recipients.Single().Address);
        Assert.Contains("Subject: Postmaster Copy: Undelivered Mail\nTo: pm@x.example\nAuto-Submitted: auto-generated\n", content);
        Assert.Contains("Return-Path: <MAILER-DAEMON@mx.example.com>\n", content);
        Assert.DoesNotContain("This is the mail system", content);
        Assert.Contains("A1B2C3: undeliverable postmaster notification discarded", bench.LogText);
    }

    [Fact]
    public void Expired_mail_tells_of_those_who_still_wait()
    {
        using var bench = new QueueBench("notify_classes =\n");
        using var cleanup = new FakeCleanup();
        var at = bench.Message("active", Id, "s@x.example", ["done@x.example", "wait@x.example"], "x", done: ["done@x.example"]);
        Record(bench, "defer", "done@x.example", new Dsn("4.4.1", "refused"), "delayed", offset: at[0]);
        Record(bench, "defer", "wait@x.example", new Dsn("4.4.1", "refused"), "delayed", offset: at[1]);
        var notifier = NotifierOf(bench, out var injector);
        Assert.True(notifier.Failed("defer", Order("s@x.example")));
        Assert.True(notifier.Delayed("defer", Order("s@x.example")));
        injector.Dispose();
        Assert.Contains("Final-Recipient: rfc822; wait@x.example\nOriginal-Recipient: rfc822;wait@x.example\nAction: failed\nStatus: 4.4.1\n", cleanup.Taken[0].Content);
        Assert.All(cleanup.Taken, static t => Assert.DoesNotContain("done@x.example", t.Content));
        Assert.Contains("Subject: Delayed Mail (still being retried)\n", cleanup.Taken[1].Content);
        Assert.Contains("Action: delayed\nStatus: 4.4.1\nDiagnostic-Code: X-Postfix; refused\nWill-Retry-Until: Fri, 27 Nov 2026 13:20:00 +0000 (UTC)\n", cleanup.Taken[1].Content);
        Assert.Contains("waiting for 0 hour(s)", cleanup.Taken[1].Content);
        Assert.Contains("until it is 5 day(s) old", cleanup.Taken[1].Content);
    }

    [Fact]
    public void Without_a_queued_notice_nothing_counts_as_told()
    {
        using var bench = new QueueBench("notify_classes = bounce\n");
        bench.Message("active", Id, "s@x.example", ["u@bad.example"], "x");
        Record(bench, "bounce", "u@bad.example", new Dsn("5.1.1", "no"));
        var notifier = NotifierOf(bench, out var injector);
        Assert.False(notifier.Failed("bounce", Order("s@x.example")));   // nobody listens
        using var cleanup = new FakeCleanup { DiskIsFull = true };
        Assert.False(notifier.Failed("bounce", Order("s@x.example")));
        cleanup.DiskIsFull = false;
        Assert.True(notifier.Failed("bounce", Order("s@x.example")));
        injector.Dispose();
        Assert.Equal(["Undelivered Mail Returned to Sender", "Postmaster Copy: Undelivered Mail"], cleanup.Taken.Select(static t => t.Content.Split("Subject: ")[1].Split('\n')[0]));
    }

    [Fact]
    public void A_lost_log_or_message_still_makes_a_notice()
    {
        using var bench = new QueueBench("notify_classes =\n");
        using var cleanup = new FakeCleanup();
        var notifier = NotifierOf(bench, out var injector);
        Assert.True(notifier.Failed("bounce", Order("s@x.example")));
        injector.Dispose();
        string content = cleanup.Taken.Single().Content;
        Assert.Contains("--- Delivery report unavailable ---", content);
        Assert.Contains("--- Undelivered message unavailable ---", content);
    }

    [Fact]
    public void Success_and_verification_have_reports_of_their_own()
    {
        using var bench = new QueueBench();
        using var cleanup = new FakeCleanup();
        bench.Message("active", Id, "s@x.example", ["u@x.example"], "Subject: hi\n\nx");
        Record(bench, "trace", "u@x.example", new Dsn("2.0.0", "delivered to maildir"), "delivered", DsnNotify.Success);
        var notifier = NotifierOf(bench, out var injector);
        Assert.True(notifier.Traced("trace", Order("s@x.example")));
        Assert.True(notifier.Traced("trace", Order("s@x.example", flags: DeliveryFlags.VerifyOnly)));
        Assert.True(notifier.Traced("trace", Order("")));
        injector.Dispose();
        Assert.Equal(["Successful Mail Delivery Report", "Mail Delivery Status Report"], cleanup.Taken.Select(static t => t.Content.Split("Subject: ")[1].Split('\n')[0]));
        Assert.Contains("Content-Description: Message Headers\nContent-Type: text/rfc822-headers\n", cleanup.Taken[0].Content);
        Assert.Contains("Action: delivered\nStatus: 2.0.0\n", cleanup.Taken[0].Content);
    }

    [Fact]
    public void Templates_of_bounce_5_replace_the_built_in_ones()
    {
        using var bench = new QueueBench("notify_classes =\n");
        using var cleanup = new FakeCleanup();
        File.WriteAllText("bounce.cf", """
            # comment
            failure_template = <<EOF
            Charset: us-ascii
            From: Robot <robot@x.example>
            Subject: Zurück
            Postmaster-Subject: copy

            never
            EOF
            failure_template = <<END
            From: Robot <robot@x.example>
            Subject: It failed

            At $myhostname, costs $$5, $maximal_queue_lifetime_days days.
            END
            unknown_template = <<EOF
            x
            EOF
            """);
        bench.Config.Set("bounce_template_file", bench.Folder + "/bounce.cf");
        bench.Message("active", Id, "s@x.example", ["u@bad.example"], "x");
        Record(bench, "bounce", "u@bad.example", new Dsn("5.1.1", "no"));
        var notifier = NotifierOf(bench, out var injector);
        Assert.True(notifier.Failed("bounce", Order("s@x.example")));
        injector.Dispose();
        string content = cleanup.Taken.Single().Content;
        Assert.Contains("From: Robot <robot@x.example>\nSubject: It failed\n", content);
        Assert.Contains("At mx.example.com, costs $5, 5 days.\n", content);
        Assert.Contains("non-ASCII \"Subject\" header value in failure_template template -- ignoring this template", bench.LogText);
        Assert.Contains("unknown template name: unknown_template", bench.LogText);
    }

    [Fact]
    public void R_06_a_reply_with_bare_returns_adds_no_header_to_the_notice()
    {
        using var bench = new QueueBench("notify_classes =\nenable_threaded_bounces = yes\n");
        using var cleanup = new FakeCleanup();
        bench.Message("active", Id, "s@x.example\nBcc: evil@x.example", ["u@bad.example"], "Message-ID: <id@x.example>\nReferences: <r1@x.example>\n <r2@x.example>\n\nx");
        Record(bench, "bounce", "u@bad.example\r\nX-Evil: 1", new Dsn("5.1.1", "no\r\nX-Evil: 2", "smtp", "550\r\n\r\nX-Evil: 3", "mx\nX-Evil: 4"));
        var notifier = NotifierOf(bench, out var injector);
        Assert.True(notifier.Failed("bounce", Order("s@x.example\nBcc: evil@x.example")));
        injector.Dispose();
        string content = cleanup.Taken.Single().Content;
        Assert.DoesNotContain("\nX-Evil", content);
        Assert.DoesNotContain("\nBcc", content);
        Assert.Contains("References: <r1@x.example> <r2@x.example>\n\t<id@x.example>\nIn-Reply-To: <id@x.example>\n", content);
    }

    /// <summary>RFC 8689 5: a notice returns only the header of what asked for REQUIRETLS.</summary>
    [Theory]
    [InlineData("", SendOption.RequireTls, false)]
    [InlineData("requiretls_redact_dsn = no\n", SendOption.RequireTls, true)]
    [InlineData("", 0, true)]
    public void Notices_for_requiretls_mail_leave_its_body_out(string more, int options, bool whole)
    {
        using var bench = new QueueBench("notify_classes =\n" + more);
        using var cleanup = new FakeCleanup();
        bench.Message("active", Id, "s@x.example", ["u@bad.example"], "Subject: hi\n\nsecret");
        Record(bench, "bounce", "u@bad.example", new Dsn("5.1.1", "no such user"));
        var notifier = NotifierOf(bench, out var injector);
        Assert.True(notifier.Failed("bounce", Order("s@x.example") with { SendOptions = options }));
        injector.Dispose();
        var (_, content) = cleanup.Taken.Single();
        Assert.Contains("Subject: hi\n", content);
        Assert.Equal(whole, content.Contains("secret", StringComparison.Ordinal));
    }
}
