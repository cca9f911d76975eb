using System.Text;

namespace MailSuite.Config;

/// <summary>
/// Postfix's text files in logical lines (main.cf, master.cf, lookup table sources): empty lines and lines whose first
/// non-blank character is "#" are skipped, and a line that starts with white space continues the one before (postconf(5)).
/// </summary>
public static class LogicalLines
{
    /// <summary>
    /// The logical lines with the number of the physical line on which each starts. A first line that starts with white
    /// space continues nothing: it is skipped with a warning that names <paramref name="path"/>.
    /// </summary>
    public static IEnumerable<(int Line, string Text)> Of(string text, string? path = null)
    {
        var current = new StringBuilder();
        int number = 0, first = 0;
        for (int at = 0; at < text.Length; )
        {
            int end = text.IndexOf('\n', at);
            if (end < 0)
                end = text.Length;
            number++;
            var line = text.AsSpan(at, end - at);
            at = end + 1;
            var bare = line.TrimStart(Blanks);
            if (!bare.IsEmpty && bare[0] != '#')
            {
                if (current.Length == 0)
                    first = number;
                current.Append(line);
            }
            if (current.Length == 0 || at < text.Length && (text[at] == '#' || IsBlank(text[at])))
                continue;
            string logical = current.ToString();
            current.Clear();
            if (!IsBlank(logical[0]))
                yield return (first, logical);
            else if (path != null)
                Log.Warning($"{path}: logical line must not start with whitespace: \"{(logical.Length > 30 ? logical[..30] + "..." : logical)}\"");
        }
    }

    /// <summary>What isspace(3) calls white space.</summary>
    internal const string Blanks = " \t\n\r\v\f";

    internal static bool IsBlank(char c) => c is ' ' or >= '\t' and <= '\r';
}
