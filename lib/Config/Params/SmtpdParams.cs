namespace MailSuite.Config;

/// <summary>Parameters whose owner is smtpd.</summary>
public static class SmtpdParams
{
    /// <summary>SMTP reply code of an access table's "defer" and the like.</summary>
    public static readonly Param<int> AccessMapDeferCode = Table.Number("access_map_defer_code", "450");

    /// <summary>SMTP reply code of an access table's REJECT.</summary>
    public static readonly Param<int> AccessMapRejectCode = Table.Number("access_map_reject_code", "554");

    /// <summary>Whether mail from strangers may carry a route in the address (user%far@here).</summary>
    public static readonly Param<bool> AllowUntrustedRouting = Table.YesNo("allow_untrusted_routing", "no");

    /// <summary>Whether AUTH is also offered as "AUTH=", which very old clients look for.</summary>
    public static readonly Param<bool> BrokenSaslAuthClients = Table.YesNo("broken_sasl_auth_clients", "no");

    /// <summary>Reply to a client that is refused for a DNS blocklist, unless rbl_reply_maps has one; $rbl_ names are filled in per reply.</summary>
    public static readonly Param<string> DefaultRblReply = Table.Raw("default_rbl_reply", "$rbl_code Service unavailable; $rbl_class [$rbl_what] blocked using $rbl_domain${rbl_reason?; $rbl_reason}");

    /// <summary>SMTP reply code of the "defer" restriction.</summary>
    public static readonly Param<int> DeferCode = Table.Number("defer_code", "450");

    /// <summary>SMTP reply code for a HELO name that is no host name.</summary>
    public static readonly Param<int> InvalidHostnameRejectCode = Table.Number("invalid_hostname_reject_code", "501");

    /// <summary>Blocklists of the obsolete reject_maps_rbl restriction.</summary>
    public static readonly Param<string> MapsRblDomains = Table.Text("maps_rbl_domains", "").NotYet();

    /// <summary>SMTP reply code for clients that a DNS blocklist names.</summary>
    public static readonly Param<int> MapsRblRejectCode = Table.Number("maps_rbl_reject_code", "554");

    /// <summary>SMTP reply code for a bounce message with more than one recipient.</summary>
    public static readonly Param<int> MultiRecipientBounceRejectCode = Table.Number("multi_recipient_bounce_reject_code", "550");

    /// <summary>SMTP reply code for names that are not fully qualified.</summary>
    public static readonly Param<int> NonFqdnRejectCode = Table.Number("non_fqdn_reject_code", "504");

    /// <summary>Networks in which the primary mail exchangers of permit_mx_backup must be.</summary>
    public static readonly Param<string> PermitMxBackupNetworks = Table.Text("permit_mx_backup_networks", "");

    /// <summary>SMTP reply code of reject_plaintext_session.</summary>
    public static readonly Param<int> PlaintextRejectCode = Table.Number("plaintext_reject_code", "450");

    /// <summary>Bytes that must be free in the queue's file system for mail to be accepted; 0 is no limit but 1.5 times message_size_limit.</summary>
    public static readonly Param<long> QueueMinfree = Table.Long("queue_minfree", "0");

    /// <summary>Tables with the reply for a blocklist, by its domain.</summary>
    public static readonly Param<string> RblReplyMaps = Table.Text("rbl_reply_maps", "");

    /// <summary>SMTP reply code of the "reject" restriction.</summary>
    public static readonly Param<int> RejectCode = Table.Number("reject_code", "554");

    /// <summary>What reject restrictions do when their question could not be answered: defer, defer_if_permit and the like.</summary>
    public static readonly Param<string> RejectTempfailAction = Table.Text("reject_tempfail_action", "defer_if_permit", min: 1);

    /// <summary>Tables of fingerprints of client certificates or keys that permit_tls_clientcerts trusts.</summary>
    public static readonly Param<string> RelayClientcerts = Table.Text("relay_clientcerts", "");

    /// <summary>SMTP reply code for recipients to whom this host does not relay.</summary>
    public static readonly Param<int> RelayDomainsRejectCode = Table.Number("relay_domains_reject_code", "554");

    /// <summary>Whether REQUIRETLS is recorded in the Received header.</summary>
    public static readonly Param<bool> RequiretlsEsmtpHeader = Table.YesNo("requiretls_esmtp_header", "yes");

