namespace MailSuite.Smtpd.Restrictions;

/// <summary>Checks of an address's domain.</summary>
internal static class AddressChecks
{
    public static Verdict NonFqdn(PolicyCheck c, string address, string kind)
    {
        if (address.Length == 0)
            return Verdict.Dunno;
        int at = address.LastIndexOf('@');
        string domain = at < 0 ? "" : address[(at + 1)..];
        return domain.StartsWith('[') || domain.TrimEnd('.').Contains('.') ? Verdict.Dunno
            : c.Refuse(c.Config.Get(SmtpdParams.NonFqdnRejectCode), "5.5.2", $"<{address}>: {kind} rejected: need fully-qualified address");
    }

    public static Verdict UnknownDomain(PolicyCheck c, string address, string kind, string dsn, string nullCode, string nullDsn)
    {
        if (address.Length == 0)
            return Verdict.Dunno;
        var r = c.Tables.Resolve("", address);
        if (r.TryLater)
            return c.TryLater(address);
        int at = r.Recipient.LastIndexOf('@');
        if (r.Class is not (AddressClass.Default or AddressClass.Relay) || at < 0 || r.Recipient[(at + 1)..] is not { Length: > 0 } domain || domain[0] == '[')
            return Verdict.Dunno;
        string shown = address;
        return MailDomain.Look(c.Tables.Dns, domain) switch
        {
            DomainAnswer.Exists => Verdict.Dunno,
            DomainAnswer.NullMx => c.Refuse(int.Parse(nullCode, System.Globalization.CultureInfo.InvariantCulture), nullDsn, $"<{shown}>: {kind} rejected: Domain {domain} does not accept mail (nullMX)"),
            DomainAnswer.Missing => c.Refuse(c.Config.Get(SmtpdParams.UnknownAddressRejectCode), dsn, $"<{shown}>: {kind} rejected: Domain not found"),
            _ => c.TempFail(c.Tables.DefersUnknownAddress, 450, dsn, $"<{shown}>: {kind} rejected: Domain not found"),
        };
    }
}
