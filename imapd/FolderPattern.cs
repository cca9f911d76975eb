namespace MailSuite.Imapd;

/// <summary>LIST's wildcards: "*" is anything, "%" anything without the separator (RFC 3501 6.3.8). Time is the product of the lengths, whatever the pattern.</summary>
internal static class FolderPattern
{
    private const int LongestPattern = 1000;

    internal static bool Matches(string pattern, string name, char separator)
    {
        if (pattern.Length > LongestPattern)
            return false;
        bool inbox = name == "INBOX";
        // reach[i]: the pattern so far can have consumed i characters of the name.
        var reach = new bool[name.Length + 1];
        reach[0] = true;
        foreach (char c in pattern)
            if (c is '*' or '%')
            {
                for (int i = 0; i < name.Length; i++)
                    reach[i + 1] |= reach[i] && (c == '*' || name[i] != separator);
            }
            else
            {
                for (int i = name.Length; i > 0; i--)
                    reach[i] = reach[i - 1] && (name[i - 1] == c || inbox && char.ToUpperInvariant(c) == name[i - 1]);
                reach[0] = false;
            }
        return reach[name.Length];
    }
}
