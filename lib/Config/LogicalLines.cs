using System.Text;

namespace MailSuite.Config;

/// <summary>
/// Postfix's text files in logical lines (main.cf, master.cf, lookup table sources): empty lines and lines whose first
/// non-blank character is "#" are skipped, and a line that starts with white space continues the one before (postconf(5)).
/// </summary>
public static class LogicalLines
{
    /// <summary>The logical lines with the number of the physical line on which each starts.</summary>
    public static IEnumerable<(int Line, string Text)> Of(string text)
    {
        StringBuilder? current = null;
        int number = 0, first = 0;
        foreach (var range in text.AsMemory().ToString().Split('\n'))
        {
            number++;
            string line = range.TrimEnd('\r');
            var bare = line.AsSpan().TrimStart();
            if (bare.IsEmpty || bare[0] == '#')
                continue;
            if (line[0] is ' ' or '\t' && current != null)
            {
                current.Append(line);
                continue;
            }
            if (current != null)
                yield return (first, current.ToString().TrimEnd());
            current = new StringBuilder(line);
            first = number;
        }
        if (current != null)
            yield return (first, current.ToString().TrimEnd());
    }
}
