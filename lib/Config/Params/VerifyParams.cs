namespace MailSuite.Config;

/// <summary>Parameters whose owner is verify.</summary>
public static class VerifyParams
{
    /// <summary>address_verify_cache_cleanup_interval</summary>
    public static readonly Param<TimeSpan> CacheCleanupInterval = Table.Time("address_verify_cache_cleanup_interval", "12h");

    /// <summary>address_verify_default_transport</summary>
    public static readonly Param<string> DefaultTransport = Table.Text("address_verify_default_transport", "$default_transport", min: 1);

    /// <summary>address_verify_local_transport</summary>
    public static readonly Param<string> LocalTransport = Table.Text("address_verify_local_transport", "$local_transport", min: 1);

    /// <summary>address_verify_map</summary>
    public static readonly Param<string> Map = Table.Text("address_verify_map", "$default_cache_db_type:$data_directory/verify_cache");

    /// <summary>address_verify_negative_cache</summary>
    public static readonly Param<bool> NegativeCache = Table.YesNo("address_verify_negative_cache", "yes");

    /// <summary>address_verify_negative_expire_time</summary>
    public static readonly Param<TimeSpan> NegativeExpireTime = Table.Time("address_verify_negative_expire_time", "3d", min: 1);

    /// <summary>address_verify_negative_refresh_time</summary>
    public static readonly Param<TimeSpan> NegativeRefreshTime = Table.Time("address_verify_negative_refresh_time", "3h", min: 1);

    /// <summary>address_verify_pending_request_limit</summary>
    public static readonly Param<int> PendingRequestLimit = Table.Number("address_verify_pending_request_limit", "5000", min: 1);

    /// <summary>address_verify_poll_count</summary>
    public static readonly Param<int> PollCount = Table.Number("address_verify_poll_count", "${stress?{1}:{3}}", min: 1);

    /// <summary>address_verify_poll_delay</summary>
    public static readonly Param<TimeSpan> PollDelay = Table.Time("address_verify_poll_delay", "3s", min: 1);

    /// <summary>address_verify_positive_expire_time</summary>
    public static readonly Param<TimeSpan> PositiveExpireTime = Table.Time("address_verify_positive_expire_time", "31d", min: 1);

    /// <summary>address_verify_positive_refresh_time</summary>
    public static readonly Param<TimeSpan> PositiveRefreshTime = Table.Time("address_verify_positive_refresh_time", "7d", min: 1);

    /// <summary>address_verify_relay_transport</summary>
    public static readonly Param<string> RelayTransport = Table.Text("address_verify_relay_transport", "$relay_transport", min: 1);

    /// <summary>address_verify_relayhost</summary>
    public static readonly Param<string> Relayhost = Table.Text("address_verify_relayhost", "$relayhost");

    /// <summary>address_verify_sender</summary>
    public static readonly Param<string> Sender = Table.Text("address_verify_sender", "$double_bounce_sender");

    /// <summary>address_verify_sender_dependent_default_transport_maps</summary>
    public static readonly Param<string> SenderDependentDefaultTransportMaps = Table.Text("address_verify_sender_dependent_default_transport_maps", "$sender_dependent_default_transport_maps");

    /// <summary>address_verify_sender_dependent_relayhost_maps</summary>
    public static readonly Param<string> SenderDependentRelayhostMaps = Table.Text("address_verify_sender_dependent_relayhost_maps", "$sender_dependent_relayhost_maps");

    /// <summary>address_verify_sender_ttl</summary>
    public static readonly Param<TimeSpan> SenderTtl = Table.Time("address_verify_sender_ttl", "0s");

    /// <summary>address_verify_service_name</summary>
    public static readonly Param<string> ServiceName = Table.Text("address_verify_service_name", "verify", min: 1);

    /// <summary>address_verify_transport_maps</summary>
    public static readonly Param<string> TransportMaps = Table.Text("address_verify_transport_maps", "$transport_maps");

    /// <summary>address_verify_virtual_transport</summary>
    public static readonly Param<string> VirtualTransport = Table.Text("address_verify_virtual_transport", "$virtual_transport", min: 1);
}
