namespace MailSuite.Config;

/// <summary>Parameters whose owner is smtpd.</summary>
public static class SmtpdParams
{
    /// <summary>access_map_defer_code</summary>
    public static readonly Param<int> AccessMapDeferCode = Table.Number("access_map_defer_code", "450");

    /// <summary>access_map_reject_code</summary>
    public static readonly Param<int> AccessMapRejectCode = Table.Number("access_map_reject_code", "554");

    /// <summary>allow_untrusted_routing</summary>
    public static readonly Param<bool> AllowUntrustedRouting = Table.YesNo("allow_untrusted_routing", "no");

    /// <summary>broken_sasl_auth_clients</summary>
    public static readonly Param<bool> BrokenSaslAuthClients = Table.YesNo("broken_sasl_auth_clients", "no");

    /// <summary>default_rbl_reply</summary>
    public static readonly Param<string> DefaultRblReply = Table.Raw("default_rbl_reply", "$rbl_code Service unavailable; $rbl_class [$rbl_what] blocked using $rbl_domain${rbl_reason?; $rbl_reason}");

    /// <summary>defer_code</summary>
    public static readonly Param<int> DeferCode = Table.Number("defer_code", "450");

    /// <summary>invalid_hostname_reject_code</summary>
    public static readonly Param<int> InvalidHostnameRejectCode = Table.Number("invalid_hostname_reject_code", "501");

    /// <summary>maps_rbl_domains</summary>
    public static readonly Param<string> MapsRblDomains = Table.Text("maps_rbl_domains", "");

    /// <summary>maps_rbl_reject_code</summary>
    public static readonly Param<int> MapsRblRejectCode = Table.Number("maps_rbl_reject_code", "554");

    /// <summary>multi_recipient_bounce_reject_code</summary>
    public static readonly Param<int> MultiRecipientBounceRejectCode = Table.Number("multi_recipient_bounce_reject_code", "550");

    /// <summary>non_fqdn_reject_code</summary>
    public static readonly Param<int> NonFqdnRejectCode = Table.Number("non_fqdn_reject_code", "504");

    /// <summary>permit_mx_backup_networks</summary>
    public static readonly Param<string> PermitMxBackupNetworks = Table.Text("permit_mx_backup_networks", "");

    /// <summary>plaintext_reject_code</summary>
    public static readonly Param<int> PlaintextRejectCode = Table.Number("plaintext_reject_code", "450");

    /// <summary>queue_minfree</summary>
    public static readonly Param<long> QueueMinfree = Table.Long("queue_minfree", "0");

    /// <summary>rbl_reply_maps</summary>
    public static readonly Param<string> RblReplyMaps = Table.Text("rbl_reply_maps", "");

    /// <summary>reject_code</summary>
    public static readonly Param<int> RejectCode = Table.Number("reject_code", "554");

    /// <summary>reject_tempfail_action</summary>
    public static readonly Param<string> RejectTempfailAction = Table.Text("reject_tempfail_action", "defer_if_permit", min: 1);

    /// <summary>relay_clientcerts</summary>
    public static readonly Param<string> RelayClientcerts = Table.Text("relay_clientcerts", "");

    /// <summary>relay_domains_reject_code</summary>
    public static readonly Param<int> RelayDomainsRejectCode = Table.Number("relay_domains_reject_code", "554");

    /// <summary>requiretls_esmtp_header</summary>
    public static readonly Param<bool> RequiretlsEsmtpHeader = Table.YesNo("requiretls_esmtp_header", "yes");

    /// <summary>show_user_unknown_table_name</summary>
    public static readonly Param<bool> ShowUserUnknownTableName = Table.YesNo("show_user_unknown_table_name", "yes");

    /// <summary>smtpd_authorized_verp_clients</summary>
    public static readonly Param<string> AuthorizedVerpClients = Table.Text("smtpd_authorized_verp_clients", "$authorized_verp_clients");

