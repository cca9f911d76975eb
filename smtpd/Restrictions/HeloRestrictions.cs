using System.Net;

namespace MailSuite.Smtpd.Restrictions;

/// <summary>Restrictions by what the client calls itself.</summary>
internal static class HeloRestrictions
{
    public static Verdict Access(PolicyCheck c, Element e) => c.Session.Helo is { } helo ? AccessLookup.Host(c, e.Tables!, helo, "", helo, "Helo command") : Verdict.Dunno;

    public static Verdict Invalid(PolicyCheck c, Element e)
    {
        if (c.Session.Helo is not { } helo)
            return Verdict.Dunno;
        if (helo.StartsWith('['))
            return IsLiteral(helo) ? Verdict.Dunno : Refuse(c, helo, SmtpdParams.InvalidHostnameRejectCode, "5.5.2", "invalid ip address");
        return IsHostName(helo) || IPAddress.TryParse(helo, out _) ? Verdict.Dunno : Refuse(c, helo, SmtpdParams.InvalidHostnameRejectCode, "5.5.2", "Invalid name");
    }

    public static Verdict NonFqdn(PolicyCheck c, Element e)
    {
        if (c.Session.Helo is not { } helo)
            return Verdict.Dunno;
        if (helo.StartsWith('['))
            return Invalid(c, e);
        string name = helo.TrimEnd('.');
        return IsHostName(name) && name.Contains('.') ? Verdict.Dunno : Refuse(c, helo, SmtpdParams.NonFqdnRejectCode, "5.5.2", "need fully-qualified hostname");
    }

    public static Verdict Unknown(PolicyCheck c, Element e)
    {
        if (c.Session.Helo is not { } helo || helo.StartsWith('['))
            return Verdict.Dunno;
        return MailDomain.Look(c.Tables.Dns, helo.TrimEnd('.')) switch
        {
            DomainAnswer.Exists or DomainAnswer.NullMx => Verdict.Dunno,
            DomainAnswer.Missing => Refuse(c, helo, SmtpdParams.UnknownHostnameRejectCode, "4.7.1", "Host not found"),
            _ => c.DeferIfPermit("4.7.1", $"<{helo}>: Helo command rejected: Host not found"),
        };
    }

    private static Verdict Refuse(PolicyCheck c, string helo, Param<int> code, string dsn, string text) =>
        c.Refuse(c.Config.Get(code), dsn, $"<{helo}>: Helo command rejected: {text}");

    private static bool IsLiteral(string helo)
    {
        if (!helo.EndsWith(']'))
            return false;
        var inner = helo.AsSpan(1, helo.Length - 2);
        bool six = inner.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase);
        return IPAddress.TryParse(six ? inner[5..] : inner, out var ip) && six == (ip.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6);
    }

    private static bool IsHostName(string name)
    {
        if (name.Length is 0 or > 255)
            return false;
        foreach (string label in name.TrimEnd('.').Split('.'))
            if (label.Length is 0 or > 63 || label[0] == '-' || label[^1] == '-' || !label.All(static ch => char.IsAsciiLetterOrDigit(ch) || ch is '-' or '_' || ch > '\x7f'))
                return false;
        return true;
    }
}
