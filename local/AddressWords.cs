using System.Text;

namespace MailSuite.Local;

/// <summary>
/// Splits the right-hand side of an alias or a line of a .forward or :include: file at commas and white space. Each word comes without quotes and comments:
/// "|command args", "/file", ":include:/file" or an address in internal form.
/// </summary>
internal static class AddressWords
{
    public static List<string> Of(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        bool any = false;   // a word has begun, perhaps with empty quotes
        int phrase = 0;     // words from here on are a name, should a "<" follow
        for (int at = 0; at < line.Length; at++)
        {
            char c = line[at];
            if (c == '"')
            {
                Quoted(line, ref at, word);
                any = true;
            }
            else if (c == '(')
                SkipComment(line, ref at);
            else if (c == '<' && line.IndexOf('>', at) is > 0 and var close)
            {
                words.RemoveRange(phrase, words.Count - phrase);
                word.Clear().Append(Protocol.MailAddress.Unquote(line[(at + 1)..close].Trim()));
                (any, at) = (true, close);
            }
            else if (c is ',' or ' ' or '\t' or '\r' or '\n')
            {
                Take(words, word, ref any);
                if (c == ',')
                    phrase = words.Count;
            }
            else
            {
                word.Append(c == '\\' && word.Length > 0 && at + 1 < line.Length ? line[++at] : c);
                any = true;
            }
        }
        Take(words, word, ref any);
        return words;
    }

    private static void Take(List<string> words, StringBuilder word, ref bool any)
    {
        if (any && word.Length > 0)
            words.Add(word.ToString());
        word.Clear();
        any = false;
    }

    /// <summary>Adds the text between quotes, backslashes taken off; ends on the closing quote.</summary>
    private static void Quoted(string line, ref int at, StringBuilder word)
    {
        for (at++; at < line.Length && line[at] != '"'; at++)
        {
            if (line[at] == '\\' && at + 1 < line.Length)
                at++;
            word.Append(line[at]);
        }
    }

    private static void SkipComment(string line, ref int at)
    {
        for (int depth = 0; at < line.Length; at++)
        {
            depth += line[at] == '(' ? 1 : line[at] == ')' ? -1 : 0;
            if (depth == 0)
                return;
            if (line[at] == '\\')
                at++;
        }
    }
}