    /// <summary>smtpd_authorized_xclient_hosts</summary>
    public static readonly Param<string> AuthorizedXclientHosts = Table.Text("smtpd_authorized_xclient_hosts", "");

    /// <summary>smtpd_authorized_xforward_hosts</summary>
    public static readonly Param<string> AuthorizedXforwardHosts = Table.Text("smtpd_authorized_xforward_hosts", "");

    /// <summary>smtpd_banner</summary>
    public static readonly Param<string> Banner = Table.Text("smtpd_banner", "$myhostname ESMTP $mail_name", min: 1);

    /// <summary>smtpd_client_auth_rate_limit</summary>
    public static readonly Param<int> ClientAuthRateLimit = Table.Number("smtpd_client_auth_rate_limit", "0");

    /// <summary>smtpd_client_connection_count_limit</summary>
    public static readonly Param<int> ClientConnectionCountLimit = Table.Number("smtpd_client_connection_count_limit", "50");

    /// <summary>smtpd_client_connection_rate_limit</summary>
    public static readonly Param<int> ClientConnectionRateLimit = Table.Number("smtpd_client_connection_rate_limit", "0");

    /// <summary>smtpd_client_event_limit_exceptions</summary>
    public static readonly Param<string> ClientEventLimitExceptions = Table.Text("smtpd_client_event_limit_exceptions", "${smtpd_client_connection_limit_exceptions:$mynetworks}");

    /// <summary>smtpd_client_ipv4_prefix_length</summary>
    public static readonly Param<int> ClientIpv4PrefixLength = Table.Number("smtpd_client_ipv4_prefix_length", "32", max: 32);

    /// <summary>smtpd_client_ipv6_prefix_length</summary>
    public static readonly Param<int> ClientIpv6PrefixLength = Table.Number("smtpd_client_ipv6_prefix_length", "84", max: 128);

    /// <summary>smtpd_client_message_rate_limit</summary>
    public static readonly Param<int> ClientMessageRateLimit = Table.Number("smtpd_client_message_rate_limit", "0");

    /// <summary>smtpd_client_new_tls_session_rate_limit</summary>
    public static readonly Param<int> ClientNewTlsSessionRateLimit = Table.Number("smtpd_client_new_tls_session_rate_limit", "0");

    /// <summary>smtpd_client_port_logging</summary>
    public static readonly Param<bool> ClientPortLogging = Table.YesNo("smtpd_client_port_logging", "no");

    /// <summary>smtpd_client_recipient_rate_limit</summary>
    public static readonly Param<int> ClientRecipientRateLimit = Table.Number("smtpd_client_recipient_rate_limit", "0");

    /// <summary>smtpd_client_restrictions</summary>
    public static readonly Param<string> ClientRestrictions = Table.Text("smtpd_client_restrictions", "");

    /// <summary>smtpd_command_filter</summary>
    public static readonly Param<string> CommandFilter = Table.Text("smtpd_command_filter", "");

    /// <summary>smtpd_data_restrictions</summary>
    public static readonly Param<string> DataRestrictions = Table.Text("smtpd_data_restrictions", "");

    /// <summary>smtpd_delay_open_until_valid_rcpt</summary>
    public static readonly Param<bool> DelayOpenUntilValidRcpt = Table.YesNo("smtpd_delay_open_until_valid_rcpt", "yes");

    /// <summary>smtpd_delay_reject</summary>
    public static readonly Param<bool> DelayReject = Table.YesNo("smtpd_delay_reject", "yes");

    /// <summary>smtpd_discard_ehlo_keyword_address_maps</summary>
    public static readonly Param<string> DiscardEhloKeywordAddressMaps = Table.Text("smtpd_discard_ehlo_keyword_address_maps", "");

    /// <summary>smtpd_discard_ehlo_keywords</summary>
    public static readonly Param<string> DiscardEhloKeywords = Table.Text("smtpd_discard_ehlo_keywords", "");

