namespace MailSuite.Config;

/// <summary>Parameters whose owner is flush.</summary>
public static class FlushParams
{
    /// <summary>fast_flush_purge_time</summary>
    public static readonly Param<TimeSpan> FastFlushPurgeTime = Table.Time("fast_flush_purge_time", "7d", min: 1);

    /// <summary>fast_flush_refresh_time</summary>
    public static readonly Param<TimeSpan> FastFlushRefreshTime = Table.Time("fast_flush_refresh_time", "12h", min: 1);
}
