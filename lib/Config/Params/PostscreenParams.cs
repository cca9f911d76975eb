namespace MailSuite.Config;

/// <summary>Parameters whose owner is postscreen.</summary>
public static class PostscreenParams
{
    /// <summary>Whether VRFY is switched off.</summary>
    public static readonly Param<bool> DisableVrfyCommand = Table.YesNo("disable_vrfy_command", "no");

    /// <summary>Name of the service that looks up blocklists for postscreen.</summary>
    public static readonly Param<string> DnsblogServiceName = Table.Text("dnsblog_service_name", "dnsblog", min: 1).NotYet();

    /// <summary>Clients that are let pass or refused at once, evaluated in order.</summary>
    public static readonly Param<string> AccessList = Table.Text("postscreen_access_list", "permit_mynetworks").NotYet();

    /// <summary>Addresses of this host at which clients can gain a place on the temporary allowlist.</summary>
    public static readonly Param<string> AllowlistInterfaces = Table.Text("postscreen_allowlist_interfaces", "${postscreen_whitelist_interfaces?{$postscreen_whitelist_interfaces}:{static:all}}").NotYet();

    /// <summary>What happens to a client that sends bare newlines: ignore, enforce or drop.</summary>
    public static readonly Param<string> BareNewlineAction = Table.Text("postscreen_bare_newline_action", "ignore", min: 1).NotYet();

    /// <summary>Whether clients are tested for bare newlines.</summary>
    public static readonly Param<bool> BareNewlineEnable = Table.YesNo("postscreen_bare_newline_enable", "no").NotYet();

    /// <summary>How long a passed bare newline test counts.</summary>
    public static readonly Param<TimeSpan> BareNewlineTtl = Table.Time("postscreen_bare_newline_ttl", "30d", min: 1).NotYet();

    /// <summary>Pause between searches for expired entries of the client cache; 0 is never.</summary>
    public static readonly Param<TimeSpan> CacheCleanupInterval = Table.Time("postscreen_cache_cleanup_interval", "12h").NotYet();

    /// <summary>Table that remembers the clients' test results.</summary>
    public static readonly Param<string> CacheMap = Table.Text("postscreen_cache_map", "$default_cache_db_type:$data_directory/postscreen_cache").NotYet();

    /// <summary>How long an expired entry stays in the client cache.</summary>
    public static readonly Param<TimeSpan> CacheRetentionTime = Table.Time("postscreen_cache_retention_time", "7d", min: 1).NotYet();

    /// <summary>Connections that a client may have at the same time.</summary>
    public static readonly Param<int> ClientConnectionCountLimit = Table.Number("postscreen_client_connection_count_limit", "$smtpd_client_connection_count_limit").NotYet();

    /// <summary>Commands that a client may give during the tests.</summary>
    public static readonly Param<int> CommandCountLimit = Table.Number("postscreen_command_count_limit", "20", min: 1).NotYet();

    /// <summary>Table that may replace a command line of the client before it is read.</summary>
    public static readonly Param<string> CommandFilter = Table.Text("postscreen_command_filter", "").NotYet();

    /// <summary>Time limit for a client's command during the tests.</summary>
    public static readonly Param<TimeSpan> CommandTimeLimit = Table.Time("postscreen_command_time_limit", "${stress?{10}:{300}}s", min: 1).NotYet();

    /// <summary>What happens to a client that postscreen_access_list refuses: ignore, enforce or drop.</summary>
    public static readonly Param<string> DenylistAction = Table.Text("postscreen_denylist_action", "${postscreen_blacklist_action?{$postscreen_blacklist_action}:{ignore}}", min: 1).NotYet();

    /// <summary>Whether VRFY is switched off during the tests.</summary>
    public static readonly Param<bool> PostscreenDisableVrfyCommand = Table.YesNo("postscreen_disable_vrfy_command", "$disable_vrfy_command").NotYet();

    /// <summary>Tables with the EHLO keywords that are withheld from a client during the tests, by its address.</summary>
    public static readonly Param<string> DiscardEhloKeywordAddressMaps = Table.Text("postscreen_discard_ehlo_keyword_address_maps", "$smtpd_discard_ehlo_keyword_address_maps").NotYet();

    /// <summary>EHLO keywords that are withheld during the tests.</summary>
    public static readonly Param<string> DiscardEhloKeywords = Table.Text("postscreen_discard_ehlo_keywords", "$smtpd_discard_ehlo_keywords").NotYet();

    /// <summary>What happens to a client whose blocklist score reaches the threshold: ignore, enforce or drop.</summary>
    public static readonly Param<string> DnsblAction = Table.Text("postscreen_dnsbl_action", "ignore", min: 1).NotYet();

