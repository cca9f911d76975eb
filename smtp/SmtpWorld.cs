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
        Tls = new TlsChoice(settings, inJail);
        Sasl = new SaslLogin(settings);
        Generic = new GenericMaps(settings);
        Cache = new SessionCache(settings, clock);
        Finder = new HostFinder(settings, resolver, new OwnAddresses(settings.Config).Contains, random);
        DefaultPort = PortOf(settings.TcpPort);
    }

    internal SmtpSettings Settings { get; }
    internal Clock Clock { get; }
    internal TlsChoice Tls { get; }
    internal SaslLogin Sasl { get; }
    internal GenericMaps Generic { get; }
    internal SessionCache Cache { get; }
    internal HostFinder Finder { get; }
    /// <summary>One reader with its block for all messages: nothing large is allocated per message.</summary>
    internal RecordReader Records { get; } = new(-1);
    /// <summary>The port of smtp_tcp_port: where other mail systems listen, and we ourselves.</summary>
    internal int DefaultPort { get; }

    private readonly Dictionary<string, int> ports = new(StringComparer.Ordinal);

    /// <summary>The number of a port's name, read from the host's tables once; -1 when there is none.</summary>
    internal int PortOf(string service)
    {
        if (!ports.TryGetValue(service, out int port))
            ports[service] = port = HostNames.Port(service);
        return port;
    }

    /// <summary>The table that was changed since it was opened; null when none was.</summary>
    internal string? ChangedTable() => Tls.ChangedTable() ?? Sasl.ChangedTable() ?? Generic.ChangedTable();
}
