namespace MailSuite.Config;

/// <summary>Parameters whose owner is lmtp.</summary>
public static class LmtpParams
{
    /// <summary>lmtp_address_preference</summary>
    public static readonly Param<string> AddressPreference = Table.Text("lmtp_address_preference", "any", min: 1);

    /// <summary>lmtp_address_verify_target</summary>
    public static readonly Param<string> AddressVerifyTarget = Table.Text("lmtp_address_verify_target", "rcpt", min: 1).NotYet();

    /// <summary>lmtp_assume_final</summary>
    public static readonly Param<bool> AssumeFinal = Table.YesNo("lmtp_assume_final", "no").NotYet();

    /// <summary>lmtp_balance_inet_protocols</summary>
    public static readonly Param<bool> BalanceInetProtocols = Table.YesNo("lmtp_balance_inet_protocols", "yes");

    /// <summary>lmtp_bind_address</summary>
    public static readonly Param<string> BindAddress = Table.Text("lmtp_bind_address", "");

    /// <summary>lmtp_bind_address6</summary>
    public static readonly Param<string> BindAddress6 = Table.Text("lmtp_bind_address6", "");

    /// <summary>lmtp_bind_address_enforce</summary>
    public static readonly Param<bool> BindAddressEnforce = Table.YesNo("lmtp_bind_address_enforce", "no");

    /// <summary>lmtp_body_checks</summary>
    public static readonly Param<string> BodyChecks = Table.Text("lmtp_body_checks", "").NotYet();

    /// <summary>lmtp_cname_overrides_servername</summary>
    public static readonly Param<bool> CnameOverridesServername = Table.YesNo("lmtp_cname_overrides_servername", "no").NotYet();

    /// <summary>lmtp_connect_timeout</summary>
    public static readonly Param<TimeSpan> ConnectTimeout = Table.Time("lmtp_connect_timeout", "0s");

    /// <summary>lmtp_connection_cache_destinations</summary>
    public static readonly Param<string> ConnectionCacheDestinations = Table.Text("lmtp_connection_cache_destinations", "");

    /// <summary>lmtp_connection_cache_on_demand</summary>
    public static readonly Param<bool> ConnectionCacheOnDemand = Table.YesNo("lmtp_connection_cache_on_demand", "yes");

    /// <summary>lmtp_connection_cache_time_limit</summary>
    public static readonly Param<TimeSpan> ConnectionCacheTimeLimit = Table.Time("lmtp_connection_cache_time_limit", "2s", min: 1);

    /// <summary>lmtp_connection_reuse_count_limit</summary>
    public static readonly Param<int> ConnectionReuseCountLimit = Table.Number("lmtp_connection_reuse_count_limit", "0");

    /// <summary>lmtp_connection_reuse_time_limit</summary>
    public static readonly Param<TimeSpan> ConnectionReuseTimeLimit = Table.Time("lmtp_connection_reuse_time_limit", "300s", min: 1);

    /// <summary>lmtp_data_done_timeout</summary>
    public static readonly Param<TimeSpan> DataDoneTimeout = Table.Time("lmtp_data_done_timeout", "600s", min: 1);

    /// <summary>lmtp_data_init_timeout</summary>
    public static readonly Param<TimeSpan> DataInitTimeout = Table.Time("lmtp_data_init_timeout", "120s", min: 1);

    /// <summary>lmtp_data_xfer_timeout</summary>
    public static readonly Param<TimeSpan> DataXferTimeout = Table.Time("lmtp_data_xfer_timeout", "180s", min: 1);

    /// <summary>lmtp_defer_if_no_mx_address_found</summary>
    public static readonly Param<bool> DeferIfNoMxAddressFound = Table.YesNo("lmtp_defer_if_no_mx_address_found", "no");

    /// <summary>lmtp_delivery_status_filter</summary>
    public static readonly Param<string> DeliveryStatusFilter = Table.Text("lmtp_delivery_status_filter", "$default_delivery_status_filter").NotYet();

    /// <summary>lmtp_discard_lhlo_keyword_address_maps</summary>
    public static readonly Param<string> DiscardLhloKeywordAddressMaps = Table.Text("lmtp_discard_lhlo_keyword_address_maps", "");

    /// <summary>lmtp_discard_lhlo_keywords</summary>
    public static readonly Param<string> DiscardLhloKeywords = Table.Text("lmtp_discard_lhlo_keywords", "");

