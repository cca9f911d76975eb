namespace MailSuite.Maps;

/// <summary>The rules of a cidr:, regexp: or pcre: table, from a file or written in place as "{{rule}, {rule}}", a line at a time.</summary>
internal static class RuleSource
{
    /// <summary>Calls <paramref name="take"/> with each rule's line number and text.</summary>
    public static void Read(string type, string name, Action<int, string> take)
    {
        if (name.StartsWith('{'))
            ReadInline(type, name, take);
        else
            ReadFile(type, name, take);
    }

    private static void ReadFile(string type, string path, Action<int, string> take)
    {
        var error = Sys.TryOpen(path, Sys.RdOnly, 0, out int fd);
        if (error != Errno.None)
            throw new TableUnavailableException($"open {path}: {error.Text()}");
        try
        {
            var lines = new SourceLines(fd, path);
            while (lines.Next(out var line))
                take(lines.Line, Bytes.Text(line));
        }
        catch (UnixException e)
        {
            throw new TableUnavailableException($"{type} map {path}: read error: {e.Errno.Text()}");
        }
        finally
        {
            Sys.CloseQuietly(fd);
        }
    }

    private static void ReadInline(string type, string name, Action<int, string> take)
    {
        if (Words.Unbrace(name, out string rules) is { } problem)
            throw new TableUnavailableException($"{type} map: {problem}");
        int number = 0;
        foreach (string word in Braces.Words(rules))
        {
            if (!word.StartsWith('{'))
                throw new TableUnavailableException($"{type} map: no '{{' at start of text in \"{word}\"");
            if (Words.Unbrace(word, out string rule) is { } wrong)
                throw new TableUnavailableException($"{type} map: {wrong}");
            number++;
            if (rule.Length > 0 && rule[0] != '#')
                take(number, rule);
        }
    }
}
