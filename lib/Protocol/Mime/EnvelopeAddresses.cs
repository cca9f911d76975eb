using System.Buffers;

namespace MailSuite.Protocol.Mime;

/// <summary>
/// One address as IMAP's ENVELOPE gives it (RFC 3501 7.4.2). A group begins with an entry that has only a mailbox (its name) and ends with one that has nothing.
/// </summary>
public readonly record struct EnvelopeAddress(byte[]? Name, byte[]? Route, byte[]? Mailbox, byte[]? Host);

/// <summary>
/// Reads address fields the way people write them, in linear time and without recursion: comments nest to any depth, quotes need not close,
/// and what is no address at all still comes out as something that a client can show.
/// </summary>
public ref struct EnvelopeAddresses
{
    private const int AddressLimit = 10_000;

    private readonly List<EnvelopeAddress> list = [];
    private readonly ArrayBufferWriter<byte> text = new(64), comment = new(64);
    private ReadOnlySpan<byte> rest;

    private EnvelopeAddresses(ReadOnlySpan<byte> field) => rest = field;

    /// <summary>The addresses of a field's value.</summary>
    public static IReadOnlyList<EnvelopeAddress> Read(ReadOnlySpan<byte> field)
    {
        var r = new EnvelopeAddresses(field);
        r.ReadAll();
        return r.list;
    }

    private void ReadAll()
    {
        bool inGroup = false;
        while (true)
        {
            SkipSpace();
            if (rest.IsEmpty || list.Count >= AddressLimit)
                break;
            if (rest[0] == ',')
                rest = rest[1..];
            else if (rest[0] == ';')
            {
                rest = rest[1..];
                if (inGroup)
                    list.Add(default);
                inGroup = false;
            }
            else
                inGroup |= ReadOne(inGroup);
        }
        if (inGroup)
            list.Add(default);
    }

    // One mailbox, or the beginning of a group (then true).
    private bool ReadOne(bool inGroup)
    {
        comment.ResetWrittenCount();
        text.ResetWrittenCount();
        Words(phrase: true);
        var words = text.WrittenSpan.ToArray();
        if (rest is [(byte)':', ..] && !inGroup)
        {
            rest = rest[1..];
            list.Add(new EnvelopeAddress(null, null, words, null));
            return true;
        }
        byte[]? name = null, route = null;
        byte[] mailbox, host = [];
        if (rest is [(byte)'<', ..])
        {
            rest = rest[1..];
            name = words.Length > 0 ? words : null;
            route = Route();
            (mailbox, host) = LocalAndHost();
            // Whatever else stands there up to the closing bracket or the next address is not understood.
            SkipSpace();
            if (rest is [(byte)'>', ..])
                rest = rest[1..];
            else
                SkipGarbage();
        }
        else if (rest is [(byte)'@', ..])
        {
            mailbox = WithoutSpaces(words);
            rest = rest[1..];
            host = Domain();
        }
        else
        {
            mailbox = words;
            if (!rest.IsEmpty && rest[0] is not ((byte)',' or (byte)';'))
                rest = rest[1..];
        }
        SkipSpace();
        if (name == null && comment.WrittenCount > 0)
            name = comment.WrittenSpan.ToArray();
        if (mailbox.Length > 0 || host.Length > 0 || name != null)
            list.Add(new EnvelopeAddress(name, route, mailbox, host));
        return false;
    }

    private void SkipGarbage()
    {
        int end = rest.IndexOfAny(">,;"u8);
        rest = end < 0 ? default : rest[(rest[end] == '>' ? end + 1 : end)..];
    }

    private byte[]? Route()
    {
        SkipSpace();
        if (rest is not [(byte)'@', ..])
            return null;
        int colon = rest.IndexOf((byte)':'), close = rest.IndexOf((byte)'>');
        if (colon < 0 || close >= 0 && close < colon)
            return null;
        var route = rest[..colon].ToArray();
        rest = rest[(colon + 1)..];
        return route;
    }

    private (byte[] Mailbox, byte[] Host) LocalAndHost()
    {
        text.ResetWrittenCount();
        Words(phrase: false);
        var mailbox = text.WrittenSpan.ToArray();
        if (rest is not [(byte)'@', ..])
            return (mailbox, []);
        rest = rest[1..];
        return (mailbox, Domain());
    }

    private byte[] Domain()
    {
        text.ResetWrittenCount();
        SkipSpace();
        if (rest is [(byte)'[', ..])
        {
            int end = rest.IndexOf((byte)']');
            var literal = end < 0 ? rest : rest[..(end + 1)];
            rest = rest[literal.Length..];
            return literal.ToArray();
        }
        Words(phrase: false);
        return text.WrittenSpan.ToArray();
    }

    // Atoms and quoted strings up to a special; between the words of a phrase stands one space, elsewhere none.
    private void Words(bool phrase)
    {
        bool space = false;
        while (true)
        {
            int before = rest.Length;
            SkipSpace();
            space |= rest.Length < before;
            if (rest.IsEmpty || ",;:<>@"u8.Contains(rest[0]) || rest[0] == ')' && !phrase)
                return;
            if (phrase && space && text.WrittenCount > 0)
                Put((byte)' ');
            space = false;
            if (rest[0] == '"')
                Quoted();
            else
            {
                int end = rest[1..].IndexOfAny(" \t\r\n(\",;:<>@"u8);
                var atom = end < 0 ? rest : rest[..(end + 1)];
                text.Write(atom);
                rest = rest[atom.Length..];
            }
        }
    }

    private void Quoted()
    {
        int i = 1;
        for (; i < rest.Length && rest[i] != '"'; i++)
        {
            if (rest[i] == '\\' && i + 1 < rest.Length)
                i++;
            if (rest[i] is not ((byte)'\r' or (byte)'\n'))
                Put(rest[i]);
        }
        rest = rest[Math.Min(i + 1, rest.Length)..];
    }

    private readonly void Put(byte b)
    {
        text.GetSpan(1)[0] = b;
        text.Advance(1);
    }

    private static byte[] WithoutSpaces(byte[] words) => words.AsSpan().Contains((byte)' ') ? Array.FindAll(words, static b => b != ' ') : words;

    // White space and comments; the text of the last comment is kept, it may be the sender's name (RFC 822's old way).
    private void SkipSpace()
    {
        while (true)
        {
            rest = rest.TrimStart(" \t\r\n"u8);
            if (rest is not [(byte)'(', ..])
                return;
            comment.ResetWrittenCount();
            int depth = 0, i = 0;
            for (; i < rest.Length; i++)
            {
                if (rest[i] == '(' && depth++ == 0)
                    continue;
                if (rest[i] == ')' && --depth == 0)
                    break;
                if (rest[i] == '\\' && i + 1 < rest.Length)
                    i++;
                comment.GetSpan(1)[0] = rest[i];
                comment.Advance(1);
            }
            rest = rest[Math.Min(i + 1, rest.Length)..];
        }
    }
}
