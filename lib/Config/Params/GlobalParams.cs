namespace MailSuite.Config;

/// <summary>Parameters whose owner is global.</summary>
public static class GlobalParams
{
    /// <summary>The alias files that newaliases(1) and "sendmail -bi" rebuild; usually those of alias_maps that are local files.</summary>
    public static readonly Param<string> AliasDatabase = Table.Text("alias_database", "$default_database_type:/etc/aliases");

    /// <summary>Other configuration directories that unprivileged users may name to postqueue and postdrop with -c or MAIL_CONFIG.</summary>
    public static readonly Param<string> AlternateConfigDirectories = Table.Text("alternate_config_directories", "");

    /// <summary>How long the stop of a service may wait for events under way to finish, in seconds.</summary>
    public static readonly Param<TimeSpan> ApplicationEventDrainTime = Table.Time("application_event_drain_time", "100s", min: 1).NotYet();

    /// <summary>Whether bounce logfiles hold the lines that old readers of these files expect, besides the current ones.</summary>
    public static readonly Param<bool> BackwardsBounceLogfileCompatibility = Table.YesNo("backwards_bounce_logfile_compatibility", "yes");

    /// <summary>Bytes of memory that postmap and postalias may use as a cache while they make a Berkeley DB table.</summary>
    public static readonly Param<int> BerkeleyDbCreateBufferSize = Table.Number("berkeley_db_create_buffer_size", "16777216", min: 1).NotYet();

    /// <summary>Bytes of memory for the cache of each Berkeley DB table that is read.</summary>
    public static readonly Param<int> BerkeleyDbReadBufferSize = Table.Number("berkeley_db_read_buffer_size", "131072", min: 1).NotYet();

    /// <summary>Name of the service that keeps records of failed recipients and sends non-delivery notices.</summary>
    public static readonly Param<string> BounceServiceName = Table.Text("bounce_service_name", "bounce", min: 1);

    /// <summary>Name of the service that puts new messages into canonical form and into the incoming queue.</summary>
    public static readonly Param<string> CleanupServiceName = Table.Text("cleanup_service_name", "cleanup", min: 1);

    /// <summary>Where the administration commands are: postconf, postqueue, postmap and the like.</summary>
    public static readonly Param<string> CommandDirectory = Table.Text("command_directory", "/usr/sbin", min: 1);

    /// <summary>The release whose defaults the administrator has accepted, "major.minor.patch"; below certain levels old defaults hold.</summary>
    public static readonly Param<string> CompatibilityLevel = Table.Text("compatibility_level", "0");

    /// <summary>Where the daemon programs are that master.cf names.</summary>
    public static readonly Param<string> DaemonDirectory = Table.Text("daemon_directory", "/usr/libexec/postfix", min: 1);

    /// <summary>Whether a lookup table that cannot be opened ends the daemon at its start, instead of failing the requests that need the table.</summary>
    public static readonly Param<bool> DaemonTableOpenErrorIsFatal = Table.YesNo("daemon_table_open_error_is_fatal", "no").NotYet();

    /// <summary>How long a daemon may work on one request before its watchdog ends it.</summary>
    public static readonly Param<TimeSpan> DaemonTimeout = Table.Time("daemon_timeout", "18000s", min: 1);

    /// <summary>Directory, owned by mail_owner, for data that the system writes itself: caches and random state, not mail.</summary>
    public static readonly Param<string> DataDirectory = Table.Text("data_directory", "/var/lib/postfix", min: 1);

    /// <summary>By how much logging grows in sessions with hosts that match debug_peer_list.</summary>
    public static readonly Param<int> DebugPeerLevel = Table.Number("debug_peer_level", "2", min: 1);

    /// <summary>Hosts, domains, addresses and networks with which sessions are logged in detail.</summary>
    public static readonly Param<string> DebugPeerList = Table.Text("debug_peer_list", "");

    /// <summary>Lookup table type of caches that the system makes for itself.</summary>
    public static readonly Param<string> DefaultCacheDbType = Table.Text("default_cache_db_type", "btree", min: 1).NotYet();

    /// <summary>Lookup table type of a table that is named without a type.</summary>
    public static readonly Param<string> DefaultDatabaseType = Table.Text("default_database_type", "hash", min: 1);

