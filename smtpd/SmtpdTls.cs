namespace MailSuite.Smtpd;

/// <summary>TLS as the configuration wants it: level, wrapper mode, and the context with keys, made before the jail.</summary>
internal sealed class SmtpdTls
{
    private readonly bool requiresCertificate;

    public SmtpdTls(MailConfig config)
    {
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
        LogLevel = config.Get(SmtpdParams.TlsLoglevel) is var text && int.TryParse(text, out int n) ? n : text is "0" or "" ? 0 : 1;
        if ((wanted || Wrapper) && TlsServerSettings.From(config.Text, Required) is { } settings)
            Context = TlsServerContext.Create(settings);
        Wanted = wanted || Wrapper;
    }

    /// <summary>Why a client may not go on in the TLS session that it has agreed on (smtpd_tls_req_ccert); null when it may.</summary>
    public string? Refusal(TlsSession session) => !requiresCertificate || session.IsTrusted ? null
        : session.HasPeerCertificate ? "Client certificate not trusted" : "No client certificate presented";

    public bool Wanted { get; }
    public bool Required { get; }
    public bool Wrapper { get; }
    public bool AuthOnly { get; }
    public int LogLevel { get; }

    /// <summary>Null when TLS is not wanted, or not possible (which has been logged).</summary>
    public TlsServerContext? Context { get; }
}
