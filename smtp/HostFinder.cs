using System.Net;
using System.Net.Sockets;
using MailSuite.Mail;
using MailSuite.Net;

namespace MailSuite.Smtp;

/// <summary>One server to try.</summary>
/// <param name="Name">Its host name, or the address as written.</param>
/// <param name="Address">Its address; null for a UNIX-domain socket.</param>
/// <param name="Preference">Of its MX record; lower is tried first.</param>
internal sealed record SmtpHost(string Name, IPAddress? Address, int Preference);

/// <summary>Finds the servers of a destination, in the order in which to try them, and notices when one of them is ourselves.</summary>
internal sealed class HostFinder(SmtpSettings settings, IResolver resolver, Func<IPAddress, bool> isOurs, Random random)
{
    private readonly bool four = !Bytes.Same(settings.InetProtocols, "ipv6"), six = !Bytes.Same(settings.InetProtocols, "ipv4");

    /// <summary>The servers, best first; none with the reason why.</summary>
    /// <param name="destination">What to look for.</param>
    /// <param name="loopCheck">Do we ourselves listen on this port, so that our own address means a loop?</param>
    /// <param name="why">Why there is none.</param>
    internal List<SmtpHost> Find(Destination destination, bool loopCheck, out Dsn? why)
    {
        if (destination.UnixPath.Length > 0)
        {
            why = null;
            return [new SmtpHost(settings.MyHostName, null, 0)];
        }
        return destination.UseMx ? ForDomain(destination.Host, loopCheck, out why) : ForHost(destination.Host, loopCheck, out why);
    }

    private List<SmtpHost> ForDomain(string domain, bool loopCheck, out Dsn? why)
    {
        if (Bytes.Same(settings.HostLookup, "native") || Bytes.Same(settings.Config.Get(GlobalParams.DisableDnsLookups) ? "yes" : "no", "yes"))
            return ForHost(domain, loopCheck, out why);
        string ascii = Ascii(domain);
        var answer = resolver.Lookup(ascii, DnsType.MX);
        switch (answer.Status)
        {
            case DnsStatus.TryLater when !settings.IgnoreMxLookupError:
                why = new Dsn("4.4.3", answer.Reason);
                return [];
            case DnsStatus.Refused when answer.Reason.EndsWith("(nullMX)", StringComparison.Ordinal):
                why = new Dsn("5.1.0", answer.Reason);
                return [];
            case DnsStatus.Refused when !settings.IgnoreMxLookupError:
                why = new Dsn("5.4.4", answer.Reason);
                return [];
            case DnsStatus.Found:
                return FromMx(domain, answer.Records, loopCheck, out why);
            default:
                return ForHost(domain, loopCheck, out why);
        }
    }

    private List<SmtpHost> FromMx(string domain, IReadOnlyList<DnsRecord> records, bool loopCheck, out Dsn? why)
    {
        why = null;
        var hosts = new List<SmtpHost>();
        int best = records.Min(static r => r.Preference);
        foreach (var mx in records.OrderBy(static r => r.Preference).Take(200))
        {
            var addresses = Addresses(mx.Target, out var trouble);
            foreach (var address in addresses)
                hosts.Add(new SmtpHost(mx.Target, address, mx.Preference));
            // Remember a temporary trouble rather than a final one: the mail may have a way that we cannot see now.
            if (trouble != null && (why == null || why.Status[0] == '5'))
                why = trouble;
        }
        if (hosts.Count == 0)
        {
            Log.Warning($"no MX host for {domain} has a valid address record");
            if (settings.DeferIfNoMxAddressFound && why is { } final)
                why = final.WithClass('4');
            return hosts;
        }
        why = null;
        if (loopCheck && hosts.Find(h => isOurs(h.Address!)) is { } self)
        {
            int found = hosts.Min(static h => h.Preference);
            // Mail must not go to a server that is no better than we are: that one would give it back.
            hosts.RemoveAll(h => h.Preference >= self.Preference);
            if (hosts.Count == 0)
            {
                why = best == found ? LoopsBack(domain) : new Dsn("4.4.4", $"unable to find primary relay for {domain}");
                return hosts;
            }
        }
        return Ordered(hosts);
    }

    /// <summary>The sentence about mail that would come back.</summary>
    internal static Dsn LoopsBack(string destination) => new("5.4.6", $"mail for {destination} loops back to myself");

    private List<SmtpHost> ForHost(string host, bool loopCheck, out Dsn? why)
    {
        var hosts = Addresses(host, out why).ConvertAll(a => new SmtpHost(host, a, 0));
        if (loopCheck && hosts.Exists(h => isOurs(h.Address!)))
        {
            why = LoopsBack(host);
            return [];
        }
        return Ordered(hosts);
    }