    /// <summary>Table that may replace the status code and text of a delivery attempt, for all delivery agents without a filter of their own.</summary>
    public static readonly Param<string> DefaultDeliveryStatusFilter = Table.Text("default_delivery_status_filter", "");

    /// <summary>Account under which local(8) runs commands and writes files for aliases that belong to root; never a privileged one.</summary>
    public static readonly Param<string> DefaultPrivs = Table.Text("default_privs", "nobody", min: 1);

    /// <summary>How many processes one service may have when master.cf does not say.</summary>
    public static readonly Param<int> DefaultProcessLimit = Table.Number("default_process_limit", "100", min: 1);

    /// <summary>The two characters that VERP puts around the recipient in a sender address.</summary>
    public static readonly Param<string> DefaultVerpDelimiters = Table.Text("default_verp_delimiters", "+=", min: 2, max: 2);

    /// <summary>Name of the service that keeps records of deferred recipients and sends delay warnings.</summary>
    public static readonly Param<string> DeferServiceName = Table.Text("defer_service_name", "defer", min: 1);

    /// <summary>Digits behind the decimal point in logged delays, at most 6.</summary>
    public static readonly Param<int> DelayLoggingResolutionLimit = Table.Number("delay_logging_resolution_limit", "2", max: 6);

    /// <summary>How often to try for the lock of a mailbox or logfile before giving up.</summary>
    public static readonly Param<int> DeliverLockAttempts = Table.Number("deliver_lock_attempts", "20", min: 1);

    /// <summary>Pause between attempts to lock a mailbox or logfile.</summary>
    public static readonly Param<TimeSpan> DeliverLockDelay = Table.Time("deliver_lock_delay", "1s", min: 1);

    /// <summary>Old way to switch DNS off in the SMTP client; smtp_dns_support_level is the present one.</summary>
    public static readonly Param<bool> DisableDnsLookups = Table.YesNo("disable_dns_lookups", "no");

    /// <summary>Whether message content is taken as it is, without a look at its MIME structure.</summary>
    public static readonly Param<bool> DisableMimeInputProcessing = Table.YesNo("disable_mime_input_processing", "no");

    /// <summary>Whether 8-bit content goes out unchanged to servers that did not offer 8BITMIME.</summary>
    public static readonly Param<bool> DisableMimeOutputConversion = Table.YesNo("disable_mime_output_conversion", "no");

    /// <summary>Whether a negative DNS answer is remembered for the time in its SOA record, not for the record's own lifetime.</summary>
    public static readonly Param<bool> DnsNcacheTtlFixEnable = Table.YesNo("dns_ncache_ttl_fix_enable", "no").NotYet();

    /// <summary>Query "type:name" whose answer tells whether the resolver validates DNSSEC; empty switches the probe off.</summary>
    public static readonly Param<string> DnssecProbe = Table.Text("dnssec_probe", "ns:.").NotYet();

    /// <summary>For debugging: 1 moves queue files to the saved directory instead of removing them when they are done.</summary>
    public static readonly Param<int> DontRemove = Table.Number("dont_remove", "0");

    /// <summary>Local part of the sender address of notices that must never be bounced themselves.</summary>
    public static readonly Param<string> DoubleBounceSender = Table.Text("double_bounce_sender", "double-bounce", min: 1);

    /// <summary>Whether internationalized domain names are converted by the older rules of IDNA2003.</summary>
    public static readonly Param<bool> EnableIdna2003Compatibility = Table.YesNo("enable_idna2003_compatibility", "no").NotYet();

    /// <summary>Whether queue ids are long and never used twice, instead of short and reusable.</summary>
    public static readonly Param<bool> EnableLongQueueIds = Table.YesNo("enable_long_queue_ids", "no");

    /// <summary>Whether the recipient as it was received is kept with the message, for notices and the X-Original-To header.</summary>
    public static readonly Param<bool> EnableOriginalRecipient = Table.YesNo("enable_original_recipient", "yes");

    /// <summary>Name of the service that bounces or defers mail for a stated reason.</summary>
    public static readonly Param<string> ErrorServiceName = Table.Text("error_service_name", "error", min: 1);

    /// <summary>Environment variables, by name or as name=value, that commands started by the mail system get.</summary>
    public static readonly Param<string> ExportEnvironment = Table.Text("export_environment", "TZ MAIL_CONFIG LANG");