    /// <summary>Whether "User unknown" replies tell in which table the user was looked for.</summary>
    public static readonly Param<bool> ShowUserUnknownTableName = Table.YesNo("show_user_unknown_table_name", "yes");

    /// <summary>Clients that may use the XVERP command.</summary>
    public static readonly Param<string> AuthorizedVerpClients = Table.Text("smtpd_authorized_verp_clients", "$authorized_verp_clients");

    /// <summary>Clients that may pretend another client's address with XCLIENT.</summary>
    public static readonly Param<string> AuthorizedXclientHosts = Table.Text("smtpd_authorized_xclient_hosts", "");

    /// <summary>Clients that may tell for the log where mail came from with XFORWARD.</summary>
    public static readonly Param<string> AuthorizedXforwardHosts = Table.Text("smtpd_authorized_xforward_hosts", "");

    /// <summary>Text behind 220 in the greeting; it must begin with the server's name.</summary>
    public static readonly Param<string> Banner = Table.Text("smtpd_banner", "$myhostname ESMTP $mail_name", min: 1);

    /// <summary>AUTH commands that a client may give per anvil_rate_time_unit; 0 is no limit.</summary>
    public static readonly Param<int> ClientAuthRateLimit = Table.Number("smtpd_client_auth_rate_limit", "0");

    /// <summary>Connections that a client may have at the same time; 0 is no limit.</summary>
    public static readonly Param<int> ClientConnectionCountLimit = Table.Number("smtpd_client_connection_count_limit", "50");

    /// <summary>Connections that a client may make per anvil_rate_time_unit; 0 is no limit.</summary>
    public static readonly Param<int> ClientConnectionRateLimit = Table.Number("smtpd_client_connection_rate_limit", "0");

    /// <summary>Clients that all connection, rate and count limits leave alone.</summary>
    public static readonly Param<string> ClientEventLimitExceptions = Table.Text("smtpd_client_event_limit_exceptions", "${smtpd_client_connection_limit_exceptions:$mynetworks}");

    /// <summary>Bits of an IPv4 address that count as one client in limits.</summary>
    public static readonly Param<int> ClientIpv4PrefixLength = Table.Number("smtpd_client_ipv4_prefix_length", "32", max: 32);

    /// <summary>Bits of an IPv6 address that count as one client in limits.</summary>
    public static readonly Param<int> ClientIpv6PrefixLength = Table.Number("smtpd_client_ipv6_prefix_length", "84", max: 128);

    /// <summary>Messages that a client may begin per anvil_rate_time_unit; 0 is no limit.</summary>
    public static readonly Param<int> ClientMessageRateLimit = Table.Number("smtpd_client_message_rate_limit", "0");

    /// <summary>TLS sessions without resumption that a client may begin per anvil_rate_time_unit; 0 is no limit.</summary>
    public static readonly Param<int> ClientNewTlsSessionRateLimit = Table.Number("smtpd_client_new_tls_session_rate_limit", "0");

    /// <summary>Whether the client's port is logged behind its address.</summary>
    public static readonly Param<bool> ClientPortLogging = Table.YesNo("smtpd_client_port_logging", "no");

    /// <summary>Recipients that a client may name per anvil_rate_time_unit; 0 is no limit.</summary>
    public static readonly Param<int> ClientRecipientRateLimit = Table.Number("smtpd_client_recipient_rate_limit", "0");

    /// <summary>Restrictions on who may connect, evaluated in order.</summary>
    public static readonly Param<string> ClientRestrictions = Table.Text("smtpd_client_restrictions", "");

    /// <summary>Table that may replace a command line of the client before it is read.</summary>
    public static readonly Param<string> CommandFilter = Table.Text("smtpd_command_filter", "");

    /// <summary>Restrictions evaluated at DATA.</summary>
    public static readonly Param<string> DataRestrictions = Table.Text("smtpd_data_restrictions", "");

    /// <summary>Whether a message gets its queue file only when its first recipient has been accepted.</summary>
    public static readonly Param<bool> DelayOpenUntilValidRcpt = Table.YesNo("smtpd_delay_open_until_valid_rcpt", "yes");

    /// <summary>Whether restrictions on client, HELO and sender wait until RCPT TO, which tells more in the log and confuses fewer clients.</summary>
    public static readonly Param<bool> DelayReject = Table.YesNo("smtpd_delay_reject", "yes");

