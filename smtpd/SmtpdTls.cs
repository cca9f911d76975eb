namespace MailSuite.Smtpd;

/// <summary>TLS as the configuration wants it: level, wrapper mode, and the context with keys, made before the jail.</summary>
internal sealed class SmtpdTls
{
    private readonly bool requiresCertificate;
    private readonly int logLevel;
    private readonly MapList logLevels, chains;

    public SmtpdTls(DaemonContext context)
    {
        var config = context.Config;
        string level = config.Get(SmtpdParams.TlsSecurityLevel);
        Required = Bytes.Same(level, "encrypt") || level.Length == 0 && config.Get(SmtpdParams.EnforceTls);
        bool wanted = Required || Bytes.Same(level, "may") || level.Length == 0 && config.Get(SmtpdParams.UseTls);
        if (!wanted && level.Length > 0 && !Bytes.Same(level, "none"))
        {
            // A typing mistake must not mean clear text for those who were promised TLS.
            Log.Warning($"unknown TLS level: {level}");
            Log.Warning("smtpd_tls_security_level: unknown TLS level: using \"encrypt\"");
            Required = wanted = true;
        }
        // It cannot be required of those who need not use TLS.
        requiresCertificate = Required && config.Get(SmtpdParams.TlsReqCcert);
        if (!Required && config.Get(SmtpdParams.TlsReqCcert))
            Log.Warning($"Can't require client certs unless TLS is required");
        Wrapper = config.Get(SmtpdParams.TlsWrappermode);
        AuthOnly = config.Get(SmtpdParams.TlsAuthOnly) || Required;
        logLevel = TlsLogLevel.Of(config.Get(SmtpdParams.TlsLoglevel));
        logLevels = MapList.Of(SmtpdParams.TlsLoglevelMaps, config);
        chains = MapList.Of(TlsParams.ServerSniMaps, config, TableOptions.FileContent);
        byte[]? secret = context.Suite?.Secret.ToArray();
        if ((wanted || Wrapper) && TlsServerSettings.From(config.Text, Required) is { } settings)
            Context = TlsServerContext.Create(settings with
            {
                Service = context.ServiceName, TicketTime = config.Get(SmtpdParams.TlsSessionCacheTimeout), VerifyDepth = config.Get(SmtpdParams.TlsCcertVerifydepth),
                TicketSecret = secret != null && Array.Exists(secret, static b => b != 0) ? secret : null,
                // A browser that was lured here asks for "http/1.1" and is turned away (ALPACA); who names no protocol is let in.
                ApplicationProtocols = ["smtp", "esmtp"],
                Chains = chains.IsEmpty ? null : Chain,
            });
        Wanted = wanted || Wrapper;
    }

    private ChainAnswer Chain(string name, out string pem)
    {
        var found = chains.Find(name);
        pem = found.IsFound ? found.Value : "";
        return found.IsFound ? ChainAnswer.Found : found.Status == LookupStatus.TryLater ? ChainAnswer.TryLater : ChainAnswer.NotFound;
    }

    /// <summary>Why a client may not go on in the TLS session that it has agreed on (smtpd_tls_req_ccert); null when it may.</summary>
    public string? Refusal(TlsSession session) => !requiresCertificate || session.IsTrusted ? null
        : session.HasPeerCertificate ? "Client certificate not trusted" : "No client certificate presented";

    public bool Wanted { get; }
    public bool Required { get; }
    public bool Wrapper { get; }
    public bool AuthOnly { get; }

    /// <summary>smtpd_tls_loglevel, or what smtpd_tls_loglevel_maps has for this client's name or address.</summary>
    public int LogLevelFor(SmtpPeer peer)
    {
        if (logLevels.IsEmpty)
            return logLevel;
        var found = logLevels.Find(peer.Name) is { IsFound: true } byName ? byName : logLevels.Find(peer.Address);
        return found.IsFound ? TlsLogLevel.Of(found.Value) : logLevel;
    }

    /// <summary>Null when TLS is not wanted, or not possible (which has been logged).</summary>
    public TlsServerContext? Context { get; }
}
