namespace MailSuite.Maps;

/// <summary>Lists of tables and patterns: words separated by comma or white space, where {...} keeps a word together.</summary>
public static class Braces
{
    /// <summary>The words of a list.</summary>
    public static List<string> Words(string list)
    {
        var words = new List<string>();
        var rest = list.AsSpan();
        while (Config.Words.Next(ref rest, ", \t\r\n") is { } word)
            words.Add(word);
        return words;
    }
}
