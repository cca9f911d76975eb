namespace MailSuite.Maps;

/// <summary>Postfix's lists: words separated by comma or white space, where {...} keeps a word together (mystrtokq(3), extpar(3)).</summary>
internal static class Braces
{
    private const string Separators = ", \t\r\n";

    /// <summary>The words of a list.</summary>
    public static IEnumerable<string> Words(string list)
    {
        int at = 0;
        while (true)
        {
            while (at < list.Length && Separators.Contains(list[at]))
                at++;
            if (at == list.Length)
                yield break;
            int start = at;
            for (int level = 0; at < list.Length && (level > 0 || !Separators.Contains(list[at])); at++)
                level += list[at] == '{' ? 1 : list[at] == '}' && level > 0 ? -1 : 0;
            yield return list[start..at];
        }
    }

    /// <summary>The trimmed text between the first "{" and its "}", or null when that is not the whole of <paramref name="text"/>.</summary>
    public static string? Inside(string text)
    {
        int level = 0;
        for (int i = 0; i < text.Length; i++)
            if (text[i] == '{')
                level++;
            else if (text[i] == '}' && --level == 0)
                return i == text.TrimEnd().Length - 1 && text[0] == '{' ? text[1..i].Trim() : null;
        return null;
    }
}