    /// <summary>Score at or below which a client skips the other tests; 0 is never.</summary>
    public static readonly Param<int> DnsblAllowlistThreshold = Table.Number("postscreen_dnsbl_allowlist_threshold", "${postscreen_dnsbl_whitelist_threshold?{$postscreen_dnsbl_whitelist_threshold}:{0}}").NotYet();

    /// <summary>Longest time that a passed blocklist test counts.</summary>
    public static readonly Param<TimeSpan> DnsblMaxTtl = Table.Time("postscreen_dnsbl_max_ttl", "${postscreen_dnsbl_ttl?{$postscreen_dnsbl_ttl}:{1}}h", min: 1).NotYet();

    /// <summary>Shortest time that a passed blocklist test counts.</summary>
    public static readonly Param<TimeSpan> DnsblMinTtl = Table.Time("postscreen_dnsbl_min_ttl", "60s", min: 1).NotYet();

    /// <summary>Table with the name of a blocklist that clients are told, to keep passwords in names secret.</summary>
    public static readonly Param<string> DnsblReplyMap = Table.Text("postscreen_dnsbl_reply_map", "").NotYet();

    /// <summary>Blocklists and allowlists, with filters and weights: domain=filter*weight.</summary>
    public static readonly Param<string> DnsblSites = Table.Text("postscreen_dnsbl_sites", "").NotYet();

    /// <summary>Score at which a client counts as blocked.</summary>
    public static readonly Param<int> DnsblThreshold = Table.Number("postscreen_dnsbl_threshold", "1", min: 1).NotYet();

    /// <summary>Time limit for blocklist lookups.</summary>
    public static readonly Param<TimeSpan> DnsblTimeout = Table.Time("postscreen_dnsbl_timeout", "10s", min: 1).NotYet();

    /// <summary>Old way to require TLS; postscreen_tls_security_level is the present one.</summary>
    public static readonly Param<bool> EnforceTls = Table.YesNo("postscreen_enforce_tls", "$smtpd_enforce_tls").NotYet();

    /// <summary>Characters that $name may insert into replies; others become "_".</summary>
    public static readonly Param<string> ExpansionFilter = Table.Raw("postscreen_expansion_filter", "$smtpd_expansion_filter").NotYet();

    /// <summary>Commands that show that a client does not speak SMTP.</summary>
    public static readonly Param<string> ForbiddenCommands = Table.Text("postscreen_forbidden_commands", "$smtpd_forbidden_commands").NotYet();

    /// <summary>What happens to a client that speaks before its turn: ignore, enforce or drop.</summary>
    public static readonly Param<string> GreetAction = Table.Text("postscreen_greet_action", "ignore", min: 1).NotYet();

    /// <summary>Text of the first half of the greeting, which good clients wait out; empty sends none.</summary>
    public static readonly Param<string> GreetBanner = Table.Text("postscreen_greet_banner", "$smtpd_banner").NotYet();

    /// <summary>How long a passed greeting test counts.</summary>
    public static readonly Param<TimeSpan> GreetTtl = Table.Time("postscreen_greet_ttl", "1d", min: 1).NotYet();

    /// <summary>How long a client must wait for the end of the greeting.</summary>
    public static readonly Param<TimeSpan> GreetWait = Table.Time("postscreen_greet_wait", "${stress?{2}:{6}}s", min: 1).NotYet();

    /// <summary>Whether a client must give HELO or EHLO before MAIL.</summary>
    public static readonly Param<bool> HeloRequired = Table.YesNo("postscreen_helo_required", "$smtpd_helo_required").NotYet();

    /// <summary>What happens to a client that sends commands of other protocols: ignore, enforce or drop.</summary>
    public static readonly Param<string> NonSmtpCommandAction = Table.Text("postscreen_non_smtp_command_action", "drop", min: 1).NotYet();

    /// <summary>Whether clients are tested for commands of other protocols.</summary>
    public static readonly Param<bool> NonSmtpCommandEnable = Table.YesNo("postscreen_non_smtp_command_enable", "no").NotYet();

    /// <summary>How long a passed test for commands of other protocols counts.</summary>
    public static readonly Param<TimeSpan> NonSmtpCommandTtl = Table.Time("postscreen_non_smtp_command_ttl", "30d", min: 1).NotYet();

    /// <summary>What happens to a client that sends commands together without being allowed to: ignore, enforce or drop.</summary>
    public static readonly Param<string> PipeliningAction = Table.Text("postscreen_pipelining_action", "enforce", min: 1).NotYet();

    /// <summary>Whether clients are tested for unauthorized pipelining.</summary>
    public static readonly Param<bool> PipeliningEnable = Table.YesNo("postscreen_pipelining_enable", "no").NotYet();