    /// <summary>Destinations for which a list of deferred mail is kept, so that ETRN and "sendmail -qR" need not search the queue.</summary>
    public static readonly Param<string> FastFlushDomains = Table.Text("fast_flush_domains", "$relay_domains");

    /// <summary>For tests of error handling: makes certain operations fail on purpose; 0 is never.</summary>
    public static readonly Param<int> FaultInjectionCode = Table.Number("fault_injection_code", "0").NotYet();

    /// <summary>Name of the service that keeps the lists of deferred mail per destination.</summary>
    public static readonly Param<string> FlushServiceName = Table.Text("flush_service_name", "flush", min: 1);

    /// <summary>How often to try to start a process before giving up.</summary>
    public static readonly Param<int> ForkAttempts = Table.Number("fork_attempts", "5", min: 1);

    /// <summary>Pause between attempts to start a process.</summary>
    public static readonly Param<TimeSpan> ForkDelay = Table.Time("fork_delay", "1s", min: 1);

    /// <summary>Levels of subdirectories, named by characters of the queue id, in the queues of hash_queue_names.</summary>
    public static readonly Param<int> HashQueueDepth = Table.Number("hash_queue_depth", "1", min: 1);

    /// <summary>Queue directories that are split into subdirectories.</summary>
    public static readonly Param<string> HashQueueNames = Table.Text("hash_queue_names", "deferred, defer", min: 1);

    /// <summary>How many address tokens of one message header are examined; the rest is dropped.</summary>
    public static readonly Param<int> HeaderAddressTokenLimit = Table.Number("header_address_token_limit", "10240", min: 1);

    /// <summary>Bytes of one logical header that are kept; more is cut off.</summary>
    public static readonly Param<int> HeaderSizeLimit = Table.Number("header_size_limit", "102400", min: 1);

    /// <summary>Whether warnings about likely mistakes in the configuration are logged with advice.</summary>
    public static readonly Param<bool> HelpfulWarnings = Table.YesNo("helpful_warnings", "yes");

    /// <summary>Environment variables, by name or as name=value, that a process of the mail system keeps from its parent.</summary>
    public static readonly Param<string> ImportEnvironment = Table.Text("import_environment", "MAIL_CONFIG MAIL_DEBUG MAIL_LOGTAG TZ XAUTHORITY DISPLAY LANG=C POSTLOG_SERVICE POSTLOG_HOSTNAME XDG_RUNTIME_DIR");

    /// <summary>How long a message must wait when mail arrives faster than the queue manager takes it up; 0 is not at all.</summary>
    public static readonly Param<TimeSpan> InFlowDelay = Table.Time("in_flow_delay", "1s", max: 10);

    /// <summary>Addresses of this host on which mail is received: names, addresses, "all" or "loopback-only".</summary>
    public static readonly Param<string> InetInterfaces = Table.Text("inet_interfaces", "all");

    /// <summary>Internet protocols in use: "all", "ipv4", "ipv6" or both names.</summary>
    public static readonly Param<string> InetProtocols = Table.Text("inet_protocols", "all");

    /// <summary>How addresses appear in log lines: external, with quoting, or internal, without.</summary>
    public static readonly Param<string> InfoLogAddressFormat = Table.Text("info_log_address_format", "external", min: 1);

    /// <summary>Classes of mail made by the system itself that pass content filters all the same: bounce, notify.</summary>
    public static readonly Param<string> InternalMailFilterClasses = Table.Text("internal_mail_filter_classes", "");

    /// <summary>How long an idle connection to another daemon of the system stays open.</summary>
    public static readonly Param<TimeSpan> IpcIdle = Table.Time("ipc_idle", "5s", min: 1).NotYet();

    /// <summary>Time limit for a request to another daemon of the system.</summary>
    public static readonly Param<TimeSpan> IpcTimeout = Table.Time("ipc_timeout", "3600s", min: 1);

    /// <summary>How long a connection to another daemon of the system may be used before it is made anew.</summary>
    public static readonly Param<TimeSpan> IpcTtl = Table.Time("ipc_ttl", "1000s", min: 1).NotYet();

    /// <summary>Ports of services by name, "name=port", used instead of the system's list of services.</summary>
    public static readonly Param<string> KnownTcpPorts = Table.Text("known_tcp_ports", "lmtp=24, smtp=25, smtps=submissions=465, submission=587");

