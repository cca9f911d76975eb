namespace MailSuite.Config;

/// <summary>Parameters whose owner is smtp.</summary>
public static class SmtpParams
{
    /// <summary>Whether MX or address records are used when a domain has no SRV records.</summary>
    public static readonly Param<bool> AllowSrvLookupFallback = Table.YesNo("allow_srv_lookup_fallback", "no");

    /// <summary>Transport for mail whose best mail exchanger is this host, instead of an error about a loop.</summary>
    public static readonly Param<string> BestMxTransport = Table.Text("best_mx_transport", "");

    /// <summary>Time limit for an exchange with the connection cache.</summary>
    public static readonly Param<TimeSpan> ConnectionCacheProtocolTimeout = Table.Time("connection_cache_protocol_timeout", "5s", min: 1).NotYet();

    /// <summary>Name of the service that keeps open SMTP connections for other clients.</summary>
    public static readonly Param<string> ConnectionCacheServiceName = Table.Text("connection_cache_service_name", "scache", min: 1).NotYet();

    /// <summary>Directories with configuration files of the Cyrus SASL library.</summary>
    public static readonly Param<string> CyrusSaslConfigPath = Table.Text("cyrus_sasl_config_path", "").NotYet();

    /// <summary>Who gets notices of software, resource, policy and protocol errors.</summary>
    public static readonly Param<string> ErrorNoticeRecipient = Table.Text("error_notice_recipient", "postmaster", min: 1);

    /// <summary>Whether mail goes to a domain's address when its MX records could not be looked up.</summary>
    public static readonly Param<bool> IgnoreMxLookupError = Table.YesNo("ignore_mx_lookup_error", "no");

    /// <summary>Whether MX or address records are used when SRV records could not be looked up.</summary>
    public static readonly Param<bool> IgnoreSrvLookupError = Table.YesNo("ignore_srv_lookup_error", "no");

    /// <summary>Address family to try first: any, ipv4 or ipv6.</summary>
    public static readonly Param<string> AddressPreference = Table.Text("smtp_address_preference", "any", min: 1);

    /// <summary>Step of the session at which a recipient counts as verified: rcpt or data.</summary>
    public static readonly Param<string> AddressVerifyTarget = Table.Text("smtp_address_verify_target", "rcpt", min: 1);

    /// <summary>Whether EHLO is sent even to servers whose greeting does not say ESMTP.</summary>
    public static readonly Param<bool> AlwaysSendEhlo = Table.YesNo("smtp_always_send_ehlo", "yes");

    /// <summary>Whether the first addresses that are tried come from both address families.</summary>
    public static readonly Param<bool> BalanceInetProtocols = Table.YesNo("smtp_balance_inet_protocols", "yes");

    /// <summary>IPv4 address from which connections are made.</summary>
    public static readonly Param<string> BindAddress = Table.Text("smtp_bind_address", "");

    /// <summary>IPv6 address from which connections are made.</summary>
    public static readonly Param<string> BindAddress6 = Table.Text("smtp_bind_address6", "");

    /// <summary>Whether mail waits when the bind address cannot be used.</summary>
    public static readonly Param<bool> BindAddressEnforce = Table.YesNo("smtp_bind_address_enforce", "no");

    /// <summary>Tables of patterns for body lines of mail that is sent.</summary>
    public static readonly Param<string> BodyChecks = Table.Text("smtp_body_checks", "");

    /// <summary>Whether the name behind a CNAME record counts as the server's name in logs, certificates and password lookups.</summary>
    public static readonly Param<bool> CnameOverridesServername = Table.YesNo("smtp_cname_overrides_servername", "no");

    /// <summary>Time limit for making a connection; 0 leaves it to the kernel.</summary>
    public static readonly Param<TimeSpan> ConnectTimeout = Table.Time("smtp_connect_timeout", "30s");

    /// <summary>Destinations to which connections are always kept open for the next message.</summary>
    public static readonly Param<string> ConnectionCacheDestinations = Table.Text("smtp_connection_cache_destinations", "");

    /// <summary>Whether connections are kept open to destinations with much mail.</summary>
    public static readonly Param<bool> ConnectionCacheOnDemand = Table.YesNo("smtp_connection_cache_on_demand", "yes");

    /// <summary>How long an open connection is kept while unused.</summary>
    public static readonly Param<TimeSpan> ConnectionCacheTimeLimit = Table.Time("smtp_connection_cache_time_limit", "2s", min: 1);

