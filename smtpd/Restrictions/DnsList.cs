using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace MailSuite.Smtpd.Restrictions;

/// <summary>What a DNS list said of a name.</summary>
/// <param name="Listed">It is listed (and the answer fits the filter).</param>
/// <param name="TryLater">The list could not be asked.</param>
/// <param name="Text">Why, in the list's words (TXT records).</param>
internal sealed record DnsListAnswer(bool Listed, bool TryLater, string Text);

/// <summary>A DNS list as main.cf names it: "domain", or "domain=d.d.d.d" where each d is a number or "[n;n..m]".</summary>
internal sealed class DnsList
{
    private const int MaxText = 512;
    private readonly (int Low, int High)[][]? filter;

    private DnsList(string name, string domain, (int, int)[][]? filter) => (Name, Domain, this.filter) = (name, domain, filter);

    /// <summary>As written, filter and all: the key of rbl_reply_maps.</summary>
    public string Name { get; }

    /// <summary>The domain alone.</summary>
    public string Domain { get; }

    public static DnsList Parse(string restriction, string text)
    {
        int at = text.IndexOf('=');
        string domain = (at < 0 ? text : text[..at]).TrimEnd('.');
        if (!HostPort.IsHostName(domain))
            throw new FatalException($"restriction {restriction} requires a domain name: \"{text}\"");
        return new DnsList(text, domain, at < 0 ? null : Filter(text[(at + 1)..]) ?? throw new FatalException($"restriction {restriction}: bad address filter: \"{text}\""));
    }

    private static (int, int)[][]? Filter(string text)
    {
        var parts = new List<(int, int)[]>();
        int depth = 0, start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            char c = i == text.Length ? '.' : text[i];
            // The two dots of "n..m" stand inside brackets.
            depth += c == '[' ? 1 : c == ']' ? -1 : 0;
            if (c != '.' || depth > 0)
                continue;
            if (Part(text[start..i]) is not { } part)
                return null;
            parts.Add(part);
            start = i + 1;
        }
        return parts.Count == 4 ? [.. parts] : null;
    }

    private static (int, int)[]? Part(string text)
    {
        if (text.StartsWith('[') != text.EndsWith(']'))
            return null;
        var ranges = new List<(int, int)>();
        foreach (string range in (text.StartsWith('[') ? text[1..^1] : text).Split(';'))
        {
            string[] ends = range.Split("..");
            if (ends.Length > 2 || !byte.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out byte low)
                || !byte.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out byte high) || low > high)
                return null;
            ranges.Add((low, high));
        }
        return [.. ranges];
    }

    /// <summary>Asks about an address.</summary>
    public DnsListAnswer AskAddress(PolicyCheck c, IPAddress address) => Ask(c, Reversed(address));

    /// <summary>Asks about a domain.</summary>
    public DnsListAnswer AskDomain(PolicyCheck c, string domain) => Ask(c, domain);

    private DnsListAnswer Ask(PolicyCheck c, string subject)
    {
        string query = $"{subject}.{Domain}", key = $"{subject}.{Name}";
        if (c.DnsListAnswers.TryGetValue(key, out var known))
            return known;
        return c.DnsListAnswers[key] = Query(c.Tables.Dns, query);
    }

    private DnsListAnswer Query(IResolver dns, string query)
    {
        var answer = dns.Lookup(query, DnsType.A);
        if (answer.Status == DnsStatus.TryLater)
            Log.Warning($"{query}: RBL lookup error: {answer.Reason}");
        if (!answer.IsFound)
            return new DnsListAnswer(false, answer.Status == DnsStatus.TryLater, "");
        if (!answer.Records.Any(r => Fits(r.Address)))
        {
            if (filter == null)
                Log.Warning($"{query}: RBL lookup error: the reply {answer.Records[0].Address} is no listing (a resolver that the list does not serve, or one that makes up answers)");
            return new DnsListAnswer(false, filter == null, "");
        }
        var text = dns.Lookup(query, DnsType.TXT);
        string why = text.IsFound ? string.Join(" / ", text.Records.Select(static r => r.Target)) : "";
        return new DnsListAnswer(true, false, why.Length > MaxText ? why[..MaxText] : why);
    }

    /// <summary>
    /// Lists answer in 127.0.0.0/8 (RFC 5782 2.1), of which 127.255.255.0/24 says that the question was not answered. Without this check a resolver that
    /// sends unknown names to an advertiser, or one that a list does not serve, would have all mail refused. A filter says itself what counts.
    /// </summary>
    private bool Fits(IPAddress? address)
    {
        if (address is not { AddressFamily: AddressFamily.InterNetwork })
            return false;
        byte[] bytes = address.GetAddressBytes();
        if (filter == null)
            return bytes[0] == 127 && !(bytes[1] == 255 && bytes[2] == 255);
        for (int i = 0; i < 4; i++)
            if (!Array.Exists(filter[i], range => bytes[i] >= range.Low && bytes[i] <= range.High))
                return false;
        return true;
    }

    /// <summary>7.2.0.192 for 192.0.2.7; nibbles for IPv6 (RFC 5782 2.1 and 2.4).</summary>
    internal static string Reversed(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        byte[] bytes = address.GetAddressBytes();
        Array.Reverse(bytes);
        return bytes.Length == 4 ? string.Join('.', bytes) : string.Join('.', bytes.Select(static b => $"{b & 15:x}.{b >> 4:x}"));
    }
}
