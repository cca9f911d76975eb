using System.Net;
using System.Net.Sockets;
using MailSuite.Mail;
using MailSuite.Net;

namespace MailSuite.Smtp;

/// <summary>One address of a host.</summary>
/// <param name="Address">The address.</param>
/// <param name="Name">What DNS calls its owner: the end of a chain of aliases.</param>
/// <param name="Authentic">Did DNSSEC vouch for it?</param>
internal sealed record HostAddress(IPAddress Address, string Name, bool Authentic);

/// <summary>The addresses of hosts, by smtp_host_lookup and smtp_dns_support_level, of the families that inet_protocols allows.</summary>
internal sealed class HostAddresses(SmtpSettings settings, IResolver resolver)
{
    private readonly bool four = !Bytes.Same(settings.InetProtocols, "ipv6"), six = !Bytes.Same(settings.InetProtocols, "ipv4");
    private readonly bool dns = settings.DnsSupport != DnsSupport.Disabled && settings.LooksUpBy("dns"), native = settings.DnsSupport == DnsSupport.Disabled || settings.LooksUpBy("native");

    /// <summary>The addresses of a host or a literal; none with the reason why. DNS is asked before the host's own tables.</summary>
    internal List<HostAddress> Find(string host, out Dsn? why)
    {
        why = null;
        string literal = host.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase) ? host[5..] : host;
        if (IPAddress.TryParse(literal, out var numeric) && (literal.Contains(':') || literal.Split('.').Length == 4))
        {
            if (Usable(numeric))
                return [new HostAddress(numeric, host, false)];
            why = new Dsn("5.4.4", $"unable to look up host {host}: address family is disabled");
            return [];
        }
        string ascii = DomainName.ToAscii(host);
        var found = dns ? ByDns(ascii, out why) : [];
        // What DNS could not say for now, another table must not answer in its place.
        if (found.Count == 0 && native && why is not { Status: "4.4.3" })
            found = Native(ascii, out why);
        if (found.Count > 0)
            why = null;
        return found;
    }

    private List<HostAddress> ByDns(string host, out Dsn? why)
    {
        why = null;
        var found = new List<HostAddress>();
        foreach (var type in (DnsType[])[DnsType.A, DnsType.AAAA])
        {
            if (!(type == DnsType.A ? four : six))
                continue;
            var answer = resolver.Lookup(host, type);
            foreach (var record in answer.Records)
                if (record.Address is { } address && !found.Exists(f => f.Address.Equals(address)))
                    found.Add(new HostAddress(address, record.Name, answer.Authentic));
            if (!answer.IsFound && (why == null || why.Status[0] == '5'))
                why = Trouble(answer);
            // No such name is no name for the other type either.
            if (answer.Status == DnsStatus.NotFound)
                break;
        }
        return found;
    }

    /// <summary>Why a question has no records, as an outcome of a delivery.</summary>
    internal static Dsn Trouble(DnsAnswer answer) =>
        new(answer.Status switch { DnsStatus.TryLater => "4.4.3", DnsStatus.Filtered => "4.7.0", _ => "5.4.4" }, answer.Reason);

    private List<HostAddress> Native(string host, out Dsn? why)
    {
        why = null;
        var status = HostNames.Addresses(host, out var found, out string error);
        found.RemoveAll(a => !Usable(a));
        if (status == NameAnswer.TryLater)
            why = new Dsn("4.4.3", $"unable to look up host {host}: {error}");
        else if (found.Count == 0)
            why = new Dsn("5.4.4", $"unable to look up host {host}: {(error.Length > 0 ? error : "no address of a usable family")}");
        return found.ConvertAll(a => new HostAddress(a, host, false));
    }

    private bool Usable(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? six : four;
}
