using MailSuite.Base;

namespace MailSuite.Protocol;

/// <summary>
/// A command line cut into tokens the way Postfix does it: white space separates, ":" ends a token, "&lt;...&gt;" is a token of its own
/// with quotes inside, and quotes keep a token together.
/// </summary>
public sealed class SmtpCommandLine
{
    private readonly int brokenToken;

    private SmtpCommandLine(string text, List<string> tokens, int brokenToken) => (Text, Tokens, this.brokenToken) = (text, tokens, brokenToken);

    /// <summary>The whole line.</summary>
    public string Text { get; }

    /// <summary>The tokens; the first is the verb.</summary>
    public IReadOnlyList<string> Tokens { get; }

    /// <summary>Does an argument open a bracket or quote that the line does not close?</summary>
    public bool IsBroken(int number) => number == brokenToken;

    /// <summary>The verb; empty for an empty line.</summary>
    public string Verb => Tokens.Count > 0 ? Tokens[0] : "";

    /// <summary>How many arguments follow the verb.</summary>
    public int ArgumentCount => Math.Max(0, Tokens.Count - 1);

    /// <summary>An argument, counted from 1; empty when there is none.</summary>
    public string Argument(int number) => number < Tokens.Count ? Tokens[number] : "";

    /// <summary>All arguments as one, single blanks between them.</summary>
    public string Arguments => string.Join(' ', Tokens.Skip(1));

    /// <summary>Cuts a line.</summary>
    public static SmtpCommandLine Parse(ReadOnlySpan<byte> line)
    {
        string text = Bytes.Text(line);
        var tokens = new List<string>(6);
        int at = 0;
        while (true)
        {
            while (at < text.Length && IsSpace(text[at]))
                at++;
            if (at == text.Length)
                return new SmtpCommandLine(text, tokens, -1);
            int start = at;
            bool broken = false;
            // What stands behind ">" without a blank belongs to the address, and makes it a bad one.
            at = Plain(text, text[at] == '<' ? Closing(text, at + 1, '>', ref broken) : at, tokens.Count > 0 && text[at] != '<', ref broken);
            tokens.Add(text[start..at]);
            if (broken)   // then it is the last
                return new SmtpCommandLine(text, tokens, tokens.Count - 1);
        }
    }

    private static int Plain(string text, int at, bool colonEnds, ref bool broken)
    {
        while (at < text.Length && !IsSpace(text[at]))
        {
            char c = text[at++];
            if (c == '"')
                at = Closing(text, at, '"', ref broken);
            else if (c == '[')
                at = Closing(text, at, ']', ref broken);
            else if (c == '=')
                colonEnds = false;   // ADDR=IPV6:2001:db8::1 is one word
            else if (c == ':' && colonEnds)
                break;
        }
        return at;
    }

    /// <summary>Behind the closing character, which quotes and backslashes may hide.</summary>
    private static int Closing(string text, int at, char close, ref bool broken)
    {
        bool quoted = false;
        for (; at < text.Length; at++)
        {
            char c = text[at];
            if (c == '\\')
                at++;
            else if (c == close && !quoted)
                return at + 1;
            else if (c == '"' && close != '"')
                quoted = !quoted;
        }
        broken = true;
        return text.Length;
    }

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\r' or '\n' or '\v' or '\f';
}
