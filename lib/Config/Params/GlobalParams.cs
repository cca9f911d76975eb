namespace MailSuite.Config;

/// <summary>Parameters whose owner is global.</summary>
public static class GlobalParams
{
    /// <summary>alias_database</summary>
    public static readonly Param<string> AliasDatabase = Table.Text("alias_database", "$default_database_type:/etc/aliases");

    /// <summary>alternate_config_directories</summary>
    public static readonly Param<string> AlternateConfigDirectories = Table.Text("alternate_config_directories", "");

    /// <summary>application_event_drain_time</summary>
    public static readonly Param<TimeSpan> ApplicationEventDrainTime = Table.Time("application_event_drain_time", "100s", min: 1);

    /// <summary>backwards_bounce_logfile_compatibility</summary>
    public static readonly Param<bool> BackwardsBounceLogfileCompatibility = Table.YesNo("backwards_bounce_logfile_compatibility", "yes");

    /// <summary>berkeley_db_create_buffer_size</summary>
    public static readonly Param<int> BerkeleyDbCreateBufferSize = Table.Number("berkeley_db_create_buffer_size", "16777216", min: 1);

    /// <summary>berkeley_db_read_buffer_size</summary>
    public static readonly Param<int> BerkeleyDbReadBufferSize = Table.Number("berkeley_db_read_buffer_size", "131072", min: 1);

    /// <summary>bounce_service_name</summary>
    public static readonly Param<string> BounceServiceName = Table.Text("bounce_service_name", "bounce", min: 1);

    /// <summary>cleanup_service_name</summary>
    public static readonly Param<string> CleanupServiceName = Table.Text("cleanup_service_name", "cleanup", min: 1);

    /// <summary>command_directory</summary>
    public static readonly Param<string> CommandDirectory = Table.Text("command_directory", "/usr/sbin", min: 1);

    /// <summary>compatibility_level</summary>
    public static readonly Param<string> CompatibilityLevel = Table.Text("compatibility_level", "0");

    /// <summary>daemon_directory</summary>
    public static readonly Param<string> DaemonDirectory = Table.Text("daemon_directory", "/usr/libexec/postfix", min: 1);

    /// <summary>daemon_table_open_error_is_fatal</summary>
    public static readonly Param<bool> DaemonTableOpenErrorIsFatal = Table.YesNo("daemon_table_open_error_is_fatal", "no");

    /// <summary>daemon_timeout</summary>
    public static readonly Param<TimeSpan> DaemonTimeout = Table.Time("daemon_timeout", "18000s", min: 1);

    /// <summary>data_directory</summary>
    public static readonly Param<string> DataDirectory = Table.Text("data_directory", "/var/lib/postfix", min: 1);

    /// <summary>debug_peer_level</summary>
    public static readonly Param<int> DebugPeerLevel = Table.Number("debug_peer_level", "2", min: 1);

    /// <summary>debug_peer_list</summary>
    public static readonly Param<string> DebugPeerList = Table.Text("debug_peer_list", "");

    /// <summary>default_cache_db_type</summary>
    public static readonly Param<string> DefaultCacheDbType = Table.Text("default_cache_db_type", "btree", min: 1);

    /// <summary>default_database_type</summary>
    public static readonly Param<string> DefaultDatabaseType = Table.Text("default_database_type", "hash", min: 1);

    /// <summary>default_delivery_status_filter</summary>
    public static readonly Param<string> DefaultDeliveryStatusFilter = Table.Text("default_delivery_status_filter", "");

    /// <summary>default_privs</summary>
    public static readonly Param<string> DefaultPrivs = Table.Text("default_privs", "nobody", min: 1);

    /// <summary>default_process_limit</summary>
    public static readonly Param<int> DefaultProcessLimit = Table.Number("default_process_limit", "100", min: 1);

    /// <summary>default_verp_delimiters</summary>
    public static readonly Param<string> DefaultVerpDelimiters = Table.Text("default_verp_delimiters", "+=", min: 2);

    /// <summary>defer_service_name</summary>
    public static readonly Param<string> DeferServiceName = Table.Text("defer_service_name", "defer", min: 1);

