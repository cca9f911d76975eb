using MailSuite.Maps;
using MailSuite.Net;

namespace MailSuite.Smtp;

/// <summary>How DNS is used (smtp_dns_support_level).</summary>
internal enum DnsSupport
{
    /// <summary>Not at all: the host's own tables only.</summary>
    Disabled,
    /// <summary>For mail exchangers and addresses.</summary>
    Enabled,
    /// <summary>And answers that DNSSEC vouches for are told from others.</summary>
    Dnssec,
}

/// <summary>The parameters of the client, of smtp(8) or lmtp(8): two personalities of one program, each with its own names in main.cf.</summary>
internal sealed class SmtpSettings
{
    internal SmtpSettings(MailConfig config, bool lmtp)
    {
        Config = config;
        IsLmtp = lmtp;
        DnsSupport = DnsSupportOf(Get(SmtpParams.DnsSupportLevel, LmtpParams.DnsSupportLevel));
        DnsSearches = DnsSearchOf(Get(SmtpParams.DnsResolverOptions, LmtpParams.DnsResolverOptions));
        CnameOverridesServername = Get(SmtpParams.CnameOverridesServername, LmtpParams.CnameOverridesServername);
        HeloName = Get(SmtpParams.HeloName, LmtpParams.LhloName);
        TcpPort = Get(SmtpParams.TcpPort, LmtpParams.TcpPort);
        HostLookup = Get(SmtpParams.HostLookup, LmtpParams.HostLookup);
        FallbackRelay = Get(SmtpParams.FallbackRelay, LmtpParams.FallbackRelay);
        BindAddress = Get(SmtpParams.BindAddress, LmtpParams.BindAddress);
        BindAddress6 = Get(SmtpParams.BindAddress6, LmtpParams.BindAddress6);
        BindAddressEnforce = Get(SmtpParams.BindAddressEnforce, LmtpParams.BindAddressEnforce);
        AddressPreference = Get(SmtpParams.AddressPreference, LmtpParams.AddressPreference);
        RandomizeAddresses = Get(SmtpParams.RandomizeAddresses, LmtpParams.RandomizeAddresses);
        DeferIfNoMxAddressFound = Get(SmtpParams.DeferIfNoMxAddressFound, LmtpParams.DeferIfNoMxAddressFound);
        MxAddressLimit = Get(SmtpParams.MxAddressLimit, LmtpParams.MxAddressLimit);
        MxSessionLimit = Get(SmtpParams.MxSessionLimit, LmtpParams.MxSessionLimit);
        ConnectTimeout = Get(SmtpParams.ConnectTimeout, LmtpParams.ConnectTimeout);
        HeloTimeout = Get(SmtpParams.HeloTimeout, LmtpParams.LhloTimeout);
        StartTlsTimeout = Get(SmtpParams.StarttlsTimeout, LmtpParams.StarttlsTimeout);
        MailTimeout = Get(SmtpParams.MailTimeout, LmtpParams.MailTimeout);
        RcptTimeout = Get(SmtpParams.RcptTimeout, LmtpParams.RcptTimeout);
        DataInitTimeout = Get(SmtpParams.DataInitTimeout, LmtpParams.DataInitTimeout);
        DataTransferTimeout = Get(SmtpParams.DataXferTimeout, LmtpParams.DataXferTimeout);
        DataDoneTimeout = Get(SmtpParams.DataDoneTimeout, LmtpParams.DataDoneTimeout);
        XforwardTimeout = Get(SmtpParams.XforwardTimeout, LmtpParams.XforwardTimeout);
        SendXforward = Get(SmtpParams.SendXforwardCommand, LmtpParams.SendXforwardCommand);
        VerifiesAfterData = Get(SmtpParams.AddressVerifyTarget, LmtpParams.AddressVerifyTarget) is var target && (Bytes.Same(target, "data") ? true
            : Bytes.Same(target, "rcpt") ? false : throw new FatalException($"invalid {Prefix}_address_verify_target: {target}"));
        AssumeFinal = lmtp && config.Get(LmtpParams.AssumeFinal);
        PixThreshold = Get(SmtpParams.PixWorkaroundThresholdTime, LmtpParams.PixWorkaroundThresholdTime);
        PixDelay = Get(SmtpParams.PixWorkaroundDelayTime, LmtpParams.PixWorkaroundDelayTime);
        PerRequestDeadline = Get(SmtpParams.PerRequestDeadline, LmtpParams.PerRequestDeadline);
        MinDataRate = Get(SmtpParams.MinDataRate, LmtpParams.MinDataRate);
        ResetTimeout = Get(SmtpParams.RsetTimeout, LmtpParams.RsetTimeout);
        QuitTimeout = Get(SmtpParams.QuitTimeout, LmtpParams.QuitTimeout);
        SkipQuitResponse = Get(SmtpParams.SkipQuitResponse, LmtpParams.SkipQuitResponse);
        Skip5xxGreeting = Get(SmtpParams.Skip5xxGreeting, LmtpParams.Skip5xxGreeting);
        LineLengthLimit = Get(SmtpParams.LineLengthLimit, LmtpParams.LineLengthLimit);
        CacheOnDemand = Get(SmtpParams.ConnectionCacheOnDemand, LmtpParams.ConnectionCacheOnDemand);
        CacheDestinations = Get(SmtpParams.ConnectionCacheDestinations, LmtpParams.ConnectionCacheDestinations);
        CacheTimeLimit = Get(SmtpParams.ConnectionCacheTimeLimit, LmtpParams.ConnectionCacheTimeLimit);
        ReuseTimeLimit = Get(SmtpParams.ConnectionReuseTimeLimit, LmtpParams.ConnectionReuseTimeLimit);
        ReuseCountLimit = Get(SmtpParams.ConnectionReuseCountLimit, LmtpParams.ConnectionReuseCountLimit);
        DiscardedKeywords = Words(Get(SmtpParams.DiscardEhloKeywords, LmtpParams.DiscardLhloKeywords));
        DiscardedKeywordsByAddress = Maps(SmtpParams.DiscardEhloKeywordAddressMaps, LmtpParams.DiscardLhloKeywordAddressMaps);
        BalanceInetProtocols = Get(SmtpParams.BalanceInetProtocols, LmtpParams.BalanceInetProtocols);
        QuoteEnvelope = Get(SmtpParams.QuoteRfc821Envelope, LmtpParams.QuoteRfc821Envelope);
        LogTlsFeatures = Get(SmtpParams.LogTlsFeatureStatus, LmtpParams.LogTlsFeatureStatus);
        TlsLogLevel = Get(SmtpParams.TlsLoglevel, LmtpParams.TlsLoglevel);
        DebugPeers = NetworkList.Of(GlobalParams.DebugPeerList, Config);
        TlsLogLevels = Maps(SmtpParams.TlsLoglevelMaps, LmtpParams.TlsLoglevelMaps);
        TlsConnectionReuse = Get(SmtpParams.TlsConnectionReuse, LmtpParams.TlsConnectionReuse);
        BlockEarlyMailReply = Get(SmtpParams.TlsBlockEarlyMailReply, LmtpParams.TlsBlockEarlyMailReply);
        ForceTlsaLookup = Get(SmtpParams.TlsForceInsecureHostTlsaLookup, LmtpParams.TlsForceInsecureHostTlsaLookup);
        EnforceStsPatterns = Get(SmtpParams.TlsEnforceStsMxPatterns, LmtpParams.TlsEnforceStsMxPatterns);
        VerifyDepth = Get(SmtpParams.TlsScertVerifydepth, LmtpParams.TlsScertVerifydepth);
        // Sessions stay in the process that made them; without a cache's name there is none, as in Postfix.
        TlsSessionTime = Get(SmtpParams.TlsSessionCacheDatabase, LmtpParams.TlsSessionCacheDatabase).Length == 0 ? TimeSpan.Zero : Get(SmtpParams.TlsSessionCacheTimeout, LmtpParams.TlsSessionCacheTimeout);
        InsecureMxLevel = Config.Get(SmtpParams.TlsDaneInsecureMxPolicy) is var word && TlsLevels.Of(word) is { } level and (TlsLevel.May or TlsLevel.Encrypt or TlsLevel.Dane) ? level
            : throw new FatalException($"invalid smtp_tls_dane_insecure_mx_policy: \"{word}\"");
        DaneDigests = new DaneDigests(Config.Get(TlsParams.DaneDigests));
        NoteStartTlsOffer = Get(SmtpParams.TlsNoteStarttlsOffer, LmtpParams.TlsNoteStarttlsOffer);
        TlsWrapperMode = Get(SmtpParams.TlsWrappermode, LmtpParams.TlsWrappermode);
        SaslEnabled = Get(SmtpParams.SaslAuthEnable, LmtpParams.SaslAuthEnable);
        SaslCacheTime = Get(SmtpParams.SaslAuthCacheTime, LmtpParams.SaslAuthCacheTime);
        SendDummyMailAuth = Get(SmtpParams.SendDummyMailAuth, LmtpParams.SendDummyMailAuth);
        SaslSoftBounce = Get(SmtpParams.SaslAuthSoftBounce, LmtpParams.SaslAuthSoftBounce);
        SaslDelimiter = Get(SmtpParams.SaslPasswordResultDelimiter, LmtpParams.SaslPasswordResultDelimiter);
        SenderDependentAuthentication = Get(SmtpParams.SenderDependentAuthentication, LmtpParams.SenderDependentAuthentication);
    }

