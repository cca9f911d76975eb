using System.Globalization;

namespace MailSuite.Protocol.Imap;

/// <summary>Dates of IMAP (RFC 3501 9: date, date-time) and of a message's Date field, as seconds or days since 1970.</summary>
public static class ImapDate
{
    private static readonly string[] Months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

    private static int Month(ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < 12; i++)
            if (Bytes.Same(Bytes.Text(name), Months[i]))
                return i + 1;
        return 0;
    }

    private static int Digits(ReadOnlySpan<byte> text) =>
        text.Length is > 0 and <= 4 && text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0 ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : -1;

    private static bool TryDays(int year, int month, int day, out int days)
    {
        days = 0;
        if (year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return false;
        days = new DateOnly(year, month, day).DayNumber - new DateOnly(1970, 1, 1).DayNumber;
        return true;
    }

    /// <summary>"5-Jan-2026" (the day in one or two digits).</summary>
    public static bool TryParseDate(ReadOnlySpan<byte> text, out int days)
    {
        days = 0;
        int first = text.IndexOf((byte)'-');
        return first is 1 or 2 && text.Length == first + 9 && text[first + 4] == '-'
            && TryDays(Digits(text[(first + 5)..]), Month(text.Slice(first + 1, 3)), Digits(text[..first].TrimStart((byte)' ')), out days);
    }

    /// <summary>" 5-Jan-2026 10:11:12 +0100".</summary>
    public static bool TryParseDateTime(ReadOnlySpan<byte> text, out long seconds)
    {
        seconds = 0;
        text = text.TrimStart((byte)' ');
        int space = text.IndexOf((byte)' ');
        if (space < 0 || !TryParseDate(text[..space], out int days))
            return false;
        var rest = text[(space + 1)..];
        if (rest.Length != 14 || rest[2] != ':' || rest[5] != ':' || rest[8] != ' ' || rest[9] is not ((byte)'+' or (byte)'-'))
            return false;
        int h = Digits(rest[..2]), m = Digits(rest[3..5]), s = Digits(rest[6..8]), zone = Digits(rest[10..14]);
        if (h is < 0 or > 23 || m is < 0 or > 59 || s is < 0 or > 60 || zone < 0 || zone % 100 > 59)
            return false;
        int offset = (zone / 100 * 60 + zone % 100) * 60;
        seconds = days * 86400L + h * 3600 + m * 60 + s - (rest[9] == '-' ? -offset : offset);
        return true;
    }

    /// <summary>INTERNALDATE's form for parts of a local time.</summary>
    public static string Format(int day, int month, int year, int hour, int minute, int second, string zone) =>
        string.Create(CultureInfo.InvariantCulture, $"{day:D2}-{Months[month - 1]}-{year:D4} {hour:D2}:{minute:D2}:{second:D2} {zone}");

    /// <summary>The day of a message's Date field in its own time zone (RFC 5322 3.3, read leniently); false when it is no date.</summary>
    public static bool TryParseMessageDate(ReadOnlySpan<byte> field, out int days)
    {
        days = 0;
        int comma = field.IndexOf((byte)',');
        var words = Bytes.Text(comma >= 0 && comma < 12 ? field[(comma + 1)..] : field).Split((char[])[' ', '\t'], 6, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 3)
            return false;
        int day = Digits(Bytes.Of(words[0])), month = Month(Bytes.Of(words[1])), year = Digits(Bytes.Of(words[2]));
        if (year is >= 0 and < 50)
            year += 2000;
        else if (year is >= 50 and < 1000)
            year += 1900;
        return TryDays(year, month, day, out days);
    }
}