    /// <summary>smtpd_dns_reply_filter</summary>
    public static readonly Param<string> DnsReplyFilter = Table.Text("smtpd_dns_reply_filter", "");

    /// <summary>smtpd_end_of_data_restrictions</summary>
    public static readonly Param<string> EndOfDataRestrictions = Table.Text("smtpd_end_of_data_restrictions", "");

    /// <summary>smtpd_enforce_tls</summary>
    public static readonly Param<bool> EnforceTls = Table.YesNo("smtpd_enforce_tls", "no");

    /// <summary>smtpd_error_sleep_time</summary>
    public static readonly Param<TimeSpan> ErrorSleepTime = Table.Time("smtpd_error_sleep_time", "1s");

    /// <summary>smtpd_etrn_restrictions</summary>
    public static readonly Param<string> EtrnRestrictions = Table.Text("smtpd_etrn_restrictions", "");

    /// <summary>smtpd_expansion_filter</summary>
    public static readonly Param<string> ExpansionFilter = Table.Raw("smtpd_expansion_filter", "\\t\\40!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\\\]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    /// <summary>smtpd_forbid_bare_newline</summary>
    public static readonly Param<string> ForbidBareNewline = Table.Text("smtpd_forbid_bare_newline", "normalize", min: 1);

    /// <summary>smtpd_forbid_bare_newline_exclusions</summary>
    public static readonly Param<string> ForbidBareNewlineExclusions = Table.Text("smtpd_forbid_bare_newline_exclusions", "$mynetworks");

    /// <summary>smtpd_forbid_bare_newline_reject_code</summary>
    public static readonly Param<int> ForbidBareNewlineRejectCode = Table.Number("smtpd_forbid_bare_newline_reject_code", "550", min: 500, max: 599);

    /// <summary>smtpd_forbid_unauth_pipelining</summary>
    public static readonly Param<bool> ForbidUnauthPipelining = Table.YesNo("smtpd_forbid_unauth_pipelining", "yes");

    /// <summary>smtpd_forbidden_commands</summary>
    public static readonly Param<string> ForbiddenCommands = Table.Text("smtpd_forbidden_commands", "CONNECT GET POST regexp:{{/^[^A-Z]/ Bogus}}");

    /// <summary>smtpd_hard_error_limit</summary>
    public static readonly Param<int> HardErrorLimit = Table.Number("smtpd_hard_error_limit", "${stress?{1}:{20}}", min: 1);

    /// <summary>smtpd_helo_required</summary>
    public static readonly Param<bool> HeloRequired = Table.YesNo("smtpd_helo_required", "no");

    /// <summary>smtpd_helo_restrictions</summary>
    public static readonly Param<string> HeloRestrictions = Table.Text("smtpd_helo_restrictions", "");

    /// <summary>smtpd_hide_client_session</summary>
    public static readonly Param<bool> HideClientSession = Table.YesNo("smtpd_hide_client_session", "no");

    /// <summary>smtpd_history_flush_threshold</summary>
    public static readonly Param<int> HistoryFlushThreshold = Table.Number("smtpd_history_flush_threshold", "100", min: 1);

    /// <summary>smtpd_junk_command_limit</summary>
    public static readonly Param<int> JunkCommandLimit = Table.Number("smtpd_junk_command_limit", "${stress?{1}:{100}}", min: 1);

    /// <summary>smtpd_log_access_permit_actions</summary>
    public static readonly Param<string> LogAccessPermitActions = Table.Text("smtpd_log_access_permit_actions", "");

    /// <summary>smtpd_milter_maps</summary>
    public static readonly Param<string> MilterMaps = Table.Text("smtpd_milter_maps", "");

    /// <summary>smtpd_milters</summary>
    public static readonly Param<string> Milters = Table.Text("smtpd_milters", "");

    /// <summary>smtpd_min_data_rate</summary>
    public static readonly Param<int> MinDataRate = Table.Number("smtpd_min_data_rate", "500", min: 1);

    /// <summary>smtpd_noop_commands</summary>
    public static readonly Param<string> NoopCommands = Table.Text("smtpd_noop_commands", "");

    /// <summary>smtpd_null_access_lookup_key</summary>
    public static readonly Param<string> NullAccessLookupKey = Table.Text("smtpd_null_access_lookup_key", "<>");

    /// <summary>smtpd_peername_lookup</summary>
    public static readonly Param<bool> PeernameLookup = Table.YesNo("smtpd_peername_lookup", "yes");

    /// <summary>smtpd_per_request_deadline</summary>
    public static readonly Param<bool> PerRequestDeadline = Table.YesNo("smtpd_per_request_deadline", "${smtpd_per_record_deadline?{$smtpd_per_record_deadline}:{${stress?{yes}:{no}}}}");

    /// <summary>smtpd_policy_service_default_action</summary>
    public static readonly Param<string> PolicyServiceDefaultAction = Table.Text("smtpd_policy_service_default_action", "451 4.3.5 Server configuration problem", min: 1);

    /// <summary>smtpd_policy_service_max_idle</summary>
    public static readonly Param<TimeSpan> PolicyServiceMaxIdle = Table.Time("smtpd_policy_service_max_idle", "300s", min: 1);

    /// <summary>smtpd_policy_service_max_ttl</summary>
    public static readonly Param<TimeSpan> PolicyServiceMaxTtl = Table.Time("smtpd_policy_service_max_ttl", "1000s", min: 1);

    /// <summary>smtpd_policy_service_policy_context</summary>
    public static readonly Param<string> PolicyServicePolicyContext = Table.Text("smtpd_policy_service_policy_context", "");

    /// <summary>smtpd_policy_service_request_limit</summary>
    public static readonly Param<int> PolicyServiceRequestLimit = Table.Number("smtpd_policy_service_request_limit", "0");

    /// <summary>smtpd_policy_service_retry_delay</summary>
    public static readonly Param<TimeSpan> PolicyServiceRetryDelay = Table.Time("smtpd_policy_service_retry_delay", "1s", min: 1);

    /// <summary>smtpd_policy_service_timeout</summary>
    public static readonly Param<TimeSpan> PolicyServiceTimeout = Table.Time("smtpd_policy_service_timeout", "100s", min: 1);

    /// <summary>smtpd_policy_service_try_limit</summary>
    public static readonly Param<int> PolicyServiceTryLimit = Table.Number("smtpd_policy_service_try_limit", "2", min: 1);

    /// <summary>smtpd_proxy_ehlo</summary>
    public static readonly Param<string> ProxyEhlo = Table.Text("smtpd_proxy_ehlo", "$myhostname");

    /// <summary>smtpd_proxy_filter</summary>
    public static readonly Param<string> ProxyFilter = Table.Text("smtpd_proxy_filter", "");

    /// <summary>smtpd_proxy_options</summary>
    public static readonly Param<string> ProxyOptions = Table.Text("smtpd_proxy_options", "");

    /// <summary>smtpd_proxy_timeout</summary>
    public static readonly Param<TimeSpan> ProxyTimeout = Table.Time("smtpd_proxy_timeout", "100s", min: 1);

    /// <summary>smtpd_recipient_limit</summary>
    public static readonly Param<int> RecipientLimit = Table.Number("smtpd_recipient_limit", "1000", min: 1);

    /// <summary>smtpd_recipient_overshoot_limit</summary>
    public static readonly Param<int> RecipientOvershootLimit = Table.Number("smtpd_recipient_overshoot_limit", "1000", min: 1);

    /// <summary>smtpd_recipient_restrictions</summary>
    public static readonly Param<string> RecipientRestrictions = Table.Text("smtpd_recipient_restrictions", "");

    /// <summary>smtpd_reject_filter_maps</summary>
    public static readonly Param<string> RejectFilterMaps = Table.Text("smtpd_reject_filter_maps", "");

    /// <summary>smtpd_reject_footer</summary>
    public static readonly Param<string> RejectFooter = Table.Raw("smtpd_reject_footer", "");

    /// <summary>smtpd_reject_footer_maps</summary>
    public static readonly Param<string> RejectFooterMaps = Table.Text("smtpd_reject_footer_maps", "");

    /// <summary>smtpd_reject_unlisted_recipient</summary>
    public static readonly Param<bool> RejectUnlistedRecipient = Table.YesNo("smtpd_reject_unlisted_recipient", "yes");

    /// <summary>smtpd_reject_unlisted_sender</summary>
    public static readonly Param<bool> RejectUnlistedSender = Table.YesNo("smtpd_reject_unlisted_sender", "no");

    /// <summary>smtpd_relay_before_recipient_restrictions</summary>
    public static readonly Param<bool> RelayBeforeRecipientRestrictions = Table.YesNo("smtpd_relay_before_recipient_restrictions", "${{$compatibility_level} <level {3.6} ? {no} : {yes}}");

    /// <summary>smtpd_relay_restrictions</summary>
    public static readonly Param<string> RelayRestrictions = Table.Text("smtpd_relay_restrictions", "${{$compatibility_level} <level {1} ? {} : {permit_mynetworks, permit_sasl_authenticated, defer_unauth_destination}}");

    /// <summary>smtpd_restriction_classes</summary>
    public static readonly Param<string> RestrictionClasses = Table.Text("smtpd_restriction_classes", "");

    /// <summary>smtpd_sasl_auth_enable</summary>
    public static readonly Param<bool> SaslAuthEnable = Table.YesNo("smtpd_sasl_auth_enable", "no");

    /// <summary>smtpd_sasl_authenticated_header</summary>
    public static readonly Param<bool> SaslAuthenticatedHeader = Table.YesNo("smtpd_sasl_authenticated_header", "no");

    /// <summary>smtpd_sasl_exceptions_networks</summary>
    public static readonly Param<string> SaslExceptionsNetworks = Table.Text("smtpd_sasl_exceptions_networks", "");

    /// <summary>smtpd_sasl_local_domain</summary>
    public static readonly Param<string> SaslLocalDomain = Table.Text("smtpd_sasl_local_domain", "");

    /// <summary>smtpd_sasl_mechanism_filter</summary>
    public static readonly Param<string> SaslMechanismFilter = Table.Text("smtpd_sasl_mechanism_filter", "!external, static:rest");

    /// <summary>smtpd_sasl_path</summary>
    public static readonly Param<string> SaslPath = Table.Text("smtpd_sasl_path", "smtpd", min: 1);

    /// <summary>smtpd_sasl_response_limit</summary>
    public static readonly Param<int> SaslResponseLimit = Table.Number("smtpd_sasl_response_limit", "12288", min: 12288);

    /// <summary>smtpd_sasl_security_options</summary>
    public static readonly Param<string> SaslSecurityOptions = Table.Text("smtpd_sasl_security_options", "noanonymous");

    /// <summary>smtpd_sasl_service</summary>
    public static readonly Param<string> SaslService = Table.Text("smtpd_sasl_service", "smtp", min: 1);

    /// <summary>smtpd_sasl_tls_security_options</summary>
    public static readonly Param<string> SaslTlsSecurityOptions = Table.Text("smtpd_sasl_tls_security_options", "$smtpd_sasl_security_options");

    /// <summary>smtpd_sasl_type</summary>
    public static readonly Param<string> SaslType = Table.Text("smtpd_sasl_type", "cyrus", min: 1);

    /// <summary>smtpd_sender_login_maps</summary>
    public static readonly Param<string> SenderLoginMaps = Table.Text("smtpd_sender_login_maps", "");

    /// <summary>smtpd_sender_restrictions</summary>
    public static readonly Param<string> SenderRestrictions = Table.Text("smtpd_sender_restrictions", "");

    /// <summary>smtpd_service_name</summary>
    public static readonly Param<string> ServiceName = Table.Text("smtpd_service_name", "smtpd", min: 1);

    /// <summary>smtpd_soft_error_limit</summary>
    public static readonly Param<int> SoftErrorLimit = Table.Number("smtpd_soft_error_limit", "10", min: 1);

    /// <summary>smtpd_starttls_timeout</summary>
    public static readonly Param<TimeSpan> StarttlsTimeout = Table.Time("smtpd_starttls_timeout", "${stress?{10}:{300}}s", min: 1);

    /// <summary>smtpd_timeout</summary>
    public static readonly Param<TimeSpan> Timeout = Table.Time("smtpd_timeout", "${stress?{10}:{300}}s", min: 1);

    /// <summary>smtpd_tls_CAfile</summary>
    public static readonly Param<string> TlsCAfile = Table.Text("smtpd_tls_CAfile", "");

    /// <summary>smtpd_tls_CApath</summary>
    public static readonly Param<string> TlsCApath = Table.Text("smtpd_tls_CApath", "");

    /// <summary>smtpd_tls_always_issue_session_ids</summary>
    public static readonly Param<bool> TlsAlwaysIssueSessionIds = Table.YesNo("smtpd_tls_always_issue_session_ids", "yes");

    /// <summary>smtpd_tls_ask_ccert</summary>
    public static readonly Param<bool> TlsAskCcert = Table.YesNo("smtpd_tls_ask_ccert", "no");

    /// <summary>smtpd_tls_auth_only</summary>
    public static readonly Param<bool> TlsAuthOnly = Table.YesNo("smtpd_tls_auth_only", "no");

    /// <summary>smtpd_tls_ccert_verifydepth</summary>
    public static readonly Param<int> TlsCcertVerifydepth = Table.Number("smtpd_tls_ccert_verifydepth", "9");

    /// <summary>smtpd_tls_cert_file</summary>
    public static readonly Param<string> TlsCertFile = Table.Text("smtpd_tls_cert_file", "");

    /// <summary>smtpd_tls_chain_files</summary>
    public static readonly Param<string> TlsChainFiles = Table.Text("smtpd_tls_chain_files", "");

    /// <summary>smtpd_tls_ciphers</summary>
    public static readonly Param<string> TlsCiphers = Table.Text("smtpd_tls_ciphers", "medium", min: 1);

    /// <summary>smtpd_tls_dcert_file</summary>
    public static readonly Param<string> TlsDcertFile = Table.Text("smtpd_tls_dcert_file", "");

    /// <summary>smtpd_tls_dh1024_param_file</summary>
    public static readonly Param<string> TlsDh1024ParamFile = Table.Text("smtpd_tls_dh1024_param_file", "");

    /// <summary>smtpd_tls_dh512_param_file</summary>
    public static readonly Param<string> TlsDh512ParamFile = Table.Text("smtpd_tls_dh512_param_file", "");

    /// <summary>smtpd_tls_dkey_file</summary>
    public static readonly Param<string> TlsDkeyFile = Table.Text("smtpd_tls_dkey_file", "$smtpd_tls_dcert_file");

    /// <summary>smtpd_tls_eccert_file</summary>
    public static readonly Param<string> TlsEccertFile = Table.Text("smtpd_tls_eccert_file", "");

    /// <summary>smtpd_tls_eckey_file</summary>
    public static readonly Param<string> TlsEckeyFile = Table.Text("smtpd_tls_eckey_file", "$smtpd_tls_eccert_file");

    /// <summary>smtpd_tls_eecdh_grade</summary>
    public static readonly Param<string> TlsEecdhGrade = Table.Text("smtpd_tls_eecdh_grade", "auto", min: 1);

    /// <summary>smtpd_tls_enable_rpk</summary>
    public static readonly Param<bool> TlsEnableRpk = Table.YesNo("smtpd_tls_enable_rpk", "no");

    /// <summary>smtpd_tls_exclude_ciphers</summary>
    public static readonly Param<string> TlsExcludeCiphers = Table.Text("smtpd_tls_exclude_ciphers", "");

    /// <summary>smtpd_tls_fingerprint_digest</summary>
    public static readonly Param<string> TlsFingerprintDigest = Table.Text("smtpd_tls_fingerprint_digest", "${{$compatibility_level} <level {3.6} ? {md5} : {sha256}}", min: 1);

    /// <summary>smtpd_tls_key_file</summary>
    public static readonly Param<string> TlsKeyFile = Table.Text("smtpd_tls_key_file", "$smtpd_tls_cert_file");

    /// <summary>smtpd_tls_loglevel</summary>
    public static readonly Param<string> TlsLoglevel = Table.Text("smtpd_tls_loglevel", "0");

    /// <summary>smtpd_tls_loglevel_maps</summary>
    public static readonly Param<string> TlsLoglevelMaps = Table.Text("smtpd_tls_loglevel_maps", "");

    /// <summary>smtpd_tls_mandatory_ciphers</summary>
    public static readonly Param<string> TlsMandatoryCiphers = Table.Text("smtpd_tls_mandatory_ciphers", "medium", min: 1);

    /// <summary>smtpd_tls_mandatory_exclude_ciphers</summary>
    public static readonly Param<string> TlsMandatoryExcludeCiphers = Table.Text("smtpd_tls_mandatory_exclude_ciphers", "");

    /// <summary>smtpd_tls_mandatory_protocols</summary>
    public static readonly Param<string> TlsMandatoryProtocols = Table.Text("smtpd_tls_mandatory_protocols", ">=TLSv1");

    /// <summary>smtpd_tls_protocols</summary>
    public static readonly Param<string> TlsProtocols = Table.Text("smtpd_tls_protocols", ">=TLSv1");

    /// <summary>smtpd_tls_received_header</summary>
    public static readonly Param<bool> TlsReceivedHeader = Table.YesNo("smtpd_tls_received_header", "no");

    /// <summary>smtpd_tls_req_ccert</summary>
    public static readonly Param<bool> TlsReqCcert = Table.YesNo("smtpd_tls_req_ccert", "no");

    /// <summary>smtpd_tls_security_level</summary>
    public static readonly Param<string> TlsSecurityLevel = Table.Text("smtpd_tls_security_level", "");

    /// <summary>smtpd_tls_session_cache_database</summary>
    public static readonly Param<string> TlsSessionCacheDatabase = Table.Text("smtpd_tls_session_cache_database", "");

    /// <summary>smtpd_tls_session_cache_timeout</summary>
    public static readonly Param<TimeSpan> TlsSessionCacheTimeout = Table.Time("smtpd_tls_session_cache_timeout", "3600s", max: 8640000);

    /// <summary>smtpd_tls_trace_size_limit</summary>
    public static readonly Param<int> TlsTraceSizeLimit = Table.Number("smtpd_tls_trace_size_limit", "102400");

    /// <summary>smtpd_tls_wrappermode</summary>
    public static readonly Param<bool> TlsWrappermode = Table.YesNo("smtpd_tls_wrappermode", "no");

    /// <summary>smtpd_upstream_proxy_protocol</summary>
    public static readonly Param<string> UpstreamProxyProtocol = Table.Text("smtpd_upstream_proxy_protocol", "");

    /// <summary>smtpd_upstream_proxy_timeout</summary>
    public static readonly Param<TimeSpan> UpstreamProxyTimeout = Table.Time("smtpd_upstream_proxy_timeout", "5s", min: 1);

    /// <summary>smtpd_use_tls</summary>
    public static readonly Param<bool> UseTls = Table.YesNo("smtpd_use_tls", "no");

    /// <summary>stress</summary>
    public static readonly Param<string> Stress = Table.Text("stress", "");

    /// <summary>strict_rfc821_envelopes</summary>
    public static readonly Param<bool> StrictRfc821Envelopes = Table.YesNo("strict_rfc821_envelopes", "no");

    /// <summary>unknown_address_reject_code</summary>
    public static readonly Param<int> UnknownAddressRejectCode = Table.Number("unknown_address_reject_code", "450");

    /// <summary>unknown_address_tempfail_action</summary>
    public static readonly Param<string> UnknownAddressTempfailAction = Table.Text("unknown_address_tempfail_action", "$reject_tempfail_action", min: 1);

    /// <summary>unknown_client_reject_code</summary>
    public static readonly Param<int> UnknownClientRejectCode = Table.Number("unknown_client_reject_code", "450");

    /// <summary>unknown_helo_hostname_tempfail_action</summary>
    public static readonly Param<string> UnknownHeloHostnameTempfailAction = Table.Text("unknown_helo_hostname_tempfail_action", "$reject_tempfail_action", min: 1);

    /// <summary>unknown_hostname_reject_code</summary>
    public static readonly Param<int> UnknownHostnameRejectCode = Table.Number("unknown_hostname_reject_code", "450");

    /// <summary>unknown_local_recipient_reject_code</summary>
    public static readonly Param<int> UnknownLocalRecipientRejectCode = Table.Number("unknown_local_recipient_reject_code", "550");

    /// <summary>unknown_relay_recipient_reject_code</summary>
    public static readonly Param<int> UnknownRelayRecipientRejectCode = Table.Number("unknown_relay_recipient_reject_code", "550");

    /// <summary>unknown_virtual_alias_reject_code</summary>
    public static readonly Param<int> UnknownVirtualAliasRejectCode = Table.Number("unknown_virtual_alias_reject_code", "550");

    /// <summary>unknown_virtual_mailbox_reject_code</summary>
    public static readonly Param<int> UnknownVirtualMailboxRejectCode = Table.Number("unknown_virtual_mailbox_reject_code", "550");

    /// <summary>unverified_recipient_defer_code</summary>
    public static readonly Param<int> UnverifiedRecipientDeferCode = Table.Number("unverified_recipient_defer_code", "450", min: 200, max: 499);

    /// <summary>unverified_recipient_reject_code</summary>
    public static readonly Param<int> UnverifiedRecipientRejectCode = Table.Number("unverified_recipient_reject_code", "450", min: 200, max: 599);

    /// <summary>unverified_recipient_reject_reason</summary>
    public static readonly Param<string> UnverifiedRecipientRejectReason = Table.Text("unverified_recipient_reject_reason", "");

    /// <summary>unverified_recipient_tempfail_action</summary>
    public static readonly Param<string> UnverifiedRecipientTempfailAction = Table.Text("unverified_recipient_tempfail_action", "$reject_tempfail_action", min: 1);

    /// <summary>unverified_sender_defer_code</summary>
    public static readonly Param<int> UnverifiedSenderDeferCode = Table.Number("unverified_sender_defer_code", "450", min: 200, max: 499);

    /// <summary>unverified_sender_reject_code</summary>
    public static readonly Param<int> UnverifiedSenderRejectCode = Table.Number("unverified_sender_reject_code", "450", min: 200, max: 599);

    /// <summary>unverified_sender_reject_reason</summary>
    public static readonly Param<string> UnverifiedSenderRejectReason = Table.Text("unverified_sender_reject_reason", "");

    /// <summary>unverified_sender_tempfail_action</summary>
    public static readonly Param<string> UnverifiedSenderTempfailAction = Table.Text("unverified_sender_tempfail_action", "$reject_tempfail_action", min: 1);
}
