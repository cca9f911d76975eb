using MailSuite.Base;

namespace MailSuite.Protocol;

/// <summary>One address found in text.</summary>
/// <param name="Start">Where its external form begins: behind "&lt;" for a bracketed one.</param>
/// <param name="Length">Bytes of its external form, without brackets and comments around it.</param>
/// <param name="Address">Internal form: quotes, comments and source route taken off. Empty for "&lt;&gt;".</param>
/// <param name="Bracketed">Stood between "&lt;" and "&gt;".</param>
public readonly record struct FoundAddress(int Start, int Length, string Address, bool Bracketed);

/// <summary>
/// Finds the addresses in an RFC 5322 address list or in an SMTP command's argument, forgiving as Postfix is: names, comments, groups
/// and source routes are stepped over, unconnected words are an address each. Goes once from left to right; comments are counted, not nested calls.
/// </summary>
public ref struct AddressScanner
{
    private readonly ReadOnlySpan<byte> text;
    private readonly byte[] buffer;
    private int at, used;

    private AddressScanner(ReadOnlySpan<byte> text)
    {
        this.text = text;
        buffer = new byte[text.Length];
    }

    /// <summary>
    /// The addresses in order, at most <paramref name="max"/>. <paramref name="others"/> counts what was neither address, bracket nor white
    /// space: names, comments, separators (strict_rfc821_envelopes allows none).
    /// </summary>
    public static List<FoundAddress> Scan(ReadOnlySpan<byte> text, int max, out int others)
    {
        var scanner = new AddressScanner(text);
        return scanner.All(max, out others);
    }

    private List<FoundAddress> All(int max, out int others)
    {
        var found = new List<FoundAddress>();
        int phrase = 0;   // found[phrase..] are words that a "<" or ":" makes a name of
        others = 0;
        while (found.Count < max)
        {
            others += SkipSpace();
            if (at == text.Length)
                break;
            switch (text[at])
            {
                case (byte)',' or (byte)';':
                    at++;
                    others++;
                    phrase = found.Count;
                    break;
                case (byte)':':
                    at++;
                    others++;
                    found.RemoveRange(phrase, found.Count - phrase);
                    break;
                case (byte)'<':
                    others += found.Count - phrase;
                    found.RemoveRange(phrase, found.Count - phrase);
                    at++;
                    found.Add(Bracketed());
                    phrase = found.Count;
                    break;
                case (byte)'>' or (byte)')' or (byte)']':
                    at++;
                    others++;
                    break;
                default:
                    found.Add(Words());
                    break;
            }
        }
        return found;
    }

    /// <summary>White space and comments; the number of comments.</summary>
    private int SkipSpace()
    {
        int comments = 0;
        while (at < text.Length)
        {
            if (text[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
                at++;
            else if (text[at] == '(')
            {
                comments++;
                SkipComment();
            }
            else
                break;
        }
        return comments;
    }

    private void SkipComment()
    {
        int depth = 0;
        do
        {
            if (text[at] == '\\')
                at++;
            else if (text[at] == '(')
                depth++;
            else if (text[at] == ')')
                depth--;
            at++;
        }
        while (depth > 0 && at < text.Length);
        at = Math.Min(at, text.Length);
    }

    /// <summary>Words joined by "." and "@": one address.</summary>
    private FoundAddress Words()
    {
        int start = at, end = at;
        used = 0;
        bool joined = true;
        while (true)
        {
            if (text[at] is (byte)'.' or (byte)'@')
            {
                buffer[used++] = text[at++];
                joined = true;
            }
            else if (joined)
            {
                Word();
                joined = false;
            }
            else
                break;
            end = at;
            SkipSpace();
            if (at == text.Length || text[at] is (byte)',' or (byte)';' or (byte)':' or (byte)'<' or (byte)'>' or (byte)')' or (byte)']')
                break;
        }
        return new FoundAddress(start, end - start, Bytes.Text(buffer.AsSpan(0, used)), false);
    }

    private void Word()
    {
        switch (text[at])
        {
            case (byte)'"':
                Delimited((byte)'"', keep: false);
                break;
            case (byte)'[':
                Delimited((byte)']', keep: true);
                break;
            default:
                // At least one byte: a control character is no part of an atom, but it must not stop us here for ever.
                do
                {
                    if (text[at] == '\\' && at + 1 < text.Length)
                        at++;
                    buffer[used++] = text[at++];
                }
                while (at < text.Length && !IsSpecial(text[at]));
                break;
        }
    }

    /// <summary>A quoted string (given without quotes) or domain literal (given with brackets); an end that is missing is the end of the text.</summary>
    private void Delimited(byte close, bool keep)
    {
        if (keep)
            buffer[used++] = text[at];
        at++;
        while (at < text.Length && text[at] != close)
        {
            if (text[at] == '\\' && at + 1 < text.Length)
                at++;
            if (text[at] == '\r' || text[at] == '\n')
                at++;   // folding inside a quoted string is no part of it
            else
                buffer[used++] = text[at++];
        }
        if (at < text.Length)
            at++;
        if (keep && used < buffer.Length)
            buffer[used++] = close;
    }

    /// <summary>What stands behind "&lt;", up to and including "&gt;"; a source route "@a,@b:" is dropped.</summary>
    private FoundAddress Bracketed()
    {
        int start = at, end = at;
        used = 0;
        bool mayBeRoute = true;
        while (true)
        {
            SkipSpace();
            if (at == text.Length || text[at] == '>')
                break;
            byte c = text[at];
            if (c == ':' && mayBeRoute && used > 0 && buffer[0] == '@')
            {
                at++;
                used = 0;
                start = at;
                mayBeRoute = false;
            }
            else if (c is (byte)'.' or (byte)'@' or (byte)',' or (byte)';' or (byte)':' or (byte)'<' or (byte)')' or (byte)']')
                buffer[used++] = text[at++];
            else
                Word();
            end = at;
        }
        if (at < text.Length)
            at++;
        return new FoundAddress(start, end - start, Bytes.Text(buffer.AsSpan(0, used)), true);
    }

    private static bool IsSpecial(byte c) => c is <= (byte)' ' or 0x7f or (byte)'(' or (byte)')' or (byte)'<' or (byte)'>' or (byte)'@' or (byte)',' or (byte)';'
        or (byte)':' or (byte)'"' or (byte)'.' or (byte)'[' or (byte)']';
}
