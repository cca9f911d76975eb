namespace MailSuite.Mail;

/// <summary>Text that begins with an enhanced status code (RFC 3463), as commands, tables and the nexthop of error(8) give it.</summary>
public static class EnhancedStatus
{
    /// <summary>Splits "x.y.z text"; false when the text begins with something else, and is then all of it.</summary>
    public static bool Split(string line, out string status, out string text)
    {
        string trimmed = line.TrimStart(' ', '\t');
        int end = trimmed.AsSpan().IndexOfAny(' ', '\t', '\n');
        string first = end < 0 ? trimmed : trimmed[..end];
        bool known = IsStatus(first);
        (status, text) = known ? (first, end < 0 ? "" : trimmed[end..].TrimStart(' ', '\t', '\n')) : ("", line);
        return known;
    }

    private static bool IsStatus(string text)
    {
        var parts = text.Split('.');
        return parts.Length == 3 && parts[0] is "2" or "4" or "5" && IsNumber(parts[1]) && IsNumber(parts[2]);

        static bool IsNumber(string part) => part.Length is > 0 and <= 3 && part.All(char.IsAsciiDigit);
    }
}
