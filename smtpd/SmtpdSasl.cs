namespace MailSuite.Smtpd;

/// <summary>AUTH as the configuration wants it, over an authentication server that speaks Dovecot's protocol (Dovecot's, or our auth).</summary>
internal sealed class SmtpdSasl
{
    private readonly string[] forbidden, forbiddenInTls;
    private readonly DovecotAuthClient? client;

    public SmtpdSasl(MailConfig config)
    {
        Enabled = config.Get(SmtpdParams.SaslAuthEnable);
        Broken = config.Get(SmtpdParams.BrokenSaslAuthClients);
        forbidden = SmtpdSettings.Words(config.Get(SmtpdParams.SaslSecurityOptions));
        forbiddenInTls = SmtpdSettings.Words(config.Get(SmtpdParams.SaslTlsSecurityOptions));
        Service = config.Get(SmtpdParams.SaslService);
        if (!Enabled)
            return;
        string type = config.Get(SmtpdParams.SaslType);
        if (!Bytes.Same(type, "dovecot"))
            throw new FatalException($"smtpd_sasl_type = {type}: this build has no such SASL plug-in; use smtpd_sasl_type = dovecot (with Dovecot's or this suite's auth service) or smtpd_sasl_auth_enable = no");
        // The default path, "smtpd", is cyrus' application name; for dovecot it means the suite's own auth service.
        client = new DovecotAuthClient(config.IsSet(SmtpdParams.SaslPath.Name) ? config.Get(SmtpdParams.SaslPath) : "private/auth");
    }

    public bool Enabled { get; }
    public bool Broken { get; }
    public string Service { get; }

    /// <summary>The mechanisms to offer; empty when there are none that are allowed here, null when the server cannot be asked.</summary>
    public IReadOnlyList<string>? Mechanisms(bool inTls)
    {
        if (client == null)
            return [];
        if (client.Mechanisms(out string error) is not { } offered)
        {
            Log.Warning($"SASL: {error}");
            return null;
        }
        var options = inTls ? forbiddenInTls : forbidden;
        bool noPlain = Array.Exists(options, static o => Bytes.Same(o, "noplaintext")), noAnonymous = Array.Exists(options, static o => Bytes.Same(o, "noanonymous"));
        return [.. offered.Where(m => !(noPlain && m.IsPlaintext) && !(noAnonymous && m.IsAnonymous)).Select(static m => m.Name)];
    }

    public AuthResult Authenticate(string mechanism, string? initial, AuthContext context, Func<string, string?> respond) =>
        client!.Authenticate(mechanism, initial, context, respond);
}
