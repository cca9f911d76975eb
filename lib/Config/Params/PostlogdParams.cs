namespace MailSuite.Config;

/// <summary>Parameters whose owner is postlogd.</summary>
public static class PostlogdParams
{
    /// <summary>postlogd_watchdog_timeout</summary>
    public static readonly Param<TimeSpan> PostlogdWatchdogTimeout = Table.Time("postlogd_watchdog_timeout", "10s", min: 10);
}
