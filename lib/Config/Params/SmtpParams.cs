namespace MailSuite.Config;

/// <summary>Parameters whose owner is smtp.</summary>
public static class SmtpParams
{
    /// <summary>allow_srv_lookup_fallback</summary>
    public static readonly Param<bool> AllowSrvLookupFallback = Table.YesNo("allow_srv_lookup_fallback", "no").NotYet();

    /// <summary>best_mx_transport</summary>
    public static readonly Param<string> BestMxTransport = Table.Text("best_mx_transport", "").NotYet();

    /// <summary>connection_cache_protocol_timeout</summary>
    public static readonly Param<TimeSpan> ConnectionCacheProtocolTimeout = Table.Time("connection_cache_protocol_timeout", "5s", min: 1).NotYet();

    /// <summary>connection_cache_service_name</summary>
    public static readonly Param<string> ConnectionCacheServiceName = Table.Text("connection_cache_service_name", "scache", min: 1).NotYet();

    /// <summary>cyrus_sasl_config_path</summary>
    public static readonly Param<string> CyrusSaslConfigPath = Table.Text("cyrus_sasl_config_path", "");

    /// <summary>error_notice_recipient</summary>
    public static readonly Param<string> ErrorNoticeRecipient = Table.Text("error_notice_recipient", "postmaster", min: 1).NotYet();

    /// <summary>ignore_mx_lookup_error</summary>
    public static readonly Param<bool> IgnoreMxLookupError = Table.YesNo("ignore_mx_lookup_error", "no");

    /// <summary>ignore_srv_lookup_error</summary>
    public static readonly Param<bool> IgnoreSrvLookupError = Table.YesNo("ignore_srv_lookup_error", "no").NotYet();

    /// <summary>smtp_address_preference</summary>
    public static readonly Param<string> AddressPreference = Table.Text("smtp_address_preference", "any", min: 1);

    /// <summary>smtp_address_verify_target</summary>
    public static readonly Param<string> AddressVerifyTarget = Table.Text("smtp_address_verify_target", "rcpt", min: 1).NotYet();

    /// <summary>smtp_always_send_ehlo</summary>
    public static readonly Param<bool> AlwaysSendEhlo = Table.YesNo("smtp_always_send_ehlo", "yes");

    /// <summary>smtp_balance_inet_protocols</summary>
    public static readonly Param<bool> BalanceInetProtocols = Table.YesNo("smtp_balance_inet_protocols", "yes");

    /// <summary>smtp_bind_address</summary>
    public static readonly Param<string> BindAddress = Table.Text("smtp_bind_address", "");

    /// <summary>smtp_bind_address6</summary>
    public static readonly Param<string> BindAddress6 = Table.Text("smtp_bind_address6", "");

    /// <summary>smtp_bind_address_enforce</summary>
    public static readonly Param<bool> BindAddressEnforce = Table.YesNo("smtp_bind_address_enforce", "no");

    /// <summary>smtp_body_checks</summary>
    public static readonly Param<string> BodyChecks = Table.Text("smtp_body_checks", "").NotYet();

    /// <summary>smtp_cname_overrides_servername</summary>
    public static readonly Param<bool> CnameOverridesServername = Table.YesNo("smtp_cname_overrides_servername", "no").NotYet();

    /// <summary>smtp_connect_timeout</summary>
    public static readonly Param<TimeSpan> ConnectTimeout = Table.Time("smtp_connect_timeout", "30s");

    /// <summary>smtp_connection_cache_destinations</summary>
    public static readonly Param<string> ConnectionCacheDestinations = Table.Text("smtp_connection_cache_destinations", "");

    /// <summary>smtp_connection_cache_on_demand</summary>
    public static readonly Param<bool> ConnectionCacheOnDemand = Table.YesNo("smtp_connection_cache_on_demand", "yes");

    /// <summary>smtp_connection_cache_time_limit</summary>
    public static readonly Param<TimeSpan> ConnectionCacheTimeLimit = Table.Time("smtp_connection_cache_time_limit", "2s", min: 1);

