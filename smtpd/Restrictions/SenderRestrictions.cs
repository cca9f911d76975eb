namespace MailSuite.Smtpd.Restrictions;

/// <summary>Restrictions by the envelope sender.</summary>
internal static class SenderRestrictions
{
    public static Verdict Access(PolicyCheck c, Element e)
    {
        if (c.Session.Transaction == null)
            return Verdict.Dunno;
        string sender = c.SenderAddress;
        return sender.Length == 0
            ? AccessLookup.Key(c, e.Table!, c.Config.Get(SmtpdParams.NullAccessLookupKey), "<>", Stage.SenderAddress)
            : AccessLookup.Mail(c, e.Table!, sender, Stage.SenderAddress);
    }

    public static Verdict NonFqdn(PolicyCheck c, Element e) => AddressChecks.NonFqdn(c, c.SenderAddress, "Sender address");

    public static Verdict UnknownDomain(PolicyCheck c, Element e) => AddressChecks.UnknownDomain(c, c.SenderAddress, "Sender address", "4.1.8", "550", "5.7.27");

    public static Verdict Unlisted(PolicyCheck c, Element e) => c.SenderAddress.Length == 0 ? Verdict.Dunno : Listing.Check(c, c.SenderAddress, "Sender address", "5.1.0", ofSender: true);
}
