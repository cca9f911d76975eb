using MailSuite.Net;

namespace MailSuite.Tests.Smtpd;

/// <summary>A DNS of a few lines: "name TYPE data"; "name * later" cannot be asked. Names that have a line exist, all others do not.</summary>
internal sealed class FakeDns(IEnumerable<string> lines) : IResolver
{
    private readonly string[][] records = [.. lines.Select(static l => l.Split(' ', 3))];

    public DnsAnswer Lookup(string name, DnsType type)
    {
        name = name.TrimEnd('.');
        var known = records.Where(r => r[0] == name || r[1] == "*" && name.EndsWith("." + r[0], StringComparison.Ordinal)).ToList();
        if (known.Exists(static r => r[1] == "*"))
            return DnsAnswer.None(DnsStatus.TryLater, name, type);
        var found = known.Where(r => r[1] == type.ToString()).Select(r => Record(name, type, r[2])).ToList();
        if (found is [{ Type: DnsType.MX, Target: "" }])
            return new DnsAnswer(DnsStatus.Refused, [], $"Domain {name} does not accept mail (nullMX)");
        return found.Count > 0 ? new DnsAnswer(DnsStatus.Found, found, "") : DnsAnswer.None(known.Count > 0 ? DnsStatus.NoData : DnsStatus.NotFound, name, type);
    }

    private static DnsRecord Record(string name, DnsType type, string data) => type switch
    {
        DnsType.A or DnsType.AAAA => new DnsRecord(name, type, 60, Address: System.Net.IPAddress.Parse(data)),
        DnsType.MX => new DnsRecord(name, type, 60, data.Split(' ')[1].TrimEnd('.'), int.Parse(data.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)),
        _ => new DnsRecord(name, type, 60, data),
    };
}