    /// <summary>smtp_connection_reuse_count_limit</summary>
    public static readonly Param<int> ConnectionReuseCountLimit = Table.Number("smtp_connection_reuse_count_limit", "0");

    /// <summary>smtp_connection_reuse_time_limit</summary>
    public static readonly Param<TimeSpan> ConnectionReuseTimeLimit = Table.Time("smtp_connection_reuse_time_limit", "300s", min: 1);

    /// <summary>smtp_data_done_timeout</summary>
    public static readonly Param<TimeSpan> DataDoneTimeout = Table.Time("smtp_data_done_timeout", "600s", min: 1);

    /// <summary>smtp_data_init_timeout</summary>
    public static readonly Param<TimeSpan> DataInitTimeout = Table.Time("smtp_data_init_timeout", "120s", min: 1);

    /// <summary>smtp_data_xfer_timeout</summary>
    public static readonly Param<TimeSpan> DataXferTimeout = Table.Time("smtp_data_xfer_timeout", "180s", min: 1);

    /// <summary>smtp_defer_if_no_mx_address_found</summary>
    public static readonly Param<bool> DeferIfNoMxAddressFound = Table.YesNo("smtp_defer_if_no_mx_address_found", "no");

    /// <summary>smtp_delivery_status_filter</summary>
    public static readonly Param<string> DeliveryStatusFilter = Table.Text("smtp_delivery_status_filter", "$default_delivery_status_filter").NotYet();

    /// <summary>smtp_discard_ehlo_keyword_address_maps</summary>
    public static readonly Param<string> DiscardEhloKeywordAddressMaps = Table.Text("smtp_discard_ehlo_keyword_address_maps", "");

    /// <summary>smtp_discard_ehlo_keywords</summary>
    public static readonly Param<string> DiscardEhloKeywords = Table.Text("smtp_discard_ehlo_keywords", "");

    /// <summary>smtp_dns_reply_filter</summary>
    public static readonly Param<string> DnsReplyFilter = Table.Text("smtp_dns_reply_filter", "").NotYet();

    /// <summary>smtp_dns_resolver_options</summary>
    public static readonly Param<string> DnsResolverOptions = Table.Text("smtp_dns_resolver_options", "").NotYet();

    /// <summary>smtp_dns_support_level</summary>
    public static readonly Param<string> DnsSupportLevel = Table.Text("smtp_dns_support_level", "").NotYet();

    /// <summary>smtp_enforce_tls</summary>
    public static readonly Param<bool> EnforceTls = Table.YesNo("smtp_enforce_tls", "no");

    /// <summary>smtp_fallback_relay</summary>
    public static readonly Param<string> FallbackRelay = Table.Text("smtp_fallback_relay", "$fallback_relay");

    /// <summary>smtp_generic_maps</summary>
    public static readonly Param<string> GenericMaps = Table.Text("smtp_generic_maps", "").NotYet();

    /// <summary>smtp_header_checks</summary>
    public static readonly Param<string> HeaderChecks = Table.Text("smtp_header_checks", "").NotYet();

    /// <summary>smtp_helo_name</summary>
    public static readonly Param<string> HeloName = Table.Text("smtp_helo_name", "$myhostname", min: 1);

    /// <summary>smtp_helo_timeout</summary>
    public static readonly Param<TimeSpan> HeloTimeout = Table.Time("smtp_helo_timeout", "300s", min: 1);

    /// <summary>smtp_host_lookup</summary>
    public static readonly Param<string> HostLookup = Table.Text("smtp_host_lookup", "dns", min: 1);

    /// <summary>smtp_line_length_limit</summary>
    public static readonly Param<int> LineLengthLimit = Table.Number("smtp_line_length_limit", "998");

    /// <summary>smtp_log_tls_feature_status</summary>
    public static readonly Param<bool> LogTlsFeatureStatus = Table.YesNo("smtp_log_tls_feature_status", "yes");

    /// <summary>smtp_mail_timeout</summary>
    public static readonly Param<TimeSpan> MailTimeout = Table.Time("smtp_mail_timeout", "300s", min: 1);

