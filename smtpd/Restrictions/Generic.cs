namespace MailSuite.Smtpd.Restrictions;

/// <summary>Restrictions that fit any list.</summary>
internal static class Generic
{
    public static Verdict Reject(PolicyCheck c, Element e) => c.RefuseSubject(c.Config.Get(SmtpdParams.RejectCode), "5.7.1", "Access denied");

    public static Verdict Defer(PolicyCheck c, Element e) => c.RefuseSubject(c.Config.Get(SmtpdParams.DeferCode), "4.3.2", "Try again later");

    public static Verdict DeferIfPermit(PolicyCheck c, Element e) => c.DeferIfPermit(450, "4.7.0", $"<{c.Subject}>: {c.Kind} rejected: defer_if_permit requested");

    public static Verdict DeferIfReject(PolicyCheck c, Element e) => c.DeferIfReject(450, "4.7.0", $"<{c.Subject}>: {c.Kind} rejected: defer_if_reject requested");

    public static Verdict UnauthPipelining(PolicyCheck c, Element e) =>
        c.Session.IsOutOfStep ? c.RefuseSubject(503, "5.5.0", "Improper use of SMTP command pipelining") : Verdict.Dunno;

    public static Verdict PlaintextSession(PolicyCheck c, Element e) =>
        c.Session.Tls == null ? c.Refuse(c.Config.Get(SmtpdParams.PlaintextRejectCode), "4.7.1", "Session encryption is required") : Verdict.Dunno;

    public static Verdict Sleep(PolicyCheck c, Element e)
    {
        Log.Flush();
        Thread.Sleep(TimeSpan.FromSeconds(Math.Min(e.Number, 30)));
        return Verdict.Dunno;
    }

    public static Verdict MultiRecipientBounce(PolicyCheck c, Element e) =>
        c.Session.Transaction is { Sender.Length: 0, RecipientCount: > 1 }
            ? c.RefuseSubject(c.Config.Get(SmtpdParams.MultiRecipientBounceRejectCode), "5.5.3", "Multi-recipient bounce") : Verdict.Dunno;
}