    /// <summary>delay_logging_resolution_limit</summary>
    public static readonly Param<int> DelayLoggingResolutionLimit = Table.Number("delay_logging_resolution_limit", "2", max: 6);

    /// <summary>deliver_lock_attempts</summary>
    public static readonly Param<int> DeliverLockAttempts = Table.Number("deliver_lock_attempts", "20", min: 1);

    /// <summary>deliver_lock_delay</summary>
    public static readonly Param<TimeSpan> DeliverLockDelay = Table.Time("deliver_lock_delay", "1s", min: 1);

    /// <summary>disable_dns_lookups</summary>
    public static readonly Param<bool> DisableDnsLookups = Table.YesNo("disable_dns_lookups", "no");

    /// <summary>disable_mime_input_processing</summary>
    public static readonly Param<bool> DisableMimeInputProcessing = Table.YesNo("disable_mime_input_processing", "no");

    /// <summary>disable_mime_output_conversion</summary>
    public static readonly Param<bool> DisableMimeOutputConversion = Table.YesNo("disable_mime_output_conversion", "no");

    /// <summary>dns_ncache_ttl_fix_enable</summary>
    public static readonly Param<bool> DnsNcacheTtlFixEnable = Table.YesNo("dns_ncache_ttl_fix_enable", "no");

    /// <summary>dnssec_probe</summary>
    public static readonly Param<string> DnssecProbe = Table.Text("dnssec_probe", "ns:.");

    /// <summary>dont_remove</summary>
    public static readonly Param<int> DontRemove = Table.Number("dont_remove", "0");

    /// <summary>double_bounce_sender</summary>
    public static readonly Param<string> DoubleBounceSender = Table.Text("double_bounce_sender", "double-bounce", min: 1);

    /// <summary>enable_idna2003_compatibility</summary>
    public static readonly Param<bool> EnableIdna2003Compatibility = Table.YesNo("enable_idna2003_compatibility", "no");

    /// <summary>enable_long_queue_ids</summary>
    public static readonly Param<bool> EnableLongQueueIds = Table.YesNo("enable_long_queue_ids", "no");

    /// <summary>enable_original_recipient</summary>
    public static readonly Param<bool> EnableOriginalRecipient = Table.YesNo("enable_original_recipient", "yes");

    /// <summary>error_service_name</summary>
    public static readonly Param<string> ErrorServiceName = Table.Text("error_service_name", "error", min: 1);

    /// <summary>export_environment</summary>
    public static readonly Param<string> ExportEnvironment = Table.Text("export_environment", "TZ MAIL_CONFIG LANG");

    /// <summary>fast_flush_domains</summary>
    public static readonly Param<string> FastFlushDomains = Table.Text("fast_flush_domains", "$relay_domains");

    /// <summary>fault_injection_code</summary>
    public static readonly Param<int> FaultInjectionCode = Table.Number("fault_injection_code", "0");

    /// <summary>flush_service_name</summary>
    public static readonly Param<string> FlushServiceName = Table.Text("flush_service_name", "flush", min: 1);

    /// <summary>fork_attempts</summary>
    public static readonly Param<int> ForkAttempts = Table.Number("fork_attempts", "5", min: 1);

    /// <summary>fork_delay</summary>
    public static readonly Param<TimeSpan> ForkDelay = Table.Time("fork_delay", "1s", min: 1);

    /// <summary>hash_queue_depth</summary>
    public static readonly Param<int> HashQueueDepth = Table.Number("hash_queue_depth", "1", min: 1);

    /// <summary>hash_queue_names</summary>
    public static readonly Param<string> HashQueueNames = Table.Text("hash_queue_names", "deferred, defer", min: 1);

    /// <summary>header_address_token_limit</summary>
    public static readonly Param<int> HeaderAddressTokenLimit = Table.Number("header_address_token_limit", "10240", min: 1);

    /// <summary>header_size_limit</summary>
    public static readonly Param<int> HeaderSizeLimit = Table.Number("header_size_limit", "102400", min: 1);

