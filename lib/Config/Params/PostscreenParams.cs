namespace MailSuite.Config;

/// <summary>Parameters whose owner is postscreen.</summary>
public static class PostscreenParams
{
    /// <summary>disable_vrfy_command</summary>
    public static readonly Param<bool> DisableVrfyCommand = Table.YesNo("disable_vrfy_command", "no");

    /// <summary>dnsblog_service_name</summary>
    public static readonly Param<string> DnsblogServiceName = Table.Text("dnsblog_service_name", "dnsblog", min: 1);

    /// <summary>postscreen_access_list</summary>
    public static readonly Param<string> AccessList = Table.Text("postscreen_access_list", "permit_mynetworks");

    /// <summary>postscreen_allowlist_interfaces</summary>
    public static readonly Param<string> AllowlistInterfaces = Table.Text("postscreen_allowlist_interfaces", "${postscreen_whitelist_interfaces?{$postscreen_whitelist_interfaces}:{static:all}}");

    /// <summary>postscreen_bare_newline_action</summary>
    public static readonly Param<string> BareNewlineAction = Table.Text("postscreen_bare_newline_action", "ignore", min: 1);

    /// <summary>postscreen_bare_newline_enable</summary>
    public static readonly Param<bool> BareNewlineEnable = Table.YesNo("postscreen_bare_newline_enable", "no");

    /// <summary>postscreen_bare_newline_ttl</summary>
    public static readonly Param<TimeSpan> BareNewlineTtl = Table.Time("postscreen_bare_newline_ttl", "30d", min: 1);

    /// <summary>postscreen_cache_cleanup_interval</summary>
    public static readonly Param<TimeSpan> CacheCleanupInterval = Table.Time("postscreen_cache_cleanup_interval", "12h");

    /// <summary>postscreen_cache_map</summary>
    public static readonly Param<string> CacheMap = Table.Text("postscreen_cache_map", "$default_cache_db_type:$data_directory/postscreen_cache");

    /// <summary>postscreen_cache_retention_time</summary>
    public static readonly Param<TimeSpan> CacheRetentionTime = Table.Time("postscreen_cache_retention_time", "7d", min: 1);

    /// <summary>postscreen_client_connection_count_limit</summary>
    public static readonly Param<int> ClientConnectionCountLimit = Table.Number("postscreen_client_connection_count_limit", "$smtpd_client_connection_count_limit");

    /// <summary>postscreen_command_count_limit</summary>
    public static readonly Param<int> CommandCountLimit = Table.Number("postscreen_command_count_limit", "20", min: 1);

    /// <summary>postscreen_command_filter</summary>
    public static readonly Param<string> CommandFilter = Table.Text("postscreen_command_filter", "");

    /// <summary>postscreen_command_time_limit</summary>
    public static readonly Param<TimeSpan> CommandTimeLimit = Table.Time("postscreen_command_time_limit", "${stress?{10}:{300}}s", min: 1);

    /// <summary>postscreen_denylist_action</summary>
    public static readonly Param<string> DenylistAction = Table.Text("postscreen_denylist_action", "${postscreen_blacklist_action?{$postscreen_blacklist_action}:{ignore}}", min: 1);

    /// <summary>postscreen_disable_vrfy_command</summary>
    public static readonly Param<bool> PostscreenDisableVrfyCommand = Table.YesNo("postscreen_disable_vrfy_command", "$disable_vrfy_command");

    /// <summary>postscreen_discard_ehlo_keyword_address_maps</summary>
    public static readonly Param<string> DiscardEhloKeywordAddressMaps = Table.Text("postscreen_discard_ehlo_keyword_address_maps", "$smtpd_discard_ehlo_keyword_address_maps");

    /// <summary>postscreen_discard_ehlo_keywords</summary>
    public static readonly Param<string> DiscardEhloKeywords = Table.Text("postscreen_discard_ehlo_keywords", "$smtpd_discard_ehlo_keywords");

    /// <summary>postscreen_dnsbl_action</summary>
    public static readonly Param<string> DnsblAction = Table.Text("postscreen_dnsbl_action", "ignore", min: 1);