    /// <summary>smtp_mime_header_checks</summary>
    public static readonly Param<string> MimeHeaderChecks = Table.Text("smtp_mime_header_checks", "").NotYet();

    /// <summary>smtp_min_data_rate</summary>
    public static readonly Param<int> MinDataRate = Table.Number("smtp_min_data_rate", "500", min: 1).NotYet();

    /// <summary>smtp_mx_address_limit</summary>
    public static readonly Param<int> MxAddressLimit = Table.Number("smtp_mx_address_limit", "5");

    /// <summary>smtp_mx_session_limit</summary>
    public static readonly Param<int> MxSessionLimit = Table.Number("smtp_mx_session_limit", "2");

    /// <summary>smtp_nested_header_checks</summary>
    public static readonly Param<string> NestedHeaderChecks = Table.Text("smtp_nested_header_checks", "").NotYet();

    /// <summary>smtp_never_send_ehlo</summary>
    public static readonly Param<bool> NeverSendEhlo = Table.YesNo("smtp_never_send_ehlo", "no");

    /// <summary>smtp_per_request_deadline</summary>
    public static readonly Param<bool> PerRequestDeadline = Table.YesNo("smtp_per_request_deadline", "${smtp_per_record_deadline?{$smtp_per_record_deadline}:{no}}").NotYet();

    /// <summary>smtp_pix_workaround_delay_time</summary>
    public static readonly Param<TimeSpan> PixWorkaroundDelayTime = Table.Time("smtp_pix_workaround_delay_time", "10s", min: 1).NotYet();

    /// <summary>smtp_pix_workaround_maps</summary>
    public static readonly Param<string> PixWorkaroundMaps = Table.Text("smtp_pix_workaround_maps", "").NotYet();

    /// <summary>smtp_pix_workaround_threshold_time</summary>
    public static readonly Param<TimeSpan> PixWorkaroundThresholdTime = Table.Time("smtp_pix_workaround_threshold_time", "500s").NotYet();

    /// <summary>smtp_pix_workarounds</summary>
    public static readonly Param<string> PixWorkarounds = Table.Text("smtp_pix_workarounds", "disable_esmtp,delay_dotcrlf").NotYet();

    /// <summary>smtp_quit_timeout</summary>
    public static readonly Param<TimeSpan> QuitTimeout = Table.Time("smtp_quit_timeout", "300s", min: 1);

    /// <summary>smtp_quote_rfc821_envelope</summary>
    public static readonly Param<bool> QuoteRfc821Envelope = Table.YesNo("smtp_quote_rfc821_envelope", "yes");

    /// <summary>smtp_randomize_addresses</summary>
    public static readonly Param<bool> RandomizeAddresses = Table.YesNo("smtp_randomize_addresses", "yes");

    /// <summary>smtp_rcpt_timeout</summary>
    public static readonly Param<TimeSpan> RcptTimeout = Table.Time("smtp_rcpt_timeout", "300s", min: 1);

    /// <summary>smtp_reply_filter</summary>
    public static readonly Param<string> ReplyFilter = Table.Text("smtp_reply_filter", "").NotYet();

    /// <summary>smtp_requiretls_policy</summary>
    public static readonly Param<string> RequiretlsPolicy = Table.Text("smtp_requiretls_policy", "inline:{{${domain_to_ascii{$mydomain}}=opportunistic}, {.${domain_to_ascii{$mydomain}}=opportunistic}, {localhost=opportunistic}}, cidr:{{0.0.0.0/0 opportunistic}, {::/0 opportunistic}}, enforce").NotYet();

    /// <summary>smtp_rset_timeout</summary>
    public static readonly Param<TimeSpan> RsetTimeout = Table.Time("smtp_rset_timeout", "20s", min: 1);

    /// <summary>smtp_sasl_auth_cache_name</summary>
    public static readonly Param<string> SaslAuthCacheName = Table.Text("smtp_sasl_auth_cache_name", "").NotYet();

    /// <summary>smtp_sasl_auth_cache_time</summary>
    public static readonly Param<TimeSpan> SaslAuthCacheTime = Table.Time("smtp_sasl_auth_cache_time", "90d").NotYet();