    /// <summary>How long a passed pipelining test counts.</summary>
    public static readonly Param<TimeSpan> PipeliningTtl = Table.Time("postscreen_pipelining_ttl", "30d", min: 1).NotYet();

    /// <summary>Clients that may wait for a real SMTP server process.</summary>
    public static readonly Param<int> PostQueueLimit = Table.Number("postscreen_post_queue_limit", "$default_process_limit", min: 5).NotYet();

    /// <summary>Clients that may be under test at the same time.</summary>
    public static readonly Param<int> PreQueueLimit = Table.Number("postscreen_pre_queue_limit", "$default_process_limit", min: 10).NotYet();

    /// <summary>Text appended to each refusal.</summary>
    public static readonly Param<string> RejectFooter = Table.Raw("postscreen_reject_footer", "$smtpd_reject_footer").NotYet();

    /// <summary>Tables with the footer for a reply, by its text.</summary>
    public static readonly Param<string> RejectFooterMaps = Table.Text("postscreen_reject_footer_maps", "$smtpd_reject_footer_maps").NotYet();

    /// <summary>Time limit for the TLS handshake by tlsproxy.</summary>
    public static readonly Param<TimeSpan> StarttlsTimeout = Table.Time("postscreen_starttls_timeout", "$smtpd_starttls_timeout", min: 1).NotYet();

    /// <summary>File of the certificate authorities that are trusted to vouch for clients.</summary>
    public static readonly Param<string> TlsCAfile = Table.Text("postscreen_tls_CAfile", "$smtpd_tls_CAfile").NotYet();

    /// <summary>Directory of the certificate authorities that are trusted to vouch for clients.</summary>
    public static readonly Param<string> TlsCApath = Table.Text("postscreen_tls_CApath", "$smtpd_tls_CApath").NotYet();

    /// <summary>Whether a session id is given even to clients whose sessions are not cached.</summary>
    public static readonly Param<bool> TlsAlwaysIssueSessionIds = Table.YesNo("postscreen_tls_always_issue_session_ids", "$smtpd_tls_always_issue_session_ids").NotYet();

    /// <summary>Whether clients are asked for a certificate.</summary>
    public static readonly Param<bool> TlsAskCcert = Table.YesNo("postscreen_tls_ask_ccert", "$smtpd_tls_ask_ccert").NotYet();

    /// <summary>Length of the chain of authorities behind a client's certificate.</summary>
    public static readonly Param<int> TlsCcertVerifydepth = Table.Number("postscreen_tls_ccert_verifydepth", "$smtpd_tls_ccert_verifydepth").NotYet();

    /// <summary>File of the server's RSA certificate with the chain behind it.</summary>
    public static readonly Param<string> TlsCertFile = Table.Text("postscreen_tls_cert_file", "$smtpd_tls_cert_file").NotYet();

    /// <summary>Files of the server's private keys, each with its certificate and chain; they replace the other key and certificate settings.</summary>
    public static readonly Param<string> TlsChainFiles = Table.Text("postscreen_tls_chain_files", "$smtpd_tls_chain_files").NotYet();

    /// <summary>Grade of ciphers for opportunistic TLS.</summary>
    public static readonly Param<string> TlsCiphers = Table.Text("postscreen_tls_ciphers", "$smtpd_tls_ciphers", min: 1).NotYet();

    /// <summary>File of the server's DSA certificate.</summary>
    public static readonly Param<string> TlsDcertFile = Table.Text("postscreen_tls_dcert_file", "$smtpd_tls_dcert_file").NotYet();

    /// <summary>File of Diffie-Hellman parameters; empty lets OpenSSL choose.</summary>
    public static readonly Param<string> TlsDh1024ParamFile = Table.Text("postscreen_tls_dh1024_param_file", "$smtpd_tls_dh1024_param_file").NotYet();

    /// <summary>Obsolete file of 512-bit Diffie-Hellman parameters.</summary>
    public static readonly Param<string> TlsDh512ParamFile = Table.Text("postscreen_tls_dh512_param_file", "$smtpd_tls_dh512_param_file").NotYet();

    /// <summary>File of the private key for the DSA certificate.</summary>
    public static readonly Param<string> TlsDkeyFile = Table.Text("postscreen_tls_dkey_file", "$smtpd_tls_dkey_file").NotYet();

    /// <summary>File of the server's ECDSA certificate with the chain behind it.</summary>
    public static readonly Param<string> TlsEccertFile = Table.Text("postscreen_tls_eccert_file", "$smtpd_tls_eccert_file").NotYet();

