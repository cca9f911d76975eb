namespace MailSuite.Smtpd.Restrictions;

/// <summary>Restrictions by what the client calls itself.</summary>
internal static class HeloRestrictions
{
    public static Verdict Access(PolicyCheck c, Element e) => c.HeloName is { } helo ? AccessLookup.Host(c, e.Table!, helo, "", helo, Stage.HeloCommand) : Verdict.Dunno;

    public static Verdict Invalid(PolicyCheck c, Element e)
    {
        if (c.HeloName is not { } helo)
            return Verdict.Dunno;
        if (helo.StartsWith('['))
            return IsLiteral(helo) ? Verdict.Dunno : Refuse(c, helo, SmtpdParams.InvalidHostnameRejectCode, "5.5.2", "invalid ip address");
        return HostPort.IsHostName(helo) || AddressText.TryParse(helo, out _) ? Verdict.Dunno : Refuse(c, helo, SmtpdParams.InvalidHostnameRejectCode, "5.5.2", "Invalid name");
    }

    public static Verdict NonFqdn(PolicyCheck c, Element e)
    {
        if (c.HeloName is not { } helo)
            return Verdict.Dunno;
        if (helo.StartsWith('['))
            return Invalid(c, e);
        string name = helo.TrimEnd('.');
        return HostPort.IsHostName(name) && name.Contains('.') ? Verdict.Dunno : Refuse(c, helo, SmtpdParams.NonFqdnRejectCode, "5.5.2", "need fully-qualified hostname");
    }

    public static Verdict Unknown(PolicyCheck c, Element e)
    {
        if (c.HeloName is not { } helo || helo.StartsWith('['))
            return Verdict.Dunno;
        return MailDomain.Look(c.Tables.Dns, helo.TrimEnd('.')) switch
        {
            DomainAnswer.Exists or DomainAnswer.NullMx => Verdict.Dunno,
            DomainAnswer.Missing => Refuse(c, helo, SmtpdParams.UnknownHostnameRejectCode, "4.7.1", "Host not found"),
            _ => c.TempFail(c.Tables.DefersUnknownHelo, 450, "4.7.1", $"<{helo}>: Helo command rejected: Host not found"),
        };
    }

    private static Verdict Refuse(PolicyCheck c, string helo, Param<int> code, string dsn, string text) =>
        c.Refuse(c.Config.Get(code), dsn, $"<{helo}>: Helo command rejected: {text}");

    private static bool IsLiteral(string helo)
    {
        if (!helo.EndsWith(']'))
            return false;
        string inner = helo[1..^1];
        bool six = inner.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase);
        return AddressText.TryParse(six ? inner[5..] : inner, out var ip) && six == (ip.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6);
    }
}
