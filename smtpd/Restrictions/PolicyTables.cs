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
        RblReplies = MapList.Of(SmtpdParams.RblReplyMaps, config);
        SenderLogins = MapList.Of(SmtpdParams.SenderLoginMaps, config);
        RelayCertificates = MapList.Of(SmtpdParams.RelayClientcerts, config);
        BackupNetworks = NetworkList.Of(SmtpdParams.PermitMxBackupNetworks, config);
        PermitLog = StringList.Of(SmtpdParams.LogAccessPermitActions, config);
        LogsPermits = !PermitLog.IsEmpty;
        dnsFilter = MapList.Of(SmtpdParams.DnsReplyFilter, config);
        ExpansionFilter = [.. Unescaped(config.Get(SmtpdParams.ExpansionFilter))];
        DefersUnknownAddress = Defers(SmtpdParams.UnknownAddressTempfailAction);
        DefersUnknownHelo = Defers(SmtpdParams.UnknownHeloHostnameTempfailAction);
        DefersUnverifiedSender = Defers(SmtpdParams.UnverifiedSenderTempfailAction);
        DefersUnverifiedRecipient = Defers(SmtpdParams.UnverifiedRecipientTempfailAction);
        localDomains = new LocalDomains(config);
        Verify = new VerifyClient(config);
        string protocols = config.Get(GlobalParams.InetProtocols);
        addressTypes = [.. new[] { DnsType.A, DnsType.AAAA }.Where(t => protocols.Contains("all", StringComparison.OrdinalIgnoreCase)
            || protocols.Contains(t == DnsType.A ? "ipv4" : "ipv6", StringComparison.OrdinalIgnoreCase))];
        if (((Element[][])[Client, Helo, Sender, Relay, Recipient, Data, EndOfData]).Any(static list => RestrictionList.Mentions(list, "permit_mx_backup")))
            Log.Warning("support for restriction \"permit_mx_backup\" will be removed from Postfix; instead, use \"relay_domains\"");
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
    public MapList RblReplies { get; }
    public MapList SenderLogins { get; }
    public MapList RelayCertificates { get; }
    public NetworkList BackupNetworks { get; }
    /// <summary>smtpd_log_access_permit_actions.</summary>
    public StringList PermitLog { get; }
    public bool LogsPermits { get; }
    /// <summary>smtpd_expansion_filter: characters that may stand in a reply made from what a stranger said.</summary>
    public HashSet<char> ExpansionFilter { get; }
    /// <summary>..._tempfail_action: true is "defer", false "defer_if_permit".</summary>
    public bool DefersUnknownAddress { get; }
    public bool DefersUnknownHelo { get; }
    public bool DefersUnverifiedSender { get; }
    public bool DefersUnverifiedRecipient { get; }
    public VerifyClient Verify { get; }

    private readonly LocalDomains localDomains;
    private readonly MapList dnsFilter;
    private readonly DnsType[] addressTypes;

    /// <summary>Asked only by those restrictions that need DNS.</summary>
    public IResolver Dns
    {
        get => dns ??= Filtered(new LibcResolver());
        set => dns = Filtered(value);
    }

    private IResolver? dns;

    private IResolver Filtered(IResolver resolver) => dnsFilter.IsEmpty ? resolver : new FilteredResolver(resolver, record =>
    {
        var result = dnsFilter.Find(record);
        if (result.IsFound && !Bytes.Same(result.Value, "ignore"))
            Log.Warning($"{SmtpdParams.DnsReplyFilter.Name}: unknown DNS filter action: \"{result.Value}\"");
        return result.Status == LookupStatus.NotFound ? DnsRecordFate.Keep : result.IsFound && Bytes.Same(result.Value, "ignore") ? DnsRecordFate.Ignore : DnsRecordFate.TryLater;
    });

    /// <summary>The addresses of a host, of the protocols that we speak (inet_protocols).</summary>
    public List<System.Net.IPAddress> AddressesOf(string host, out bool later)
    {
        var addresses = new List<System.Net.IPAddress>();
        later = false;
        foreach (var type in addressTypes)
        {
            var answer = Dns.Lookup(host, type);
            later |= answer.Status == DnsStatus.TryLater;
            addresses.AddRange(answer.Records.Where(static r => r.Address != null).Select(static r => r.Address!));
        }
        return addresses;
    }

    /// <summary>Is mail for the domain delivered here ($mydestination)?</summary>
    public bool IsLocalDomain(string domain) => localDomains.IsLocal(domain) == LookupStatus.Found;

    private bool Defers(Param<string> parameter) => Config.Get(parameter) switch
    {
        var word when Bytes.Same(word, "defer") => true,
        var word when Bytes.Same(word, "defer_if_permit") => false,
        var word => throw new FatalException($"bad configuration: {parameter.Name} = {word}"),
    };

    /// <summary>Text with the escapes of C: \t, \40, \\.</summary>
    private static IEnumerable<char> Unescaped(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                yield return text[i];
                continue;
            }
            char c = text[++i];
            int octal = 0, digits = 0;
            for (; digits < 3 && i + digits < text.Length && text[i + digits] is >= '0' and <= '7'; digits++)
                octal = octal * 8 + text[i + digits] - '0';
            i += Math.Max(digits - 1, 0);
            yield return digits > 0 ? (char)(octal & 255) : c switch { 't' => '\t', 'n' => '\n', 'r' => '\r', 'f' => '\f', 'v' => '\v', 'b' => '\b', 'a' => '\a', _ => c };
        }
    }

    private readonly Dictionary<(string, Stage), Element[]> lists = [];

    /// <summary>A list that an access table or a policy server gave as its answer.</summary>
    public Element[] ListOf(string text, Stage stage)
    {
        if (lists.TryGetValue((text, stage), out var known))
            return known;
        var list = Lists.FromTable(text, stage);
        // A policy server's answers could be all different.
        if (lists.Count >= 100)
            lists.Clear();
        return lists[(text, stage)] = list;
    }

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
            ?? Canonical.ChangedTable() ?? RblReplies.ChangedTable() ?? SenderLogins.ChangedTable() ?? RelayCertificates.ChangedTable() ?? RecipientCanonical.ChangedTable() ?? SenderCanonical.ChangedTable();
    }
}
