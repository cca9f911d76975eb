using System.Text;

namespace MailSuite.Maps;

/// <summary>
/// aliases(5)'s source format, a line at a time: "name: value", taken apart as RFC 822 tokens, so that a colon inside quotes is no
/// separator and white space between the parts of an address is without meaning.
/// </summary>
internal static class AliasSource
{
    private enum Kind
    {
        Operator, Atom, Quoted, Comment, Literal,
    }

    private readonly record struct Token(Kind Kind, string Text)
    {
        public bool Is(char c) => Kind == Kind.Operator && Text[0] == c;
    }

    private const string Specials = "()<>@,;:\\\".[]", Operators = "|%!" + Specials, Space = " \t\r\n";

    /// <summary>Takes a logical line apart; when it is no alias, <paramref name="problem"/> says why.</summary>
    public static bool Split(string line, out string name, out string value, out string problem)
    {
        name = value = "";
        var tokens = Scan(line);
        int colon = tokens.FindIndex(static t => t.Is(':'));
        if (colon <= 0 || colon == tokens.Count - 1)
            return Refused("need name:value pair", out problem);
        if (tokens[..colon].Exists(static t => t.Is(',')))
            return Refused("need name:value pair", out problem);
        if (tokens[..colon].Exists(static t => t.Is('@') || t.Is('%')))
            return Refused("name must be local", out problem);
        name = Join(tokens[..colon], quote: false);
        value = Join(tokens[(colon + 1)..], quote: true);
        problem = "";
        return true;
    }

    private static bool Refused(string why, out string problem)
    {
        problem = why;
        return false;
    }

    private static List<Token> Scan(string line)
    {
        var tokens = new List<Token>();
        for (int at = 0; at < line.Length;)
        {
            char c = line[at];
            if (Space.Contains(c))
                at++;
            else if (c == '(')
                tokens.Add(Comment(line, ref at));
            else if (c is '"' or '[')
            {
                at++;
                tokens.Add(new Token(c == '"' ? Kind.Quoted : Kind.Literal, Collect(line, ref at, c == '"' ? "\"" : "]")));
                at++;
            }
            else if (c != '\\' && Operators.Contains(c))
            {
                tokens.Add(new Token(Kind.Operator, c.ToString()));
                at++;
            }
            else
            {
                string text = Collect(line, ref at, Operators.Replace("\\", "", StringComparison.Ordinal) + Space);
                tokens.Add(new Token(text.AsSpan().ContainsAny(Specials + " ") || text.AsSpan().IndexOfAnyInRange('\0', '\x1f') >= 0 ? Kind.Quoted : Kind.Atom, text));
            }
        }
        return tokens;
    }

    /// <summary>Text up to one of the end characters; a backslash takes away the meaning of the one behind it.</summary>
    private static string Collect(string line, ref int at, string ends)
    {
        var text = new StringBuilder();
        for (; at < line.Length; at++)
        {
            if (line[at] == '\\')
            {
                if (++at == line.Length)
                    break;
            }
            else if (ends.Contains(line[at]))
                break;
            text.Append(Space.Contains(line[at]) ? ' ' : line[at]);
        }
        return text.ToString();
    }

    private static Token Comment(string line, ref int at)
    {
        var text = new StringBuilder();
        int level = 0;
        for (; at < line.Length; at++)
        {
            char c = line[at];
            text.Append(c);
            if (c == '\\' && at + 1 < line.Length)
                text.Append(line[++at]);
            else if (c == '(')
                level++;
            else if (c == ')' && --level == 0)
            {
                at++;
                break;
            }
        }
        return new Token(Kind.Comment, text.ToString());
    }

    private static string Join(List<Token> tokens, bool quote)
    {
        var text = new StringBuilder();
        for (int i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            if (token.Kind == Kind.Quoted && quote)
                Quote(text, token.Text);
            else if (token.Kind == Kind.Literal)
                text.Append('[').Append(token.Text).Append(']');
            else
                text.Append(token.Text);
            if (token.Is(',') || i + 1 < tokens.Count && SpaceBetween(token, tokens[i + 1]))
                text.Append(' ');
        }
        return text.ToString();
    }

    private static bool SpaceBetween(Token left, Token right) =>
        right.Is('<') || left.Kind != Kind.Operator && right.Kind != Kind.Operator;

    private static void Quote(StringBuilder to, string text)
    {
        to.Append('"');
        foreach (char c in text)
        {
            if (c is '"' or '\\')
                to.Append('\\');
            to.Append(c);
        }
        to.Append('"');
    }
}