    private T Get<T>(Param<T> smtp, Param<T> lmtp) => Config.Get(IsLmtp ? lmtp : smtp);

    private DnsSupport DnsSupportOf(string word) => word.ToLowerInvariant() switch
    {
        "" => Config.Get(GlobalParams.DisableDnsLookups) ? DnsSupport.Disabled : DnsSupport.Enabled,
        "disabled" => DnsSupport.Disabled,
        "enabled" => DnsSupport.Enabled,
        "dnssec" => DnsSupport.Dnssec,
        _ => throw new FatalException($"invalid {Prefix}_dns_support_level: \"{word}\""),
    };

    /// <summary>smtp_dns_resolver_options: names without a dot, or all that are not found, are tried below the domains of resolv.conf.</summary>
    private DnsSearch DnsSearchOf(string words)
    {
        var search = DnsSearch.None;
        foreach (var word in Words(words))
            search |= word.ToLowerInvariant() switch
            {
                "res_defnames" => DnsSearch.DefaultDomain,
                "res_dnsrch" => DnsSearch.Parents,
                _ => throw new FatalException($"bad {Prefix}_dns_resolver_options: {word}"),
            };
        return search;
    }

    /// <summary>Is "dns" or "native" a way to find hosts (smtp_host_lookup)?</summary>
    internal bool LooksUpBy(string way) => Array.Exists(Words(HostLookup), w => Bytes.Same(w, way));

