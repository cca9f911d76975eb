namespace MailSuite.Base;

/// <summary>
/// Ends a process that hangs: SIGALRM, whose default action is the end, unless the process shows again and again that it goes on
/// (daemon_timeout of postconf(5)). master sees "killed by signal 14" and starts another. The alarm is set anew only when a twentieth of
/// the time is over, so a busy process pays nothing for it.
/// </summary>
public static class Watchdog
{
    private static long slack, set = long.MinValue / 2;
    private static uint seconds;

    /// <summary>From now on the process must show within this time that it goes on; at least a second.</summary>
    public static void Start(TimeSpan limit)
    {
        seconds = (uint)Math.Clamp(limit.TotalSeconds, 1, int.MaxValue);
        slack = seconds * 50L;
        set = long.MinValue / 2;
        Pat();
    }

    /// <summary>The process goes on. Called where a loop turns and where a peer is read.</summary>
    public static void Pat()
    {
        if (seconds == 0)
            return;
        long now = Clock.System.Milliseconds;
        if (now - set < slack)
            return;
        set = now;
        Native.alarm(seconds);
    }

    /// <summary>The longest wait (milliseconds, -1 without end) that this allows without an alarm.</summary>
    public static int Limit(int milliseconds)
    {
        if (seconds == 0)
            return milliseconds;
        int most = (int)Math.Min(seconds * 500L, int.MaxValue);
        return milliseconds < 0 ? most : Math.Min(milliseconds, most);
    }
}