    /// <summary>smtp_sasl_auth_enable</summary>
    public static readonly Param<bool> SaslAuthEnable = Table.YesNo("smtp_sasl_auth_enable", "no");

    /// <summary>smtp_sasl_auth_soft_bounce</summary>
    public static readonly Param<bool> SaslAuthSoftBounce = Table.YesNo("smtp_sasl_auth_soft_bounce", "yes");

    /// <summary>smtp_sasl_mechanism_filter</summary>
    public static readonly Param<string> SaslMechanismFilter = Table.Text("smtp_sasl_mechanism_filter", "");

    /// <summary>smtp_sasl_password_maps</summary>
    public static readonly Param<string> SaslPasswordMaps = Table.Text("smtp_sasl_password_maps", "");

    /// <summary>smtp_sasl_password_result_delimiter</summary>
    public static readonly Param<string> SaslPasswordResultDelimiter = Table.Text("smtp_sasl_password_result_delimiter", ":", min: 1);

    /// <summary>smtp_sasl_path</summary>
    public static readonly Param<string> SaslPath = Table.Text("smtp_sasl_path", "");

    /// <summary>smtp_sasl_security_options</summary>
    public static readonly Param<string> SaslSecurityOptions = Table.Text("smtp_sasl_security_options", "noplaintext, noanonymous");

    /// <summary>smtp_sasl_tls_security_options</summary>
    public static readonly Param<string> SaslTlsSecurityOptions = Table.Text("smtp_sasl_tls_security_options", "$smtp_sasl_security_options");

    /// <summary>smtp_sasl_tls_verified_security_options</summary>
    public static readonly Param<string> SaslTlsVerifiedSecurityOptions = Table.Text("smtp_sasl_tls_verified_security_options", "$smtp_sasl_tls_security_options");

    /// <summary>smtp_sasl_type</summary>
    public static readonly Param<string> SaslType = Table.Text("smtp_sasl_type", "cyrus", min: 1);

    /// <summary>smtp_send_dummy_mail_auth</summary>
    public static readonly Param<bool> SendDummyMailAuth = Table.YesNo("smtp_send_dummy_mail_auth", "no").NotYet();

    /// <summary>smtp_send_xforward_command</summary>
    public static readonly Param<bool> SendXforwardCommand = Table.YesNo("smtp_send_xforward_command", "no").NotYet();

    /// <summary>smtp_sender_dependent_authentication</summary>
    public static readonly Param<bool> SenderDependentAuthentication = Table.YesNo("smtp_sender_dependent_authentication", "no");

    /// <summary>smtp_skip_5xx_greeting</summary>
    public static readonly Param<bool> Skip5xxGreeting = Table.YesNo("smtp_skip_5xx_greeting", "yes");

    /// <summary>smtp_skip_quit_response</summary>
    public static readonly Param<bool> SkipQuitResponse = Table.YesNo("smtp_skip_quit_response", "yes");

    /// <summary>smtp_starttls_timeout</summary>
    public static readonly Param<TimeSpan> StarttlsTimeout = Table.Time("smtp_starttls_timeout", "300s", min: 1);

    /// <summary>smtp_tcp_port</summary>
    public static readonly Param<string> TcpPort = Table.Text("smtp_tcp_port", "smtp");

    /// <summary>smtp_tls_CAfile</summary>
    public static readonly Param<string> TlsCAfile = Table.Text("smtp_tls_CAfile", "");

    /// <summary>smtp_tls_CApath</summary>
    public static readonly Param<string> TlsCApath = Table.Text("smtp_tls_CApath", "");

    /// <summary>smtp_tls_block_early_mail_reply</summary>
    public static readonly Param<bool> TlsBlockEarlyMailReply = Table.YesNo("smtp_tls_block_early_mail_reply", "no").NotYet();

    /// <summary>smtp_tls_cert_file</summary>
    public static readonly Param<string> TlsCertFile = Table.Text("smtp_tls_cert_file", "");