    /// <summary>How often a connection may be reused; 0 is no limit.</summary>
    public static readonly Param<int> ConnectionReuseCountLimit = Table.Number("smtp_connection_reuse_count_limit", "0");

    /// <summary>How long a connection may be reused.</summary>
    public static readonly Param<TimeSpan> ConnectionReuseTimeLimit = Table.Time("smtp_connection_reuse_time_limit", "300s", min: 1);

    /// <summary>Time limit for sending the final dot and for the reply.</summary>
    public static readonly Param<TimeSpan> DataDoneTimeout = Table.Time("smtp_data_done_timeout", "600s", min: 1);

    /// <summary>Time limit for sending DATA and for the reply.</summary>
    public static readonly Param<TimeSpan> DataInitTimeout = Table.Time("smtp_data_init_timeout", "120s", min: 1);

    /// <summary>Time limit for sending message content.</summary>
    public static readonly Param<TimeSpan> DataXferTimeout = Table.Time("smtp_data_xfer_timeout", "180s", min: 1);

    /// <summary>Whether mail waits when none of a domain's mail exchangers has an address.</summary>
    public static readonly Param<bool> DeferIfNoMxAddressFound = Table.YesNo("smtp_defer_if_no_mx_address_found", "no");

    /// <summary>default_delivery_status_filter for smtp(8).</summary>
    public static readonly Param<string> DeliveryStatusFilter = Table.Text("smtp_delivery_status_filter", "$default_delivery_status_filter");

    /// <summary>Tables with the EHLO keywords that are ignored from a server, by its address.</summary>
    public static readonly Param<string> DiscardEhloKeywordAddressMaps = Table.Text("smtp_discard_ehlo_keyword_address_maps", "");

    /// <summary>EHLO keywords that are ignored from all servers.</summary>
    public static readonly Param<string> DiscardEhloKeywords = Table.Text("smtp_discard_ehlo_keywords", "");

    /// <summary>Table that may drop or change records of DNS answers in the SMTP client.</summary>
    public static readonly Param<string> DnsReplyFilter = Table.Text("smtp_dns_reply_filter", "");

    /// <summary>Options for host lookups: res_defnames, res_dnsrch.</summary>
    public static readonly Param<string> DnsResolverOptions = Table.Text("smtp_dns_resolver_options", "");

    /// <summary>How much DNS is used: disabled, enabled or dnssec.</summary>
    public static readonly Param<string> DnsSupportLevel = Table.Text("smtp_dns_support_level", "");

    /// <summary>Old way to require TLS of servers; smtp_tls_security_level is the present one.</summary>
    public static readonly Param<bool> EnforceTls = Table.YesNo("smtp_enforce_tls", "no");

    /// <summary>Relays that get mail when its destination cannot be found or reached.</summary>
    public static readonly Param<string> FallbackRelay = Table.Text("smtp_fallback_relay", "$fallback_relay");

    /// <summary>Tables that turn local addresses into addresses that are valid elsewhere when mail leaves.</summary>
    public static readonly Param<string> GenericMaps = Table.Text("smtp_generic_maps", "");

    /// <summary>Tables of patterns for headers of mail that is sent.</summary>
    public static readonly Param<string> HeaderChecks = Table.Text("smtp_header_checks", "");

    /// <summary>Name given in EHLO and HELO.</summary>
    public static readonly Param<string> HeloName = Table.Text("smtp_helo_name", "$myhostname", min: 1);

    /// <summary>Time limit for sending EHLO or HELO, and for the greeting and replies.</summary>
    public static readonly Param<TimeSpan> HeloTimeout = Table.Time("smtp_helo_timeout", "300s", min: 1);

    /// <summary>How host addresses are found: dns, native, in this order.</summary>
    public static readonly Param<string> HostLookup = Table.Text("smtp_host_lookup", "dns", min: 1);

    /// <summary>Bytes of a line that is sent; a longer one is broken, 0 is no limit.</summary>
    public static readonly Param<int> LineLengthLimit = Table.Number("smtp_line_length_limit", "998");

    /// <summary>Whether delivery log lines tell about TLS.</summary>
    public static readonly Param<bool> LogTlsFeatureStatus = Table.YesNo("smtp_log_tls_feature_status", "yes");

    /// <summary>Time limit for sending MAIL FROM and for the reply.</summary>
    public static readonly Param<TimeSpan> MailTimeout = Table.Time("smtp_mail_timeout", "300s", min: 1);