    /// <summary>File of the private key for the ECDSA certificate.</summary>
    public static readonly Param<string> TlsEckeyFile = Table.Text("postscreen_tls_eckey_file", "$smtpd_tls_eckey_file").NotYet();

    /// <summary>Former choice of curves for key exchange; auto leaves it to tls_eecdh_auto_curves.</summary>
    public static readonly Param<string> TlsEecdhGrade = Table.Text("postscreen_tls_eecdh_grade", "$smtpd_tls_eecdh_grade", min: 1).NotYet();

    /// <summary>Whether raw public keys are accepted in place of certificates (RFC 7250).</summary>
    public static readonly Param<bool> TlsEnableRpk = Table.YesNo("postscreen_tls_enable_rpk", "$smtpd_tls_enable_rpk").NotYet();

    /// <summary>Ciphers that are never used, in OpenSSL's words.</summary>
    public static readonly Param<string> TlsExcludeCiphers = Table.Text("postscreen_tls_exclude_ciphers", "$smtpd_tls_exclude_ciphers").NotYet();

    /// <summary>Digest of fingerprints of certificates and keys.</summary>
    public static readonly Param<string> TlsFingerprintDigest = Table.Text("postscreen_tls_fingerprint_digest", "$smtpd_tls_fingerprint_digest", min: 1).NotYet();

    /// <summary>File of the private key for the RSA certificate.</summary>
    public static readonly Param<string> TlsKeyFile = Table.Text("postscreen_tls_key_file", "$smtpd_tls_key_file").NotYet();

    /// <summary>How much about TLS is logged, 0 to 4.</summary>
    public static readonly Param<string> TlsLoglevel = Table.Text("postscreen_tls_loglevel", "$smtpd_tls_loglevel").NotYet();

    /// <summary>Tables with the TLS log level for a client.</summary>
    public static readonly Param<string> TlsLoglevelMaps = Table.Text("postscreen_tls_loglevel_maps", "$smtpd_tls_loglevel_maps").NotYet();

    /// <summary>Grade of ciphers where TLS is required.</summary>
    public static readonly Param<string> TlsMandatoryCiphers = Table.Text("postscreen_tls_mandatory_ciphers", "$smtpd_tls_mandatory_ciphers", min: 1).NotYet();

    /// <summary>Ciphers that are not used where TLS is required, besides the generally excluded ones.</summary>
    public static readonly Param<string> TlsMandatoryExcludeCiphers = Table.Text("postscreen_tls_mandatory_exclude_ciphers", "$smtpd_tls_mandatory_exclude_ciphers").NotYet();

    /// <summary>TLS versions where TLS is required.</summary>
    public static readonly Param<string> TlsMandatoryProtocols = Table.Text("postscreen_tls_mandatory_protocols", "$smtpd_tls_mandatory_protocols").NotYet();

    /// <summary>TLS versions for opportunistic TLS.</summary>
    public static readonly Param<string> TlsProtocols = Table.Text("postscreen_tls_protocols", "$smtpd_tls_protocols").NotYet();

    /// <summary>Whether a client must have a trusted certificate where TLS is required.</summary>
    public static readonly Param<bool> TlsReqCcert = Table.YesNo("postscreen_tls_req_ccert", "$smtpd_tls_req_ccert").NotYet();

    /// <summary>How far TLS is used: none, may, encrypt and, for clients, dane, fingerprint, verify, secure.</summary>
    public static readonly Param<string> TlsSecurityLevel = Table.Text("postscreen_tls_security_level", "$smtpd_tls_security_level").NotYet();

    /// <summary>Bytes of TLS handshake data written to the log per session.</summary>
    public static readonly Param<int> TlsTraceSizeLimit = Table.Number("postscreen_tls_trace_size_limit", "$smtpd_tls_trace_size_limit").NotYet();

    /// <summary>Protocol in which a proxy in front tells the client's address: haproxy, or empty.</summary>
    public static readonly Param<string> UpstreamProxyProtocol = Table.Text("postscreen_upstream_proxy_protocol", "").NotYet();

    /// <summary>Time limit for the proxy in front to tell the client's address.</summary>
    public static readonly Param<TimeSpan> UpstreamProxyTimeout = Table.Time("postscreen_upstream_proxy_timeout", "5s", min: 1).NotYet();

    /// <summary>Old way to offer TLS; postscreen_tls_security_level is the present one.</summary>
    public static readonly Param<bool> UseTls = Table.YesNo("postscreen_use_tls", "$smtpd_use_tls").NotYet();

    /// <summary>How long postscreen may work on one event before its watchdog ends it.</summary>
    public static readonly Param<TimeSpan> WatchdogTimeout = Table.Time("postscreen_watchdog_timeout", "10s", min: 10).NotYet();
}