    /// <summary>helpful_warnings</summary>
    public static readonly Param<bool> HelpfulWarnings = Table.YesNo("helpful_warnings", "yes");

    /// <summary>import_environment</summary>
    public static readonly Param<string> ImportEnvironment = Table.Text("import_environment", "MAIL_CONFIG MAIL_DEBUG MAIL_LOGTAG TZ XAUTHORITY DISPLAY LANG=C POSTLOG_SERVICE POSTLOG_HOSTNAME XDG_RUNTIME_DIR");

    /// <summary>in_flow_delay</summary>
    public static readonly Param<TimeSpan> InFlowDelay = Table.Time("in_flow_delay", "1s", max: 10);

    /// <summary>inet_interfaces</summary>
    public static readonly Param<string> InetInterfaces = Table.Text("inet_interfaces", "all");

    /// <summary>inet_protocols</summary>
    public static readonly Param<string> InetProtocols = Table.Text("inet_protocols", "all");

    /// <summary>info_log_address_format</summary>
    public static readonly Param<string> InfoLogAddressFormat = Table.Text("info_log_address_format", "external", min: 1);

    /// <summary>internal_mail_filter_classes</summary>
    public static readonly Param<string> InternalMailFilterClasses = Table.Text("internal_mail_filter_classes", "");

    /// <summary>ipc_idle</summary>
    public static readonly Param<TimeSpan> IpcIdle = Table.Time("ipc_idle", "5s", min: 1);

    /// <summary>ipc_timeout</summary>
    public static readonly Param<TimeSpan> IpcTimeout = Table.Time("ipc_timeout", "3600s", min: 1);

    /// <summary>ipc_ttl</summary>
    public static readonly Param<TimeSpan> IpcTtl = Table.Time("ipc_ttl", "1000s", min: 1);

    /// <summary>known_tcp_ports</summary>
    public static readonly Param<string> KnownTcpPorts = Table.Text("known_tcp_ports", "lmtp=24, smtp=25, smtps=submissions=465, submission=587");

    /// <summary>line_length_limit</summary>
    public static readonly Param<int> LineLengthLimit = Table.Number("line_length_limit", "2048", min: 512);

    /// <summary>lmdb_map_size</summary>
    public static readonly Param<long> LmdbMapSize = Table.Long("lmdb_map_size", "16777216", min: 1);

    /// <summary>mail_name</summary>
    public static readonly Param<string> MailName = Table.Text("mail_name", "Postfix", min: 1);

    /// <summary>mail_owner</summary>
    public static readonly Param<string> MailOwner = Table.Text("mail_owner", "postfix", min: 1);

    /// <summary>mail_release_date</summary>
    public static readonly Param<string> MailReleaseDate = Table.Text("mail_release_date", "20260821", min: 1);

    /// <summary>mail_version</summary>
    public static readonly Param<string> MailVersion = Table.Text("mail_version", "3.12-20260821", min: 1);

    /// <summary>maillog_file</summary>
    public static readonly Param<string> MaillogFile = Table.Text("maillog_file", "");

    /// <summary>maillog_file_compressor</summary>
    public static readonly Param<string> MaillogFileCompressor = Table.Text("maillog_file_compressor", "gzip", min: 1);

    /// <summary>maillog_file_permissions</summary>
    public static readonly Param<string> MaillogFilePermissions = Table.Text("maillog_file_permissions", "0600", min: 1);

    /// <summary>maillog_file_prefixes</summary>
    public static readonly Param<string> MaillogFilePrefixes = Table.Text("maillog_file_prefixes", "/var, /dev/stdout", min: 1);

    /// <summary>maillog_file_rotate_suffix</summary>
    public static readonly Param<string> MaillogFileRotateSuffix = Table.Text("maillog_file_rotate_suffix", "%Y%m%d-%H%M%S", min: 1);

    /// <summary>max_idle</summary>
    public static readonly Param<TimeSpan> MaxIdle = Table.Time("max_idle", "100s", min: 1);

    /// <summary>max_use</summary>
    public static readonly Param<int> MaxUse = Table.Number("max_use", "100", min: 1);

