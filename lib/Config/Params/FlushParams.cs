namespace MailSuite.Config;

/// <summary>Parameters whose owner is flush.</summary>
public static class FlushParams
{
    /// <summary>Age at which an empty list of deferred mail is removed.</summary>
    public static readonly Param<TimeSpan> FastFlushPurgeTime = Table.Time("fast_flush_purge_time", "7d", min: 1);

    /// <summary>Age at which a list of deferred mail is acted upon without being asked.</summary>
    public static readonly Param<TimeSpan> FastFlushRefreshTime = Table.Time("fast_flush_refresh_time", "12h", min: 1);
}
