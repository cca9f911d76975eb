namespace MailSuite.Config;

/// <summary>Parameters whose owner is tls.</summary>
public static class TlsParams
{
    /// <summary>Program that "postfix tls" runs as openssl(1).</summary>
    public static readonly Param<string> OpensslPath = Table.Text("openssl_path", "openssl", min: 1);

    /// <summary>Whether the system's certificate authorities are trusted besides the configured ones.</summary>
    public static readonly Param<bool> AppendDefaultCA = Table.YesNo("tls_append_default_CA", "no");

    /// <summary>OpenSSL configuration file: default, none or a path.</summary>
    public static readonly Param<string> ConfigFile = Table.Text("tls_config_file", "default").NotYet();

    /// <summary>Section of the OpenSSL configuration file that counts.</summary>
    public static readonly Param<string> ConfigName = Table.Text("tls_config_name", "").NotYet();

    /// <summary>Bytes of randomness that a daemon asks tlsmgr for.</summary>
    public static readonly Param<int> DaemonRandomBytes = Table.Number("tls_daemon_random_bytes", "32", min: 1).NotYet();

    /// <summary>Digests of DANE records, the preferred one first.</summary>
    public static readonly Param<string> DaneDigests = Table.Text("tls_dane_digests", "sha512 sha256", min: 1);

    /// <summary>OpenSSL's workarounds for bugs of peers that are switched off.</summary>
    public static readonly Param<string> DisableWorkarounds = Table.Text("tls_disable_workarounds", "");

    /// <summary>Elliptic curves for key exchange, the preferred one first.</summary>
    public static readonly Param<string> EecdhAutoCurves = Table.Text("tls_eecdh_auto_curves", "X25519 X448 prime256v1 secp384r1 secp521r1");

    /// <summary>Curve that "strong" stood for in the eecdh_grade settings.</summary>
    public static readonly Param<string> EecdhStrongCurve = Table.Text("tls_eecdh_strong_curve", "prime256v1").NotYet();

    /// <summary>Curve that "ultra" stood for in the eecdh_grade settings.</summary>
    public static readonly Param<string> EecdhUltraCurve = Table.Text("tls_eecdh_ultra_curve", "secp384r1").NotYet();

    /// <summary>Obsolete list of export-grade ciphers.</summary>
    public static readonly Param<string> ExportCipherlist = Table.Text("tls_export_cipherlist", "").NotYet();

    /// <summary>Whether a TLS session is closed without waiting for the peer's closing message.</summary>
    public static readonly Param<bool> FastShutdownEnable = Table.YesNo("tls_fast_shutdown_enable", "yes").NotYet();

    /// <summary>Finite-field groups for key exchange in TLS 1.3.</summary>
    public static readonly Param<string> FfdheAutoGroups = Table.Text("tls_ffdhe_auto_groups", "ffdhe2048 ffdhe3072");

    /// <summary>OpenSSL cipher list of the grade "high".</summary>
    public static readonly Param<string> HighCipherlist = Table.Text("tls_high_cipherlist", "aNULL:-aNULL:HIGH:!SEED:!IDEA:!3DES:!RC2:!RC4:!RC5:!kDH:!kECDH:!aDSS:!MD5:@STRENGTH", min: 1);

    /// <summary>Obsolete list of low-grade ciphers.</summary>
    public static readonly Param<string> LowCipherlist = Table.Text("tls_low_cipherlist", "").NotYet();

    /// <summary>OpenSSL cipher list of the grade "medium".</summary>
    public static readonly Param<string> MediumCipherlist = Table.Text("tls_medium_cipherlist", "aNULL:-aNULL:HIGH:MEDIUM:!SEED:!IDEA:!3DES:!RC2:!RC4:!RC5:!kDH:!kECDH:!aDSS:!MD5:+RC4:@STRENGTH", min: 1);

    /// <summary>OpenSSL cipher list of the grade "null": authentication without encryption.</summary>
    public static readonly Param<string> NullCipherlist = Table.Text("tls_null_cipherlist", "eNULL:!kDH:!kECDH:!aDSS:!MD5:!aNULL", min: 1);

    /// <summary>Whether the server's order of ciphers counts instead of the client's.</summary>
    public static readonly Param<bool> PreemptCipherlist = Table.YesNo("tls_preempt_cipherlist", "no");

    /// <summary>Bytes that tlsmgr reads from tls_random_source at a time.</summary>
    public static readonly Param<int> RandomBytes = Table.Number("tls_random_bytes", "32", min: 1).NotYet();

    /// <summary>File in which tlsmgr keeps its random state.</summary>
    public static readonly Param<string> RandomExchangeName = Table.Text("tls_random_exchange_name", "${data_directory}/prng_exch").NotYet();

    /// <summary>Pause between writes of tls_random_exchange_name.</summary>
    public static readonly Param<TimeSpan> RandomPrngUpdatePeriod = Table.Time("tls_random_prng_update_period", "3600s", min: 1).NotYet();

    /// <summary>Longest pause between readings of tls_random_source.</summary>
    public static readonly Param<TimeSpan> RandomReseedPeriod = Table.Time("tls_random_reseed_period", "3600s", min: 1).NotYet();

    /// <summary>Where tlsmgr gets randomness: dev:/file or egd:/socket.</summary>
    public static readonly Param<string> RandomSource = Table.Text("tls_random_source", "dev:/dev/urandom").NotYet();

    /// <summary>Whether the header "TLS-Required: no" of a message is honoured (RFC 8689).</summary>
    public static readonly Param<bool> RequiredEnable = Table.YesNo("tls_required_enable", "yes");

    /// <summary>Tables with key and certificate files, by the server name that the client asks for.</summary>
    public static readonly Param<string> ServerSniMaps = Table.Text("tls_server_sni_maps", "");

    /// <summary>Cipher of session tickets.</summary>
    public static readonly Param<string> SessionTicketCipher = Table.Text("tls_session_ticket_cipher", "aes-256-cbc").NotYet();

    /// <summary>OpenSSL options to switch on, by name or as a number.</summary>
    public static readonly Param<string> SslOptions = Table.Text("tls_ssl_options", "");

    /// <summary>TLS handshakes traced in the log per anvil_rate_time_unit and peer.</summary>
    public static readonly Param<int> TraceRateLimit = Table.Number("tls_trace_rate_limit", "1").NotYet();

    /// <summary>Whether client certificates for use by servers are accepted as well.</summary>
    public static readonly Param<bool> TrustServerCcerts = Table.YesNo("tls_trust_server_ccerts", "no").NotYet();

    /// <summary>Whether "*.example.com" in a certificate matches names with further dots.</summary>
    public static readonly Param<bool> WildcardMatchesMultipleLabels = Table.YesNo("tls_wildcard_matches_multiple_labels", "yes");
}