    /// <summary>message_drop_headers</summary>
    public static readonly Param<string> MessageDropHeaders = Table.Text("message_drop_headers", "bcc, content-length, resent-bcc, return-path");

    /// <summary>message_size_limit</summary>
    public static readonly Param<long> MessageSizeLimit = Table.Long("message_size_limit", "10240000");

    /// <summary>meta_directory</summary>
    public static readonly Param<string> MetaDirectory = Table.Text("meta_directory", "/etc/postfix", min: 1);

    /// <summary>mime_boundary_length_limit</summary>
    public static readonly Param<int> MimeBoundaryLengthLimit = Table.Number("mime_boundary_length_limit", "2048", min: 1);

    /// <summary>mime_nesting_limit</summary>
    public static readonly Param<int> MimeNestingLimit = Table.Number("mime_nesting_limit", "100", min: 1);

    /// <summary>mydestination</summary>
    public static readonly Param<string> Mydestination = Table.Text("mydestination", "$myhostname, localhost.$mydomain, localhost");

    /// <summary>mydomain</summary>
    public static readonly Param<string> Mydomain = Table.Text("mydomain", "", min: 1);

    /// <summary>myhostname</summary>
    public static readonly Param<string> Myhostname = Table.Text("myhostname", "", min: 1);

    /// <summary>mynetworks</summary>
    public static readonly Param<string> Mynetworks = Table.Text("mynetworks", "");

    /// <summary>mynetworks_style</summary>
    public static readonly Param<string> MynetworksStyle = Table.Text("mynetworks_style", "${{$compatibility_level} <level {2} ? {subnet} : {host}}", min: 1);

    /// <summary>myorigin</summary>
    public static readonly Param<string> Myorigin = Table.Text("myorigin", "$myhostname", min: 1);

    /// <summary>owner_request_special</summary>
    public static readonly Param<bool> OwnerRequestSpecial = Table.YesNo("owner_request_special", "yes");

    /// <summary>parent_domain_matches_subdomains</summary>
    public static readonly Param<string> ParentDomainMatchesSubdomains = Table.Text("parent_domain_matches_subdomains", "debug_peer_list,fast_flush_domains,mynetworks,permit_mx_backup_networks,qmqpd_authorized_clients,relay_domains,smtpd_access_maps");

    /// <summary>pickup_service_name</summary>
    public static readonly Param<string> PickupServiceName = Table.Text("pickup_service_name", "pickup", min: 1);

    /// <summary>postlog_service_name</summary>
    public static readonly Param<string> PostlogServiceName = Table.Text("postlog_service_name", "postlog", min: 1);

    /// <summary>process_id_directory</summary>
    public static readonly Param<string> ProcessIdDirectory = Table.Text("process_id_directory", "pid", min: 1);

    /// <summary>proxy_interfaces</summary>
    public static readonly Param<string> ProxyInterfaces = Table.Text("proxy_interfaces", "");

    /// <summary>proxymap_service_name</summary>
    public static readonly Param<string> ProxymapServiceName = Table.Text("proxymap_service_name", "proxymap", min: 1);

    /// <summary>proxywrite_service_name</summary>
    public static readonly Param<string> ProxywriteServiceName = Table.Text("proxywrite_service_name", "proxywrite", min: 1);

    /// <summary>queue_directory</summary>
    public static readonly Param<string> QueueDirectory = Table.Text("queue_directory", "/var/spool/postfix", min: 1);

    /// <summary>queue_service_name</summary>
    public static readonly Param<string> QueueServiceName = Table.Text("queue_service_name", "qmgr", min: 1);

    /// <summary>recipient_delimiter</summary>
    public static readonly Param<string> RecipientDelimiter = Table.Text("recipient_delimiter", "");

    /// <summary>relay_domains</summary>
    public static readonly Param<string> RelayDomains = Table.Text("relay_domains", "${{$compatibility_level} <level {2} ? {$mydestination} : {}}");

    /// <summary>relayhost</summary>
    public static readonly Param<string> Relayhost = Table.Text("relayhost", "");

    /// <summary>requiretls_enable</summary>
    public static readonly Param<bool> RequiretlsEnable = Table.YesNo("requiretls_enable", "yes");