    /// <summary>Tables of patterns for MIME headers of mail that is sent.</summary>
    public static readonly Param<string> MimeHeaderChecks = Table.Text("smtp_mime_header_checks", "");

    /// <summary>Bytes a second that a server must take at least when deadlines are per request.</summary>
    public static readonly Param<int> MinDataRate = Table.Number("smtp_min_data_rate", "500", min: 1);

    /// <summary>Addresses of mail exchangers that are considered; 0 is no limit.</summary>
    public static readonly Param<int> MxAddressLimit = Table.Number("smtp_mx_address_limit", "5");

    /// <summary>Sessions per delivery before giving up or going to a fallback relay; 0 is no limit.</summary>
    public static readonly Param<int> MxSessionLimit = Table.Number("smtp_mx_session_limit", "2");

    /// <summary>Tables of patterns for headers of attached messages in mail that is sent.</summary>
    public static readonly Param<string> NestedHeaderChecks = Table.Text("smtp_nested_header_checks", "");

    /// <summary>Whether EHLO is never sent.</summary>
    public static readonly Param<bool> NeverSendEhlo = Table.YesNo("smtp_never_send_ehlo", "no");

    /// <summary>Whether time limits hold for a whole request, instead of each read or write.</summary>
    public static readonly Param<bool> PerRequestDeadline = Table.YesNo("smtp_per_request_deadline", "${smtp_per_record_deadline?{$smtp_per_record_deadline}:{no}}");

    /// <summary>Pause before the final dot for servers behind a PIX firewall.</summary>
    public static readonly Param<TimeSpan> PixWorkaroundDelayTime = Table.Time("smtp_pix_workaround_delay_time", "10s", min: 1);

    /// <summary>Tables with the PIX workarounds for a server, by its address.</summary>
    public static readonly Param<string> PixWorkaroundMaps = Table.Text("smtp_pix_workaround_maps", "");

    /// <summary>How long a message must have waited before PIX workarounds are used.</summary>
    public static readonly Param<TimeSpan> PixWorkaroundThresholdTime = Table.Time("smtp_pix_workaround_threshold_time", "500s");

    /// <summary>Workarounds for servers behind a PIX firewall: disable_esmtp, delay_dotcrlf.</summary>
    public static readonly Param<string> PixWorkarounds = Table.Text("smtp_pix_workarounds", "disable_esmtp,delay_dotcrlf");

    /// <summary>Time limit for sending QUIT and for the reply.</summary>
    public static readonly Param<TimeSpan> QuitTimeout = Table.Time("smtp_quit_timeout", "300s", min: 1);

    /// <summary>Whether addresses in MAIL FROM and RCPT TO are quoted as RFC 5321 wants.</summary>
    public static readonly Param<bool> QuoteRfc821Envelope = Table.YesNo("smtp_quote_rfc821_envelope", "yes");

    /// <summary>Whether mail exchangers of equal preference are tried in random order.</summary>
    public static readonly Param<bool> RandomizeAddresses = Table.YesNo("smtp_randomize_addresses", "yes");

    /// <summary>Time limit for sending RCPT TO and for the reply.</summary>
    public static readonly Param<TimeSpan> RcptTimeout = Table.Time("smtp_rcpt_timeout", "300s", min: 1);

    /// <summary>Table that may replace a reply line of the server before it is read.</summary>
    public static readonly Param<string> ReplyFilter = Table.Text("smtp_reply_filter", "");

    /// <summary>Which next hops must support REQUIRETLS for mail that asks for it: enforce, opportunistic and the like, by tables.</summary>
    public static readonly Param<string> RequiretlsPolicy = Table.Text("smtp_requiretls_policy", "inline:{{${domain_to_ascii{$mydomain}}=opportunistic}, {.${domain_to_ascii{$mydomain}}=opportunistic}, {localhost=opportunistic}}, cidr:{{0.0.0.0/0 opportunistic}, {::/0 opportunistic}}, enforce");

    /// <summary>Time limit for sending RSET and for the reply.</summary>
    public static readonly Param<TimeSpan> RsetTimeout = Table.Time("smtp_rset_timeout", "20s", min: 1);

    /// <summary>Table that remembers logins that failed, so that accounts are not locked by repetition.</summary>
    public static readonly Param<string> SaslAuthCacheName = Table.Text("smtp_sasl_auth_cache_name", "");

