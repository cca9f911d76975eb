using System.Net;
using MailSuite.Mail;
using MailSuite.Net;

namespace MailSuite.Smtp;

/// <summary>What a process of the client has for all its deliveries.</summary>
internal sealed class SmtpWorld
{
    internal SmtpWorld(SmtpSettings settings, IResolver resolver, Clock clock, Random random)
    {
        Settings = settings;
        Clock = clock;
        Tls = new TlsChoice(settings);
        Sasl = new SaslLogin(settings);
        Cache = new SessionCache(settings, clock);
        var own = OwnAddresses(settings.Config);
        Finder = new HostFinder(settings, resolver, own.Contains, random);
        DefaultPort = HostNames.Port(settings.TcpPort);
    }

    internal SmtpSettings Settings { get; }
    internal Clock Clock { get; }
    internal TlsChoice Tls { get; }
    internal SaslLogin Sasl { get; }
    internal SessionCache Cache { get; }
    internal HostFinder Finder { get; }
    /// <summary>The port of smtp_tcp_port: where other mail systems listen, and we ourselves.</summary>
    internal int DefaultPort { get; }

    /// <summary>Addresses at which we receive mail: inet_interfaces and proxy_interfaces.</summary>
    private static HashSet<IPAddress> OwnAddresses(MailConfig config)
    {
        var own = new HashSet<IPAddress>();
        foreach (var word in SmtpSettings.Words(config.Get(GlobalParams.InetInterfaces) + " " + config.Get(GlobalParams.ProxyInterfaces)))
            if (Bytes.Same(word, "all"))
                own.UnionWith(Interfaces.Addresses().Select(static i => i.Address));
            else if (Bytes.Same(word, "loopback-only"))
                own.UnionWith(Interfaces.Addresses().Select(static i => i.Address).Where(IPAddress.IsLoopback));
            else if (HostNames.Addresses(word.Trim('[', ']'), out var found, out _) == NameAnswer.Found)
                own.UnionWith(found);
        return own;
    }
}
