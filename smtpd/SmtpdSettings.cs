namespace MailSuite.Smtpd;

/// <summary>How strict the server is with lines that end in a bare LF (smtpd_forbid_bare_newline).</summary>
internal enum BareNewline { No, Note, Normalize, Reject }

/// <summary>What smtpd needs of the configuration, read, checked and opened once: a bad value stops the process at its start.</summary>
internal sealed class SmtpdSettings
{
    private readonly NetworkList bareExclusions, saslExceptions, headerRewriteClients, xclientHosts, xforwardHosts, verpClients, debugPeers;
    private readonly DiscardedKeywords discarded;
    private readonly MapList discardedMaps;
    private readonly bool rewritesOwnAddresses, rewritesMynetworks, rewritesSasl;

    public SmtpdSettings(DaemonContext context)
    {
        Context = context;
        Config = context.Config;
        IsUserMode = context.Options.StandAlone && Sys.EffectiveUid != MailOwner.Of(Config).Uid;
        Myhostname = Get(GlobalParams.Myhostname);
        MailName = Get(GlobalParams.MailName);
        Banner = Get(SmtpdParams.Banner);
        Timeout = Get(SmtpdParams.Timeout);
        StartTlsTimeout = Get(SmtpdParams.StarttlsTimeout);
        SoftErrorLimit = Get(SmtpdParams.SoftErrorLimit);
        HardErrorLimit = Get(SmtpdParams.HardErrorLimit);
        HasDeadlines = Get(SmtpdParams.PerRequestDeadline);
        MinDataRate = Get(SmtpdParams.MinDataRate);
        ErrorSleep = Get(SmtpdParams.ErrorSleepTime);
        JunkLimit = Get(SmtpdParams.JunkCommandLimit);
        RecipientLimit = Get(SmtpdParams.RecipientLimit);
        RecipientOvershoot = Get(SmtpdParams.RecipientOvershootLimit);
        MessageSizeLimit = Get(GlobalParams.MessageSizeLimit);
        QueueMinfree = Get(SmtpdParams.QueueMinfree);
        LineLimit = Get(GlobalParams.LineLengthLimit);
        HeloRequired = Get(SmtpdParams.HeloRequired);
        StrictEnvelopes = Get(SmtpdParams.StrictRfc821Envelopes);
        SoftBounce = Get(GlobalParams.SoftBounce);
        DisableVrfy = Get(PostscreenParams.DisableVrfyCommand);
        DemandsUtf8 = Get(GlobalParams.Smtputf8Enable);
        ForbidPipelining = Get(SmtpdParams.ForbidUnauthPipelining);
        LooksUpNames = Get(SmtpdParams.PeernameLookup);
        LogsPorts = Get(SmtpdParams.ClientPortLogging);
        HidesSession = Get(SmtpdParams.HideClientSession);
        TlsReceivedHeader = Get(SmtpdParams.TlsReceivedHeader);
        SaslHeader = Get(SmtpdParams.SaslAuthenticatedHeader);
        DelayReject = Get(SmtpdParams.DelayReject);
        BareNewline = Enum.TryParse<BareNewline>(Get(SmtpdParams.ForbidBareNewline) is var b && Bytes.Same(b, "yes") ? "normalize" : b, true, out var bare)
            ? bare : throw new FatalException($"bad configuration: {SmtpdParams.ForbidBareNewline.Name} = {b}");
        BareNewlineCode = Get(SmtpdParams.ForbidBareNewlineRejectCode);
        bareExclusions = NetworkList.Of(SmtpdParams.ForbidBareNewlineExclusions, Config);
        saslExceptions = NetworkList.Of(SmtpdParams.SaslExceptionsNetworks, Config);
        NoopCommands = StringList.Of(SmtpdParams.NoopCommands, Config);
        ForbiddenCommands = StringList.Of(SmtpdParams.ForbiddenCommands, Config);
        discarded = new DiscardedKeywords(Get(SmtpdParams.DiscardEhloKeywords));
        discardedMaps = MapList.Of(SmtpdParams.DiscardEhloKeywordAddressMaps, Config);
        xclientHosts = NetworkList.Of(SmtpdParams.AuthorizedXclientHosts, Config);
        xforwardHosts = NetworkList.Of(SmtpdParams.AuthorizedXforwardHosts, Config);
        verpClients = NetworkList.Of(SmtpdParams.AuthorizedVerpClients, Config);
        debugPeers = NetworkList.Of(GlobalParams.DebugPeerList, Config);
        DebugLevel = Get(GlobalParams.DebugPeerLevel);
        CommandFilter = MapList.Of(SmtpdParams.CommandFilter, Config);
        RejectFilter = MapList.Of(SmtpdParams.RejectFilterMaps, Config);
        Footer = new RejectFooter(Config);
        HistoryFlushThreshold = Get(SmtpdParams.HistoryFlushThreshold);
        Notices = new ErrorNotices(this);
        ProxyFilter = Get(SmtpdParams.ProxyFilter);
        ProxyEhlo = Get(SmtpdParams.ProxyEhlo);
        ProxyTimeout = Get(SmtpdParams.ProxyTimeout);
        foreach (string option in Words(Get(SmtpdParams.ProxyOptions)))
            SpoolsForProxy = Bytes.Same(option, "speed_adjust") ? true
                : throw new FatalException($"unknown {SmtpdParams.ProxyOptions.Name} value \"{option}\" in \"{Get(SmtpdParams.ProxyOptions)}\"");
        StrictUtf8 = Get(GlobalParams.StrictSmtputf8);
        OffersRequireTls = Get(GlobalParams.RequiretlsEnable);
        RecordsRequireTls = Get(SmtpdParams.RequiretlsEsmtpHeader);
        DelaysOpen = Get(SmtpdParams.DelayOpenUntilValidRcpt);
        ContentFilter = Get(PickupParams.ContentFilter);
        var overrides = new ReceiveOverrides(Config);
        CleanupFlags = overrides.Apply(CleanupFlags.External);
        SkipsUnknownRecipients = overrides.SkipsUnknownRecipients;
        UpstreamProxyTimeout = Get(SmtpdParams.UpstreamProxyTimeout);
        string upstream = Get(SmtpdParams.UpstreamProxyProtocol);
        HasUpstreamProxy = upstream.Length > 0;
        if (HasUpstreamProxy && upstream != "haproxy")
            throw new FatalException($"unsupported upstream proxy protocol: {SmtpdParams.UpstreamProxyProtocol.Name} = {upstream}");
        Tls = new SmtpdTls(context);
        Sasl = new SmtpdSasl(Config);
        Cleanup = new CleanupTables(Config, context.Clock);
        Policy = new Restrictions.PolicyTables(this);
        ClientLimits = new ClientLimits(this);
        Flow = new IncomingFlow(Config, context.Backlog);
        Qmgr = new QmgrClient(Config, Flow);
        var clients = Words(Get(LocalParams.HeaderRewriteClients)).ToList();
        rewritesOwnAddresses = clients.RemoveAll(static w => Bytes.Same(w, "permit_inet_interfaces")) > 0;
        rewritesMynetworks = clients.RemoveAll(static w => Bytes.Same(w, "permit_mynetworks")) > 0;
        rewritesSasl = clients.RemoveAll(static w => Bytes.Same(w, "permit_sasl_authenticated")) > 0;
        var tables = clients.FindAll(static w => !Bytes.Same(w, "check_address_map"));
        if (tables.Find(static w => w.StartsWith("permit", StringComparison.OrdinalIgnoreCase)) is { } unknown)
            throw new FatalException($"unknown {LocalParams.HeaderRewriteClients.Name} request: {unknown}");
        headerRewriteClients = NetworkList.Parse(string.Join(' ', tables), Config, LocalParams.HeaderRewriteClients.Name);
    }

