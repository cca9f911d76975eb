namespace MailSuite.Smtpd.Restrictions;

/// <summary>The lists of restrictions and all tables that they ask, opened once; the check that this host is no open relay.</summary>
internal sealed class PolicyTables
{
    private readonly NetworkList mynetworks;
    private readonly OwnAddresses ownAddresses;

    public PolicyTables(SmtpdSettings settings)
    {
        var config = Config = settings.Config;
        Settings = settings;
        mynetworks = NetworkList.Of(GlobalParams.Mynetworks, config);
        ownAddresses = new OwnAddresses(config);
        Resolver = new AddressResolver(config);
        Rewriter = new AddressRewriter(config);
        Lists = new RestrictionList(config);
        Client = Lists.Of(Stage.Client, SmtpdParams.ClientRestrictions);
        Helo = Lists.Of(Stage.Helo, SmtpdParams.HeloRestrictions);
        Sender = Lists.Of(Stage.Sender, SmtpdParams.SenderRestrictions);
        Relay = Lists.Of(Stage.Relay, SmtpdParams.RelayRestrictions);
        Recipient = Lists.Of(Stage.Recipient, SmtpdParams.RecipientRestrictions);
        Data = Lists.Of(Stage.Data, SmtpdParams.DataRestrictions);
        EndOfData = Lists.Of(Stage.EndOfData, SmtpdParams.EndOfDataRestrictions);
        Etrn = Lists.Of(Stage.Etrn, SmtpdParams.EtrnRestrictions);
        if (!RestrictionList.Guards(Relay) && !RestrictionList.Guards(Recipient))
            throw new FatalException("in parameter smtpd_relay_restrictions or smtpd_recipient_restrictions, specify at least one working instance of: "
                + "reject_unauth_destination, defer_unauth_destination, reject, defer, defer_if_permit or check_relay_domains");
        LocalRecipients = MapList.Of(LocalParams.RecipientMaps, config);
        VirtualMailboxes = MapList.Of(VirtualParams.MailboxMaps, config);
        RelayRecipients = MapList.Of(ProxymapParams.RelayRecipientMaps, config);
        VirtualAliases = MapList.Of(CleanupParams.VirtualAliasMaps, config);
        Canonical = MapList.Of(ProxymapParams.CanonicalMaps, config);
        RecipientCanonical = MapList.Of(ProxymapParams.RecipientCanonicalMaps, config);
        SenderCanonical = MapList.Of(ProxymapParams.SenderCanonicalMaps, config);
        AccessParentsMatch = Array.Exists(SmtpdSettings.Words(config.Get(GlobalParams.ParentDomainMatchesSubdomains)), static w => Bytes.Same(w, "smtpd_access_maps"));
    }

    public MailConfig Config { get; }
    public SmtpdSettings Settings { get; }
    public AddressResolver Resolver { get; }
    public AddressRewriter Rewriter { get; }
    public RestrictionList Lists { get; }
    public Element[] Client { get; }
    public Element[] Helo { get; }
    public Element[] Sender { get; }
    public Element[] Relay { get; }
    public Element[] Recipient { get; }
    public Element[] Data { get; }
    public Element[] EndOfData { get; }
    public Element[] Etrn { get; }
    public MapList LocalRecipients { get; }
    public MapList VirtualMailboxes { get; }
    public MapList RelayRecipients { get; }
    public MapList VirtualAliases { get; }
    public MapList Canonical { get; }
    public MapList RecipientCanonical { get; }
    public MapList SenderCanonical { get; }
    public bool AccessParentsMatch { get; }

    /// <summary>Asked only by those restrictions that need DNS.</summary>
    public LibcResolver Dns => dns ??= new LibcResolver();

    private LibcResolver? dns;

    public LookupStatus IsInMynetworks(SmtpPeer peer) => mynetworks.Contains(peer.Name, peer.Address);

    public bool IsOwnAddress(string address) => System.Net.IPAddress.TryParse(address, out var ip) && ownAddresses.Contains(ip);

    private readonly Dictionary<string, long> known = new(StringComparer.Ordinal);

    /// <summary>
    /// Was this recipient found to exist less than half a minute ago? The password database has no way to tell that it has changed, and asking
    /// it reads files each time; a user who was just removed is bounced for that long instead of refused.
    /// </summary>
    public bool IsKnown(string recipient) => known.TryGetValue(recipient, out long until) && Settings.Context.Clock.Milliseconds < until;

    /// <summary>Remembers that a recipient exists. Only this: nobody is refused because of an old answer.</summary>
    public void Know(string recipient)
    {
        if (known.Count >= 1000)
            known.Clear();
        known[recipient] = Settings.Context.Clock.Milliseconds + 30_000;
    }

    /// <summary>Where mail for an address goes. The resolver itself remembers answers while its tables are unchanged.</summary>
    public Resolution Resolve(string sender, string address) => Resolver.Resolve(sender, Rewriter.Rewrite(address));

    /// <summary>The name of a table that was replaced or modified; null when none was.</summary>
    public string? ChangedTable()
    {
        foreach (var table in Lists.Tables)
            if (table.ChangedTable() is { } changed)
                return changed;
        return LocalRecipients.ChangedTable() ?? VirtualMailboxes.ChangedTable() ?? RelayRecipients.ChangedTable() ?? VirtualAliases.ChangedTable()
            ?? Canonical.ChangedTable() ?? RecipientCanonical.ChangedTable() ?? SenderCanonical.ChangedTable();
    }
}
