using System.Globalization;
using System.Text;

namespace MailSuite.Maps;

/// <summary>The result text of a pattern, with $1, ${1} and $(1) for what a group matched, and $$ for a dollar sign.</summary>
internal sealed class Replacement
{
    // Literal texts and, between them, group numbers.
    private readonly List<(string Literal, int Group)> parts = [];

    private Replacement()
    {
    }

    /// <summary>The highest group number used.</summary>
    public int MaxGroup { get; private set; }

    /// <summary>A text as it is.</summary>
    public static Replacement Literal(string text)
    {
        var result = new Replacement();
        result.parts.Add((text, -1));
        return result;
    }

    /// <summary>Reads a result text; null when it cannot be, after a warning about the reason.</summary>
    public static Replacement? Parse(string text, string outOfRange, Action<string> warn)
    {
        var result = new Replacement();
        var literal = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '$')
            {
                literal.Append(text[i]);
                continue;
            }
            if (++i < text.Length && text[i] == '$')
            {
                literal.Append('$');
                continue;
            }
            if (!Group(text, ref i, out string name))
                return null;
            if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int group))
            {
                warn($"non-numeric replacement index \"{name}\"");
                return null;
            }
            if (group == 0)
            {
                warn($"{outOfRange} replacement index \"0\"");
                return null;
            }
            result.parts.Add((literal.ToString(), group));
            result.MaxGroup = Math.Max(result.MaxGroup, group);
            literal.Clear();
        }
        result.parts.Add((literal.ToString(), -1));
        return result;
    }

    private static bool Group(string text, ref int at, out string name)
    {
        int start = at;
        if (at < text.Length && text[at] is '{' or '(')
        {
            int close = text.IndexOf(text[at] == '{' ? '}' : ')', at);
            name = close < 0 ? "" : text[(at + 1)..close].Trim();
            at = close;
            if (close < 0)
                Log.Warning($"truncated macro reference: \"{text}\"");
            return close >= 0;
        }
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '_'))
            at++;
        name = text[start..at];
        at--;
        if (name.Length == 0)
            Log.Warning($"empty macro name: \"{text}\"");
        return name.Length > 0;
    }

    /// <summary>The result for a match; a group that took no part is empty.</summary>
    public string Expand(Func<int, string> group)
    {
        if (parts.Count == 1)
            return parts[0].Literal;
        var text = new StringBuilder();
        foreach (var (literal, number) in parts)
        {
            text.Append(literal);
            if (number >= 0)
                text.Append(group(number));
        }
        return text.ToString();
    }
}