    public DaemonContext Context { get; }
    /// <summary>Started with -S by anybody but the mail owner, root included (sendmail -bs): mail goes to maildrop, like sendmail's own; nobody else's file lies in incoming.</summary>
    public bool IsUserMode { get; }
    public MailConfig Config { get; }
    public string Myhostname { get; }
    public string MailName { get; }
    public string Banner { get; }
    public TimeSpan Timeout { get; }
    public TimeSpan StartTlsTimeout { get; }
    public TimeSpan ErrorSleep { get; }
    /// <summary>smtpd_per_request_deadline: the time limit is for a whole request, not for each wait.</summary>
    public bool HasDeadlines { get; }
    public int MinDataRate { get; }
    public int SoftErrorLimit { get; }
    public int HardErrorLimit { get; }
    public int JunkLimit { get; }
    public int RecipientLimit { get; }
    public int RecipientOvershoot { get; }
    public int LineLimit { get; }
    public int BareNewlineCode { get; }
    public long MessageSizeLimit { get; }
    public long QueueMinfree { get; }
    public bool HeloRequired { get; }
    public bool StrictEnvelopes { get; }
    public bool SoftBounce { get; }
    public bool DisableVrfy { get; }
    public bool DemandsUtf8 { get; }
    public bool ForbidPipelining { get; }
    public bool LooksUpNames { get; }
    public bool LogsPorts { get; }
    public bool HidesSession { get; }
    public bool TlsReceivedHeader { get; }
    public bool SaslHeader { get; }
    public bool DelayReject { get; }
    public BareNewline BareNewline { get; }
    public StringList NoopCommands { get; }
    public StringList ForbiddenCommands { get; }
    /// <summary>smtpd_command_filter: what a client's command is replaced with.</summary>
    public MapList CommandFilter { get; }
    /// <summary>smtpd_reject_filter_maps: what a refusal is replaced with.</summary>
    public MapList RejectFilter { get; }
    public RejectFooter Footer { get; }
    public int HistoryFlushThreshold { get; }
    public ErrorNotices Notices { get; }
    public bool StrictUtf8 { get; }
    /// <summary>smtpd_proxy_filter, where a before-queue filter listens; empty when there is none.</summary>
    public string ProxyFilter { get; }
    public string ProxyEhlo { get; }
    public TimeSpan ProxyTimeout { get; }
    /// <summary>speed_adjust: the filter is called when the message is whole.</summary>
    public bool SpoolsForProxy { get; }
    public bool OffersRequireTls { get; }
    /// <summary>requiretls_esmtp_header: REQUIRETLS is also written into the message, for those through whom the envelope does not come.</summary>
    public bool RecordsRequireTls { get; }
    /// <summary>smtpd_delay_open_until_valid_rcpt: no queue file before the first accepted recipient.</summary>
    public bool DelaysOpen { get; }
    /// <summary>content_filter; empty when there is none.</summary>
    public string ContentFilter { get; }
    /// <summary>What cleanup does with messages of this service (receive_override_options).</summary>
    public CleanupFlags CleanupFlags { get; }
    /// <summary>Recipients that exist nowhere are not refused (receive_override_options).</summary>
    public bool SkipsUnknownRecipients { get; }
    /// <summary>Each connection begins with a PROXY header.</summary>
    public bool HasUpstreamProxy { get; }
    public TimeSpan UpstreamProxyTimeout { get; }
    public SmtpdTls Tls { get; }
    public SmtpdSasl Sasl { get; }
    public CleanupTables Cleanup { get; }
    public Restrictions.PolicyTables Policy { get; }
    public ClientLimits ClientLimits { get; }
    /// <summary>in_flow_delay.</summary>
    public IncomingFlow Flow { get; }
    public QmgrClient Qmgr { get; }
    public PeerNames PeerNames { get; } = new();