    /// <summary>postscreen_dnsbl_allowlist_threshold</summary>
    public static readonly Param<int> DnsblAllowlistThreshold = Table.Number("postscreen_dnsbl_allowlist_threshold", "${postscreen_dnsbl_whitelist_threshold?{$postscreen_dnsbl_whitelist_threshold}:{0}}");

    /// <summary>postscreen_dnsbl_max_ttl</summary>
    public static readonly Param<TimeSpan> DnsblMaxTtl = Table.Time("postscreen_dnsbl_max_ttl", "${postscreen_dnsbl_ttl?{$postscreen_dnsbl_ttl}:{1}}h", min: 1);

    /// <summary>postscreen_dnsbl_min_ttl</summary>
    public static readonly Param<TimeSpan> DnsblMinTtl = Table.Time("postscreen_dnsbl_min_ttl", "60s", min: 1);

    /// <summary>postscreen_dnsbl_reply_map</summary>
    public static readonly Param<string> DnsblReplyMap = Table.Text("postscreen_dnsbl_reply_map", "");

    /// <summary>postscreen_dnsbl_sites</summary>
    public static readonly Param<string> DnsblSites = Table.Text("postscreen_dnsbl_sites", "");

    /// <summary>postscreen_dnsbl_threshold</summary>
    public static readonly Param<int> DnsblThreshold = Table.Number("postscreen_dnsbl_threshold", "1", min: 1);

    /// <summary>postscreen_dnsbl_timeout</summary>
    public static readonly Param<TimeSpan> DnsblTimeout = Table.Time("postscreen_dnsbl_timeout", "10s", min: 1);

    /// <summary>postscreen_enforce_tls</summary>
    public static readonly Param<bool> EnforceTls = Table.YesNo("postscreen_enforce_tls", "$smtpd_enforce_tls");

    /// <summary>postscreen_expansion_filter</summary>
    public static readonly Param<string> ExpansionFilter = Table.Raw("postscreen_expansion_filter", "$smtpd_expansion_filter");

    /// <summary>postscreen_forbidden_commands</summary>
    public static readonly Param<string> ForbiddenCommands = Table.Text("postscreen_forbidden_commands", "$smtpd_forbidden_commands");

    /// <summary>postscreen_greet_action</summary>
    public static readonly Param<string> GreetAction = Table.Text("postscreen_greet_action", "ignore", min: 1);

    /// <summary>postscreen_greet_banner</summary>
    public static readonly Param<string> GreetBanner = Table.Text("postscreen_greet_banner", "$smtpd_banner");

    /// <summary>postscreen_greet_ttl</summary>
    public static readonly Param<TimeSpan> GreetTtl = Table.Time("postscreen_greet_ttl", "1d", min: 1);

    /// <summary>postscreen_greet_wait</summary>
    public static readonly Param<TimeSpan> GreetWait = Table.Time("postscreen_greet_wait", "${stress?{2}:{6}}s", min: 1);

    /// <summary>postscreen_helo_required</summary>
    public static readonly Param<bool> HeloRequired = Table.YesNo("postscreen_helo_required", "$smtpd_helo_required");

    /// <summary>postscreen_non_smtp_command_action</summary>
    public static readonly Param<string> NonSmtpCommandAction = Table.Text("postscreen_non_smtp_command_action", "drop", min: 1);

    /// <summary>postscreen_non_smtp_command_enable</summary>
    public static readonly Param<bool> NonSmtpCommandEnable = Table.YesNo("postscreen_non_smtp_command_enable", "no");

    /// <summary>postscreen_non_smtp_command_ttl</summary>
    public static readonly Param<TimeSpan> NonSmtpCommandTtl = Table.Time("postscreen_non_smtp_command_ttl", "30d", min: 1);

    /// <summary>postscreen_pipelining_action</summary>
    public static readonly Param<string> PipeliningAction = Table.Text("postscreen_pipelining_action", "enforce", min: 1);

    /// <summary>postscreen_pipelining_enable</summary>
    public static readonly Param<bool> PipeliningEnable = Table.YesNo("postscreen_pipelining_enable", "no");

