using System.Globalization;

namespace MailSuite.Store.Mbox;

/// <summary>The line that begins a message in an mbox: "From sender Mon Jan  5 10:11:12 2026", with or without seconds, with or without a zone, and with what else was in use.</summary>
internal static class FromLine
{
    private static readonly string[] Months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    private static readonly string[] Days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

    internal static string Make(string sender, long at) => $"From {sender} {LocalTime.Asctime(at)}\n";

    /// <summary>Is this such a line? The time is given in seconds since 1970.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> line, out long time)
    {
        time = 0;
        if (!line.StartsWith("From "u8) || line.Length > 1000)
            return false;
        var words = Bytes.Text(line[5..]).Split((char[])[' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        // The sender may hold spaces: the time is where a day, a month, a number and a clock follow each other.
        for (int i = 0; i + 3 < words.Length; i++)
            if (Array.IndexOf(Days, words[i]) >= 0 && Array.IndexOf(Months, words[i + 1]) is >= 0 and var month
                && Number(words[i + 2], 1, 31) is >= 0 and var day && Clock(words[i + 3], out int hour, out int minute, out int second))
                for (int y = i + 4; y < words.Length && y < i + 7; y++)
                    if (Number(words[y], 1970, 9999) is >= 0 and var year)
                    {
                        time = ToSeconds(year, month + 1, Math.Min(day, DateTime.DaysInMonth(year, month + 1)), hour, minute, second, words.AsSpan(i + 4, y - i - 4), words.AsSpan(y + 1));
                        return true;
                    }
        return false;
    }

    private static int Number(string word, int min, int max) =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n >= min && n <= max ? n : -1;

    private static bool Clock(string word, out int hour, out int minute, out int second)
    {
        var parts = word.Split(':');
        (hour, minute, second) = (-1, -1, 0);
        if (parts.Length is not (2 or 3))
            return false;
        hour = Number(parts[0], 0, 23);
        minute = Number(parts[1], 0, 59);
        second = parts.Length == 3 ? Number(parts[2], 0, 60) : 0;
        return hour >= 0 && minute >= 0 && second >= 0;
    }

    private static long ToSeconds(int year, int month, int day, int hour, int minute, int second, ReadOnlySpan<string> before, ReadOnlySpan<string> after)
    {
        long utc = new DateTime(year, month, day, hour, minute, Math.Min(second, 59), DateTimeKind.Utc).Subtract(DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond;
        foreach (var word in (ReadOnlySpan<string>)[.. before, .. after])
            if (word.Length == 5 && word[0] is '+' or '-' && Number(word[1..], 0, 2359) is >= 0 and var zone)
                return utc - (word[0] == '-' ? -1 : 1) * (zone / 100 * 3600 + zone % 100 * 60);
        return utc - LocalTime.Of(utc).OffsetSeconds;
    }
}