    /// <summary>lmtp_dns_reply_filter</summary>
    public static readonly Param<string> DnsReplyFilter = Table.Text("lmtp_dns_reply_filter", "").NotYet();

    /// <summary>lmtp_dns_resolver_options</summary>
    public static readonly Param<string> DnsResolverOptions = Table.Text("lmtp_dns_resolver_options", "").NotYet();

    /// <summary>lmtp_dns_support_level</summary>
    public static readonly Param<string> DnsSupportLevel = Table.Text("lmtp_dns_support_level", "").NotYet();

    /// <summary>lmtp_enforce_tls</summary>
    public static readonly Param<bool> EnforceTls = Table.YesNo("lmtp_enforce_tls", "no");

    /// <summary>lmtp_fallback_relay</summary>
    public static readonly Param<string> FallbackRelay = Table.Text("lmtp_fallback_relay", "");

    /// <summary>lmtp_generic_maps</summary>
    public static readonly Param<string> GenericMaps = Table.Text("lmtp_generic_maps", "").NotYet();

    /// <summary>lmtp_header_checks</summary>
    public static readonly Param<string> HeaderChecks = Table.Text("lmtp_header_checks", "").NotYet();

    /// <summary>lmtp_host_lookup</summary>
    public static readonly Param<string> HostLookup = Table.Text("lmtp_host_lookup", "dns", min: 1);

    /// <summary>lmtp_lhlo_name</summary>
    public static readonly Param<string> LhloName = Table.Text("lmtp_lhlo_name", "$myhostname", min: 1);

    /// <summary>lmtp_lhlo_timeout</summary>
    public static readonly Param<TimeSpan> LhloTimeout = Table.Time("lmtp_lhlo_timeout", "300s", min: 1);

    /// <summary>lmtp_line_length_limit</summary>
    public static readonly Param<int> LineLengthLimit = Table.Number("lmtp_line_length_limit", "998");

    /// <summary>lmtp_log_tls_feature_status</summary>
    public static readonly Param<bool> LogTlsFeatureStatus = Table.YesNo("lmtp_log_tls_feature_status", "yes");

    /// <summary>lmtp_mail_timeout</summary>
    public static readonly Param<TimeSpan> MailTimeout = Table.Time("lmtp_mail_timeout", "300s", min: 1);

    /// <summary>lmtp_mime_header_checks</summary>
    public static readonly Param<string> MimeHeaderChecks = Table.Text("lmtp_mime_header_checks", "").NotYet();

    /// <summary>lmtp_min_data_rate</summary>
    public static readonly Param<int> MinDataRate = Table.Number("lmtp_min_data_rate", "500", min: 1).NotYet();

    /// <summary>lmtp_mx_address_limit</summary>
    public static readonly Param<int> MxAddressLimit = Table.Number("lmtp_mx_address_limit", "5");

    /// <summary>lmtp_mx_session_limit</summary>
    public static readonly Param<int> MxSessionLimit = Table.Number("lmtp_mx_session_limit", "2");

    /// <summary>lmtp_nested_header_checks</summary>
    public static readonly Param<string> NestedHeaderChecks = Table.Text("lmtp_nested_header_checks", "").NotYet();

    /// <summary>lmtp_per_request_deadline</summary>
    public static readonly Param<bool> PerRequestDeadline = Table.YesNo("lmtp_per_request_deadline", "${lmtp_per_record_deadline?{$lmtp_per_record_deadline}:{no}}").NotYet();

    /// <summary>lmtp_pix_workaround_delay_time</summary>
    public static readonly Param<TimeSpan> PixWorkaroundDelayTime = Table.Time("lmtp_pix_workaround_delay_time", "10s", min: 1).NotYet();

    /// <summary>lmtp_pix_workaround_maps</summary>
    public static readonly Param<string> PixWorkaroundMaps = Table.Text("lmtp_pix_workaround_maps", "").NotYet();

    /// <summary>lmtp_pix_workaround_threshold_time</summary>
    public static readonly Param<TimeSpan> PixWorkaroundThresholdTime = Table.Time("lmtp_pix_workaround_threshold_time", "500s").NotYet();

    /// <summary>lmtp_pix_workarounds</summary>
    public static readonly Param<string> PixWorkarounds = Table.Text("lmtp_pix_workarounds", "disable_esmtp,delay_dotcrlf").NotYet();

    /// <summary>lmtp_quit_timeout</summary>
    public static readonly Param<TimeSpan> QuitTimeout = Table.Time("lmtp_quit_timeout", "300s", min: 1);

