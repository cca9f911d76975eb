using System.Globalization;
using System.Text;

namespace MailSuite.Config;

/// <summary>
/// Text with $name in it is not well formed. Postfix says what is wrong in warnings, and may find several mistakes before it
/// gives up; the message is the first. The caller, who knows what the text is for, says them by <see cref="Warn"/>.
/// </summary>
public sealed class MacroException(IReadOnlyList<string> warnings) : Exception(warnings[0])
{
    /// <summary>One mistake.</summary>
    public MacroException(string warning) : this([warning]) { }

    /// <summary>Each mistake in Postfix's words.</summary>
    public IReadOnlyList<string> Warnings => warnings;

    /// <summary>Says the mistakes.</summary>
    public void Warn()
    {
        foreach (string warning in warnings)
            Log.Warning(warning);
    }
}

/// <summary>
/// Postfix's $name language (postconf(5), mac_expand(3)): $name, ${name}, $(name), ${name?{x}:{y}}, ${name:{y}}, $$ and comparisons
/// ${{a} == {b} ? {x} : {y}}. Whether a name is "set" is judged by its value before expansion, as Postfix does.
/// </summary>
public sealed class MacroExpansion
{
    // What mac_expand(3) allows; values that refer to each other in a circle end here.
    private const int DepthLimit = 100;

    // Operands of comparisons are expanded by expansions of their own, which count from zero: they are not without end either.
    private const int NestingLimit = 20;

    // Characters. A value that names itself between others doubles them at each depth; nobody's configuration is so long.
    private const int LongestResult = 1 << 20;

    private readonly Func<string, string?> lookup;
    private readonly bool recursive;
    private readonly int nesting;
    private readonly StringBuilder result = new();
    private readonly List<string> problems = [];
    private int depth;

    // When only the names are wanted, both sides of each choice are visited and nothing is compared.
    private bool onlyNames;

    private MacroExpansion(Func<string, string?> lookup, bool recursive, int nesting = 0) =>
        (this.lookup, this.recursive, this.nesting) = (lookup, recursive, nesting);

