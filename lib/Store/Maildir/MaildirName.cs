using System.Globalization;

namespace MailSuite.Store.Maildir;

/// <summary>
/// The name of a message's file: BASE[,S=size][,W=size with CRLF]:2,FLAGS. What stands before the colon is the message's identity and never
/// changes; the letters behind ":2," are flags, and letters that we do not know are kept.
/// </summary>
internal static class MaildirName
{
    private const string FlagMark = ":2,";
    private static long lastMicros;
    private static readonly string Host = Sys.HostName.Replace("/", "\\057", StringComparison.Ordinal).Replace(":", "\\072", StringComparison.Ordinal);

    /// <summary>A base name that nobody else makes: time, process and host; the time moves on within the process.</summary>
    internal static string Unique(Clock clock)
    {
        long micros = lastMicros = Math.Max(clock.UnixMicros, lastMicros + 1);
        return $"{micros / 1_000_000}.M{micros % 1_000_000}P{Sys.ProcessId}.{Host}";
    }

    internal static string BaseOf(string fileName) => fileName.IndexOf(':') is >= 0 and var at ? fileName[..at] : fileName;

    internal static ReadOnlySpan<char> LettersOf(string fileName) =>
        fileName.IndexOf(FlagMark, StringComparison.Ordinal) is >= 0 and var at ? fileName.AsSpan(at + FlagMark.Length) : default;

    /// <summary>The number after ",S=" or ",W="; -1 when there is none.</summary>
    internal static long SizeField(string baseName, char letter)
    {
        for (int at = baseName.IndexOf(','); at >= 0; at = baseName.IndexOf(',', at + 1))
            if (at + 2 < baseName.Length && baseName[at + 1] == letter && baseName[at + 2] == '=')
            {
                var rest = baseName.AsSpan(at + 3);
                int end = rest.IndexOf(',');
                return long.TryParse(end < 0 ? rest : rest[..end], NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : -1;
            }
        return -1;
    }

    /// <summary>Seconds since 1970 at the start of the name: when it was delivered.</summary>
    internal static long TimeOf(string baseName)
    {
        int end = baseName.IndexOf('.');
        return long.TryParse(baseName.AsSpan(0, Math.Max(end, 0)), NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : long.MaxValue;
    }

    /// <summary>Flags, keyword bits (a-z) and the letters that mean nothing to us.</summary>
    internal static (MessageFlags Flags, uint Letters, string Unknown) Read(string fileName)
    {
        var flags = MessageFlags.None;
        uint letters = 0;
        string unknown = "";
        foreach (char c in LettersOf(fileName))
            switch (c)
            {
                case 'D': flags |= MessageFlags.Draft; break;
                case 'F': flags |= MessageFlags.Flagged; break;
                case 'R': flags |= MessageFlags.Answered; break;
                case 'S': flags |= MessageFlags.Seen; break;
                case 'T': flags |= MessageFlags.Deleted; break;
                case >= 'a' and <= 'z': letters |= 1u << (c - 'a'); break;
                default: unknown += c; break;
            }
        return (flags, letters, unknown);
    }

    /// <summary>The file name for flags; the letters in ASCII order, as everybody writes them.</summary>
    internal static string With(string baseName, MessageFlags flags, uint letters, string unknown)
    {
        Span<char> all = stackalloc char[32 + Math.Min(unknown.Length, 64)];
        int count = 0;
        foreach (char c in unknown.AsSpan(0, Math.Min(unknown.Length, 64)))
            all[count++] = c;
        if ((flags & MessageFlags.Draft) != 0)
            all[count++] = 'D';
        if ((flags & MessageFlags.Flagged) != 0)
            all[count++] = 'F';
        if ((flags & MessageFlags.Answered) != 0)
            all[count++] = 'R';
        if ((flags & MessageFlags.Seen) != 0)
            all[count++] = 'S';
        if ((flags & MessageFlags.Deleted) != 0)
            all[count++] = 'T';
        for (int i = 0; i < 26; i++)
            if ((letters >> i & 1) != 0)
                all[count++] = (char)('a' + i);
        all[..count].Sort();
        return string.Concat(baseName, FlagMark, all[..count]);
    }

    /// <summary>Base names in the order of delivery: the time in front as a number, then the text.</summary>
    internal static int ByTime(string a, string b)
    {
        int order = TimeOf(a).CompareTo(TimeOf(b));
        return order != 0 ? order : Micros(a).CompareTo(Micros(b)) is not 0 and var byMicros ? byMicros : string.CompareOrdinal(a, b);

        static long Micros(string name)
        {
            int at = name.IndexOf(".M", StringComparison.Ordinal);
            long value = 0;
            for (int i = at + 2; at >= 0 && i < name.Length && i < at + 9 && char.IsAsciiDigit(name[i]); i++)
                value = value * 10 + (name[i] - '0');
            return value;
        }
    }
}
