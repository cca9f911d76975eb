using System.Net;
using System.Net.Sockets;

namespace MailSuite.PosttlsFinger;

/// <summary>One server to try.</summary>
/// <param name="Name">Its host name, or its address as written.</param>
/// <param name="Address">Its address; null for a UNIX-domain socket.</param>
/// <param name="Port">Its port.</param>
/// <param name="Authentic">Did DNSSEC vouch for name and address?</param>
internal sealed record Server(string Name, IPAddress? Address, int Port, bool Authentic);

/// <summary>Where to connect, as smtp(8) reads a next hop, but without its tables.</summary>
internal sealed class ServerFinder(FingerSettings settings, IResolver resolver)
{
    /// <summary>The path of "unix:path"; else empty.</summary>
    internal string UnixPath { get; private set; } = "";

    /// <summary>The domain or host that was asked for.</summary>
    internal string NextHop { get; private set; } = "";

    /// <summary>The servers in the order to try them; none with the reason.</summary>
    internal List<Server> Find(out string why)
    {
        string text = settings.Destination;
        why = "";
        if (settings.Lmtp && text.StartsWith("unix:", StringComparison.Ordinal))
        {
            UnixPath = text[5..];
            NextHop = settings.Config.Get(GlobalParams.Myhostname);
            return [new Server(NextHop, null, 0, false)];
        }
        string inet = text.StartsWith("inet:", StringComparison.Ordinal) ? text[5..] : text;
        bool direct = inet.StartsWith('[') || settings.Lmtp;
        if (HostPort.Read(inet, null, settings.Lmtp ? "24" : "smtp", out string host, out string service) is { } wrong)
            throw new FatalException($"{wrong} in server description: {inet}");
        int port = service == "smtp" && HostNames.Port(service) < 0 ? 25 : HostNames.Port(service);
        if (port < 0)
            throw new FatalException($"unknown service: {service}/tcp");
        NextHop = host;
        var found = direct || IPAddress.TryParse(host, out _) ? Addresses(host, port, true, out why) : Exchangers(host, port, out why);
        if (settings.Family != "any")
            found = [.. found.OrderBy(s => s.Address!.AddressFamily == AddressFamily.InterNetworkV6 == (settings.Family == "ipv6") ? 0 : 1)];
        return found;
    }

    private List<Server> Exchangers(string domain, int port, out string why)
    {
        var answer = settings.ByDns ? resolver.Lookup(settings.Services ? $"_smtp._tcp.{domain}" : domain, settings.Services ? DnsType.SRV : DnsType.MX) : null;
        if (answer is { Status: DnsStatus.TryLater or DnsStatus.Filtered })
        {
            why = answer.Reason;
            return [];
        }
        if (answer is not { IsFound: true })
            return Addresses(domain, port, true, out why);
        var found = new List<Server>();
        why = "";
        foreach (var record in answer.Records.OrderBy(static r => r.Preference))
            found.AddRange(Addresses(record.Target, settings.Services ? record.Port : port, answer.Authentic, out why));
        return found;
    }

    private List<Server> Addresses(string host, int port, bool authentic, out string why)
    {
        why = "";
        var found = new List<Server>();
        if (IPAddress.TryParse(host, out var literal) && (host.Contains(':') || host.Split('.').Length == 4))
            return [new Server(host, literal, port, false)];
        if (settings.ByDns)
            foreach (var type in (DnsType[])[DnsType.A, DnsType.AAAA])
            {
                var answer = resolver.Lookup(host, type);
                foreach (var record in answer.Records)
                    if (record.Address is { } address)
                        found.Add(new Server(host, address, port, authentic && answer.Authentic));
                if (!answer.IsFound && why.Length == 0)
                    why = answer.Reason;
                if (answer.Status == DnsStatus.NotFound)
                    break;
            }
        if (found.Count > 0 || !settings.ByNative)
            return found;
        HostNames.Addresses(host, out var addresses, out string error);
        if (addresses.Count == 0)
            why = $"unable to look up host {host}: {error}";
        return addresses.ConvertAll(a => new Server(host, a, port, false));
    }
}
