namespace MailSuite.Config;

/// <summary>Parameters whose owner is tls.</summary>
public static class TlsParams
{
    /// <summary>openssl_path</summary>
    public static readonly Param<string> OpensslPath = Table.Text("openssl_path", "openssl", min: 1);

    /// <summary>tls_append_default_CA</summary>
    public static readonly Param<bool> AppendDefaultCA = Table.YesNo("tls_append_default_CA", "no");

    /// <summary>tls_config_file</summary>
    public static readonly Param<string> ConfigFile = Table.Text("tls_config_file", "default");

    /// <summary>tls_config_name</summary>
    public static readonly Param<string> ConfigName = Table.Text("tls_config_name", "");

    /// <summary>tls_daemon_random_bytes</summary>
    public static readonly Param<int> DaemonRandomBytes = Table.Number("tls_daemon_random_bytes", "32", min: 1);

    /// <summary>tls_dane_digests</summary>
    public static readonly Param<string> DaneDigests = Table.Text("tls_dane_digests", "sha512 sha256", min: 1);

    /// <summary>tls_disable_workarounds</summary>
    public static readonly Param<string> DisableWorkarounds = Table.Text("tls_disable_workarounds", "");

    /// <summary>tls_eecdh_auto_curves</summary>
    public static readonly Param<string> EecdhAutoCurves = Table.Text("tls_eecdh_auto_curves", "X25519 X448 prime256v1 secp384r1 secp521r1");

    /// <summary>tls_eecdh_strong_curve</summary>
    public static readonly Param<string> EecdhStrongCurve = Table.Text("tls_eecdh_strong_curve", "prime256v1");

    /// <summary>tls_eecdh_ultra_curve</summary>
    public static readonly Param<string> EecdhUltraCurve = Table.Text("tls_eecdh_ultra_curve", "secp384r1");

    /// <summary>tls_export_cipherlist</summary>
    public static readonly Param<string> ExportCipherlist = Table.Text("tls_export_cipherlist", "");

    /// <summary>tls_fast_shutdown_enable</summary>
    public static readonly Param<bool> FastShutdownEnable = Table.YesNo("tls_fast_shutdown_enable", "yes");

    /// <summary>tls_ffdhe_auto_groups</summary>
    public static readonly Param<string> FfdheAutoGroups = Table.Text("tls_ffdhe_auto_groups", "ffdhe2048 ffdhe3072");

    /// <summary>tls_high_cipherlist</summary>
    public static readonly Param<string> HighCipherlist = Table.Text("tls_high_cipherlist", "aNULL:-aNULL:HIGH:!SEED:!IDEA:!3DES:!RC2:!RC4:!RC5:!kDH:!kECDH:!aDSS:!MD5:@STRENGTH", min: 1);

    /// <summary>tls_low_cipherlist</summary>
    public static readonly Param<string> LowCipherlist = Table.Text("tls_low_cipherlist", "");

    /// <summary>tls_medium_cipherlist</summary>
    public static readonly Param<string> MediumCipherlist = Table.Text("tls_medium_cipherlist", "aNULL:-aNULL:HIGH:MEDIUM:!SEED:!IDEA:!3DES:!RC2:!RC4:!RC5:!kDH:!kECDH:!aDSS:!MD5:+RC4:@STRENGTH", min: 1);

    /// <summary>tls_null_cipherlist</summary>
    public static readonly Param<string> NullCipherlist = Table.Text("tls_null_cipherlist", "eNULL:!kDH:!kECDH:!aDSS:!MD5:!aNULL", min: 1);

    /// <summary>tls_preempt_cipherlist</summary>
    public static readonly Param<bool> PreemptCipherlist = Table.YesNo("tls_preempt_cipherlist", "no");

    /// <summary>tls_random_bytes</summary>
    public static readonly Param<int> RandomBytes = Table.Number("tls_random_bytes", "32", min: 1);

    /// <summary>tls_random_exchange_name</summary>
    public static readonly Param<string> RandomExchangeName = Table.Text("tls_random_exchange_name", "${data_directory}/prng_exch");

    /// <summary>tls_random_prng_update_period</summary>
    public static readonly Param<TimeSpan> RandomPrngUpdatePeriod = Table.Time("tls_random_prng_update_period", "3600s", min: 1);

    /// <summary>tls_random_reseed_period</summary>
    public static readonly Param<TimeSpan> RandomReseedPeriod = Table.Time("tls_random_reseed_period", "3600s", min: 1);

    /// <summary>tls_random_source</summary>
    public static readonly Param<string> RandomSource = Table.Text("tls_random_source", "dev:/dev/urandom");

    /// <summary>tls_required_enable</summary>
    public static readonly Param<bool> RequiredEnable = Table.YesNo("tls_required_enable", "yes");

    /// <summary>tls_server_sni_maps</summary>
    public static readonly Param<string> ServerSniMaps = Table.Text("tls_server_sni_maps", "");

    /// <summary>tls_session_ticket_cipher</summary>
    public static readonly Param<string> SessionTicketCipher = Table.Text("tls_session_ticket_cipher", "aes-256-cbc");

    /// <summary>tls_ssl_options</summary>
    public static readonly Param<string> SslOptions = Table.Text("tls_ssl_options", "");

    /// <summary>tls_trace_rate_limit</summary>
    public static readonly Param<int> TraceRateLimit = Table.Number("tls_trace_rate_limit", "1");

    /// <summary>tls_trust_server_ccerts</summary>
    public static readonly Param<bool> TrustServerCcerts = Table.YesNo("tls_trust_server_ccerts", "no");

    /// <summary>tls_wildcard_matches_multiple_labels</summary>
    public static readonly Param<bool> WildcardMatchesMultipleLabels = Table.YesNo("tls_wildcard_matches_multiple_labels", "yes");
}