    /// <summary>Where mail for a next hop is tried, in this order: there, then at the fallback relays.</summary>
    internal IReadOnlyList<string> Sites(string nexthop) => [nexthop, .. Words(FallbackRelay)];

    internal static string[] Words(string list) => list.Split((char[])[' ', ',', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The tables and lists that a parameter names, opened now.</summary>
    internal MapList Maps(Param<string> smtp, Param<string> lmtp) => MapList.Of(IsLmtp ? lmtp : smtp, Config);

    /// <summary>The expanded value of "smtp_NAME" or "lmtp_NAME".</summary>
    internal string Text(string name) => Config.Text((IsLmtp ? "lmtp_" : "smtp_") + name);

    /// <summary>"smtp" or "lmtp": the prefix of parameters.</summary>
    internal string Prefix => IsLmtp ? "lmtp" : "smtp";

    internal MailConfig Config { get; }
    internal bool IsLmtp { get; }
    internal DnsSupport DnsSupport { get; }
    internal DnsSearch DnsSearches { get; }
    internal bool CnameOverridesServername { get; }
    internal string HeloName { get; }
    internal string TcpPort { get; }
    internal string HostLookup { get; }
    internal string FallbackRelay { get; }
    internal string BindAddress { get; }
    internal string BindAddress6 { get; }
    internal bool BindAddressEnforce { get; }
    internal string AddressPreference { get; }
    internal bool RandomizeAddresses { get; }
    internal bool DeferIfNoMxAddressFound { get; }
    internal int MxAddressLimit { get; }
    internal int MxSessionLimit { get; }
    internal TimeSpan ConnectTimeout { get; }
    internal TimeSpan HeloTimeout { get; }
    internal TimeSpan StartTlsTimeout { get; }
    internal TimeSpan MailTimeout { get; }
    internal TimeSpan RcptTimeout { get; }
    internal TimeSpan DataInitTimeout { get; }
    internal TimeSpan DataTransferTimeout { get; }
    internal TimeSpan DataDoneTimeout { get; }
    internal TimeSpan XforwardTimeout { get; }
    internal bool SendXforward { get; }
    internal bool VerifiesAfterData { get; }
    internal bool AssumeFinal { get; }
    internal TimeSpan PixThreshold { get; }
    internal TimeSpan PixDelay { get; }
    internal bool PerRequestDeadline { get; }
    internal int MinDataRate { get; }
    internal TimeSpan ResetTimeout { get; }
    internal TimeSpan QuitTimeout { get; }
    internal bool SkipQuitResponse { get; }
    internal bool Skip5xxGreeting { get; }
    internal int LineLengthLimit { get; }
    internal bool CacheOnDemand { get; }
    internal string CacheDestinations { get; }
    internal TimeSpan CacheTimeLimit { get; }
    internal TimeSpan ReuseTimeLimit { get; }
    internal int ReuseCountLimit { get; }
    internal IReadOnlyList<string> DiscardedKeywords { get; }
    internal MapList DiscardedKeywordsByAddress { get; }
    internal bool BalanceInetProtocols { get; }
    internal bool AlwaysSendEhlo => Config.Get(SmtpParams.AlwaysSendEhlo);
    internal bool NeverSendEhlo => Config.Get(SmtpParams.NeverSendEhlo);
    internal bool QuoteEnvelope { get; }
    internal bool LogTlsFeatures { get; }
    internal string TlsLogLevel { get; }
    internal DaneDigests DaneDigests { get; }
    /// <summary>Servers of which the log gets more (debug_peer_list).</summary>
    internal NetworkList DebugPeers { get; }
    internal MapList TlsLogLevels { get; }
    internal bool TlsConnectionReuse { get; }
    internal bool BlockEarlyMailReply { get; }
    internal bool ForceTlsaLookup { get; }
    internal bool EnforceStsPatterns { get; }
    internal int VerifyDepth { get; }
    internal TimeSpan TlsSessionTime { get; }
    internal TlsLevel InsecureMxLevel { get; }
    internal bool NoteStartTlsOffer { get; }
    internal bool TlsWrapperMode { get; }
    internal bool SaslEnabled { get; }
    internal TimeSpan SaslCacheTime { get; }
    internal bool SendDummyMailAuth { get; }
    internal bool SaslSoftBounce { get; }
    internal string SaslDelimiter { get; }
    internal bool SenderDependentAuthentication { get; }
    internal string MyHostName => Config.Get(GlobalParams.Myhostname);
    internal string BestMxTransport => IsLmtp ? "" : Config.Get(SmtpParams.BestMxTransport);
    internal bool IgnoreMxLookupError => Config.Get(SmtpParams.IgnoreMxLookupError);
    internal string InetProtocols => Config.Get(GlobalParams.InetProtocols);
}