    /// <summary>Bytes of a line that are handled as one; a longer line is cut into pieces and joined again at delivery.</summary>
    public static readonly Param<int> LineLengthLimit = Table.Number("line_length_limit", "2048", min: 512);

    /// <summary>Bytes that a new LMDB table may take at first; it grows when it must.</summary>
    public static readonly Param<long> LmdbMapSize = Table.Long("lmdb_map_size", "16777216", min: 1);

    /// <summary>The product's name in the greeting of the SMTP server and in Received headers.</summary>
    public static readonly Param<string> MailName = Table.Text("mail_name", "Postfix", min: 1);

    /// <summary>The account, its own and not shared, that owns the queue and runs most daemons.</summary>
    public static readonly Param<string> MailOwner = Table.Text("mail_owner", "postfix", min: 1);

    /// <summary>Date of the release, as yyyymmdd.</summary>
    public static readonly Param<string> MailReleaseDate = Table.Text("mail_release_date", "20260821", min: 1);

    /// <summary>Version of the mail system.</summary>
    public static readonly Param<string> MailVersion = Table.Text("mail_version", "3.12-20260821", min: 1);

    /// <summary>File that gets the log instead of syslog; below a path of maillog_file_prefixes, or /dev/stdout.</summary>
    public static readonly Param<string> MaillogFile = Table.Text("maillog_file", "");

    /// <summary>Program that "postfix logrotate" runs on the log file that it has renamed.</summary>
    public static readonly Param<string> MaillogFileCompressor = Table.Text("maillog_file_compressor", "gzip", min: 1);

    /// <summary>What a line of maillog_file looks like: text, as in Postfix, or json, an object with time, host, tag, pid, level, queue_id, attributes and message.</summary>
    public static readonly Param<string> MaillogFileFormat = Table.Own.Text("maillog_file_format", "text", min: 1);

    /// <summary>Mode of a log file that postlogd makes, in octal: 600, 640 or 644.</summary>
    public static readonly Param<string> MaillogFilePermissions = Table.Text("maillog_file_permissions", "0600", min: 1);

    /// <summary>Paths below which maillog_file may be, so that a mistake cannot overwrite anything else.</summary>
    public static readonly Param<string> MaillogFilePrefixes = Table.Text("maillog_file_prefixes", "/var, /dev/stdout", min: 1);

    /// <summary>What "postfix logrotate" appends to a log file's name, in the form of date(1).</summary>
    public static readonly Param<string> MaillogFileRotateSuffix = Table.Text("maillog_file_rotate_suffix", "%Y%m%d-%H%M%S", min: 1);

    /// <summary>How long a process without a request stays before it ends.</summary>
    public static readonly Param<TimeSpan> MaxIdle = Table.Time("max_idle", "100s", min: 1);

    /// <summary>How many requests a process serves before it ends.</summary>
    public static readonly Param<int> MaxUse = Table.Number("max_use", "100", min: 1);

    /// <summary>Headers that are removed from every message that arrives.</summary>
    public static readonly Param<string> MessageDropHeaders = Table.Text("message_drop_headers", "bcc, content-length, resent-bcc, return-path");

    /// <summary>Bytes of the largest message that is accepted, envelope included; 0 is no limit.</summary>
    public static readonly Param<long> MessageSizeLimit = Table.Long("message_size_limit", "10240000");

    /// <summary>Directory for files that tell what belongs to the installation.</summary>
    public static readonly Param<string> MetaDirectory = Table.Text("meta_directory", "/etc/postfix", min: 1);

    /// <summary>Bytes of a MIME boundary that are compared.</summary>
    public static readonly Param<int> MimeBoundaryLengthLimit = Table.Number("mime_boundary_length_limit", "2048", min: 1);

    /// <summary>How deep MIME parts may lie within each other before the message is refused or passed unexamined.</summary>
    public static readonly Param<int> MimeNestingLimit = Table.Number("mime_nesting_limit", "100", min: 1);

    /// <summary>Domains for which mail is delivered on this host by local_transport: names, files and tables.</summary>
    public static readonly Param<string> Mydestination = Table.Text("mydestination", "$myhostname, localhost.$mydomain, localhost");

    /// <summary>The internet domain of this host; computed from myhostname when not set.</summary>
    public static readonly Param<string> Mydomain = Table.Text("mydomain", "", min: 1);

    /// <summary>The internet name of this host; computed from the system's host name when not set. Many other settings refer to it.</summary>
    public static readonly Param<string> Myhostname = Table.Text("myhostname", "", min: 1);