    /// <summary>smtp_tls_chain_files</summary>
    public static readonly Param<string> TlsChainFiles = Table.Text("smtp_tls_chain_files", "");

    /// <summary>smtp_tls_ciphers</summary>
    public static readonly Param<string> TlsCiphers = Table.Text("smtp_tls_ciphers", "medium", min: 1);

    /// <summary>smtp_tls_connection_reuse</summary>
    public static readonly Param<bool> TlsConnectionReuse = Table.YesNo("smtp_tls_connection_reuse", "no");

    /// <summary>smtp_tls_dane_insecure_mx_policy</summary>
    public static readonly Param<string> TlsDaneInsecureMxPolicy = Table.Text("smtp_tls_dane_insecure_mx_policy", "dane").NotYet();

    /// <summary>smtp_tls_dcert_file</summary>
    public static readonly Param<string> TlsDcertFile = Table.Text("smtp_tls_dcert_file", "");

    /// <summary>smtp_tls_dkey_file</summary>
    public static readonly Param<string> TlsDkeyFile = Table.Text("smtp_tls_dkey_file", "$smtp_tls_dcert_file");

    /// <summary>smtp_tls_eccert_file</summary>
    public static readonly Param<string> TlsEccertFile = Table.Text("smtp_tls_eccert_file", "");

    /// <summary>smtp_tls_eckey_file</summary>
    public static readonly Param<string> TlsEckeyFile = Table.Text("smtp_tls_eckey_file", "$smtp_tls_eccert_file");

    /// <summary>smtp_tls_enable_rpk</summary>
    public static readonly Param<bool> TlsEnableRpk = Table.YesNo("smtp_tls_enable_rpk", "no");

    /// <summary>smtp_tls_enforce_peername</summary>
    public static readonly Param<bool> TlsEnforcePeername = Table.YesNo("smtp_tls_enforce_peername", "yes");

    /// <summary>smtp_tls_enforce_sts_mx_patterns</summary>
    public static readonly Param<bool> TlsEnforceStsMxPatterns = Table.YesNo("smtp_tls_enforce_sts_mx_patterns", "yes").NotYet();

    /// <summary>smtp_tls_exclude_ciphers</summary>
    public static readonly Param<string> TlsExcludeCiphers = Table.Text("smtp_tls_exclude_ciphers", "");

    /// <summary>smtp_tls_fingerprint_cert_match</summary>
    public static readonly Param<string> TlsFingerprintCertMatch = Table.Text("smtp_tls_fingerprint_cert_match", "");

    /// <summary>smtp_tls_fingerprint_digest</summary>
    public static readonly Param<string> TlsFingerprintDigest = Table.Text("smtp_tls_fingerprint_digest", "${{$compatibility_level} <level {3.6} ? {md5} : {sha256}}", min: 1);

    /// <summary>smtp_tls_force_insecure_host_tlsa_lookup</summary>
    public static readonly Param<bool> TlsForceInsecureHostTlsaLookup = Table.YesNo("smtp_tls_force_insecure_host_tlsa_lookup", "no").NotYet();

    /// <summary>smtp_tls_key_file</summary>
    public static readonly Param<string> TlsKeyFile = Table.Text("smtp_tls_key_file", "$smtp_tls_cert_file");

    /// <summary>smtp_tls_loglevel</summary>
    public static readonly Param<string> TlsLoglevel = Table.Text("smtp_tls_loglevel", "0");

    /// <summary>smtp_tls_loglevel_maps</summary>
    public static readonly Param<string> TlsLoglevelMaps = Table.Text("smtp_tls_loglevel_maps", "").NotYet();

    /// <summary>smtp_tls_mandatory_ciphers</summary>
    public static readonly Param<string> TlsMandatoryCiphers = Table.Text("smtp_tls_mandatory_ciphers", "medium", min: 1);

    /// <summary>smtp_tls_mandatory_exclude_ciphers</summary>
    public static readonly Param<string> TlsMandatoryExcludeCiphers = Table.Text("smtp_tls_mandatory_exclude_ciphers", "");

