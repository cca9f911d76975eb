using System.Net;

namespace MailSuite.Smtpd.Restrictions;

/// <summary>check_..._a_access, check_..._mx_access and check_..._ns_access: access tables asked about the hosts behind a name.</summary>
internal static class ServerAccess
{
    private const int MaxHosts = 100;

    public static Verdict OfClient(PolicyCheck c, Element e, DnsType type) =>
        c.Session.Peer.Name is var name && name == PeerName.Unknown ? Verdict.Dunno : Check(c, e, type, name, c.Session.Peer.Display, Stage.ClientHost);

    public static Verdict OfReverseClient(PolicyCheck c, Element e, DnsType type) =>
        c.Session.Peer.ReverseName is var name && name == PeerName.Unknown ? Verdict.Dunno : Check(c, e, type, name, name, Stage.UnverifiedClientHost);

    public static Verdict OfHelo(PolicyCheck c, Element e, DnsType type) => c.HeloName is { } name ? Check(c, e, type, name, name, Stage.HeloCommand) : Verdict.Dunno;

    public static Verdict OfSender(PolicyCheck c, Element e, DnsType type) =>
        c.SenderAddress is { Length: > 0 } sender ? Check(c, e, type, sender, sender, Stage.SenderAddress) : Verdict.Dunno;

    public static Verdict OfRecipient(PolicyCheck c, Element e, DnsType type) =>
        c.RecipientAddress is { } recipient ? Check(c, e, type, recipient, recipient, Stage.RecipientAddress) : Verdict.Dunno;

    private static Verdict Check(PolicyCheck c, Element e, DnsType type, string name, string subject, string kind)
    {
        var verdict = Hosts(c, e.Table!, type, name, subject, kind);
        if (verdict.Kind != VerdictKind.Permit)
            return verdict;
        // Who owns a domain says in DNS what its hosts are: a permission by them would be one that anybody can give himself.
        Log.Warning($"restriction {e.Row.Name} returns OK for {subject}");
        Log.Warning("this is not allowed for security reasons");
        Log.Warning("use DUNNO instead of OK if you want to make an exception");
        return c.ServerError();
    }

    private static Verdict Hosts(PolicyCheck c, AccessTable table, DnsType type, string name, string subject, string kind)
    {
        string domain = name[(name.LastIndexOf('@') + 1)..].TrimEnd('.');
        if (domain.StartsWith('['))
            return type != DnsType.NS && Literal(domain) is { } literal ? AccessLookup.Host(c, table, "", literal, subject, kind) : Verdict.Dunno;
        if (domain.Length == 0)
            return Verdict.Dunno;
        if (type == DnsType.A)
            return Addresses(c, table, domain, type, subject, kind, out _);
        foreach (string host in Servers(c.Tables.Dns, type, domain))
        {
            var byName = table.Search.Domain(host);
            if (byName.Status != LookupStatus.NotFound)
                return AccessLookup.Act(c, byName, table, host, subject, kind);
            var verdict = Addresses(c, table, host, type, subject, kind, out bool found);
            if (found)
                return verdict;
        }
        return Verdict.Dunno;
    }

    private static Verdict Addresses(PolicyCheck c, AccessTable table, string host, DnsType type, string subject, string kind, out bool found)
    {
        found = false;
        var addresses = c.Tables.AddressesOf(host, out bool later);
        if (addresses.Count == 0)
            Log.Warning($"Unable to look up {type} host {host} for {kind} {subject}: {(later ? "Temporary failure in name resolution" : "Name or service not known")}");
        foreach (var address in addresses)
        {
            var result = table.Search.Address(address.ToString());
            if (result.Status == LookupStatus.NotFound)
                continue;
            found = true;
            return AccessLookup.Act(c, result, table, address.ToString(), subject, kind);
        }
        return Verdict.Dunno;
    }

    /// <summary>The mail or name servers of a domain. One without MX is its own mail server; one without NS has its parent's name servers.</summary>
    private static IEnumerable<string> Servers(IResolver dns, DnsType type, string domain)
    {
        var answer = dns.Lookup(domain, type);
        string asked = domain;
        if (type == DnsType.MX && answer.Status is DnsStatus.NotFound or DnsStatus.NoData)
            return [domain];
        while (type == DnsType.NS && answer.Status is DnsStatus.NotFound or DnsStatus.NoData && asked.IndexOf('.') is >= 0 and var dot && dot + 1 < asked.Length)
        {
            asked = asked[(dot + 1)..];
            answer = dns.Lookup(asked, type);
        }
        if (answer.IsFound)
            return answer.Records.Take(MaxHosts).Select(static r => r.Target);
        if (!MailDomain.IsNullMx(answer))
            Log.Warning($"Unable to look up {type} host for {asked}: {(answer.Status == DnsStatus.TryLater ? "Host not found, try again" : "Host not found")}");
        return [];
    }

    private static string? Literal(string domain)
    {
        if (!domain.EndsWith(']'))
            return null;
        string inner = domain[1..^1];
        if (inner.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase))
            inner = inner[5..];
        return IPAddress.TryParse(inner, out var address) ? address.ToString() : null;
    }
}