    /// <summary>Tables with the EHLO keywords that are withheld from a client, by its address.</summary>
    public static readonly Param<string> DiscardEhloKeywordAddressMaps = Table.Text("smtpd_discard_ehlo_keyword_address_maps", "");

    /// <summary>EHLO keywords that are withheld from all clients; "silent-discard" keeps that out of the log.</summary>
    public static readonly Param<string> DiscardEhloKeywords = Table.Text("smtpd_discard_ehlo_keywords", "");

    /// <summary>Table that may drop or change records of DNS answers in the SMTP server.</summary>
    public static readonly Param<string> DnsReplyFilter = Table.Text("smtpd_dns_reply_filter", "");

    /// <summary>Restrictions evaluated behind the message's last line.</summary>
    public static readonly Param<string> EndOfDataRestrictions = Table.Text("smtpd_end_of_data_restrictions", "");

    /// <summary>Old way to require TLS of clients; smtpd_tls_security_level is the present one.</summary>
    public static readonly Param<bool> EnforceTls = Table.YesNo("smtpd_enforce_tls", "no");

    /// <summary>Delay of replies after smtpd_soft_error_limit errors.</summary>
    public static readonly Param<TimeSpan> ErrorSleepTime = Table.Time("smtpd_error_sleep_time", "1s");

    /// <summary>Restrictions on who may use ETRN.</summary>
    public static readonly Param<string> EtrnRestrictions = Table.Text("smtpd_etrn_restrictions", "");