    /// <summary>respectful_logging</summary>
    public static readonly Param<bool> RespectfulLogging = Table.YesNo("respectful_logging", "${{$compatibility_level} <level {3.6} ? {no} : {yes}}");

    /// <summary>rewrite_service_name</summary>
    public static readonly Param<string> RewriteServiceName = Table.Text("rewrite_service_name", "rewrite", min: 1);

    /// <summary>send_cyrus_sasl_authzid</summary>
    public static readonly Param<bool> SendCyrusSaslAuthzid = Table.YesNo("send_cyrus_sasl_authzid", "no");

    /// <summary>setgid_group</summary>
    public static readonly Param<string> SetgidGroup = Table.Text("setgid_group", "postdrop", min: 1);

    /// <summary>shlib_directory</summary>
    public static readonly Param<string> ShlibDirectory = Table.Text("shlib_directory", "no", min: 1);

    /// <summary>showq_service_name</summary>
    public static readonly Param<string> ShowqServiceName = Table.Text("showq_service_name", "showq", min: 1);

    /// <summary>smtputf8_autodetect_classes</summary>
    public static readonly Param<string> Smtputf8AutodetectClasses = Table.Text("smtputf8_autodetect_classes", "sendmail, verify", min: 1);

    /// <summary>smtputf8_enable</summary>
    public static readonly Param<bool> Smtputf8Enable = Table.YesNo("smtputf8_enable", "${{$compatibility_level} <level {1} ? {no} : {yes}}");

    /// <summary>socketmap_max_query_size</summary>
    public static readonly Param<int> SocketmapMaxQuerySize = Table.Number("socketmap_max_query_size", "10000", min: 1);

    /// <summary>socketmap_max_reply_size</summary>
    public static readonly Param<int> SocketmapMaxReplySize = Table.Number("socketmap_max_reply_size", "100000", min: 1);

    /// <summary>soft_bounce</summary>
    public static readonly Param<bool> SoftBounce = Table.YesNo("soft_bounce", "no");

    /// <summary>stale_lock_time</summary>
    public static readonly Param<TimeSpan> StaleLockTime = Table.Time("stale_lock_time", "500s", min: 1);

    /// <summary>strict_7bit_headers</summary>
    public static readonly Param<bool> Strict7bitHeaders = Table.YesNo("strict_7bit_headers", "no");

    /// <summary>strict_8bitmime</summary>
    public static readonly Param<bool> Strict8bitmime = Table.YesNo("strict_8bitmime", "no");

    /// <summary>strict_8bitmime_body</summary>
    public static readonly Param<bool> Strict8bitmimeBody = Table.YesNo("strict_8bitmime_body", "no");

    /// <summary>strict_mime_encoding_domain</summary>
    public static readonly Param<bool> StrictMimeEncodingDomain = Table.YesNo("strict_mime_encoding_domain", "no");

    /// <summary>strict_smtputf8</summary>
    public static readonly Param<bool> StrictSmtputf8 = Table.YesNo("strict_smtputf8", "no");

    /// <summary>syslog_facility</summary>
    public static readonly Param<string> SyslogFacility = Table.Text("syslog_facility", "mail", min: 1);

    /// <summary>syslog_name</summary>
    public static readonly Param<string> SyslogName = Table.Text("syslog_name", "${multi_instance_name?{$multi_instance_name}:{postfix}}", min: 1);

    /// <summary>tcp_windowsize</summary>
    public static readonly Param<int> TcpWindowsize = Table.Number("tcp_windowsize", "0");

    /// <summary>trace_service_name</summary>
    public static readonly Param<string> TraceServiceName = Table.Text("trace_service_name", "trace", min: 1);

    /// <summary>trigger_timeout</summary>
    public static readonly Param<TimeSpan> TriggerTimeout = Table.Time("trigger_timeout", "10s", min: 1);

    /// <summary>verp_delimiter_filter</summary>
    public static readonly Param<string> VerpDelimiterFilter = Table.Text("verp_delimiter_filter", "-=+", min: 1);
}
