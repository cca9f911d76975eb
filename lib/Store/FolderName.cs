namespace MailSuite.Store;

/// <summary>
/// Which names a folder may have: valid modified UTF-7 (RFC 3501 5.1.3), no control characters, and nothing that means something else
/// to a file system. Checked before any path is made of a name.
/// </summary>
internal static class FolderName
{
    private const int LongestName = 240, DeepestLevel = 32;

    internal static bool IsInbox(string name) => Bytes.Same(name, "INBOX");

    /// <summary>INBOX in capitals, also in front of a separator; other names as they are.</summary>
    internal static string Canonical(string name, char separator) =>
        name.Length >= 5 && Bytes.Same(name.AsSpan(0, 5), "INBOX") && (name.Length == 5 || name[5] == separator) ? string.Concat("INBOX", name.AsSpan(5)) : name;

    internal static bool IsValid(string name, char separator)
    {
        if (name.Length is 0 or > LongestName || name.AsSpan().IndexOfAnyExceptInRange(' ', '~') >= 0 || !IsModifiedUtf7(name))
            return false;
        var parts = name.Split(separator);
        if (parts.Length > DeepestLevel)
            return false;
        foreach (var part in parts)
            if (part.Length == 0 || part is "." or ".." || part[0] == '~' || part.Contains('/') || part.AsSpan().ContainsAny("*%"))
                return false;
        return true;
    }

    /// <summary>Is every "&amp;...-" a whole number of UTF-16 units, and needed at all? An overlong form would be a second name for one folder.</summary>
    internal static bool IsModifiedUtf7(string name)
    {
        for (int i = 0; i < name.Length; i++)
        {
            if (name[i] != '&')
                continue;
            int end = name.IndexOf('-', i);
            if (end < 0)
                return false;
            if (end > i + 1 && !IsShiftedText(name.AsSpan(i + 1, end - i - 1)))
                return false;
            i = end;
        }
        return true;
    }

    private static bool IsShiftedText(ReadOnlySpan<char> text)
    {
        uint bits = 0;
        int count = 0;
        bool highBefore = false;
        foreach (char c in text)
        {
            int value = c switch { >= 'A' and <= 'Z' => c - 'A', >= 'a' and <= 'z' => c - 'a' + 26, >= '0' and <= '9' => c - '0' + 52, '+' => 62, ',' => 63, _ => -1 };
            if (value < 0)
                return false;
            bits = (bits << 6 | (uint)value) & 0x3FFFFF;
            count += 6;
            if (count < 16)
                continue;
            count -= 16;
            char unit = (char)(bits >> count & 0xFFFF);
            if (unit is >= ' ' and <= '~' || char.IsControl(unit) || char.IsLowSurrogate(unit) != highBefore)
                return false;
            highBefore = char.IsHighSurrogate(unit);
        }
        return count < 6 && (bits & (1u << count) - 1) == 0 && !highBefore;
    }
}
