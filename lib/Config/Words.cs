namespace MailSuite.Config;

/// <summary>Words of a configuration line: separated by blanks, or held together by balanced braces; "name = value" pairs.</summary>
public static class Words
{
    /// <summary>The next word, which may hold blanks inside {}; null at the end (mystrtokq(3)).</summary>
    public static string? Next(ref ReadOnlySpan<char> rest, string separators = LogicalLines.Blanks)
    {
        rest = rest.TrimStart(separators);
        if (rest.IsEmpty)
            return null;
        int level = 0, end = 0;
        for (; end < rest.Length; end++)
            if (rest[end] == '{')
                level++;
            else if (level > 0 && rest[end] == '}')
                level--;
            else if (level == 0 && separators.Contains(rest[end]))
                break;
        string word = rest[..end].ToString();
        rest = rest[Math.Min(end + 1, rest.Length)..];
        return word;
    }

    /// <summary>What stands inside "{ text }", without blanks at its ends; what is wrong with it otherwise (extpar(3)).</summary>
    public static string? Unbrace(string word, out string inner)
    {
        int length = Balanced(word);
        if (length == 0)
        {
            inner = word[1..].Trim();
            return $"missing '}}' in \"{word}\"";
        }
        inner = word[1..(length - 1)].Trim();
        return length < word.Length ? $"syntax error after '}}' in \"{word}\"" : null;
    }

    /// <summary>The length of the balanced {} expression at the start of the text, or 0.</summary>
    internal static int Balanced(ReadOnlySpan<char> text)
    {
        int level = 0;
        for (int i = 0; i < text.Length; i++)
            if (text[i] == '{')
                level++;
            else if (text[i] == '}' && --level == 0)
                return i + 1;
        return 0;
    }

    /// <summary>Reads "name = value"; returns what is wrong with it, or null (split_nameval(3)).</summary>
    public static string? NameValue(string text, out string name, out string value)
    {
        name = value = "";
        var rest = text.AsSpan().TrimStart(LogicalLines.Blanks);
        if (rest.IsEmpty)
            return "missing attribute name";
        int end = 0;
        while (end < rest.Length && rest[end] != '=' && !LogicalLines.IsBlank(rest[end]))
            end++;
        var after = rest[end..].TrimStart(LogicalLines.Blanks);
        if (after.IsEmpty || after[0] != '=')
            return "missing '=' after attribute name";
        if (end == 0)
            return "missing attribute name";
        name = rest[..end].ToString();
        value = after[1..].Trim(LogicalLines.Blanks).ToString();
        return null;
    }
}