    /// <summary>Networks of trusted clients, who may relay mail through this host; computed from mynetworks_style when not set.</summary>
    public static readonly Param<string> Mynetworks = Table.Text("mynetworks", "");

    /// <summary>How mynetworks is computed: "host" is this host alone, "subnet" its networks, "class" its networks by address class.</summary>
    public static readonly Param<string> MynetworksStyle = Table.Text("mynetworks_style", "${{$compatibility_level} <level {2} ? {subnet} : {host}}", min: 1);

    /// <summary>The domain that mail posted on this host appears to come from, and that completes addresses without a domain.</summary>
    public static readonly Param<string> Myorigin = Table.Text("myorigin", "$myhostname", min: 1);

    /// <summary>Whether owner-name and name-request addresses are never split at recipient_delimiter "-".</summary>
    public static readonly Param<bool> OwnerRequestSpecial = Table.YesNo("owner_request_special", "yes");

    /// <summary>Features whose patterns "domain" also match its subdomains, without a leading dot.</summary>
    public static readonly Param<string> ParentDomainMatchesSubdomains = Table.Text("parent_domain_matches_subdomains", "debug_peer_list,fast_flush_domains,mynetworks,permit_mx_backup_networks,qmqpd_authorized_clients,relay_domains,smtpd_access_maps");

    /// <summary>Name of the service that collects mail from the maildrop directory.</summary>
    public static readonly Param<string> PickupServiceName = Table.Text("pickup_service_name", "pickup", min: 1);

    /// <summary>Name of the service that writes maillog_file.</summary>
    public static readonly Param<string> PostlogServiceName = Table.Text("postlog_service_name", "postlog", min: 1);

    /// <summary>Directory of lock and process id files, relative to queue_directory.</summary>
    public static readonly Param<string> ProcessIdDirectory = Table.Text("process_id_directory", "pid", min: 1).NotYet();

    /// <summary>Addresses at which this host receives mail by way of a proxy or address translator.</summary>
    public static readonly Param<string> ProxyInterfaces = Table.Text("proxy_interfaces", "");

    /// <summary>Name of the service through which daemons share read-only lookup tables.</summary>
    public static readonly Param<string> ProxymapServiceName = Table.Text("proxymap_service_name", "proxymap", min: 1);

    /// <summary>Name of the service through which daemons share tables that are written.</summary>
    public static readonly Param<string> ProxywriteServiceName = Table.Text("proxywrite_service_name", "proxywrite", min: 1);

    /// <summary>The directory of the mail queue; also the root of daemons that run chrooted.</summary>
    public static readonly Param<string> QueueDirectory = Table.Text("queue_directory", "/var/spool/postfix", min: 1);

    /// <summary>Name of the queue manager's service.</summary>
    public static readonly Param<string> QueueServiceName = Table.Text("queue_service_name", "qmgr", min: 1);

    /// <summary>Characters that separate user name and extension in an address (user+extension).</summary>
    public static readonly Param<string> RecipientDelimiter = Table.Text("recipient_delimiter", "");

    /// <summary>Domains to which this host relays mail for strangers, besides its own.</summary>
    public static readonly Param<string> RelayDomains = Table.Text("relay_domains", "${{$compatibility_level} <level {2} ? {$mydestination} : {}}");

    /// <summary>Where to send mail that is not for this host's domains when nothing else decides: [host]:port; without brackets MX records apply.</summary>
    public static readonly Param<string> Relayhost = Table.Text("relayhost", "");

    /// <summary>Whether the REQUIRETLS extension is offered and honoured (RFC 8689).</summary>
    public static readonly Param<bool> RequiretlsEnable = Table.YesNo("requiretls_enable", "yes");

    /// <summary>Whether log lines speak of allowlists and denylists.</summary>
    public static readonly Param<bool> RespectfulLogging = Table.YesNo("respectful_logging", "${{$compatibility_level} <level {3.6} ? {no} : {yes}}").NotYet();

    /// <summary>Name of the service that rewrites addresses and finds their destinations.</summary>
    public static readonly Param<string> RewriteServiceName = Table.Text("rewrite_service_name", "rewrite", min: 1);

    /// <summary>Whether the SMTP client sends an authorization id along with the authentication id.</summary>
    public static readonly Param<bool> SendCyrusSaslAuthzid = Table.YesNo("send_cyrus_sasl_authzid", "no").NotYet();