    /// <summary>lmtp_quote_rfc821_envelope</summary>
    public static readonly Param<bool> QuoteRfc821Envelope = Table.YesNo("lmtp_quote_rfc821_envelope", "yes");

    /// <summary>lmtp_randomize_addresses</summary>
    public static readonly Param<bool> RandomizeAddresses = Table.YesNo("lmtp_randomize_addresses", "yes");

    /// <summary>lmtp_rcpt_timeout</summary>
    public static readonly Param<TimeSpan> RcptTimeout = Table.Time("lmtp_rcpt_timeout", "300s", min: 1);

    /// <summary>lmtp_reply_filter</summary>
    public static readonly Param<string> ReplyFilter = Table.Text("lmtp_reply_filter", "").NotYet();

    /// <summary>lmtp_requiretls_policy</summary>
    public static readonly Param<string> RequiretlsPolicy = Table.Text("lmtp_requiretls_policy", "opportunistic").NotYet();

    /// <summary>lmtp_rset_timeout</summary>
    public static readonly Param<TimeSpan> RsetTimeout = Table.Time("lmtp_rset_timeout", "20s", min: 1);

    /// <summary>lmtp_sasl_auth_cache_name</summary>
    public static readonly Param<string> SaslAuthCacheName = Table.Text("lmtp_sasl_auth_cache_name", "").NotYet();

    /// <summary>lmtp_sasl_auth_cache_time</summary>
    public static readonly Param<TimeSpan> SaslAuthCacheTime = Table.Time("lmtp_sasl_auth_cache_time", "90d").NotYet();

    /// <summary>lmtp_sasl_auth_enable</summary>
    public static readonly Param<bool> SaslAuthEnable = Table.YesNo("lmtp_sasl_auth_enable", "no");

    /// <summary>lmtp_sasl_auth_soft_bounce</summary>
    public static readonly Param<bool> SaslAuthSoftBounce = Table.YesNo("lmtp_sasl_auth_soft_bounce", "yes");

    /// <summary>lmtp_sasl_mechanism_filter</summary>
    public static readonly Param<string> SaslMechanismFilter = Table.Text("lmtp_sasl_mechanism_filter", "");

    /// <summary>lmtp_sasl_password_maps</summary>
    public static readonly Param<string> SaslPasswordMaps = Table.Text("lmtp_sasl_password_maps", "");

    /// <summary>lmtp_sasl_password_result_delimiter</summary>
    public static readonly Param<string> SaslPasswordResultDelimiter = Table.Text("lmtp_sasl_password_result_delimiter", ":", min: 1);

    /// <summary>lmtp_sasl_path</summary>
    public static readonly Param<string> SaslPath = Table.Text("lmtp_sasl_path", "");

    /// <summary>lmtp_sasl_security_options</summary>
    public static readonly Param<string> SaslSecurityOptions = Table.Text("lmtp_sasl_security_options", "noplaintext, noanonymous");

    /// <summary>lmtp_sasl_tls_security_options</summary>
    public static readonly Param<string> SaslTlsSecurityOptions = Table.Text("lmtp_sasl_tls_security_options", "$lmtp_sasl_security_options");

    /// <summary>lmtp_sasl_tls_verified_security_options</summary>
    public static readonly Param<string> SaslTlsVerifiedSecurityOptions = Table.Text("lmtp_sasl_tls_verified_security_options", "$lmtp_sasl_tls_security_options");

    /// <summary>lmtp_sasl_type</summary>
    public static readonly Param<string> SaslType = Table.Text("lmtp_sasl_type", "cyrus", min: 1);

    /// <summary>lmtp_send_dummy_mail_auth</summary>
    public static readonly Param<bool> SendDummyMailAuth = Table.YesNo("lmtp_send_dummy_mail_auth", "no").NotYet();

    /// <summary>lmtp_send_xforward_command</summary>
    public static readonly Param<bool> SendXforwardCommand = Table.YesNo("lmtp_send_xforward_command", "no").NotYet();

    /// <summary>lmtp_sender_dependent_authentication</summary>
    public static readonly Param<bool> SenderDependentAuthentication = Table.YesNo("lmtp_sender_dependent_authentication", "no");

    /// <summary>lmtp_skip_5xx_greeting</summary>
    public static readonly Param<bool> Skip5xxGreeting = Table.YesNo("lmtp_skip_5xx_greeting", "yes");

    /// <summary>lmtp_skip_quit_response</summary>
    public static readonly Param<bool> SkipQuitResponse = Table.YesNo("lmtp_skip_quit_response", "no");

