namespace MailSuite.Config;

/// <summary>Parameters whose owner is postlogd.</summary>
public static class PostlogdParams
{
    /// <summary>How long postlogd may work on one event before its watchdog ends it.</summary>
    public static readonly Param<TimeSpan> PostlogdWatchdogTimeout = Table.Time("postlogd_watchdog_timeout", "10s", min: 10).NotYet();
}