    /// <summary>The rule for this client: smtpd_forbid_bare_newline_exclusions takes it off.</summary>
    public BareNewline BareNewlineFor(SmtpPeer peer) => BareNewline == BareNewline.No || bareExclusions.Contains(peer.Name, peer.Address) == LookupStatus.Found ? BareNewline.No : BareNewline;

    /// <summary>The EHLO keywords that this client does not get.</summary>
    public DiscardedKeywords DiscardedFor(SmtpPeer peer) =>
        !discardedMaps.IsEmpty && discardedMaps.Find(peer.Address) is { IsFound: true } found ? new DiscardedKeywords(found.Value) : discarded;

    /// <summary>May this client pretend to be another one?</summary>
    public bool MayUseXclient(SmtpPeer peer) => Covers(xclientHosts, peer);

    /// <summary>May this client tell where mail came from?</summary>
    public bool MayUseXforward(SmtpPeer peer) => Covers(xforwardHosts, peer);

    /// <summary>Does the log get more of this client's sessions (debug_peer_list)?</summary>
    public bool IsDebugged(SmtpPeer peer) => Covers(debugPeers, peer);

    /// <summary>By how much: debug_peer_level.</summary>
    public int DebugLevel { get; }

    /// <summary>May this client ask for VERP?</summary>
    public bool MayUseVerp(SmtpPeer peer) => Covers(verpClients, peer);

    private static bool Covers(NetworkList list, SmtpPeer peer) => !list.IsEmpty && list.Contains(peer.Name, peer.Address) == LookupStatus.Found;

    /// <summary>Is AUTH hidden from this client?</summary>
    public bool HidesAuth(SmtpPeer peer) => !saslExceptions.IsEmpty && saslExceptions.Contains(peer.Name, peer.Address) == LookupStatus.Found;

    /// <summary>Whether this client's headers are completed as a local user's (local_header_rewrite_clients).</summary>
    public string RewriteContextOf(SmtpPeer peer, string saslUser)
    {
        bool isLocal = rewritesOwnAddresses && Policy.IsOwnAddress(peer.Address) || rewritesMynetworks && Policy.IsInMynetworks(peer) == LookupStatus.Found
            || rewritesSasl && saslUser.Length > 0 || !headerRewriteClients.IsEmpty && headerRewriteClients.Contains(peer.Name, peer.Address) == LookupStatus.Found;
        return isLocal ? "local" : "remote";
    }

    private long freeSpace, freeSpaceUntil;

    /// <summary>Room on the queue's disk. While there is plenty the answer is kept for a second.</summary>
    public long FreeSpace()
    {
        long now = Context.Clock.Milliseconds;
        if (now >= freeSpaceUntil)
        {
            freeSpace = Sys.FreeSpace(".");
            bool plenty = freeSpace / 100 > Math.Max(MessageSizeLimit, QueueMinfree) && MessageSizeLimit > 0;
            freeSpaceUntil = plenty ? now + 1000 : 0;
        }
        return freeSpace;
    }

    /// <summary>The name of a table that was replaced or modified; null when none was.</summary>
    public string? ChangedTable() => Cleanup.ChangedTable() ?? Policy.ChangedTable() ?? discardedMaps.ChangedTable() ?? CommandFilter.ChangedTable() ?? RejectFilter.ChangedTable()
        ?? Footer.ChangedTable();

    private T Get<T>(Param<T> parameter) => Config.Get(parameter);

    internal static string[] Words(string list) => list.Split((char[])[',', ' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
}
