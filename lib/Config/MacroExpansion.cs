using System.Globalization;
using System.Text;

namespace MailSuite.Config;

/// <summary>Text with $name in it is not well formed. The message is Postfix's warning; the caller knows where the text comes from.</summary>
public sealed class MacroException(string message) : Exception(message);

/// <summary>
/// Postfix's $name language (postconf(5), mac_expand(3)): $name, ${name}, $(name), ${name?{x}:{y}}, ${name:{y}}, $$ and comparisons
/// ${{a} == {b} ? {x} : {y}}. Whether a name is "set" is judged by its value before expansion, as Postfix does.
/// </summary>
public sealed class MacroExpansion
{
    // What mac_expand(3) allows; values that refer to each other in a circle end here.
    private const int DepthLimit = 100;

    private readonly Func<string, string?> lookup;
    private readonly bool recursive;
    private readonly StringBuilder result = new();
    private int depth;

    // When only the names are wanted, both sides of each choice are visited and nothing is compared.
    private bool onlyNames;

    private MacroExpansion(Func<string, string?> lookup, bool recursive) => (this.lookup, this.recursive) = (lookup, recursive);

    /// <summary>
    /// Expands with a lookup of unexpanded values (null: undefined, expands to nothing). Values are expanded in turn unless
    /// <paramref name="recursive"/> is false. Throws <see cref="FatalException"/> at the first mistake.
    /// </summary>
    public static string Expand(string text, Func<string, string?> lookup, bool recursive = true)
    {
        try
        {
            return Value(text, lookup, recursive);
        }
        catch (MacroException e)
        {
            throw new FatalException(e.Message);
        }
    }

    /// <summary>Expands as <see cref="Expand"/> does, for callers who know where the text stands: a mistake is a <see cref="MacroException"/>.</summary>
    public static string Value(string text, Func<string, string?> lookup, bool recursive = true)
    {
        if (!text.Contains('$'))
            return text;
        var expansion = new MacroExpansion(lookup, recursive);
        expansion.Scan(text);
        return expansion.result.ToString();
    }