    /// <summary>How long a failed login is remembered.</summary>
    public static readonly Param<TimeSpan> SaslAuthCacheTime = Table.Time("smtp_sasl_auth_cache_time", "90d");

    /// <summary>Whether the client logs in to servers.</summary>
    public static readonly Param<bool> SaslAuthEnable = Table.YesNo("smtp_sasl_auth_enable", "no");

    /// <summary>Whether mail waits when a server refuses the login.</summary>
    public static readonly Param<bool> SaslAuthSoftBounce = Table.YesNo("smtp_sasl_auth_soft_bounce", "yes");

    /// <summary>Which mechanisms of a server are used.</summary>
    public static readonly Param<string> SaslMechanismFilter = Table.Text("smtp_sasl_mechanism_filter", "");

    /// <summary>Tables with user:password, by host or next hop.</summary>
    public static readonly Param<string> SaslPasswordMaps = Table.Text("smtp_sasl_password_maps", "");

    /// <summary>What separates user and password in smtp_sasl_password_maps.</summary>
    public static readonly Param<string> SaslPasswordResultDelimiter = Table.Text("smtp_sasl_password_result_delimiter", ":", min: 1, max: 1);

    /// <summary>Information for the SASL implementation of the client.</summary>
    public static readonly Param<string> SaslPath = Table.Text("smtp_sasl_path", "").NotYet();

    /// <summary>Which mechanisms are not used: noplaintext, noanonymous and the like.</summary>
    public static readonly Param<string> SaslSecurityOptions = Table.Text("smtp_sasl_security_options", "noplaintext, noanonymous");

    /// <summary>smtp_sasl_security_options for sessions under TLS.</summary>
    public static readonly Param<string> SaslTlsSecurityOptions = Table.Text("smtp_sasl_tls_security_options", "$smtp_sasl_security_options");

    /// <summary>smtp_sasl_security_options for sessions under TLS with a verified server.</summary>
    public static readonly Param<string> SaslTlsVerifiedSecurityOptions = Table.Text("smtp_sasl_tls_verified_security_options", "$smtp_sasl_tls_security_options");

    /// <summary>Kind of SASL implementation of the client.</summary>
    public static readonly Param<string> SaslType = Table.Text("smtp_sasl_type", "cyrus", min: 1);

    /// <summary>Whether MAIL FROM has AUTH=&lt;&gt; when the server offers AUTH.</summary>
    public static readonly Param<bool> SendDummyMailAuth = Table.YesNo("smtp_send_dummy_mail_auth", "no");

    /// <summary>Whether XFORWARD tells the server where mail came from.</summary>
    public static readonly Param<bool> SendXforwardCommand = Table.YesNo("smtp_send_xforward_command", "no");

    /// <summary>Whether the login depends on the sender; connections are then not shared.</summary>
    public static readonly Param<bool> SenderDependentAuthentication = Table.YesNo("smtp_sender_dependent_authentication", "no");

    /// <summary>Whether a server that greets with 5xx is passed over, instead of bouncing the mail.</summary>
    public static readonly Param<bool> Skip5xxGreeting = Table.YesNo("smtp_skip_5xx_greeting", "yes");

    /// <summary>Whether the client hangs up behind QUIT without waiting for the reply.</summary>
    public static readonly Param<bool> SkipQuitResponse = Table.YesNo("smtp_skip_quit_response", "yes");

    /// <summary>Time limit for each step of the TLS handshake.</summary>
    public static readonly Param<TimeSpan> StarttlsTimeout = Table.Time("smtp_starttls_timeout", "300s", min: 1);

    /// <summary>Port when the next hop names none.</summary>
    public static readonly Param<string> TcpPort = Table.Text("smtp_tcp_port", "smtp");

    /// <summary>File of the certificate authorities that are trusted to vouch for servers.</summary>
    public static readonly Param<string> TlsCAfile = Table.Text("smtp_tls_CAfile", "");

    /// <summary>Directory of the certificate authorities that are trusted to vouch for servers.</summary>
    public static readonly Param<string> TlsCApath = Table.Text("smtp_tls_CApath", "");

    /// <summary>Whether a server that answers commands before the TLS handshake is taken for an attack.</summary>
    public static readonly Param<bool> TlsBlockEarlyMailReply = Table.YesNo("smtp_tls_block_early_mail_reply", "no");

    /// <summary>File of the client's RSA certificate with the chain behind it.</summary>
    public static readonly Param<string> TlsCertFile = Table.Text("smtp_tls_cert_file", "");