    /// <summary>The addresses of a host by smtp_host_lookup ("dns", "native", or both in order); why there are none.</summary>
    private List<IPAddress> Addresses(string host, out Dsn? why)
    {
        why = null;
        string literal = host.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase) ? host[5..] : host;
        if (IPAddress.TryParse(literal, out var numeric) && (literal.Contains(':') || literal.Split('.').Length == 4))
            return Usable(numeric) ? [numeric] : Nothing(new Dsn("5.4.4", $"unable to look up host {host}: address family is disabled"), out why);
        string ascii = Ascii(host);
        foreach (var way in SmtpSettings.Words(settings.Config.Get(GlobalParams.DisableDnsLookups) ? "native" : settings.HostLookup))
        {
            var found = Bytes.Same(way, "native") ? Native(ascii, out why) : ByDns(ascii, out why);
            if (found.Count > 0)
            {
                why = null;
                return found;
            }
        }
        return [];
    }

    private static List<IPAddress> Nothing(Dsn reason, out Dsn? why)
    {
        why = reason;
        return [];
    }

    private List<IPAddress> ByDns(string host, out Dsn? why)
    {
        why = null;
        var found = new List<IPAddress>();
        foreach (var type in (DnsType[])[DnsType.A, DnsType.AAAA])
        {
            if (!(type == DnsType.A ? four : six))
                continue;
            var answer = resolver.Lookup(host, type);
            foreach (var record in answer.Records)
                if (record.Address is { } address && !found.Contains(address))
                    found.Add(address);
            if (!answer.IsFound && (why == null || why.Status[0] == '5'))
                why = new Dsn(answer.Status == DnsStatus.TryLater ? "4.4.3" : "5.4.4", answer.Reason);
            // No such name is no name for the other type either.
            if (answer.Status == DnsStatus.NotFound)
                break;
        }
        return found;
    }

    private List<IPAddress> Native(string host, out Dsn? why)
    {
        why = null;
        var status = HostNames.Addresses(host, out var found, out string error);
        found.RemoveAll(a => !Usable(a));
        if (status == NameAnswer.TryLater)
            why = new Dsn("4.4.3", $"unable to look up host {host}: {error}");
        else if (found.Count == 0)
            why = new Dsn("5.4.4", $"unable to look up host {host}: {(error.Length > 0 ? error : "no address of a usable family")}");
        return found;
    }

    private bool Usable(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? six : four;

    /// <summary>Equal preferences in random order, the preferred family first, at most smtp_mx_address_limit.</summary>
    private List<SmtpHost> Ordered(List<SmtpHost> hosts)
    {
        var keyed = new List<(SmtpHost Host, int Order)>();
        for (int i = 0; i < hosts.Count; i++)
            keyed.Add((hosts[i], settings.RandomizeAddresses ? random.Next() : i));
        int Family(SmtpHost h) => settings.AddressPreference.ToLowerInvariant() switch
        {
            "ipv6" => h.Address!.AddressFamily == AddressFamily.InterNetworkV6 ? 0 : 1,
            "ipv4" => h.Address!.AddressFamily == AddressFamily.InterNetworkV6 ? 1 : 0,
            _ => 0,
        };
        var ordered = keyed.OrderBy(static k => k.Host.Preference).ThenBy(k => Family(k.Host)).ThenBy(static k => k.Order).Select(static k => k.Host).ToList();
        return settings.MxAddressLimit > 0 && ordered.Count > settings.MxAddressLimit ? Limited(ordered) : ordered;
    }

    /// <summary>Cuts the list, but not so that only one address family is left: that one may have no way to the world here.</summary>
    private List<SmtpHost> Limited(List<SmtpHost> ordered)
    {
        var cut = ordered.Take(settings.MxAddressLimit).ToList();
        if (settings.MxAddressLimit > 1 && settings.BalanceInetProtocols
            && ordered.Find(h => cut.TrueForAll(c => c.Address!.AddressFamily != h.Address!.AddressFamily)) is { } other)
            cut[^1] = other;
        return cut;
    }

    /// <summary>A domain as DNS knows it: labels that are not ASCII in their "xn--" form; unchanged when there is no such form.</summary>
    private static string Ascii(string domain)
    {
        if (System.Text.Ascii.IsValid(domain))
            return domain;
        try
        {
            return new System.Globalization.IdnMapping().GetAscii(domain);
        }
        catch (ArgumentException)
        {
            return domain;
        }
    }
}
