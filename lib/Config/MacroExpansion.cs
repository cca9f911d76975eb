using System.Text;

namespace MailSuite.Config;

/// <summary>Postfix's $name language (postconf(5), mac_expand(3)).</summary>
public static class MacroExpansion
{
    /// <summary>Expands with a lookup of unexpanded values; values are expanded in turn, at most 100 deep.</summary>
    public static string Expand(string text, Func<string, string?> lookup, MailConfig? config = null, int depth = 0)
    {
        if (depth > 100)
            throw new FatalException($"unreasonable macro call nesting: \"{text}\"");
        var result = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '$')
            {
                result.Append(text[i]);
                continue;
            }
            if (++i >= text.Length)
                break;
            if (text[i] == '$')
                result.Append('$');
            else if (text[i] is '{' or '(')
            {
                int end = Closing(text, i);
                if (end < 0)
                    throw new FatalException($"truncated macro reference: \"{text}\"");
                result.Append(Braced(text[(i + 1)..end].Trim(), lookup, config, depth));
                i = end;
            }
            else
            {
                int end = i;
                while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
                    end++;
                if (lookup(text[i..end]) is { } value)
                    result.Append(Expand(value, lookup, config, depth + 1));
                i = end - 1;
            }
        }
        return result.ToString();
    }

    private static string Braced(string body, Func<string, string?> lookup, MailConfig? config, int depth)
    {
        int at = 0;
        bool condition;
        string? value = null;
        if (body.StartsWith('{'))
        {
            int leftEnd = Closing(body, 0);
            int rightStart = leftEnd < 0 ? -1 : body.IndexOf('{', leftEnd + 1);
            int rightEnd = rightStart < 0 ? -1 : Closing(body, rightStart);
            if (rightEnd < 0)
                throw new FatalException($"bad relational expression: \"{body}\"");
            string Side(int from, int to) => Expand(body[(from + 1)..to].Trim(), lookup, config, depth + 1);
            condition = Compare(Side(0, leftEnd), body[(leftEnd + 1)..rightStart].Trim(), Side(rightStart, rightEnd));
            value = condition ? "1" : "";
            at = rightEnd + 1;
        }
        else
        {
            while (at < body.Length && (char.IsAsciiLetterOrDigit(body[at]) || body[at] == '_'))
                at++;
            string? raw = lookup(body[..at]);
            value = raw == null ? null : Expand(raw, lookup, config, depth + 1);
            condition = !string.IsNullOrEmpty(value);
        }
        string rest = body[at..].TrimStart();
        if (rest.Length == 0)
            return value ?? "";
        if (rest[0] == '?')
        {
            var (yes, no) = Choices(rest[1..]);
            return condition ? Expand(yes, lookup, config, depth + 1) : no == null ? "" : Expand(no, lookup, config, depth + 1);
        }
        if (rest[0] == ':')
            return condition ? value ?? "" : Expand(Unbrace(rest[1..]), lookup, config, depth + 1);
        throw new FatalException($"macro parameter syntax error: \"{body}\"");
    }

    private static (string Yes, string? No) Choices(string text)
    {
        string trimmed = text.TrimStart();
        if (!trimmed.StartsWith('{') || Closing(trimmed, 0) is var end && end < 0)
            return (text, null);
        string rest = trimmed[(end + 1)..].TrimStart();
        return (trimmed[1..end].Trim(), rest.StartsWith(':') ? Unbrace(rest[1..]) : null);
    }

    private static string Unbrace(string text)
    {
        string trimmed = text.Trim();
        return trimmed.StartsWith('{') && Closing(trimmed, 0) == trimmed.Length - 1 ? trimmed[1..^1].Trim() : text;
    }

    private static bool Compare(string left, string op, string right)
    {
        int order;
        if (op.EndsWith("level", StringComparison.Ordinal))
        {
            order = CompatibilityLevel.Compare(left, right);
            op = op[..^5];
        }
        else if (long.TryParse(left, out long a) && long.TryParse(right, out long b))
            order = a.CompareTo(b);
        else
            order = string.CompareOrdinal(left, right);
        return op switch
        {
            "==" => order == 0, "!=" => order != 0, "<" => order < 0, "<=" => order <= 0, ">" => order > 0, ">=" => order >= 0,
            _ => throw new FatalException($"bad operator in expression: \"{op}\""),
        };
    }

    private static int Closing(string text, int open)
    {
        char o = text[open], c = o == '{' ? '}' : ')';
        int level = 0;
        for (int i = open; i < text.Length; i++)
            if (text[i] == o)
                level++;
            else if (text[i] == c && --level == 0)
                return i;
        return -1;
    }
}

/// <summary>compatibility_level values, "major.minor.patch".</summary>
public static class CompatibilityLevel
{
    /// <summary>Orders two levels.</summary>
    public static int Compare(string left, string right)
    {
        for (int i = 0; i < 3; i++)
        {
            int order = Part(left, i).CompareTo(Part(right, i));
            if (order != 0)
                return order;
        }
        return 0;
    }

    private static int Part(string level, int index) => level.Split('.').ElementAtOrDefault(index) is { } part && int.TryParse(part, out int n) ? n : 0;
}