    /// <summary>postscreen_pipelining_ttl</summary>
    public static readonly Param<TimeSpan> PipeliningTtl = Table.Time("postscreen_pipelining_ttl", "30d", min: 1);

    /// <summary>postscreen_post_queue_limit</summary>
    public static readonly Param<int> PostQueueLimit = Table.Number("postscreen_post_queue_limit", "$default_process_limit", min: 5);

    /// <summary>postscreen_pre_queue_limit</summary>
    public static readonly Param<int> PreQueueLimit = Table.Number("postscreen_pre_queue_limit", "$default_process_limit", min: 10);

    /// <summary>postscreen_reject_footer</summary>
    public static readonly Param<string> RejectFooter = Table.Raw("postscreen_reject_footer", "$smtpd_reject_footer");

    /// <summary>postscreen_reject_footer_maps</summary>
    public static readonly Param<string> RejectFooterMaps = Table.Text("postscreen_reject_footer_maps", "$smtpd_reject_footer_maps");

    /// <summary>postscreen_starttls_timeout</summary>
    public static readonly Param<TimeSpan> StarttlsTimeout = Table.Time("postscreen_starttls_timeout", "$smtpd_starttls_timeout", min: 1);

    /// <summary>postscreen_tls_CAfile</summary>
    public static readonly Param<string> TlsCAfile = Table.Text("postscreen_tls_CAfile", "$smtpd_tls_CAfile");

    /// <summary>postscreen_tls_CApath</summary>
    public static readonly Param<string> TlsCApath = Table.Text("postscreen_tls_CApath", "$smtpd_tls_CApath");

    /// <summary>postscreen_tls_always_issue_session_ids</summary>
    public static readonly Param<bool> TlsAlwaysIssueSessionIds = Table.YesNo("postscreen_tls_always_issue_session_ids", "$smtpd_tls_always_issue_session_ids");

    /// <summary>postscreen_tls_ask_ccert</summary>
    public static readonly Param<bool> TlsAskCcert = Table.YesNo("postscreen_tls_ask_ccert", "$smtpd_tls_ask_ccert");

    /// <summary>postscreen_tls_ccert_verifydepth</summary>
    public static readonly Param<int> TlsCcertVerifydepth = Table.Number("postscreen_tls_ccert_verifydepth", "$smtpd_tls_ccert_verifydepth");

    /// <summary>postscreen_tls_cert_file</summary>
    public static readonly Param<string> TlsCertFile = Table.Text("postscreen_tls_cert_file", "$smtpd_tls_cert_file");

    /// <summary>postscreen_tls_chain_files</summary>
    public static readonly Param<string> TlsChainFiles = Table.Text("postscreen_tls_chain_files", "$smtpd_tls_chain_files");

    /// <summary>postscreen_tls_ciphers</summary>
    public static readonly Param<string> TlsCiphers = Table.Text("postscreen_tls_ciphers", "$smtpd_tls_ciphers", min: 1);

    /// <summary>postscreen_tls_dcert_file</summary>
    public static readonly Param<string> TlsDcertFile = Table.Text("postscreen_tls_dcert_file", "$smtpd_tls_dcert_file");

    /// <summary>postscreen_tls_dh1024_param_file</summary>
    public static readonly Param<string> TlsDh1024ParamFile = Table.Text("postscreen_tls_dh1024_param_file", "$smtpd_tls_dh1024_param_file");

    /// <summary>postscreen_tls_dh512_param_file</summary>
    public static readonly Param<string> TlsDh512ParamFile = Table.Text("postscreen_tls_dh512_param_file", "$smtpd_tls_dh512_param_file");

    /// <summary>postscreen_tls_dkey_file</summary>
    public static readonly Param<string> TlsDkeyFile = Table.Text("postscreen_tls_dkey_file", "$smtpd_tls_dkey_file");

    /// <summary>postscreen_tls_eccert_file</summary>
    public static readonly Param<string> TlsEccertFile = Table.Text("postscreen_tls_eccert_file", "$smtpd_tls_eccert_file");