    /// <summary>Group of the mail drop directory and of the sockets that commands of ordinary users reach.</summary>
    public static readonly Param<string> SetgidGroup = Table.Text("setgid_group", "postdrop", min: 1);

    /// <summary>Where shared libraries of Postfix would be; this suite has none.</summary>
    public static readonly Param<string> ShlibDirectory = Table.Text("shlib_directory", "no", min: 1);

    /// <summary>Name of the service that lists the queue.</summary>
    public static readonly Param<string> ShowqServiceName = Table.Text("showq_service_name", "showq", min: 1);

    /// <summary>Origins of mail whose addresses and headers are searched for UTF-8, so that SMTPUTF8 is asked for at delivery.</summary>
    public static readonly Param<string> Smtputf8AutodetectClasses = Table.Text("smtputf8_autodetect_classes", "sendmail, verify", min: 1);

    /// <summary>Whether mail with internationalized addresses is supported (RFC 6531).</summary>
    public static readonly Param<bool> Smtputf8Enable = Table.YesNo("smtputf8_enable", "${{$compatibility_level} <level {1} ? {no} : {yes}}");

    /// <summary>Bytes of a request to a socketmap server.</summary>
    public static readonly Param<int> SocketmapMaxQuerySize = Table.Number("socketmap_max_query_size", "10000", min: 1);

    /// <summary>Bytes of a reply from a socketmap server.</summary>
    public static readonly Param<int> SocketmapMaxReplySize = Table.Number("socketmap_max_reply_size", "100000", min: 1);

    /// <summary>Safety net while a configuration is tried out: what would be refused or bounced is told to try again later.</summary>
    public static readonly Param<bool> SoftBounce = Table.YesNo("soft_bounce", "no");

    /// <summary>Age after which a mailbox lock file is taken for a leftover and removed.</summary>
    public static readonly Param<TimeSpan> StaleLockTime = Table.Time("stale_lock_time", "500s", min: 1);

    /// <summary>Whether mail with 8-bit characters in its headers is refused.</summary>
    public static readonly Param<bool> Strict7bitHeaders = Table.YesNo("strict_7bit_headers", "no");

    /// <summary>Both strict_7bit_headers and strict_8bitmime_body.</summary>
    public static readonly Param<bool> Strict8bitmime = Table.YesNo("strict_8bitmime", "no");

    /// <summary>Whether mail with 8-bit content that does not declare it is refused.</summary>
    public static readonly Param<bool> Strict8bitmimeBody = Table.YesNo("strict_8bitmime_body", "no");

    /// <summary>Whether mail whose multipart or message parts have an encoding that MIME does not allow is refused.</summary>
    public static readonly Param<bool> StrictMimeEncodingDomain = Table.YesNo("strict_mime_encoding_domain", "no");

    /// <summary>Whether UTF-8 addresses are accepted only from clients that ask for SMTPUTF8.</summary>
    public static readonly Param<bool> StrictSmtputf8 = Table.YesNo("strict_smtputf8", "no");

    /// <summary>Syslog facility of all log lines; a program's first lines may still go to "mail".</summary>
    public static readonly Param<string> SyslogFacility = Table.Text("syslog_facility", "mail", min: 1);

    /// <summary>What stands before the program's name in log lines.</summary>
    public static readonly Param<string> SyslogName = Table.Text("syslog_name", "${multi_instance_name?{$multi_instance_name}:{postfix}}", min: 1);

    /// <summary>TCP buffer size to work around broken network equipment, in bytes; 0 leaves it to the kernel.</summary>
    public static readonly Param<int> TcpWindowsize = Table.Number("tcp_windowsize", "0").NotYet();

    /// <summary>Name of the service that records deliveries for reports that senders asked for.</summary>
    public static readonly Param<string> TraceServiceName = Table.Text("trace_service_name", "trace", min: 1);

    /// <summary>Time limit for waking up another daemon of the system.</summary>
    public static readonly Param<TimeSpan> TriggerTimeout = Table.Time("trigger_timeout", "10s", min: 1).NotYet();

    /// <summary>Characters that a client may choose as VERP delimiters.</summary>
    public static readonly Param<string> VerpDelimiterFilter = Table.Text("verp_delimiter_filter", "-=+", min: 1);
}
