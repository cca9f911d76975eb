using System.Net;

namespace MailSuite.Net;

/// <summary>Types of DNS records that we ask for (RFC 1035 3.2.2 and later).</summary>
public enum DnsType : ushort
{
    /// <summary>IPv4 address.</summary>
    A = 1,
    /// <summary>Name server of a domain.</summary>
    NS = 2,
    /// <summary>Another name for the same.</summary>
    CNAME = 5,
    /// <summary>Start of authority.</summary>
    SOA = 6,
    /// <summary>Name of an address.</summary>
    PTR = 12,
    /// <summary>Mail exchanger.</summary>
    MX = 15,
    /// <summary>Text.</summary>
    TXT = 16,
    /// <summary>IPv6 address.</summary>
    AAAA = 28,
    /// <summary>Server of a service.</summary>
    SRV = 33,
    /// <summary>Certificate association (DANE).</summary>
    TLSA = 52,
}

/// <summary>One record of an answer. Which members mean something depends on the type; the others are empty.</summary>
/// <param name="Name">Its owner.</param>
/// <param name="Type">Its type.</param>
/// <param name="Ttl">Seconds that it may be remembered.</param>
/// <param name="Target">Host name of MX, SRV, CNAME, PTR, SOA; text of TXT.</param>
/// <param name="Preference">MX preference, SRV priority.</param>
/// <param name="Weight">SRV weight.</param>
/// <param name="Port">SRV port.</param>
/// <param name="Address">Address of A and AAAA.</param>
/// <param name="Data">Bytes of TLSA: usage, selector, matching type, data.</param>
public sealed record DnsRecord(
    string Name, DnsType Type, int Ttl, string Target = "", int Preference = 0, int Weight = 0, int Port = 0, IPAddress? Address = null, byte[]? Data = null);

/// <summary>How a DNS question ended.</summary>
public enum DnsStatus
{
    /// <summary>There are records.</summary>
    Found,
    /// <summary>There is no such name (NXDOMAIN).</summary>
    NotFound,
    /// <summary>The name exists, and has no record of the type.</summary>
    NoData,
    /// <summary>Could not ask: says nothing about the name.</summary>
    TryLater,
    /// <summary>The name is none, or the domain says that it takes no mail (null MX): never to be asked again.</summary>
    Refused,
    /// <summary>There are records, and none that a filter of ours lets pass.</summary>
    Filtered,
}

/// <summary>The end of a DNS question.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Records">The records of the type asked, never empty when found.</param>
/// <param name="Reason">For the log and the bounce, in Postfix's words; empty when found.</param>
/// <param name="Authentic">Did a resolver that we trust vouch for it (DNSSEC)?</param>
public sealed record DnsAnswer(DnsStatus Status, IReadOnlyList<DnsRecord> Records, string Reason, bool Authentic = false)
{
    /// <summary>Records were found.</summary>
    public bool IsFound => Status == DnsStatus.Found;

    /// <summary>There is nothing, with Postfix's sentence for why.</summary>
    public static DnsAnswer None(DnsStatus status, string name, DnsType type) => new(status, [],
        $"Host or domain name not found. Name service error for name={name} type={type}: {Words(status)}");

    private static string Words(DnsStatus status) => status switch
    {
        DnsStatus.NotFound => "Host not found",
        DnsStatus.NoData => "Host found but no data record of requested type",
        DnsStatus.TryLater => "Host not found, try again",
        _ => "Non-recoverable error",
    };
}

/// <summary>Who answers DNS questions. Handed in, so that tests have a DNS of their own.</summary>
public interface IResolver
{
    /// <summary>Asks for the records of a name, following other names (CNAME).</summary>
    DnsAnswer Lookup(string name, DnsType type);
}
