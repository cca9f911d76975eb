using System.Net;
using MailSuite.Mail;
using MailSuite.Maps;
using MailSuite.Net;

namespace MailSuite.Smtp;

/// <summary>One server to try.</summary>
/// <param name="Name">Its host name, or the address as written.</param>
/// <param name="Address">Its address; null for a UNIX-domain socket.</param>
/// <param name="Preference">Of its MX record; lower is tried first.</param>
/// <param name="Port">Of its SRV record; 0 leaves it to the destination.</param>
internal sealed record SmtpHost(string Name, IPAddress? Address, int Preference, int Port = 0)
{
    /// <summary>Its name's owner in DNS, behind aliases.</summary>
    internal string CanonicalName { get; init; } = "";
    /// <summary>Did DNSSEC vouch for its address?</summary>
    internal bool Authentic { get; init; }
    /// <summary>Did its name come from an MX or SRV record, and is that one vouched for?</summary>
    internal bool? MxAuthentic { get; init; }
}

/// <summary>The servers of a destination.</summary>
/// <param name="Hosts">In the order in which to try them.</param>
/// <param name="Why">Why there are none; null when there are.</param>
internal sealed record HostSearch(IReadOnlyList<SmtpHost> Hosts, Dsn? Why = null)
{
    /// <summary>We ourselves are the best server: mail for it must not come here.</summary>
    internal bool IsOurs { get; init; }
    /// <summary>We are one of its servers: others would give back to us what we gave them (smtp_fallback_relay).</summary>
    internal bool WeAreServer { get; init; }
}

/// <summary>Finds the servers of a destination, in the order in which to try them, and notices when one of them is ourselves.</summary>
internal sealed class HostFinder(SmtpSettings settings, IResolver resolver, Func<IPAddress, bool> isOurs, Random random)
{
    private readonly HostAddresses addresses = new(settings, resolver);
    private readonly HostOrder order = new(settings, random);
    private readonly StringList services = StringList.Of(SmtpParams.UseSrvLookup, settings.Config);

    /// <summary>The servers, best first; none with the reason why.</summary>
    /// <param name="destination">What to look for.</param>
    /// <param name="loopCheck">Do we ourselves listen on this port, so that our own address means a loop?</param>
    internal HostSearch Find(Destination destination, bool loopCheck)
    {
        if (destination.UnixPath.Length > 0)
            return new HostSearch([new SmtpHost(settings.MyHostName, null, 0)]);
        if (!destination.UseMx || settings.DnsSupport == DnsSupport.Disabled)
            return ForHost(destination.Host, loopCheck);
        return services.Contains(destination.Port) == LookupStatus.Found ? ForService(destination, loopCheck) : ForDomain(destination.Host, loopCheck);
    }

    /// <summary>RFC 6186: the domain says by SRV records where its service is (use_srv_lookup).</summary>
    private HostSearch ForService(Destination destination, bool loopCheck)
    {
        var answer = resolver.Lookup($"_{destination.Port}._tcp.{DomainName.ToAscii(destination.Host)}", DnsType.SRV);
        bool fallBack = answer.Status switch
        {
            DnsStatus.NotFound or DnsStatus.NoData => settings.Config.Get(SmtpParams.AllowSrvLookupFallback),
            DnsStatus.TryLater => settings.Config.Get(SmtpParams.IgnoreSrvLookupError),
            _ => false,
        };
        if (fallBack)
            return ForDomain(destination.Host, loopCheck);
        if (!answer.IsFound)
            return new HostSearch([], HostAddresses.Trouble(answer));
        var servers = answer.Records.Where(static r => r.Target.Length > 0).ToList();
        if (servers.Count == 0)
            return new HostSearch([], new Dsn("5.1.0", $"Domain {destination.Host} does not support service {destination.Port} (nullSRV)"));
        var hosts = new List<SmtpHost>();
        Dsn? why = null;
        foreach (var server in order.ByWeight(servers).Take(200))
            hosts.AddRange(HostsOf(server.Target, server.Preference, answer.Authentic, ref why).Select(h => h with { Port = server.Port }));
        return new HostSearch(order.Limited(hosts), hosts.Count == 0 ? NoAddress(destination.Host, "SRV", why!) : null);
    }

    private HostSearch ForDomain(string domain, bool loopCheck)
    {
        var answer = resolver.Lookup(DomainName.ToAscii(domain), DnsType.MX);
        switch (answer.Status)
        {
            case DnsStatus.Refused when answer.Reason.EndsWith("(nullMX)", StringComparison.Ordinal):
                return new HostSearch([], new Dsn("5.1.0", answer.Reason));
            case DnsStatus.TryLater or DnsStatus.Refused or DnsStatus.Filtered when !settings.IgnoreMxLookupError:
                return new HostSearch([], HostAddresses.Trouble(answer));
            case DnsStatus.Found:
                return FromMx(domain, answer, loopCheck);
            default:
                return ForHost(domain, loopCheck);
        }
    }

    private HostSearch FromMx(string domain, DnsAnswer answer, bool loopCheck)
    {
        Dsn? why = null;
        var hosts = new List<SmtpHost>();
        int best = answer.Records.Min(static r => r.Preference);
        foreach (var mx in answer.Records.OrderBy(static r => r.Preference).Take(200))
            hosts.AddRange(HostsOf(mx.Target, mx.Preference, answer.Authentic, ref why));
        if (hosts.Count == 0)
            return new HostSearch([], NoAddress(domain, "MX", why!));
        if (!loopCheck || hosts.Find(h => isOurs(h.Address!)) is not { } self)
            return new HostSearch(order.Apply(hosts));
        int found = hosts.Min(static h => h.Preference);
        // Mail must not go to a server that is no better than we are: that one would give it back.
        hosts.RemoveAll(h => h.Preference >= self.Preference);
        if (hosts.Count > 0)
            return new HostSearch(order.Apply(hosts)) { WeAreServer = true };
        return best == found ? new HostSearch([], LoopsBack(domain)) { IsOurs = true, WeAreServer = true }
            : new HostSearch([], new Dsn("4.4.4", $"unable to find primary relay for {domain}")) { WeAreServer = true };
    }

    private Dsn NoAddress(string domain, string type, Dsn why)
    {
        Log.Warning($"no {type} host for {domain} has a valid address record");
        return settings.DeferIfNoMxAddressFound ? why.WithClass('4') : why;
    }

    private IEnumerable<SmtpHost> HostsOf(string name, int preference, bool? mxAuthentic, ref Dsn? why)
    {
        var found = addresses.Find(name, out var trouble);
        // Remember a temporary trouble rather than a final one: the mail may have a way that we cannot see now.
        if (trouble != null && (why == null || why.Status[0] == '5'))
            why = trouble;
        return found.Select(a => new SmtpHost(settings.CnameOverridesServername ? a.Name : name, a.Address, preference)
        {
            CanonicalName = a.Name,
            Authentic = a.Authentic,
            MxAuthentic = mxAuthentic,
        });
    }

    /// <summary>The sentence about mail that would come back.</summary>
    internal static Dsn LoopsBack(string destination) => new("5.4.6", $"mail for {destination} loops back to myself");

    private HostSearch ForHost(string host, bool loopCheck)
    {
        Dsn? why = null;
        var hosts = HostsOf(host, 0, null, ref why).ToList();
        if (loopCheck && hosts.Exists(h => isOurs(h.Address!)))
            return new HostSearch([], LoopsBack(host)) { IsOurs = true, WeAreServer = true };
        return new HostSearch(order.Apply(hosts), hosts.Count == 0 ? why : null);
    }
}