    /// <summary>lmtp_starttls_timeout</summary>
    public static readonly Param<TimeSpan> StarttlsTimeout = Table.Time("lmtp_starttls_timeout", "300s", min: 1);

    /// <summary>lmtp_tcp_port</summary>
    public static readonly Param<string> TcpPort = Table.Text("lmtp_tcp_port", "24");

    /// <summary>lmtp_tls_CAfile</summary>
    public static readonly Param<string> TlsCAfile = Table.Text("lmtp_tls_CAfile", "");

    /// <summary>lmtp_tls_CApath</summary>
    public static readonly Param<string> TlsCApath = Table.Text("lmtp_tls_CApath", "");

    /// <summary>lmtp_tls_block_early_mail_reply</summary>
    public static readonly Param<bool> TlsBlockEarlyMailReply = Table.YesNo("lmtp_tls_block_early_mail_reply", "no").NotYet();

    /// <summary>lmtp_tls_cert_file</summary>
    public static readonly Param<string> TlsCertFile = Table.Text("lmtp_tls_cert_file", "");

    /// <summary>lmtp_tls_chain_files</summary>
    public static readonly Param<string> TlsChainFiles = Table.Text("lmtp_tls_chain_files", "");

    /// <summary>lmtp_tls_ciphers</summary>
    public static readonly Param<string> TlsCiphers = Table.Text("lmtp_tls_ciphers", "medium", min: 1);

    /// <summary>lmtp_tls_connection_reuse</summary>
    public static readonly Param<bool> TlsConnectionReuse = Table.YesNo("lmtp_tls_connection_reuse", "no");

    /// <summary>lmtp_tls_dcert_file</summary>
    public static readonly Param<string> TlsDcertFile = Table.Text("lmtp_tls_dcert_file", "");

    /// <summary>lmtp_tls_dkey_file</summary>
    public static readonly Param<string> TlsDkeyFile = Table.Text("lmtp_tls_dkey_file", "$lmtp_tls_dcert_file");

    /// <summary>lmtp_tls_eccert_file</summary>
    public static readonly Param<string> TlsEccertFile = Table.Text("lmtp_tls_eccert_file", "");

    /// <summary>lmtp_tls_eckey_file</summary>
    public static readonly Param<string> TlsEckeyFile = Table.Text("lmtp_tls_eckey_file", "$lmtp_tls_eccert_file");

    /// <summary>lmtp_tls_enable_rpk</summary>
    public static readonly Param<bool> TlsEnableRpk = Table.YesNo("lmtp_tls_enable_rpk", "no");

    /// <summary>lmtp_tls_enforce_peername</summary>
    public static readonly Param<bool> TlsEnforcePeername = Table.YesNo("lmtp_tls_enforce_peername", "yes");

    /// <summary>lmtp_tls_enforce_sts_mx_patterns</summary>
    public static readonly Param<bool> TlsEnforceStsMxPatterns = Table.YesNo("lmtp_tls_enforce_sts_mx_patterns", "yes").NotYet();

    /// <summary>lmtp_tls_exclude_ciphers</summary>
    public static readonly Param<string> TlsExcludeCiphers = Table.Text("lmtp_tls_exclude_ciphers", "");

    /// <summary>lmtp_tls_fingerprint_cert_match</summary>
    public static readonly Param<string> TlsFingerprintCertMatch = Table.Text("lmtp_tls_fingerprint_cert_match", "");

    /// <summary>lmtp_tls_fingerprint_digest</summary>
    public static readonly Param<string> TlsFingerprintDigest = Table.Text("lmtp_tls_fingerprint_digest", "${{$compatibility_level} <level {3.6} ? {md5} : {sha256}}", min: 1);

    /// <summary>lmtp_tls_force_insecure_host_tlsa_lookup</summary>
    public static readonly Param<bool> TlsForceInsecureHostTlsaLookup = Table.YesNo("lmtp_tls_force_insecure_host_tlsa_lookup", "no").NotYet();

    /// <summary>lmtp_tls_key_file</summary>
    public static readonly Param<string> TlsKeyFile = Table.Text("lmtp_tls_key_file", "$lmtp_tls_cert_file");

    /// <summary>lmtp_tls_loglevel</summary>
    public static readonly Param<string> TlsLoglevel = Table.Text("lmtp_tls_loglevel", "0");

    /// <summary>lmtp_tls_loglevel_maps</summary>
    public static readonly Param<string> TlsLoglevelMaps = Table.Text("lmtp_tls_loglevel_maps", "").NotYet();