    /// <summary>The names to which a text refers, on both sides of each choice.</summary>
    public static IReadOnlyCollection<string> Names(string text)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var expansion = new MacroExpansion(name => { names.Add(name); return null; }, recursive: false) { onlyNames = true };
        expansion.Scan(text);
        return names;
    }

    private void Scan(string text)
    {
        for (int at = 0; at < text.Length;)
        {
            int dollar = text.IndexOf('$', at);
            if (dollar < 0)
                dollar = text.Length;
            if (dollar > at)
            {
                Descend(text.AsSpan(at, dollar - at));
                result.Append(text, at, dollar - at);
                depth--;
            }
            if (dollar == text.Length)
                return;
            at = dollar + 1;
            if (at < text.Length && text[at] == '$')
            {
                result.Append('$');
                at++;
                continue;
            }
            string name = Reference(text, ref at);
            if (name.Length == 0)
                throw new MacroException($"empty macro name: \"{text}\"");
            Descend(name);
            Evaluate(name);
            depth--;
        }
    }

    private void Descend(ReadOnlySpan<char> text)
    {
        if (depth++ > DepthLimit)
            throw new MacroException($"unreasonable macro call nesting: \"{text}\"");
    }

    /// <summary>What stands behind "$": a plain name, or the inside of {} or ().</summary>
    private static string Reference(string text, ref int at)
    {
        int start = at;
        if (at < text.Length && text[at] is '{' or '(')
        {
            int length = Balanced(text.AsSpan(at), text[at], text[at] == '{' ? '}' : ')');
            if (length == 0)
                throw new MacroException($"truncated macro reference: \"{text}\"");
            at += length;
            return text.Substring(start + 1, length - 2);
        }
        while (at < text.Length && IsNameCharacter(text[at]))
            at++;
        return text[start..at];
    }

    /// <summary>Is it a letter, digit or "_", of which names of parameters consist?</summary>
    public static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    private void Evaluate(string body)
    {
        int at = Skip(body, 0);
        string? value;
        char op;
        if (at < body.Length && body[at] == '{')
        {
            value = Comparison(body, ref at) ? "true" : "";
            op = Operator(body, ref at, "\"?\" or \":\" expected", "}");
        }
        else
        {
            int start = at;
            while (at < body.Length && IsNameCharacter(body[at]))
                at++;
            string name = body[start..at];
            int end = at;
            if (name == "domain_to_ascii" && at < body.Length && body[at] == '{')
            {
                result.Append(ToAscii(Nested(Last(body, at))));
                return;
            }
            op = Operator(body, ref end, "attribute name syntax error", name, at);
            at = end;
            value = lookup(name);
            if (op == '\0' && recursive && value != null)
            {
                Scan(value);
                return;
            }
        }
        bool isSet = !string.IsNullOrEmpty(value);
        if (op == '\0')
            result.Append(value);
        else if (op == '?')
        {
            var (yes, no) = Choices(body, at);
            Scan(isSet || onlyNames ? yes : no);
            if (onlyNames)
                Scan(no);
        }
        else
        {
            string otherwise = Last(body, at);
            if (!isSet)
                Scan(otherwise);
        }
    }

    /// <summary>The "?" or ":" behind a name or comparison, '\0' when there is none.</summary>
    private static char Operator(string body, ref int at, string problem, string before, int reported = -1)
    {
        at = Skip(body, at);
        if (at == body.Length)
            return '\0';
        if (body[at] is '?' or ':')
            return body[at++];
        throw Misfit(problem, before, body, reported < 0 ? at : reported);
    }

    private static (string Yes, string No) Choices(string body, int at)
    {
        int brace = Skip(body, at);
        if (brace == body.Length || body[brace] != '{')
            return (body[at..], "");
        string yes = Braced(body, ref brace, 0);
        at = Skip(body, brace);
        if (at == body.Length)
            return (yes, "");
        if (body[at] != ':')
            throw Misfit("\":\" expected", yes + "}", body, at);
        return (yes, Last(body, at + 1));
    }

    /// <summary>The last value of a choice: "{text}", or all that is left.</summary>
    private static string Last(string body, int at)
    {
        int brace = Skip(body, at);
        if (brace == body.Length || body[brace] != '{')
            return body[at..];
        string text = Braced(body, ref brace, 0);
        brace = Skip(body, brace);
        return brace == body.Length ? text : throw Misfit("unexpected input", text + "}", body, brace);
    }

    private static string Braced(string body, ref int at, int start)
    {
        int open = Skip(body, at), length = 0;
        if (open == body.Length || body[open] != '{' || (length = Balanced(body.AsSpan(open), '{', '}')) == 0)
            throw Misfit("\"{expression}\" expected", body[start..at], body, at);
        at = open + length;
        return body.Substring(open + 1, length - 2);
    }

    private static readonly string[] Operators = ["==", "!=", "<=", ">=", "<", ">"];

    private bool Comparison(string body, ref int at)
    {
        int start = at;
        string left = Braced(body, ref at, start);
        at = Skip(body, at);
        string rest = body[at..];
        string op = Array.Find(Operators, o => rest.StartsWith(o, StringComparison.Ordinal))
            ?? throw Misfit("\"==\" or \"!=\"\" or \"<\"\" or \"<=\"\" or \">=\"\" or \">\" expected", left + "}", body, at);
        at += op.Length;
        int suffix = at;
        while (at < body.Length && char.IsAsciiLetterOrDigit(body[at]))
            at++;
        string kind = body[suffix..at];
        if (kind is not ("" or "level"))
            throw new MacroException($"bad operator suffix at: \"...{op}>>>{kind}\"");
        string right = Braced(body, ref at, start);
        (left, right) = (Nested(left), Nested(right));
        int order = onlyNames ? 0 : Order(left, right, kind == "level");
        return op switch { "==" => order == 0, "!=" => order != 0, "<" => order < 0, "<=" => order <= 0, ">" => order > 0, _ => order >= 0 };
    }

    private string Nested(string text)
    {
        int before = result.Length;
        Scan(text);
        string expanded = result.ToString(before, result.Length - before);
        result.Length = before;
        return expanded;
    }

    /// <summary>A domain in the form of DNS (RFC 5890); one that has none stays as it is.</summary>
    private static string ToAscii(string domain)
    {
        if (Ascii.IsValid(domain))
            return domain;
        try
        {
            return new IdnMapping().GetAscii(domain);
        }
        catch (ArgumentException)
        {
            return domain;
        }
    }

    private static int Order(string left, string right, bool levels)
    {
        if (levels)
            return CompatibilityLevel.Parse(left).CompareTo(CompatibilityLevel.Parse(right));
        return IsNumber(left) && IsNumber(right) ? ToNumber(left).CompareTo(ToNumber(right)) : string.CompareOrdinal(left, right);
    }

    private static bool IsNumber(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('0', '9');

    private static long ToNumber(string digits) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number
        : throw new MacroException($"mac_exp_eval: bad conversion: {digits}");

    private static int Skip(string text, int at)
    {
        while (at < text.Length && LogicalLines.IsBlank(text[at]))
            at++;
        return at;
    }

    private static MacroException Misfit(string problem, string before, string body, int at) =>
        new($"{problem} at: \"...{before}>>>{body.AsSpan(at, Math.Min(20, body.Length - at))}\"");

    private static int Balanced(ReadOnlySpan<char> text, char open, char close)
    {
        int level = 0;
        for (int i = 0; i < text.Length; i++)
            if (text[i] == open)
                level++;
            else if (text[i] == close && --level == 0)
                return i + 1;
        return 0;
    }
}