    /// <summary>Files of the client's private keys, each with its certificate and chain; they replace the other key and certificate settings.</summary>
    public static readonly Param<string> TlsChainFiles = Table.Text("smtp_tls_chain_files", "");

    /// <summary>Grade of ciphers for opportunistic TLS.</summary>
    public static readonly Param<string> TlsCiphers = Table.Text("smtp_tls_ciphers", "medium", min: 1);

    /// <summary>Whether connections under TLS are reused, by way of tlsproxy.</summary>
    public static readonly Param<bool> TlsConnectionReuse = Table.YesNo("smtp_tls_connection_reuse", "no");

    /// <summary>TLS level for servers with DANE records whose MX records are not secure.</summary>
    public static readonly Param<string> TlsDaneInsecureMxPolicy = Table.Text("smtp_tls_dane_insecure_mx_policy", "dane");

    /// <summary>File of the client's DSA certificate.</summary>
    public static readonly Param<string> TlsDcertFile = Table.Text("smtp_tls_dcert_file", "");

    /// <summary>File of the private key for the DSA certificate.</summary>
    public static readonly Param<string> TlsDkeyFile = Table.Text("smtp_tls_dkey_file", "$smtp_tls_dcert_file");

    /// <summary>File of the client's ECDSA certificate with the chain behind it.</summary>
    public static readonly Param<string> TlsEccertFile = Table.Text("smtp_tls_eccert_file", "");

    /// <summary>File of the private key for the ECDSA certificate.</summary>
    public static readonly Param<string> TlsEckeyFile = Table.Text("smtp_tls_eckey_file", "$smtp_tls_eccert_file");

    /// <summary>Whether raw public keys are accepted in place of certificates (RFC 7250).</summary>
    public static readonly Param<bool> TlsEnableRpk = Table.YesNo("smtp_tls_enable_rpk", "no").NotYet();

    /// <summary>Whether the server's name must match its certificate when TLS is required in the old way.</summary>
    public static readonly Param<bool> TlsEnforcePeername = Table.YesNo("smtp_tls_enforce_peername", "yes");

    /// <summary>Whether the names of MTA-STS policies are compared with the mail exchangers (RFC 8461).</summary>
    public static readonly Param<bool> TlsEnforceStsMxPatterns = Table.YesNo("smtp_tls_enforce_sts_mx_patterns", "yes");

    /// <summary>Ciphers that are never used, in OpenSSL's words.</summary>
    public static readonly Param<string> TlsExcludeCiphers = Table.Text("smtp_tls_exclude_ciphers", "");

    /// <summary>Fingerprints of acceptable servers at the level "fingerprint".</summary>
    public static readonly Param<string> TlsFingerprintCertMatch = Table.Text("smtp_tls_fingerprint_cert_match", "");

    /// <summary>Digest of fingerprints of certificates and keys.</summary>
    public static readonly Param<string> TlsFingerprintDigest = Table.Text("smtp_tls_fingerprint_digest", "${{$compatibility_level} <level {3.6} ? {md5} : {sha256}}", min: 1);

    /// <summary>Whether DANE records are looked up for servers whose addresses are not secure.</summary>
    public static readonly Param<bool> TlsForceInsecureHostTlsaLookup = Table.YesNo("smtp_tls_force_insecure_host_tlsa_lookup", "no");

    /// <summary>File of the private key for the RSA certificate.</summary>
    public static readonly Param<string> TlsKeyFile = Table.Text("smtp_tls_key_file", "$smtp_tls_cert_file");

    /// <summary>How much about TLS is logged, 0 to 4.</summary>
    public static readonly Param<string> TlsLoglevel = Table.Text("smtp_tls_loglevel", "0");

    /// <summary>Tables with the TLS log level for a server.</summary>
    public static readonly Param<string> TlsLoglevelMaps = Table.Text("smtp_tls_loglevel_maps", "");

    /// <summary>Grade of ciphers where TLS is required.</summary>
    public static readonly Param<string> TlsMandatoryCiphers = Table.Text("smtp_tls_mandatory_ciphers", "medium", min: 1);

    /// <summary>Ciphers that are not used where TLS is required, besides the generally excluded ones.</summary>
    public static readonly Param<string> TlsMandatoryExcludeCiphers = Table.Text("smtp_tls_mandatory_exclude_ciphers", "");

