namespace MailSuite.Smtpd;

/// <summary>TLS as the configuration wants it: level, wrapper mode, and the context with keys, made before the jail.</summary>
internal sealed class SmtpdTls
{
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
        Wrapper = config.Get(SmtpdParams.TlsWrappermode);
        AuthOnly = config.Get(SmtpdParams.TlsAuthOnly) || Required;
        LogLevel = config.Get(SmtpdParams.TlsLoglevel) is var text && int.TryParse(text, out int n) ? n : text is "0" or "" ? 0 : 1;
        if ((wanted || Wrapper) && TlsServerSettings.From(config.Text, Required) is { } settings)
            Context = TlsServerContext.Create(settings);
        Wanted = wanted || Wrapper;
    }

    public bool Wanted { get; }
    public bool Required { get; }
    public bool Wrapper { get; }
    public bool AuthOnly { get; }
    public int LogLevel { get; }

    /// <summary>Null when TLS is not wanted, or not possible (which has been logged).</summary>
    public TlsServerContext? Context { get; }
}
