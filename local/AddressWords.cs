using System.Text;

namespace MailSuite.Local;

/// <summary>
/// Splits the right-hand side of an alias or a line of a .forward or :include: file at its commas. Each word comes without quotes and comments:
/// "|command args", "/file", ":include:/file" or an address in internal form.
/// </summary>
internal static class AddressWords
{
    public static List<string> Of(string line)
    {
        var words = new List<string>();
        int at = 0;
        while (at < line.Length)
        {
            string word = Next(line, ref at);
            if (word.Length > 0)
                words.Add(word);
        }
        return words;
    }

    private static string Next(string line, ref int at)
    {
        var raw = new StringBuilder();
        string? bracketed = null, quoted = null;
        int comment = 0;
        bool spaceAhead = false;
        for (; at < line.Length; at++)
        {
            char c = line[at];
            if (comment > 0)
            {
                comment += c == '(' ? 1 : c == ')' ? -1 : 0;
                at += c == '\\' && at + 1 < line.Length ? 1 : 0;
            }
            else if (c == ',')
            {
                at++;
                break;
            }
            else if (c == '(' && !IsCommand(raw))
                comment = 1;
            else if (c == '"' && !IsCommand(raw))
            {
                string text = Quoted(line, ref at);
                quoted = raw.Length == 0 && quoted == null ? text : null;
                raw.Append(quoted ?? text);
            }
            else if (c == '<' && !IsCommand(raw) && line.IndexOf('>', at) is > 0 and var close)
            {
                bracketed = line[(at + 1)..close];
                at = close;
            }
            else if (c is ' ' or '\t' or '\r' or '\n')
                spaceAhead = raw.Length > 0;
            else
            {
                if (spaceAhead)
                    raw.Append(' ');
                (spaceAhead, quoted) = (false, null);
                raw.Append(c);
            }
        }
        if (bracketed != null)
            return Protocol.MailAddress.Unquote(bracketed.Trim());
        return raw.ToString();
    }

    /// <summary>An unquoted command may hold everything but a comma.</summary>
    private static bool IsCommand(StringBuilder raw) => raw.Length > 0 && raw[0] == '|';

    /// <summary>The text between quotes, backslashes taken off; ends on the closing quote.</summary>
    private static string Quoted(string line, ref int at)
    {
        var text = new StringBuilder();
        for (at++; at < line.Length && line[at] != '"'; at++)
        {
            if (line[at] == '\\' && at + 1 < line.Length)
                at++;
            text.Append(line[at]);
        }
        return text.ToString();
    }
}