    /// <summary>TLS versions where TLS is required.</summary>
    public static readonly Param<string> TlsMandatoryProtocols = Table.Text("smtp_tls_mandatory_protocols", ">=TLSv1");

    /// <summary>Whether servers that offer STARTTLS unused are logged.</summary>
    public static readonly Param<bool> TlsNoteStarttlsOffer = Table.YesNo("smtp_tls_note_starttls_offer", "no");

    /// <summary>Old tables with the TLS policy of a destination; the policy_maps settings are the present ones.</summary>
    public static readonly Param<string> TlsPerSite = Table.Text("smtp_tls_per_site", "");

    /// <summary>Tables with the TLS level and its details for a destination.</summary>
    public static readonly Param<string> TlsPolicyMaps = Table.Text("smtp_tls_policy_maps", "");

    /// <summary>TLS versions for opportunistic TLS.</summary>
    public static readonly Param<string> TlsProtocols = Table.Text("smtp_tls_protocols", ">=TLSv1");

    /// <summary>Length of the chain of authorities behind a server's certificate.</summary>
    public static readonly Param<int> TlsScertVerifydepth = Table.Number("smtp_tls_scert_verifydepth", "9");

    /// <summary>How a server's name is compared at the level "secure".</summary>
    public static readonly Param<string> TlsSecureCertMatch = Table.Text("smtp_tls_secure_cert_match", "nexthop, dot-nexthop", min: 1);

    /// <summary>How far TLS is used: none, may, encrypt and, for clients, dane, fingerprint, verify, secure.</summary>
    public static readonly Param<string> TlsSecurityLevel = Table.Text("smtp_tls_security_level", "${{$compatibility_level} <level {3.11} ? {} : {may}}");

    /// <summary>Name sent to the server as the one wanted (SNI).</summary>
    public static readonly Param<string> TlsServername = Table.Text("smtp_tls_servername", "");

    /// <summary>Table in which tlsmgr keeps TLS sessions; empty leaves it at session tickets.</summary>
    public static readonly Param<string> TlsSessionCacheDatabase = Table.Text("smtp_tls_session_cache_database", "");

    /// <summary>How long a TLS session may be resumed.</summary>
    public static readonly Param<TimeSpan> TlsSessionCacheTimeout = Table.Time("smtp_tls_session_cache_timeout", "3600s", max: 8640000);

    /// <summary>Bytes of TLS handshake data written to the log per session.</summary>
    public static readonly Param<int> TlsTraceSizeLimit = Table.Number("smtp_tls_trace_size_limit", "102400").NotYet();

    /// <summary>Files of certificates or keys that are trusted in place of the certificate authorities.</summary>
    public static readonly Param<string> TlsTrustAnchorFile = Table.Text("smtp_tls_trust_anchor_file", "");

    /// <summary>How a server's name is compared at the level "verify".</summary>
    public static readonly Param<string> TlsVerifyCertMatch = Table.Text("smtp_tls_verify_cert_match", "hostname", min: 1);

    /// <summary>Whether TLS starts at once, without STARTTLS.</summary>
    public static readonly Param<bool> TlsWrappermode = Table.YesNo("smtp_tls_wrappermode", "no");

    /// <summary>Whether results of TLS are given to a reporting library (RFC 8460).</summary>
    public static readonly Param<bool> TlsrptEnable = Table.YesNo("smtp_tlsrpt_enable", "no").NotYet();

    /// <summary>Whether resumed TLS sessions are left out of TLS reports.</summary>
    public static readonly Param<bool> TlsrptSkipReusedHandshakes = Table.YesNo("smtp_tlsrpt_skip_reused_handshakes", "no").NotYet();

    /// <summary>Socket of the TLS report collector, relative to queue_directory.</summary>
    public static readonly Param<string> TlsrptSocketName = Table.Text("smtp_tlsrpt_socket_name", "").NotYet();

    /// <summary>Old way to use TLS; smtp_tls_security_level is the present one.</summary>
    public static readonly Param<bool> UseTls = Table.YesNo("smtp_use_tls", "no");

    /// <summary>Time limit for sending XFORWARD and for the reply.</summary>
    public static readonly Param<TimeSpan> XforwardTimeout = Table.Time("smtp_xforward_timeout", "300s", min: 1);

    /// <summary>Services for which SRV records are looked up before MX records: submission and the like.</summary>
    public static readonly Param<string> UseSrvLookup = Table.Text("use_srv_lookup", "");
}