    /// <summary>postscreen_tls_eckey_file</summary>
    public static readonly Param<string> TlsEckeyFile = Table.Text("postscreen_tls_eckey_file", "$smtpd_tls_eckey_file");

    /// <summary>postscreen_tls_eecdh_grade</summary>
    public static readonly Param<string> TlsEecdhGrade = Table.Text("postscreen_tls_eecdh_grade", "$smtpd_tls_eecdh_grade", min: 1);

    /// <summary>postscreen_tls_enable_rpk</summary>
    public static readonly Param<bool> TlsEnableRpk = Table.YesNo("postscreen_tls_enable_rpk", "$smtpd_tls_enable_rpk");

    /// <summary>postscreen_tls_exclude_ciphers</summary>
    public static readonly Param<string> TlsExcludeCiphers = Table.Text("postscreen_tls_exclude_ciphers", "$smtpd_tls_exclude_ciphers");

    /// <summary>postscreen_tls_fingerprint_digest</summary>
    public static readonly Param<string> TlsFingerprintDigest = Table.Text("postscreen_tls_fingerprint_digest", "$smtpd_tls_fingerprint_digest", min: 1);

    /// <summary>postscreen_tls_key_file</summary>
    public static readonly Param<string> TlsKeyFile = Table.Text("postscreen_tls_key_file", "$smtpd_tls_key_file");

    /// <summary>postscreen_tls_loglevel</summary>
    public static readonly Param<string> TlsLoglevel = Table.Text("postscreen_tls_loglevel", "$smtpd_tls_loglevel");

    /// <summary>postscreen_tls_loglevel_maps</summary>
    public static readonly Param<string> TlsLoglevelMaps = Table.Text("postscreen_tls_loglevel_maps", "$smtpd_tls_loglevel_maps");

    /// <summary>postscreen_tls_mandatory_ciphers</summary>
    public static readonly Param<string> TlsMandatoryCiphers = Table.Text("postscreen_tls_mandatory_ciphers", "$smtpd_tls_mandatory_ciphers", min: 1);

    /// <summary>postscreen_tls_mandatory_exclude_ciphers</summary>
    public static readonly Param<string> TlsMandatoryExcludeCiphers = Table.Text("postscreen_tls_mandatory_exclude_ciphers", "$smtpd_tls_mandatory_exclude_ciphers");

    /// <summary>postscreen_tls_mandatory_protocols</summary>
    public static readonly Param<string> TlsMandatoryProtocols = Table.Text("postscreen_tls_mandatory_protocols", "$smtpd_tls_mandatory_protocols");

    /// <summary>postscreen_tls_protocols</summary>
    public static readonly Param<string> TlsProtocols = Table.Text("postscreen_tls_protocols", "$smtpd_tls_protocols");

    /// <summary>postscreen_tls_req_ccert</summary>
    public static readonly Param<bool> TlsReqCcert = Table.YesNo("postscreen_tls_req_ccert", "$smtpd_tls_req_ccert");

    /// <summary>postscreen_tls_security_level</summary>
    public static readonly Param<string> TlsSecurityLevel = Table.Text("postscreen_tls_security_level", "$smtpd_tls_security_level");

    /// <summary>postscreen_tls_trace_size_limit</summary>
    public static readonly Param<int> TlsTraceSizeLimit = Table.Number("postscreen_tls_trace_size_limit", "$smtpd_tls_trace_size_limit");

    /// <summary>postscreen_upstream_proxy_protocol</summary>
    public static readonly Param<string> UpstreamProxyProtocol = Table.Text("postscreen_upstream_proxy_protocol", "");

    /// <summary>postscreen_upstream_proxy_timeout</summary>
    public static readonly Param<TimeSpan> UpstreamProxyTimeout = Table.Time("postscreen_upstream_proxy_timeout", "5s", min: 1);

    /// <summary>postscreen_use_tls</summary>
    public static readonly Param<bool> UseTls = Table.YesNo("postscreen_use_tls", "$smtpd_use_tls");

    /// <summary>postscreen_watchdog_timeout</summary>
    public static readonly Param<TimeSpan> WatchdogTimeout = Table.Time("postscreen_watchdog_timeout", "10s", min: 10);
}