    /// <summary>
    /// Expands with a lookup of unexpanded values (null: undefined, expands to nothing). Values are expanded in turn unless
    /// <paramref name="recursive"/> is false. Throws <see cref="FatalException"/> when there is a mistake.
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
        expansion.End();
        return expansion.result.ToString();
    }

    /// <summary>The names to which a text refers, on both sides of each choice, as often as it does.</summary>
    public static IReadOnlyCollection<string> Names(string text)
    {
        var names = new List<string>();
        return VisitNames(text, names.Add) is { } problem ? throw problem : names;
    }

    /// <summary>Hands over each name as <see cref="Names"/> does; what is wrong with the text, if anything, is the result.</summary>
    public static MacroException? VisitNames(string text, Action<string> visit)
    {
        var expansion = new MacroExpansion(name => { visit(name); return null; }, recursive: false) { onlyNames = true };
        expansion.Scan(text);
        return expansion.Failed ? new MacroException(expansion.problems) : null;
    }

    // A text that names itself a hundred times has a mistake for each, at each depth, and each quotes the text.
    private const int MostProblems = 20;

    private bool Failed => problems.Count > 0;

    private void End()
    {
        if (Failed)
            throw new MacroException(problems);
    }

    private void Scan(string text)
    {
        int literal = 0;
        for (int at = 0; at < text.Length && problems.Count < MostProblems;)
        {
            int dollar = text.IndexOf('$', at);
            if (dollar < 0)
                break;
            if (dollar + 1 < text.Length && text[dollar + 1] == '$')
            {
                at = dollar + 2;
                continue;
            }
            Literal(text, literal, dollar);
            at = dollar + 1;
            if (Reference(text, ref at) is not { } name)
                return;
            literal = at;
            // A mistake ends the expansion, and not the search for names that have no end.
            if (!Descend(name))
                continue;
            Evaluate(name);
            depth--;
        }
        Literal(text, literal, text.Length);
    }

    private void Literal(string text, int start, int end)
    {
        if (start == end)
            return;
        string plain = text[start..end].Replace("$$", "$", StringComparison.Ordinal);
        if (!Descend(plain))
            return;
        Append(plain);
        depth--;
    }

    private void Append(string? text)
    {
        if (result.Length + (text?.Length ?? 0) > LongestResult)
            throw new MacroException($"expansion is longer than {LongestResult} characters");
        result.Append(text);
    }

    /// <summary>False when a mistake was made: nothing more is expanded then.</summary>
    private bool Descend(string text)
    {
        if (depth++ > DepthLimit)
            problems.Add($"unreasonable macro call nesting: \"{text}\"");
        return !Failed;
    }

    /// <summary>What stands behind "$": a plain name, or the inside of {} or (). Null when there is nothing, which is a mistake.</summary>
    private string? Reference(string text, ref int at)
    {
        int start = at;
        string name;
        if (at < text.Length && text[at] is '{' or '(')
        {
            int length = Balanced(text.AsSpan(at), text[at], text[at] == '{' ? '}' : ')');
            if (length == 0)
            {
                problems.Add($"truncated macro reference: \"{text}\"");
                return null;
            }
            at += length;
            name = text.Substring(start + 1, length - 2);
        }
        else
        {
            while (at < text.Length && IsNameCharacter(text[at]))
                at++;
            name = text[start..at];
        }
        if (name.Length > 0)
            return name;
        problems.Add($"empty macro name: \"{text}\"");
        return null;
    }

    /// <summary>Is it a letter, digit or "_", of which names of parameters consist?</summary>
    public static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    private void Evaluate(string body)
    {
        try
        {
            Choose(body);
        }
        catch (Misfit misfit)
        {
            problems.Add(misfit.Message);
        }
    }

    /// <summary>The first mistake in one reference, which ends its reading.</summary>
    private sealed class Misfit(string message) : Exception(message);

    private void Choose(string body)
    {
        int at = Skip(body, 0);
        string? value;
        char op;
        if (at < body.Length && body[at] == '{')
        {
            if (Comparison(body, ref at) is not { } truth)
                return;
            value = truth ? "true" : "";
            op = Operator(body, ref at, "\"?\" or \":\" expected", "}", at);
        }
        else
        {
            int start = at;
            while (at < body.Length && IsNameCharacter(body[at]))
                at++;
            string name = body[start..at];
            if (name == "domain_to_ascii" && at < body.Length && body[at] == '{')
            {
                if (Nested(Last(body, at)) is { } domain)
                    Append(DomainName.ToAscii(domain));
                return;
            }
            op = Operator(body, ref at, "attribute name syntax error", body[..at], at);
            value = lookup(name);
            if (op == '\0' && recursive && value != null)
            {
                Scan(value);
                return;
            }
        }
        bool isSet = !string.IsNullOrEmpty(value);
        if (op == '\0')
        {
            Append(value);
            return;
        }
        if (op == '?')
        {
            string yes = Choice(body, ref at);
            if (isSet || onlyNames)
                Scan(yes);
            if (at == body.Length)
                return;
            if (body[at] != ':')
                throw Unexpected("\":\" expected", yes + "}", body, at);
            at++;
        }
        string no = Choice(body, ref at);
        if (!isSet || onlyNames)
            Scan(no);
        if (at < body.Length)
            throw Unexpected("unexpected input", no + "}", body, at);
    }

    /// <summary>The "?" or ":" behind a name or comparison, '\0' when there is none.</summary>
    private static char Operator(string body, ref int at, string problem, string before, int reported)
    {
        at = Skip(body, at);
        if (at == body.Length)
            return '\0';
        if (body[at] is '?' or ':')
            return body[at++];
        throw Unexpected(problem, before, body, reported);
    }

    /// <summary>A value of a choice: "{text}", or all that is left.</summary>
    private static string Choice(string body, ref int at)
    {
        int start = at, brace = Skip(body, at);
        at = body.Length;
        if (brace == body.Length || body[brace] != '{')
            return body[start..];
        string text = Braced(body, ref brace, "");
        at = brace;
        return text;
    }

    private static string Last(string body, int at)
    {
        string text = Choice(body, ref at);
        return at == body.Length ? text : throw Unexpected("unexpected input", text + "}", body, at);
    }

    /// <summary>The inside of {}, and the blanks behind it.</summary>
    private static string Braced(string body, ref int at, string before)
    {
        int open = Skip(body, at), length = 0;
        if (open == body.Length || body[open] != '{' || (length = Balanced(body.AsSpan(open), '{', '}')) == 0)
            throw Unexpected("\"{expression}\" expected", before, body, at);
        at = Skip(body, open + length);
        return body.Substring(open + 1, length - 2);
    }

    private static readonly string[] Operators = ["==", "!=", "<=", ">=", "<", ">"];

    /// <summary>True or false; null when an operand has a mistake in it.</summary>
    private bool? Comparison(string body, ref int at)
    {
        string left = Braced(body, ref at, "");
        int start = at;
        while (at < body.Length && "<>!=?+-*/~&|%".Contains(body[at]))
            at++;
        string op = body[start..at];
        if (!Operators.Contains(op))
            throw Unexpected("\"==\" or \"!=\"\" or \"<\"\" or \"<=\"\" or \">=\"\" or \">\" expected", left + "}", body, start);
        int suffix = at;
        while (at < body.Length && char.IsAsciiLetterOrDigit(body[at]))
            at++;
        string kind = body[suffix..at];
        if (kind is not ("" or "level"))
            throw new Misfit($"bad operator suffix at: \"...{op}>>>{kind}\"");
        string right = Braced(body, ref at, $"{{{left}}} {body[start..at]}");
        // Both are looked at, so that the names in both are found.
        string? a = Nested(left), b = Nested(right);
        if (a == null || b == null)
            return null;
        int order = onlyNames ? 0 : Order(a, b, kind == "level");
        return op switch { "==" => order == 0, "!=" => order != 0, "<" => order < 0, "<=" => order <= 0, ">" => order > 0, _ => order >= 0 };
    }

    private string? Nested(string text)
    {
        if (nesting == NestingLimit)
            throw new Misfit($"unreasonable macro call nesting: \"{text}\"");
        var inner = new MacroExpansion(lookup, recursive, nesting + 1) { onlyNames = onlyNames };
        inner.Scan(text);
        problems.AddRange(inner.problems);
        return inner.Failed ? null : inner.result.ToString();
    }

    private static int Order(string left, string right, bool levels)
    {
        if (levels)
            return Level(left).CompareTo(Level(right));
        return IsNumber(left) && IsNumber(right) ? ToNumber(left).CompareTo(ToNumber(right)) : string.CompareOrdinal(left, right);
    }

    private static CompatibilityLevel Level(string text)
    {
        try
        {
            return CompatibilityLevel.Parse(text);
        }
        catch (MacroException e)
        {
            throw new Misfit(e.Message);
        }
    }

    private static bool IsNumber(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('0', '9');

    private static long ToNumber(string digits) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number
        : throw new FatalException($"mac_exp_eval: bad conversion: {digits}");

    private static int Skip(string text, int at)
    {
        while (at < text.Length && LogicalLines.IsBlank(text[at]))
            at++;
        return at;
    }

    private static Misfit Unexpected(string problem, string before, string body, int at) =>
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
