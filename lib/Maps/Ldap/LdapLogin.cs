namespace MailSuite.Maps;

/// <summary>How a table reaches its servers. Tables for which all of this is the same share a connection.</summary>
internal sealed record LdapLogin
{
    public required string Servers { get; init; }
    public required int Version { get; init; }
    public required int Seconds { get; init; }
    public required int SizeLimit { get; init; }
    public required int Dereference { get; init; }
    public required bool Referrals { get; init; }
    public required int DebugLevel { get; init; }
    public required LdapBind Bind { get; init; }
    public required string Dn { get; init; }
    public required string Password { get; init; }
    public required string SaslMechanisms { get; init; }
    public required string SaslRealm { get; init; }
    public required string SaslAuthorization { get; init; }
    public required int SaslMinimumSsf { get; init; }
    public required bool StartTls { get; init; }
    public required bool IsTls { get; init; }
    public required bool RequireCertificate { get; init; }
    public required string CaFile { get; init; }
    public required string CaDirectory { get; init; }
    public required string Certificate { get; init; }
    public required string Key { get; init; }
    public required string RandomFile { get; init; }
    public required string Ciphers { get; init; }

    /// <summary>Reads the parameters, with the warnings of Postfix for those that make no sense.</summary>
    public static LdapLogin Read(TableSettings settings, int expansionLimit)
    {
        const string Open = "dict_ldap_open";
        string source = settings.Name;
        int port = settings.Number("server_port", 389), version = settings.Number("version", 3, 2);
        if (version is not (2 or 3))
        {
            Log.Warning($"{Open}: {source} Unknown version {version}, using 3.");
            version = 3;
        }
        bool tls = false;
        var urls = new List<string>();
        settings.Text("server_host", "localhost", 1);
        foreach (string host in settings.List("server_host", "localhost"))
        {
            if (!LdapUrl.Looks(host))
            {
                urls.Add(host.Contains(':') ? $"ldap://{host}" : $"ldap://{host}:{port}");
                continue;
            }
            int error = LdapUrl.Parse(host, out var url);
            if (url == null)
            {
                Log.Error($"{Open}: error parsing URL {host}: {error}: {LdapLibrary.ErrorText(error)}; skipping");
                continue;
            }
            if (!Bytes.Same(url.Scheme, "ldap") && version != 3)
            {
                Log.Warning($"{Open}: URL scheme {url.Scheme} requires protocol version 3");
                version = 3;
            }
            tls |= Bytes.Same(url.Scheme, "ldaps");
            urls.Add(host);
        }
        string bind = settings.Text("bind", "yes", 1);
        foreach (string old in (string[])["cache", "cache_expiry", "cache_size"])
            if (settings.Optional(old) != null)
                Log.Warning($"{Open}: {source} ignoring {old}");
        int dereference = settings.Number("dereference", 0);
        if (dereference is < 0 or > 3)
        {
            Log.Warning($"{Open}: {source} Unrecognized value {dereference} specified for dereference; using 0");
            dereference = 0;
        }
        bool startTls = settings.YesNo("start_tls") ?? false;
        if (startTls && version < 3)
        {
            Log.Warning($"{Open}: {source} start_tls requires protocol version 3");
            version = 3;
        }
        int seconds = settings.Number("timeout", 10);
        return new LdapLogin
        {
            Servers = string.Join(' ', urls),
            Version = version,
            Seconds = seconds <= 0 ? 10 : seconds,   // 0 would wait for ever, or not at all
            SizeLimit = settings.Number("size_limit", expansionLimit),
            Dereference = dereference,
            Referrals = settings.YesNo("chase_referrals") ?? false,
            DebugLevel = settings.Number("debuglevel", 0),
            Bind = bind.ToLowerInvariant() switch
            {
                "no" or "none" => LdapBind.None,
                "yes" or "simple" => LdapBind.Simple,
                "sasl" => LdapBind.Sasl,
                _ => throw new TableUnavailableException($"{source}: unsupported parameter value: bind = {bind}"),
            },
            Dn = settings.Text("bind_dn"),
            Password = settings.Text("bind_pw"),
            SaslMechanisms = settings.Text("sasl_mechs"),
            SaslRealm = settings.Text("sasl_realm"),
            SaslAuthorization = settings.Text("sasl_authz_id"),
            SaslMinimumSsf = settings.Number("sasl_minssf", 0),
            StartTls = startTls,
            IsTls = tls || startTls,
            RequireCertificate = settings.YesNo("tls_require_cert") ?? false,
            CaFile = settings.Text("tls_ca_cert_file"),
            CaDirectory = settings.Text("tls_ca_cert_dir"),
            Certificate = settings.Text("tls_cert"),
            Key = settings.Text("tls_key"),
            RandomFile = settings.Text("tls_random_file"),
            Ciphers = settings.Text("tls_cipher_suite"),
        };
    }
}

/// <summary>How a table says who it is.</summary>
internal enum LdapBind
{
    /// <summary>Not at all.</summary>
    None,
    /// <summary>By name and password; both empty is anonymous.</summary>
    Simple,
    /// <summary>By a SASL mechanism of the library.</summary>
    Sasl,
}

/// <summary>The parts of an LDAP URL (RFC 4516).</summary>
internal sealed unsafe record LdapUrl(string Scheme, string Base, int Scope, string Filter, IReadOnlyList<string> Attributes)
{
    /// <summary>Is the text meant as one?</summary>
    public static bool Looks(string text) => LdapLibrary.ldap_is_ldap_url(ClientLibrary.CString(text)) != 0;

    /// <summary>Takes it apart; the library's error number otherwise.</summary>
    public static int Parse(string text, out LdapUrl? url)
    {
        byte** parsed;   // LDAPURLDesc: next, scheme, host, port, dn, attributes, scope, filter
        int error = LdapLibrary.ldap_url_parse(ClientLibrary.CString(text), &parsed);
        url = null;
        if (error != 0)
            return error;
        var attributes = new List<string>();
        for (byte** a = (byte**)parsed[5]; a != null && *a != null; a++)
            attributes.Add(ClientLibrary.Text(*a));
        string filter = parsed[7] == null ? "(objectClass=*)" : ClientLibrary.Text(parsed[7]);
        url = new LdapUrl(ClientLibrary.Text(parsed[1]), ClientLibrary.Text(parsed[4]), Math.Max(*(int*)(parsed + 6), 0), filter, attributes);
        LdapLibrary.ldap_free_urldesc(parsed);
        return 0;
    }
}
