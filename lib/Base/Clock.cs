namespace MailSuite.Base;

/// <summary>What time it is. Handed in, so that five days of retries take milliseconds in a test.</summary>
public abstract class Clock
{
    /// <summary>The host's clock.</summary>
    public static Clock System { get; } = new SystemClock();

    /// <summary>Wall time in microseconds since 1970: for queue ids, ages and headers.</summary>
    public abstract long UnixMicros { get; }

    /// <summary>A time that never jumps, in milliseconds: for time limits.</summary>
    public abstract long Milliseconds { get; }

    /// <summary>Wall time in whole seconds since 1970.</summary>
    public long UnixSeconds => UnixMicros / 1_000_000;

    private sealed class SystemClock : Clock
    {
        public override long UnixMicros => (DateTime.UtcNow.Ticks - DateTime.UnixEpoch.Ticks) / 10;
        public override long Milliseconds => Environment.TickCount64;
    }
}

/// <summary>Local time through the C library: no time zone database in managed memory, and it works in a chroot once it was asked.</summary>
public static unsafe class LocalTime
{
    private static readonly string[] Months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    private static readonly string[] Days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

    /// <summary>The parts of a local time.</summary>
    public readonly record struct Parts(int Year, int Month, int Day, int Hour, int Minute, int Second, int WeekDay, int OffsetSeconds, string ZoneName)
    {
        /// <summary>Three letters of the month.</summary>
        public string MonthName => Months[Month - 1];
        /// <summary>Three letters of the day of the week.</summary>
        public string DayName => Days[WeekDay];
        /// <summary>Offset from UTC as +hhmm.</summary>
        public string Zone => $"{(OffsetSeconds < 0 ? '-' : '+')}{Math.Abs(OffsetSeconds) / 3600:D2}{Math.Abs(OffsetSeconds) / 60 % 60:D2}";
    }

    /// <summary>Splits seconds since 1970.</summary>
    public static Parts Of(long unixSeconds)
    {
        byte* tm = stackalloc byte[56];
        Native.localtime_r(&unixSeconds, tm);
        int* t = (int*)tm;
        return new Parts(t[5] + 1900, t[4] + 1, t[3], t[2], t[1], t[0], t[6], (int)*(long*)(tm + 40), Native.Text(*(byte**)(tm + 48)));
    }

    /// <summary>Reads the time zone now, before a chroot takes /etc away.</summary>
    public static void LoadZone()
    {
        Native.tzset();
        Of(0);
    }

    /// <summary>RFC 5322 date-time, e.g. "Sun, 22 Nov 2026 13:21:00 +0000": day in two digits, as Postfix 3.9 and later.</summary>
    public static string Rfc5322(long unixSeconds)
    {
        var t = Of(unixSeconds);
        return $"{t.DayName}, {t.Day:D2} {t.MonthName} {t.Year} {t.Hour:D2}:{t.Minute:D2}:{t.Second:D2} {t.Zone}";
    }

    /// <summary>The date of Received: and Date: headers as Postfix writes them: RFC 5322 with the zone's name as comment.</summary>
    public static string MailDate(long unixSeconds) => $"{Rfc5322(unixSeconds)} ({Of(unixSeconds).ZoneName})";

    /// <summary>The date of a log line, e.g. "Nov 22 13:21:00".</summary>
    public static string LogDate(long unixSeconds)
    {
        var t = Of(unixSeconds);
        return $"{t.MonthName} {t.Day,2} {t.Hour:D2}:{t.Minute:D2}:{t.Second:D2}";
    }

    /// <summary>ctime(3) form as in mbox From_ lines and mailq, e.g. "Sun Nov 22 13:21:00 2026".</summary>
    public static string Asctime(long unixSeconds)
    {
        var t = Of(unixSeconds);
        return $"{t.DayName} {t.MonthName} {t.Day,2} {t.Hour:D2}:{t.Minute:D2}:{t.Second:D2} {t.Year}";
    }

    /// <summary>A time by a format of strftime(3); empty when the result is longer than a kilobyte.</summary>
    public static string Format(string format, long unixSeconds)
    {
        byte* tm = stackalloc byte[56], text = stackalloc byte[1024];
        Native.localtime_r(&unixSeconds, tm);
        fixed (byte* f = Native.CString(format))
            return Bytes.Text(new ReadOnlySpan<byte>(text, (int)Native.strftime(text, 1024, f, tm)));
    }
}