    /// <summary>Characters that $name may insert into blocklist replies; others become "_".</summary>
    public static readonly Param<string> ExpansionFilter = Table.Raw("smtpd_expansion_filter", "\\t\\40!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\\\]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    /// <summary>What to do with lines that end in a bare newline: normalize, yes, reject, note or no.</summary>
    public static readonly Param<string> ForbidBareNewline = Table.Text("smtpd_forbid_bare_newline", "normalize", min: 1);

    /// <summary>Clients that smtpd_forbid_bare_newline leaves alone.</summary>
    public static readonly Param<string> ForbidBareNewlineExclusions = Table.Text("smtpd_forbid_bare_newline_exclusions", "$mynetworks");

    /// <summary>SMTP reply code for bare newlines when they are refused.</summary>
    public static readonly Param<int> ForbidBareNewlineRejectCode = Table.Number("smtpd_forbid_bare_newline_reject_code", "550", min: 500, max: 599);

    /// <summary>Whether a client that sends commands before it may is disconnected.</summary>
    public static readonly Param<bool> ForbidUnauthPipelining = Table.YesNo("smtpd_forbid_unauth_pipelining", "yes");

    /// <summary>Commands after which the session ends at once: signs of a client that does not speak SMTP.</summary>
    public static readonly Param<string> ForbiddenCommands = Table.Text("smtpd_forbidden_commands", "CONNECT GET POST regexp:{{/^[^A-Z]/ Bogus}}");

    /// <summary>Errors without delivering mail after which the client is disconnected.</summary>
    public static readonly Param<int> HardErrorLimit = Table.Number("smtpd_hard_error_limit", "${stress?{1}:{20}}", min: 1);

    /// <summary>Whether a client must give HELO or EHLO before MAIL.</summary>
    public static readonly Param<bool> HeloRequired = Table.YesNo("smtpd_helo_required", "no");

    /// <summary>Restrictions on the name in HELO or EHLO.</summary>
    public static readonly Param<string> HeloRestrictions = Table.Text("smtpd_helo_restrictions", "");

    /// <summary>Whether client name, HELO name and protocol stay out of the Received header, for submission services.</summary>
    public static readonly Param<bool> HideClientSession = Table.YesNo("smtpd_hide_client_session", "no");

    /// <summary>Lines of session history kept for a notice to the postmaster.</summary>
    public static readonly Param<int> HistoryFlushThreshold = Table.Number("smtpd_history_flush_threshold", "100", min: 1);

    /// <summary>Commands without use, such as NOOP and RSET, that count no error before every further one does.</summary>
    public static readonly Param<int> JunkCommandLimit = Table.Number("smtpd_junk_command_limit", "${stress?{1}:{100}}", min: 1);

    /// <summary>Restrictions whose permission is logged.</summary>
    public static readonly Param<string> LogAccessPermitActions = Table.Text("smtpd_log_access_permit_actions", "");

    /// <summary>Tables with milters for a client, by its address, instead of smtpd_milters.</summary>
    public static readonly Param<string> MilterMaps = Table.Text("smtpd_milter_maps", "").NotYet();

    /// <summary>Milters that see mail arriving by SMTP.</summary>
    public static readonly Param<string> Milters = Table.Text("smtpd_milters", "").NotYet();

    /// <summary>Bytes a second that a client must deliver at least when deadlines are per request.</summary>
    public static readonly Param<int> MinDataRate = Table.Number("smtpd_min_data_rate", "500", min: 1);

    /// <summary>Words to which the server answers OK without doing anything.</summary>
    public static readonly Param<string> NoopCommands = Table.Text("smtpd_noop_commands", "");

    /// <summary>What stands for the empty sender address in access tables.</summary>
    public static readonly Param<string> NullAccessLookupKey = Table.Text("smtpd_null_access_lookup_key", "<>");

    /// <summary>Whether the client's name is looked up in DNS.</summary>
    public static readonly Param<bool> PeernameLookup = Table.YesNo("smtpd_peername_lookup", "yes");

    /// <summary>Whether smtpd_timeout limits a whole request, instead of each read or write.</summary>
    public static readonly Param<bool> PerRequestDeadline = Table.YesNo("smtpd_per_request_deadline", "${smtpd_per_record_deadline?{$smtpd_per_record_deadline}:{${stress?{yes}:{no}}}}");

    /// <summary>What is done when a policy service cannot be asked.</summary>
    public static readonly Param<string> PolicyServiceDefaultAction = Table.Text("smtpd_policy_service_default_action", "451 4.3.5 Server configuration problem", min: 1);

    /// <summary>How long an idle connection to a policy service stays open.</summary>
    public static readonly Param<TimeSpan> PolicyServiceMaxIdle = Table.Time("smtpd_policy_service_max_idle", "300s", min: 1);

    /// <summary>How long a connection to a policy service may be used.</summary>
    public static readonly Param<TimeSpan> PolicyServiceMaxTtl = Table.Time("smtpd_policy_service_max_ttl", "1000s", min: 1);

    /// <summary>Text given to policy services as policy_context, to tell services apart.</summary>
    public static readonly Param<string> PolicyServicePolicyContext = Table.Text("smtpd_policy_service_policy_context", "");

    /// <summary>Requests per connection to a policy service; 0 is no limit.</summary>
    public static readonly Param<int> PolicyServiceRequestLimit = Table.Number("smtpd_policy_service_request_limit", "0");

    /// <summary>Pause before a failed request to a policy service is tried again.</summary>
    public static readonly Param<TimeSpan> PolicyServiceRetryDelay = Table.Time("smtpd_policy_service_retry_delay", "1s", min: 1);

    /// <summary>Time limit for a policy service to answer.</summary>
    public static readonly Param<TimeSpan> PolicyServiceTimeout = Table.Time("smtpd_policy_service_timeout", "100s", min: 1);

    /// <summary>How often to try a policy service before the default action.</summary>
    public static readonly Param<int> PolicyServiceTryLimit = Table.Number("smtpd_policy_service_try_limit", "2", min: 1);

    /// <summary>Name that the server gives in EHLO to smtpd_proxy_filter.</summary>
    public static readonly Param<string> ProxyEhlo = Table.Text("smtpd_proxy_ehlo", "$myhostname");

    /// <summary>SMTP filter through which mail passes before it is queued: host:port or unix:path.</summary>
    public static readonly Param<string> ProxyFilter = Table.Text("smtpd_proxy_filter", "");

    /// <summary>Options for smtpd_proxy_filter: speed_adjust receives the whole message first.</summary>
    public static readonly Param<string> ProxyOptions = Table.Text("smtpd_proxy_options", "");

    /// <summary>Time limit for connecting to smtpd_proxy_filter and for its replies.</summary>
    public static readonly Param<TimeSpan> ProxyTimeout = Table.Time("smtpd_proxy_timeout", "100s", min: 1);

    /// <summary>Recipients of one message that are accepted.</summary>
    public static readonly Param<int> RecipientLimit = Table.Number("smtpd_recipient_limit", "1000", min: 1);

    /// <summary>Recipients beyond smtpd_recipient_limit that are told to come later before they count as errors.</summary>
    public static readonly Param<int> RecipientOvershootLimit = Table.Number("smtpd_recipient_overshoot_limit", "1000", min: 1);

    /// <summary>Restrictions on recipients, evaluated behind smtpd_relay_restrictions: the place for spam policy.</summary>
    public static readonly Param<string> RecipientRestrictions = Table.Text("smtpd_recipient_restrictions", "");

    /// <summary>Tables that may replace the text of a reply that refuses something.</summary>
    public static readonly Param<string> RejectFilterMaps = Table.Text("smtpd_reject_filter_maps", "");

    /// <summary>Text appended to each 4xx and 5xx reply, for instance whom to ask for help.</summary>
    public static readonly Param<string> RejectFooter = Table.Raw("smtpd_reject_footer", "");

    /// <summary>Tables with the footer for a reply, by its text.</summary>
    public static readonly Param<string> RejectFooterMaps = Table.Text("smtpd_reject_footer_maps", "");

    /// <summary>Whether unknown recipients of our own domains are refused even without a restriction that says so.</summary>
    public static readonly Param<bool> RejectUnlistedRecipient = Table.YesNo("smtpd_reject_unlisted_recipient", "yes");

    /// <summary>Whether unknown senders of our own domains are refused even without a restriction that says so.</summary>
    public static readonly Param<bool> RejectUnlistedSender = Table.YesNo("smtpd_reject_unlisted_sender", "no");

    /// <summary>Whether relay permission is checked before the recipient restrictions.</summary>
    public static readonly Param<bool> RelayBeforeRecipientRestrictions = Table.YesNo("smtpd_relay_before_recipient_restrictions", "${{$compatibility_level} <level {3.6} ? {no} : {yes}}");

    /// <summary>Restrictions that decide who may relay; must refuse unauthorized destinations.</summary>
    public static readonly Param<string> RelayRestrictions = Table.Text("smtpd_relay_restrictions", "${{$compatibility_level} <level {1} ? {} : {permit_mynetworks, permit_sasl_authenticated, defer_unauth_destination}}");

    /// <summary>Names of further restriction lists, to be used as restrictions and results of access tables.</summary>
    public static readonly Param<string> RestrictionClasses = Table.Text("smtpd_restriction_classes", "");

    /// <summary>Whether clients may authenticate with AUTH.</summary>
    public static readonly Param<bool> SaslAuthEnable = Table.YesNo("smtpd_sasl_auth_enable", "no");

    /// <summary>Whether the authenticated user's name appears in the Received header.</summary>
    public static readonly Param<bool> SaslAuthenticatedHeader = Table.YesNo("smtpd_sasl_authenticated_header", "no");

    /// <summary>Clients to whom AUTH is not offered.</summary>
    public static readonly Param<string> SaslExceptionsNetworks = Table.Text("smtpd_sasl_exceptions_networks", "");

    /// <summary>Realm of users who give none.</summary>
    public static readonly Param<string> SaslLocalDomain = Table.Text("smtpd_sasl_local_domain", "").NotYet();

    /// <summary>Which mechanisms of the authentication server are offered.</summary>
    public static readonly Param<string> SaslMechanismFilter = Table.Text("smtpd_sasl_mechanism_filter", "!external, static:rest");

    /// <summary>How to reach the authentication server: a socket's path, or a service name.</summary>
    public static readonly Param<string> SaslPath = Table.Text("smtpd_sasl_path", "smtpd", min: 1);

    /// <summary>Bytes of a client's answer during AUTH.</summary>
    public static readonly Param<int> SaslResponseLimit = Table.Number("smtpd_sasl_response_limit", "12288", min: 12288);

    /// <summary>Which mechanisms are not offered: noplaintext, noanonymous and the like.</summary>
    public static readonly Param<string> SaslSecurityOptions = Table.Text("smtpd_sasl_security_options", "noanonymous");

    /// <summary>Service name given to the authentication server.</summary>
    public static readonly Param<string> SaslService = Table.Text("smtpd_sasl_service", "smtp", min: 1);

    /// <summary>smtpd_sasl_security_options for sessions under TLS.</summary>
    public static readonly Param<string> SaslTlsSecurityOptions = Table.Text("smtpd_sasl_tls_security_options", "$smtpd_sasl_security_options");

    /// <summary>Kind of authentication server.</summary>
    public static readonly Param<string> SaslType = Table.Text("smtpd_sasl_type", "cyrus", min: 1);

    /// <summary>Tables with the login names that own a sender address, for reject_sender_login_mismatch.</summary>
    public static readonly Param<string> SenderLoginMaps = Table.Text("smtpd_sender_login_maps", "");

    /// <summary>Restrictions on the sender address of MAIL FROM.</summary>
    public static readonly Param<string> SenderRestrictions = Table.Text("smtpd_sender_restrictions", "");

    /// <summary>Name of the service to which postscreen hands connections.</summary>
    public static readonly Param<string> ServiceName = Table.Text("smtpd_service_name", "smtpd", min: 1).NotYet();

    /// <summary>Errors a client may make without delivering mail before every reply is delayed by smtpd_error_sleep_time.</summary>
    public static readonly Param<int> SoftErrorLimit = Table.Number("smtpd_soft_error_limit", "10", min: 1);

    /// <summary>Time limit for each step of the TLS handshake.</summary>
    public static readonly Param<TimeSpan> StarttlsTimeout = Table.Time("smtpd_starttls_timeout", "${stress?{10}:{300}}s", min: 1);

    /// <summary>How long one reply may take to send and one request to arrive.</summary>
    public static readonly Param<TimeSpan> Timeout = Table.Time("smtpd_timeout", "${stress?{10}:{300}}s", min: 1);

    /// <summary>File of the certificate authorities that are trusted to vouch for clients.</summary>
    public static readonly Param<string> TlsCAfile = Table.Text("smtpd_tls_CAfile", "");

    /// <summary>Directory of the certificate authorities that are trusted to vouch for clients.</summary>
    public static readonly Param<string> TlsCApath = Table.Text("smtpd_tls_CApath", "");

    /// <summary>Whether a session id is given even to clients whose sessions are not cached.</summary>
    public static readonly Param<bool> TlsAlwaysIssueSessionIds = Table.YesNo("smtpd_tls_always_issue_session_ids", "yes").NotYet();

    /// <summary>Whether clients are asked for a certificate.</summary>
    public static readonly Param<bool> TlsAskCcert = Table.YesNo("smtpd_tls_ask_ccert", "no");

    /// <summary>Whether AUTH is offered only under TLS.</summary>
    public static readonly Param<bool> TlsAuthOnly = Table.YesNo("smtpd_tls_auth_only", "no");

    /// <summary>Length of the chain of authorities behind a client's certificate.</summary>
    public static readonly Param<int> TlsCcertVerifydepth = Table.Number("smtpd_tls_ccert_verifydepth", "9");

    /// <summary>File of the server's RSA certificate with the chain behind it.</summary>
    public static readonly Param<string> TlsCertFile = Table.Text("smtpd_tls_cert_file", "");

    /// <summary>Files of the server's private keys, each with its certificate and chain; they replace the other key and certificate settings.</summary>
    public static readonly Param<string> TlsChainFiles = Table.Text("smtpd_tls_chain_files", "");

    /// <summary>Grade of ciphers for opportunistic TLS.</summary>
    public static readonly Param<string> TlsCiphers = Table.Text("smtpd_tls_ciphers", "medium", min: 1);

    /// <summary>File of the server's DSA certificate.</summary>
    public static readonly Param<string> TlsDcertFile = Table.Text("smtpd_tls_dcert_file", "");

    /// <summary>File of Diffie-Hellman parameters; empty lets OpenSSL choose.</summary>
    public static readonly Param<string> TlsDh1024ParamFile = Table.Text("smtpd_tls_dh1024_param_file", "");

    /// <summary>Obsolete file of 512-bit Diffie-Hellman parameters.</summary>
    public static readonly Param<string> TlsDh512ParamFile = Table.Text("smtpd_tls_dh512_param_file", "").NotYet();

    /// <summary>File of the private key for the DSA certificate.</summary>
    public static readonly Param<string> TlsDkeyFile = Table.Text("smtpd_tls_dkey_file", "$smtpd_tls_dcert_file");

    /// <summary>File of the server's ECDSA certificate with the chain behind it.</summary>
    public static readonly Param<string> TlsEccertFile = Table.Text("smtpd_tls_eccert_file", "");

    /// <summary>File of the private key for the ECDSA certificate.</summary>
    public static readonly Param<string> TlsEckeyFile = Table.Text("smtpd_tls_eckey_file", "$smtpd_tls_eccert_file");

    /// <summary>Former choice of curves for key exchange; auto leaves it to tls_eecdh_auto_curves.</summary>
    public static readonly Param<string> TlsEecdhGrade = Table.Text("smtpd_tls_eecdh_grade", "auto", min: 1).NotYet();

    /// <summary>Whether raw public keys are accepted in place of certificates (RFC 7250).</summary>
    public static readonly Param<bool> TlsEnableRpk = Table.YesNo("smtpd_tls_enable_rpk", "no").NotYet();

    /// <summary>Ciphers that are never used, in OpenSSL's words.</summary>
    public static readonly Param<string> TlsExcludeCiphers = Table.Text("smtpd_tls_exclude_ciphers", "");

    /// <summary>Digest of fingerprints of certificates and keys.</summary>
    public static readonly Param<string> TlsFingerprintDigest = Table.Text("smtpd_tls_fingerprint_digest", "${{$compatibility_level} <level {3.6} ? {md5} : {sha256}}", min: 1);

    /// <summary>File of the private key for the RSA certificate.</summary>
    public static readonly Param<string> TlsKeyFile = Table.Text("smtpd_tls_key_file", "$smtpd_tls_cert_file");

    /// <summary>How much about TLS is logged, 0 to 4.</summary>
    public static readonly Param<string> TlsLoglevel = Table.Text("smtpd_tls_loglevel", "0");

    /// <summary>Tables with the TLS log level for a client.</summary>
    public static readonly Param<string> TlsLoglevelMaps = Table.Text("smtpd_tls_loglevel_maps", "");

    /// <summary>Grade of ciphers where TLS is required.</summary>
    public static readonly Param<string> TlsMandatoryCiphers = Table.Text("smtpd_tls_mandatory_ciphers", "medium", min: 1);

    /// <summary>Ciphers that are not used where TLS is required, besides the generally excluded ones.</summary>
    public static readonly Param<string> TlsMandatoryExcludeCiphers = Table.Text("smtpd_tls_mandatory_exclude_ciphers", "");

    /// <summary>TLS versions where TLS is required.</summary>
    public static readonly Param<string> TlsMandatoryProtocols = Table.Text("smtpd_tls_mandatory_protocols", ">=TLSv1");

    /// <summary>TLS versions for opportunistic TLS.</summary>
    public static readonly Param<string> TlsProtocols = Table.Text("smtpd_tls_protocols", ">=TLSv1");

    /// <summary>Whether the Received header tells protocol, cipher and client certificate.</summary>
    public static readonly Param<bool> TlsReceivedHeader = Table.YesNo("smtpd_tls_received_header", "no");

    /// <summary>Whether a client must have a trusted certificate where TLS is required.</summary>
    public static readonly Param<bool> TlsReqCcert = Table.YesNo("smtpd_tls_req_ccert", "no");

    /// <summary>How far TLS is used: none, may, encrypt and, for clients, dane, fingerprint, verify, secure.</summary>
    public static readonly Param<string> TlsSecurityLevel = Table.Text("smtpd_tls_security_level", "");

    /// <summary>Table in which tlsmgr keeps TLS sessions; empty leaves it at session tickets.</summary>
    public static readonly Param<string> TlsSessionCacheDatabase = Table.Text("smtpd_tls_session_cache_database", "").NotYet();

    /// <summary>How long a TLS session may be resumed.</summary>
    public static readonly Param<TimeSpan> TlsSessionCacheTimeout = Table.Time("smtpd_tls_session_cache_timeout", "3600s", max: 8640000);

    /// <summary>Bytes of TLS handshake data written to the log per session.</summary>
    public static readonly Param<int> TlsTraceSizeLimit = Table.Number("smtpd_tls_trace_size_limit", "102400").NotYet();

    /// <summary>Whether TLS starts at once, without STARTTLS.</summary>
    public static readonly Param<bool> TlsWrappermode = Table.YesNo("smtpd_tls_wrappermode", "no");

    /// <summary>Protocol in which a proxy in front tells the client's address: haproxy, or empty.</summary>
    public static readonly Param<string> UpstreamProxyProtocol = Table.Text("smtpd_upstream_proxy_protocol", "");

    /// <summary>Time limit for the proxy in front to tell the client's address.</summary>
    public static readonly Param<TimeSpan> UpstreamProxyTimeout = Table.Time("smtpd_upstream_proxy_timeout", "5s", min: 1);

    /// <summary>Old way to offer TLS; smtpd_tls_security_level is the present one.</summary>
    public static readonly Param<bool> UseTls = Table.YesNo("smtpd_use_tls", "no");

    /// <summary>Set to "yes" by master(8) while all processes of a service are busy; other defaults depend on it.</summary>
    public static readonly Param<string> Stress = Table.Text("stress", "");

    /// <summary>Whether addresses in MAIL FROM and RCPT TO must have angle brackets and no comments.</summary>
    public static readonly Param<bool> StrictRfc821Envelopes = Table.YesNo("strict_rfc821_envelopes", "no");

    /// <summary>SMTP reply code for a sender or recipient domain that does not exist.</summary>
    public static readonly Param<int> UnknownAddressRejectCode = Table.Number("unknown_address_reject_code", "450");

    /// <summary>What to do when a domain could not be looked up.</summary>
    public static readonly Param<string> UnknownAddressTempfailAction = Table.Text("unknown_address_tempfail_action", "$reject_tempfail_action", min: 1);

    /// <summary>SMTP reply code for a client whose address has no name.</summary>
    public static readonly Param<int> UnknownClientRejectCode = Table.Number("unknown_client_reject_code", "450");

    /// <summary>What to do when the HELO name could not be looked up.</summary>
    public static readonly Param<string> UnknownHeloHostnameTempfailAction = Table.Text("unknown_helo_hostname_tempfail_action", "$reject_tempfail_action", min: 1);

    /// <summary>SMTP reply code for a HELO name without DNS records.</summary>
    public static readonly Param<int> UnknownHostnameRejectCode = Table.Number("unknown_hostname_reject_code", "450");

    /// <summary>SMTP reply code for an unknown recipient of mydestination.</summary>
    public static readonly Param<int> UnknownLocalRecipientRejectCode = Table.Number("unknown_local_recipient_reject_code", "550");

    /// <summary>SMTP reply code for an unknown recipient of relay_domains.</summary>
    public static readonly Param<int> UnknownRelayRecipientRejectCode = Table.Number("unknown_relay_recipient_reject_code", "550");

    /// <summary>SMTP reply code for an unknown recipient of virtual_alias_domains.</summary>
    public static readonly Param<int> UnknownVirtualAliasRejectCode = Table.Number("unknown_virtual_alias_reject_code", "550");

    /// <summary>SMTP reply code for an unknown recipient of virtual_mailbox_domains.</summary>
    public static readonly Param<int> UnknownVirtualMailboxRejectCode = Table.Number("unknown_virtual_mailbox_reject_code", "550");

    /// <summary>SMTP reply code while a recipient is still being verified.</summary>
    public static readonly Param<int> UnverifiedRecipientDeferCode = Table.Number("unverified_recipient_defer_code", "450", min: 200, max: 499);

    /// <summary>SMTP reply code for a recipient that verification found undeliverable.</summary>
    public static readonly Param<int> UnverifiedRecipientRejectCode = Table.Number("unverified_recipient_reject_code", "450", min: 200, max: 599);

    /// <summary>Text for a recipient that verification found undeliverable, instead of the details.</summary>
    public static readonly Param<string> UnverifiedRecipientRejectReason = Table.Text("unverified_recipient_reject_reason", "");

    /// <summary>What to do while a recipient cannot be verified.</summary>
    public static readonly Param<string> UnverifiedRecipientTempfailAction = Table.Text("unverified_recipient_tempfail_action", "$reject_tempfail_action", min: 1);

    /// <summary>SMTP reply code while a sender is still being verified.</summary>
    public static readonly Param<int> UnverifiedSenderDeferCode = Table.Number("unverified_sender_defer_code", "450", min: 200, max: 499);

    /// <summary>SMTP reply code for a sender that verification found undeliverable.</summary>
    public static readonly Param<int> UnverifiedSenderRejectCode = Table.Number("unverified_sender_reject_code", "450", min: 200, max: 599);

    /// <summary>Text for a sender that verification found undeliverable, instead of the details.</summary>
    public static readonly Param<string> UnverifiedSenderRejectReason = Table.Text("unverified_sender_reject_reason", "");

    /// <summary>What to do while a sender cannot be verified.</summary>
    public static readonly Param<string> UnverifiedSenderTempfailAction = Table.Text("unverified_sender_tempfail_action", "$reject_tempfail_action", min: 1);
}
