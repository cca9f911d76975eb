namespace MailSuite.Config;

/// <summary>Parameters whose owner is verify.</summary>
public static class VerifyParams
{
    /// <summary>Pause between searches for expired verification results; 0 is never.</summary>
    public static readonly Param<TimeSpan> CacheCleanupInterval = Table.Time("address_verify_cache_cleanup_interval", "12h");

    /// <summary>default_transport for verification probes.</summary>
    public static readonly Param<string> DefaultTransport = Table.Text("address_verify_default_transport", "$default_transport", min: 1);

    /// <summary>local_transport for verification probes.</summary>
    public static readonly Param<string> LocalTransport = Table.Text("address_verify_local_transport", "$local_transport", min: 1);

    /// <summary>Table that remembers verification results; empty forgets them at restart.</summary>
    public static readonly Param<string> Map = Table.Text("address_verify_map", "$default_cache_db_type:$data_directory/verify_cache");

    /// <summary>Whether failed verifications are remembered.</summary>
    public static readonly Param<bool> NegativeCache = Table.YesNo("address_verify_negative_cache", "yes");

    /// <summary>How long a failed verification is remembered.</summary>
    public static readonly Param<TimeSpan> NegativeExpireTime = Table.Time("address_verify_negative_expire_time", "3d", min: 1);

    /// <summary>Age of a failed verification at which the address is probed again.</summary>
    public static readonly Param<TimeSpan> NegativeRefreshTime = Table.Time("address_verify_negative_refresh_time", "3h", min: 1);

    /// <summary>Verifications that may be under way; more addresses are told to try later.</summary>
    public static readonly Param<int> PendingRequestLimit = Table.Number("address_verify_pending_request_limit", "5000", min: 1);

    /// <summary>How often the SMTP server asks for a verification's result before it defers the client.</summary>
    public static readonly Param<int> PollCount = Table.Number("address_verify_poll_count", "${stress?{1}:{3}}", min: 1);

    /// <summary>Pause between questions for a verification's result.</summary>
    public static readonly Param<TimeSpan> PollDelay = Table.Time("address_verify_poll_delay", "3s", min: 1);

    /// <summary>How long a successful verification is remembered.</summary>
    public static readonly Param<TimeSpan> PositiveExpireTime = Table.Time("address_verify_positive_expire_time", "31d", min: 1);

    /// <summary>Age of a successful verification at which the address is probed again.</summary>
    public static readonly Param<TimeSpan> PositiveRefreshTime = Table.Time("address_verify_positive_refresh_time", "7d", min: 1);

    /// <summary>relay_transport for verification probes.</summary>
    public static readonly Param<string> RelayTransport = Table.Text("address_verify_relay_transport", "$relay_transport", min: 1);

    /// <summary>relayhost for verification probes.</summary>
    public static readonly Param<string> Relayhost = Table.Text("address_verify_relayhost", "$relayhost");

    /// <summary>Sender address of verification probes.</summary>
    public static readonly Param<string> Sender = Table.Text("address_verify_sender", "$double_bounce_sender");

    /// <summary>sender_dependent_default_transport_maps for verification probes.</summary>
    public static readonly Param<string> SenderDependentDefaultTransportMaps = Table.Text("address_verify_sender_dependent_default_transport_maps", "$sender_dependent_default_transport_maps");

    /// <summary>sender_dependent_relayhost_maps for verification probes.</summary>
    public static readonly Param<string> SenderDependentRelayhostMaps = Table.Text("address_verify_sender_dependent_relayhost_maps", "$sender_dependent_relayhost_maps");

    /// <summary>How long the probes' sender address, with a part that changes, stays the same; 0 is for ever.</summary>
    public static readonly Param<TimeSpan> SenderTtl = Table.Time("address_verify_sender_ttl", "0s");

    /// <summary>Name of the address verification service.</summary>
    public static readonly Param<string> ServiceName = Table.Text("address_verify_service_name", "verify", min: 1);

    /// <summary>transport_maps for verification probes.</summary>
    public static readonly Param<string> TransportMaps = Table.Text("address_verify_transport_maps", "$transport_maps");

    /// <summary>virtual_transport for verification probes.</summary>
    public static readonly Param<string> VirtualTransport = Table.Text("address_verify_virtual_transport", "$virtual_transport", min: 1);
}
