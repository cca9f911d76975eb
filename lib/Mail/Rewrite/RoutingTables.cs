using MailSuite.Config;
using MailSuite.Maps;

namespace MailSuite.Mail;

/// <summary>The tables and settings by which addresses are resolved, opened once. Address probes (verify(8)) may have settings of their own.</summary>
internal sealed class RoutingTables
{
    private readonly MailConfig config;

    public RoutingTables(MailConfig config, bool probe)
    {
        this.config = config;
        Local = new LocalDomains(config);
        Local.Open();
        VirtualAlias = StringList.Parse(config.Get(CleanupParams.VirtualAliasDomains), config, CleanupParams.VirtualAliasDomains.Name);
        VirtualMailbox = StringList.Parse(config.Get(VirtualParams.MailboxDomains), config, VirtualParams.MailboxDomains.Name);
        Relay = DomainList.Of(GlobalParams.RelayDomains, config);
        LocalTransport = Service(probe ? VerifyParams.LocalTransport : LocalParams.Transport);
        VirtualTransport = Service(probe ? VerifyParams.VirtualTransport : VirtualParams.Transport);
        RelayTransport = Service(probe ? VerifyParams.RelayTransport : RewriteParams.RelayTransport);
        DefaultTransport = Service(probe ? VerifyParams.DefaultTransport : RewriteParams.DefaultTransport);
        RelayHost = config.Get(probe ? VerifyParams.Relayhost : GlobalParams.Relayhost);
        // What decides over a transport must not be made from pieces of a stranger's address.
        SenderRelayHost = MapList.Of(probe ? VerifyParams.SenderDependentRelayhostMaps : RewriteParams.SenderDependentRelayhostMaps, config, TableOptions.Paranoid);
        SenderTransport = MapList.Of(probe ? VerifyParams.SenderDependentDefaultTransportMaps : RewriteParams.SenderDependentDefaultTransportMaps, config, TableOptions.Paranoid);
        Transport = MapList.Of(probe ? VerifyParams.TransportMaps : ProxymapParams.TransportMaps, config, TableOptions.Paranoid);
        Relocated = MapList.Of(ProxymapParams.RelocatedMaps, config);
        bool parents = StringList.Parse(config.Get(GlobalParams.ParentDomainMatchesSubdomains), config, GlobalParams.ParentDomainMatchesSubdomains.Name)
            .Contains(ProxymapParams.TransportMaps.Name) == LookupStatus.Found;
        TransportKeys = AddressKeys.Full | AddressKeys.NoExtension | AddressKeys.Domain | (parents ? AddressKeys.ParentDomains : AddressKeys.DotParentDomains);
        CanRemember = !AsksServers();
    }

    public LocalDomains Local { get; }
    public StringList VirtualAlias { get; }
    public StringList VirtualMailbox { get; }
    public DomainList Relay { get; }
    public (string Transport, string Nexthop) LocalTransport { get; }
    public (string Transport, string Nexthop) VirtualTransport { get; }
    public (string Transport, string Nexthop) RelayTransport { get; }
    public (string Transport, string Nexthop) DefaultTransport { get; }
    public string RelayHost { get; }
    public MapList SenderRelayHost { get; }
    public MapList SenderTransport { get; }
    public MapList Transport { get; }
    public MapList Relocated { get; }
    public AddressKeys TransportKeys { get; }

    /// <summary>Does the answer depend on the sender?</summary>
    public bool BySender => !SenderRelayHost.IsEmpty || !SenderTransport.IsEmpty;

    /// <summary>May answers be kept: all tables tell when they change?</summary>
    public bool CanRemember { get; }

    private (string, string) Service(Param<string> parameter)
    {
        var (transport, nexthop) = SplitService(config.Get(parameter));
        return transport.Length > 0 ? (transport, nexthop)
            : throw new FatalException($"file {config.Directory}/main.cf: parameter {parameter.Name}: null transport is not allowed: {config.Get(parameter)}");
    }

    /// <summary>"transport:nexthop" in its parts.</summary>
    public static (string Transport, string Nexthop) SplitService(string text)
    {
        int colon = text.IndexOf(':');
        return colon < 0 ? (text, "") : (text[..colon], text[(colon + 1)..]);
    }

    public bool HasChanged() => Local.HasChanged() || VirtualAlias.HasChanged() || VirtualMailbox.HasChanged() || Relay.HasChanged()
        || SenderRelayHost.HasChanged() || SenderTransport.HasChanged() || Transport.HasChanged() || Relocated.HasChanged();

    public void Close()
    {
        SenderRelayHost.Dispose();
        SenderTransport.Dispose();
        Transport.Dispose();
        Relocated.Dispose();
    }

    /// <summary>Tables behind a server change without telling; their answers must not be kept.</summary>
    private bool AsksServers()
    {
        ReadOnlySpan<string> servers = ["ldap:", "lmdb:", "mysql:", "pgsql:", "sqlite:", "mongodb:", "tcp:", "socketmap:", "memcache:", "nis:", "nisplus:", "netinfo:", "unix:", "randmap:", "fail:"];
        string all = string.Join(' ',
            config.Get(GlobalParams.Mydestination), config.Get(CleanupParams.VirtualAliasDomains), config.Get(VirtualParams.MailboxDomains),
            config.Get(GlobalParams.RelayDomains), config.Get(RewriteParams.SenderDependentRelayhostMaps), config.Get(RewriteParams.SenderDependentDefaultTransportMaps),
            config.Get(VerifyParams.SenderDependentRelayhostMaps), config.Get(VerifyParams.SenderDependentDefaultTransportMaps),
            config.Get(VerifyParams.TransportMaps), config.Get(ProxymapParams.TransportMaps), config.Get(ProxymapParams.RelocatedMaps));
        foreach (string server in servers)
            if (all.Contains(server, StringComparison.Ordinal))
                return true;
        return false;
    }
}