    /// <summary>lmtp_tls_mandatory_ciphers</summary>
    public static readonly Param<string> TlsMandatoryCiphers = Table.Text("lmtp_tls_mandatory_ciphers", "medium", min: 1);

    /// <summary>lmtp_tls_mandatory_exclude_ciphers</summary>
    public static readonly Param<string> TlsMandatoryExcludeCiphers = Table.Text("lmtp_tls_mandatory_exclude_ciphers", "");

    /// <summary>lmtp_tls_mandatory_protocols</summary>
    public static readonly Param<string> TlsMandatoryProtocols = Table.Text("lmtp_tls_mandatory_protocols", ">=TLSv1");

    /// <summary>lmtp_tls_note_starttls_offer</summary>
    public static readonly Param<bool> TlsNoteStarttlsOffer = Table.YesNo("lmtp_tls_note_starttls_offer", "no");

    /// <summary>lmtp_tls_per_site</summary>
    public static readonly Param<string> TlsPerSite = Table.Text("lmtp_tls_per_site", "").NotYet();

    /// <summary>lmtp_tls_policy_maps</summary>
    public static readonly Param<string> TlsPolicyMaps = Table.Text("lmtp_tls_policy_maps", "");

    /// <summary>lmtp_tls_protocols</summary>
    public static readonly Param<string> TlsProtocols = Table.Text("lmtp_tls_protocols", ">=TLSv1");

    /// <summary>lmtp_tls_scert_verifydepth</summary>
    public static readonly Param<int> TlsScertVerifydepth = Table.Number("lmtp_tls_scert_verifydepth", "9").NotYet();

    /// <summary>lmtp_tls_secure_cert_match</summary>
    public static readonly Param<string> TlsSecureCertMatch = Table.Text("lmtp_tls_secure_cert_match", "nexthop", min: 1);

    /// <summary>lmtp_tls_security_level</summary>
    public static readonly Param<string> TlsSecurityLevel = Table.Text("lmtp_tls_security_level", "");

    /// <summary>lmtp_tls_servername</summary>
    public static readonly Param<string> TlsServername = Table.Text("lmtp_tls_servername", "");

    /// <summary>lmtp_tls_session_cache_database</summary>
    public static readonly Param<string> TlsSessionCacheDatabase = Table.Text("lmtp_tls_session_cache_database", "").NotYet();

    /// <summary>lmtp_tls_session_cache_timeout</summary>
    public static readonly Param<TimeSpan> TlsSessionCacheTimeout = Table.Time("lmtp_tls_session_cache_timeout", "3600s", max: 8640000).NotYet();

    /// <summary>lmtp_tls_trace_size_limit</summary>
    public static readonly Param<int> TlsTraceSizeLimit = Table.Number("lmtp_tls_trace_size_limit", "102400").NotYet();

    /// <summary>lmtp_tls_trust_anchor_file</summary>
    public static readonly Param<string> TlsTrustAnchorFile = Table.Text("lmtp_tls_trust_anchor_file", "").NotYet();

    /// <summary>lmtp_tls_verify_cert_match</summary>
    public static readonly Param<string> TlsVerifyCertMatch = Table.Text("lmtp_tls_verify_cert_match", "hostname", min: 1);

    /// <summary>lmtp_tls_wrappermode</summary>
    public static readonly Param<bool> TlsWrappermode = Table.YesNo("lmtp_tls_wrappermode", "no");

    /// <summary>lmtp_tlsrpt_enable</summary>
    public static readonly Param<bool> TlsrptEnable = Table.YesNo("lmtp_tlsrpt_enable", "no").NotYet();

    /// <summary>lmtp_tlsrpt_skip_reused_handshakes</summary>
    public static readonly Param<bool> TlsrptSkipReusedHandshakes = Table.YesNo("lmtp_tlsrpt_skip_reused_handshakes", "no").NotYet();

    /// <summary>lmtp_tlsrpt_socket_name</summary>
    public static readonly Param<string> TlsrptSocketName = Table.Text("lmtp_tlsrpt_socket_name", "").NotYet();

    /// <summary>lmtp_use_tls</summary>
    public static readonly Param<bool> UseTls = Table.YesNo("lmtp_use_tls", "no");

    /// <summary>lmtp_xforward_timeout</summary>
    public static readonly Param<TimeSpan> XforwardTimeout = Table.Time("lmtp_xforward_timeout", "300s", min: 1).NotYet();
}
