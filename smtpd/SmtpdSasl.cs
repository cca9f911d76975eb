namespace MailSuite.Smtpd;

/// <summary>AUTH as the configuration wants it, over an authentication server that speaks Dovecot's protocol (Dovecot's, or our auth).</summary>
internal sealed class SmtpdSasl
{
    private readonly string options, optionsInTls;
    private readonly DovecotAuthClient? client;
    private readonly StringList filter;

    public SmtpdSasl(MailConfig config)
    {
        Enabled = config.Get(SmtpdParams.SaslAuthEnable);
        Broken = config.Get(SmtpdParams.BrokenSaslAuthClients);
        options = Checked(config, SmtpdParams.SaslSecurityOptions);
        optionsInTls = Checked(config, SmtpdParams.SaslTlsSecurityOptions);
        Service = config.Get(SmtpdParams.SaslService);
        ResponseLimit = config.Get(SmtpdParams.SaslResponseLimit);
        filter = StringList.Of(SmtpdParams.SaslMechanismFilter, config);
        if (!Enabled)
            return;
        string type = config.Get(SmtpdParams.SaslType);
        if (!Bytes.Same(type, "dovecot"))
            throw new FatalException($"smtpd_sasl_type = {type}: this build has no such SASL plug-in; use smtpd_sasl_type = dovecot (with Dovecot's or this suite's auth service) or smtpd_sasl_auth_enable = no");
        // The default path, "smtpd", is cyrus' application name; for dovecot it means the suite's own auth service.
        client = new DovecotAuthClient(config.IsSet(SmtpdParams.SaslPath.Name) ? config.Get(SmtpdParams.SaslPath) : "private/auth");
    }

    private static string Checked(MailConfig config, Param<string> parameter)
    {
        string value = config.Get(parameter);
        new SaslMechanism("", []).Satisfies(value, out string unknown);
        return unknown.Length == 0 ? value : throw new FatalException($"bad per-session SASL security properties: {parameter.Name}: unknown option \"{unknown}\"");
    }

    public bool Enabled { get; }
    /// <summary>Bytes of one response.</summary>
    public int ResponseLimit { get; }
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
        string options = inTls ? optionsInTls : this.options;
        return [.. offered.Where(m => m.Satisfies(options, out _) && (filter.IsEmpty || filter.Contains(m.Name) == LookupStatus.Found)).Select(static m => m.Name)];
    }

    public AuthResult Authenticate(string mechanism, string? initial, AuthContext context, Func<string, string?> respond) =>
        client!.Authenticate(mechanism, initial, context, respond);
}
