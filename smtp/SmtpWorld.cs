using MailSuite.Mail;
using MailSuite.Maps;
using MailSuite.Net;

namespace MailSuite.Smtp;

/// <summary>What a process of the client has for all its deliveries.</summary>
internal sealed class SmtpWorld
{
    internal SmtpWorld(SmtpSettings settings, IResolver resolver, Clock clock, Random random, bool inJail = false)
    {
        Settings = settings;
        Clock = clock;
        Sasl = new SaslLogin(settings, clock);
        Generic = new GenericMaps(settings);
        Checks = new OutgoingChecks(settings);
        ReplyFilter = settings.Maps(SmtpParams.ReplyFilter, LmtpParams.ReplyFilter);
        Pix = new PixWorkarounds(settings);
        Notices = new ErrorNotices(settings, clock);
        RequireTls = new RequireTlsPolicy(settings);
        Cache = new SessionCache(settings, clock, Notices);
        filter = settings.Maps(SmtpParams.DnsReplyFilter, LmtpParams.DnsReplyFilter);
        var seen = Filtered(resolver);
        Tls = new TlsChoice(settings, seen, inJail);
        Finder = new HostFinder(settings, seen, new OwnAddresses(settings.Config).Contains, random);
        DefaultPort = PortOf(settings.TcpPort);
    }

    internal SmtpSettings Settings { get; }
    internal Clock Clock { get; }
    internal TlsChoice Tls { get; }
    internal SaslLogin Sasl { get; }
    internal GenericMaps Generic { get; }
    internal OutgoingChecks Checks { get; }
    internal MapList ReplyFilter { get; }
    internal PixWorkarounds Pix { get; }
    internal ErrorNotices Notices { get; }
    internal RequireTlsPolicy RequireTls { get; }
    internal SessionCache Cache { get; }
    internal HostFinder Finder { get; }
    /// <summary>One reader with its block for all messages: nothing large is allocated per message.</summary>
    internal RecordReader Records { get; } = new(-1);
    /// <summary>The port of smtp_tcp_port: where other mail systems listen, and we ourselves.</summary>
    internal int DefaultPort { get; }

    private readonly MapList filter;
    private readonly Dictionary<string, int> ports = new(StringComparer.Ordinal);

    /// <summary>The number of a port's name, read from the host's tables once; -1 when there is none.</summary>
    internal int PortOf(string service)
    {
        if (!ports.TryGetValue(service, out int port))
            ports[service] = port = HostNames.Port(service);
        return port;
    }

    /// <summary>The table that was changed since it was opened; null when none was.</summary>
    internal string? ChangedTable() => Tls.ChangedTable() ?? Sasl.ChangedTable() ?? Generic.ChangedTable() ?? Checks.ChangedTable() ?? filter.ChangedTable();

    /// <summary>DNS as smtp_dns_reply_filter lets us see it.</summary>
    private IResolver Filtered(IResolver resolver)
    {
        if (filter.IsEmpty)
            return resolver;
        return new FilteredResolver(resolver, record =>
        {
            var found = filter.Find(record);
            if (found.Status == LookupStatus.NotFound)
                return DnsRecordFate.Keep;
            if (found.IsFound && Bytes.Same(found.Value.Split(' ', '\t')[0], "IGNORE"))
                return DnsRecordFate.Ignore;
            if (found.IsFound)
                Log.Warning($"{Settings.Prefix}_dns_reply_filter: unknown DNS filter action: \"{found.Value}\"");
            return DnsRecordFate.TryLater;
        });
    }
}
