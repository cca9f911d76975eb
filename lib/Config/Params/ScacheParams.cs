namespace MailSuite.Config;

/// <summary>Parameters whose owner is scache.</summary>
public static class ScacheParams
{
    /// <summary>Pause between log lines about use of the connection cache.</summary>
    public static readonly Param<TimeSpan> ConnectionCacheStatusUpdateTime = Table.Time("connection_cache_status_update_time", "600s", min: 1).NotYet();

    /// <summary>Longest time that a cached connection may be kept.</summary>
    public static readonly Param<TimeSpan> ConnectionCacheTtlLimit = Table.Time("connection_cache_ttl_limit", "2s", min: 1).NotYet();
}