    /// <summary>smtp_tls_mandatory_protocols</summary>
    public static readonly Param<string> TlsMandatoryProtocols = Table.Text("smtp_tls_mandatory_protocols", ">=TLSv1");

    /// <summary>smtp_tls_note_starttls_offer</summary>
    public static readonly Param<bool> TlsNoteStarttlsOffer = Table.YesNo("smtp_tls_note_starttls_offer", "no");

    /// <summary>smtp_tls_per_site</summary>
    public static readonly Param<string> TlsPerSite = Table.Text("smtp_tls_per_site", "").NotYet();

    /// <summary>smtp_tls_policy_maps</summary>
    public static readonly Param<string> TlsPolicyMaps = Table.Text("smtp_tls_policy_maps", "");

    /// <summary>smtp_tls_protocols</summary>
    public static readonly Param<string> TlsProtocols = Table.Text("smtp_tls_protocols", ">=TLSv1");

    /// <summary>smtp_tls_scert_verifydepth</summary>
    public static readonly Param<int> TlsScertVerifydepth = Table.Number("smtp_tls_scert_verifydepth", "9").NotYet();

    /// <summary>smtp_tls_secure_cert_match</summary>
    public static readonly Param<string> TlsSecureCertMatch = Table.Text("smtp_tls_secure_cert_match", "nexthop, dot-nexthop", min: 1);

    /// <summary>smtp_tls_security_level</summary>
    public static readonly Param<string> TlsSecurityLevel = Table.Text("smtp_tls_security_level", "${{$compatibility_level} <level {3.11} ? {} : {may}}");

    /// <summary>smtp_tls_servername</summary>
    public static readonly Param<string> TlsServername = Table.Text("smtp_tls_servername", "");

    /// <summary>smtp_tls_session_cache_database</summary>
    public static readonly Param<string> TlsSessionCacheDatabase = Table.Text("smtp_tls_session_cache_database", "").NotYet();

    /// <summary>smtp_tls_session_cache_timeout</summary>
    public static readonly Param<TimeSpan> TlsSessionCacheTimeout = Table.Time("smtp_tls_session_cache_timeout", "3600s", max: 8640000).NotYet();

    /// <summary>smtp_tls_trace_size_limit</summary>
    public static readonly Param<int> TlsTraceSizeLimit = Table.Number("smtp_tls_trace_size_limit", "102400").NotYet();

    /// <summary>smtp_tls_trust_anchor_file</summary>
    public static readonly Param<string> TlsTrustAnchorFile = Table.Text("smtp_tls_trust_anchor_file", "").NotYet();

    /// <summary>smtp_tls_verify_cert_match</summary>
    public static readonly Param<string> TlsVerifyCertMatch = Table.Text("smtp_tls_verify_cert_match", "hostname", min: 1);

    /// <summary>smtp_tls_wrappermode</summary>
    public static readonly Param<bool> TlsWrappermode = Table.YesNo("smtp_tls_wrappermode", "no");

    /// <summary>smtp_tlsrpt_enable</summary>
    public static readonly Param<bool> TlsrptEnable = Table.YesNo("smtp_tlsrpt_enable", "no").NotYet();

    /// <summary>smtp_tlsrpt_skip_reused_handshakes</summary>
    public static readonly Param<bool> TlsrptSkipReusedHandshakes = Table.YesNo("smtp_tlsrpt_skip_reused_handshakes", "no").NotYet();

    /// <summary>smtp_tlsrpt_socket_name</summary>
    public static readonly Param<string> TlsrptSocketName = Table.Text("smtp_tlsrpt_socket_name", "").NotYet();

    /// <summary>smtp_use_tls</summary>
    public static readonly Param<bool> UseTls = Table.YesNo("smtp_use_tls", "no");

    /// <summary>smtp_xforward_timeout</summary>
    public static readonly Param<TimeSpan> XforwardTimeout = Table.Time("smtp_xforward_timeout", "300s", min: 1).NotYet();

    /// <summary>use_srv_lookup</summary>
    public static readonly Param<string> UseSrvLookup = Table.Text("use_srv_lookup", "").NotYet();
}
