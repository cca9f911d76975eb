namespace MailSuite.Tests.Smtpd;

/// <summary>notify_classes: what the postmaster hears of a session with errors.</summary>
public sealed class NoticeTests
{
    [Fact]
    public void A_refusal_is_told_with_the_transcript_where_it_is_wanted()
    {
        using var s = new LiveSession("notify_classes = policy", "error_notice_recipient = root");
        s.Hear();
        s.Say("HELO c");
        s.Say("MAIL FROM:<a@remote.example>");
        s.Say("RCPT TO:<nobody@example.com>");
        s.Say("QUIT");
        s.End();
        var queued = s.Server.QueuedLines();
        Assert.Contains("S double-bounce@mx.example.com", queued);
        Assert.Contains("R root@example.com", queued);
        Assert.Contains("N Subject: Postfix SMTP server: errors from client.example[192.0.2.7]", queued);
        Assert.Contains("N  In:  RCPT TO:<nobody@example.com>", queued);
        Assert.Contains("N  Out: 550 5.1.1 <nobody@example.com>: Recipient address rejected: User unknown in local recipient table", queued);
        Assert.Contains("N  Out: 221 2.0.0 Bye", queued);
    }

    [Theory]
    [InlineData("notify_classes = protocol")]
    [InlineData("notify_classes = resource, software")]
    [InlineData("notify_classes =")]
    public void What_is_not_wanted_is_not_told(string setting)
    {
        using var s = new LiveSession(setting);
        s.Hear();
        s.Say("HELO c");
        s.Say("MAIL FROM:<a@remote.example>");
        s.Say("RCPT TO:<nobody@example.com>");
        s.Say("QUIT");
        s.End();
        Assert.Empty(s.Server.QueuedLines());
    }

    /// <summary>Between messages what was good and is long ago is forgotten (smtpd_history_flush_threshold).</summary>
    [Fact]
    public void The_transcript_begins_behind_what_was_forgotten()
    {
        using var s = new LiveSession("notify_classes = protocol", "error_notice_recipient = root", "smtpd_history_flush_threshold = 3");
        s.Hear();
        s.Say("HELO first.example");
        s.Say("NOOP one");
        s.Say("RSET");
        s.Say("DATA");
        s.Say("QUIT");
        s.End();
        var queued = s.Server.QueuedLines();
        Assert.DoesNotContain("N  In:  NOOP one", queued);
        Assert.Contains("N  In:  DATA", queued);
        Assert.Contains("N  Out: 503 5.5.1 Error: need RCPT command", queued);
    }
}
