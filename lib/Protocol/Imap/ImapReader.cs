using System.Buffers;
using System.Globalization;

namespace MailSuite.Protocol.Imap;

/// <summary>
/// Reads a command from left to right and remembers the first misfit, so that a command's grammar is a line of code. The bytes are one whole command with its
/// literals in place, as "{n}CRLF" and n bytes. After a misfit everything reads as empty; look at <see cref="Ok"/> once, at the end.
/// </summary>
public ref struct ImapReader
{
    // RFC 3501 9: atom-specials; list-wildcards and resp-specials are told apart where it matters.
    private static readonly SearchValues<byte> AtomEnd = SearchValues.Create("(){ \"\\%*]\0\x01\x02\x03\x04\x05\x06\x07\x08\t\n\v\f\r\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f\x7f"u8);
    private static readonly SearchValues<byte> AStringEnd = SearchValues.Create("(){ \"\\%*\0\x01\x02\x03\x04\x05\x06\x07\x08\t\n\v\f\r\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f\x7f"u8);
    private static readonly SearchValues<byte> PatternEnd = SearchValues.Create("(){ \"\\\0\x01\x02\x03\x04\x05\x06\x07\x08\t\n\v\f\r\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f\x7f"u8);

    private ReadOnlySpan<byte> rest;

    /// <summary>Over a command, or the rest of one.</summary>
    public ImapReader(ReadOnlySpan<byte> command) => rest = command;

    /// <summary>What was expected where the command did not fit; null while it fits.</summary>
    public string? Wanted { get; private set; }

    /// <summary>Everything fitted so far.</summary>
    public readonly bool Ok => Wanted == null;

    /// <summary>What has not been read.</summary>
    public readonly ReadOnlySpan<byte> Rest => rest;

    /// <summary>Is the next byte this one?</summary>
    public readonly bool At(char c) => !rest.IsEmpty && rest[0] == c;

    /// <summary>Nothing is left.</summary>
    public readonly bool AtEnd => rest.IsEmpty;

    /// <summary>Says that something else was expected here.</summary>
    public void Misfit(string wanted)
    {
        Wanted ??= wanted;
        rest = default;
    }

    /// <summary>Takes the byte if it is the next.</summary>
    public bool TryTake(char c)
    {
        if (!At(c))
            return false;
        rest = rest[1..];
        return true;
    }

    /// <summary>Takes the byte; a misfit when it is another.</summary>
    public void Take(char c, string name)
    {
        if (!TryTake(c))
            Misfit(name);
    }

    /// <summary>One space.</summary>
    public void Sp() => Take(' ', "a space");

    /// <summary>The end of the command.</summary>
    public void End()
    {
        if (!rest.IsEmpty)
            Misfit("the end of the command");
    }

    private ReadOnlySpan<byte> Until(SearchValues<byte> ends)
    {
        int end = rest.IndexOfAny(ends);
        var run = end < 0 ? rest : rest[..end];
        rest = rest[run.Length..];
        return run;
    }

    /// <summary>An atom.</summary>
    public ReadOnlySpan<byte> Atom(string name = "an atom")
    {
        var atom = Until(AtomEnd);
        if (atom.IsEmpty)
            Misfit(name);
        return atom;
    }

    /// <summary>A word such as a command, an item or a key: letters, digits and a few marks.</summary>
    public ReadOnlySpan<byte> Word(string name)
    {
        int end = rest.IndexOfAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_=+/"u8);
        var word = end < 0 ? rest : rest[..end];
        rest = rest[word.Length..];
        if (word.IsEmpty)
            Misfit(name);
        return word;
    }

    /// <summary>A number of 32 bits.</summary>
    public uint Number(string name = "a number")
    {
        int end = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        var digits = end < 0 ? rest : rest[..end];
        if (digits.Length is 0 or > 10 || !uint.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out uint value))
        {
            Misfit(name);
            return 0;
        }
        rest = rest[digits.Length..];
        return value;
    }

    /// <summary>A sequence set.</summary>
    public SequenceSet Set()
    {
        int end = rest.IndexOfAnyExcept("0123456789,:*$"u8);
        var text = end < 0 ? rest : rest[..end];
        rest = rest[text.Length..];
        if (SequenceSet.Parse(text) is { } set)
            return set;
        Misfit("a message set");
        return SequenceSet.Parse("1"u8)!;
    }

    /// <summary>A quoted string or a literal.</summary>
    public byte[] String(string name = "a string")
    {
        if (At('"'))
            return Quoted(name);
        if (At('{'))
            return Literal(name);
        Misfit(name);
        return [];
    }

    /// <summary>An astring: an atom that may hold "]", or a string.</summary>
    public byte[] AString(string name = "a string")
    {
        if (At('"') || At('{'))
            return String(name);
        var atom = Until(AStringEnd);
        if (atom.IsEmpty)
            Misfit(name);
        return atom.ToArray();
    }

    /// <summary>An nstring: NIL (then null) or a string.</summary>
    public byte[]? NString(string name = "a string or NIL")
    {
        if (At('"') || At('{'))
            return String(name);
        if (!Bytes.Same(Atom(name), "NIL"u8))
            Misfit(name);
        return null;
    }

    /// <summary>A mailbox name; INBOX in any case is INBOX.</summary>
    public string Mailbox()
    {
        var name = Bytes.Text(AString("a mailbox name"));
        return Bytes.Same(name, "INBOX") ? "INBOX" : name;
    }

    /// <summary>A mailbox name with the wildcards * and %.</summary>
    public string ListMailbox()
    {
        if (At('"') || At('{'))
            return Bytes.Text(String("a mailbox pattern"));
        var pattern = Until(PatternEnd);
        if (pattern.IsEmpty)
            Misfit("a mailbox pattern");
        return Bytes.Text(pattern);
    }

    private byte[] Quoted(string name)
    {
        if (!TryTake('"'))
        {
            Misfit(name);
            return [];
        }
        int end = rest.IndexOfAny("\"\\\r\n\0"u8);
        if (end >= 0 && rest[end] == '"')
        {
            var simple = rest[..end].ToArray();
            rest = rest[(end + 1)..];
            return simple;
        }
        var text = new ArrayBufferWriter<byte>(64);
        while (end >= 0 && rest[end] is (byte)'"' or (byte)'\\')
        {
            text.Write(rest[..end]);
            bool last = rest[end] == '"';
            rest = rest[(end + 1)..];
            if (last)
                return text.WrittenSpan.ToArray();
            if (!At('"') && !At('\\'))
                break;
            text.Write(rest[..1]);
            rest = rest[1..];
            end = rest.IndexOfAny("\"\\\r\n\0"u8);
        }
        Misfit(name);
        return [];
    }

    private byte[] Literal(string name)
    {
        int close = rest.IndexOf((byte)'}');
        if (close < 0 || !rest[(close + 1)..].StartsWith("\r\n"u8) || !TryLiteralSize(rest[..(close + 1)], out long size, out _) || rest.Length - close - 3 < size)
        {
            Misfit(name);
            return [];
        }
        var content = rest.Slice(close + 3, (int)size);
        rest = rest[(close + 3 + (int)size)..];
        if (content.Contains((byte)0))
        {
            Misfit(name + " without NUL");
            return [];
        }
        return content.ToArray();
    }

    /// <summary>
    /// Does a line end in a literal's announcement, "{n}" or "{n+}"? Numbers beyond 63 bits count as the largest: they are refused by whoever asks.
    /// </summary>
    public static bool TryLiteralSize(ReadOnlySpan<byte> line, out long size, out bool synchronizing)
    {
        (size, synchronizing) = (0, true);
        if (line is not [.., (byte)'}'])
            return false;
        int open = line.LastIndexOf((byte)'{');
        if (open < 0)
            return false;
        var digits = line[(open + 1)..^1];
        if (digits is [.., (byte)'+'])
        {
            synchronizing = false;
            digits = digits[..^1];
        }
        if (digits.IsEmpty || digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
            return false;
        digits = digits.TrimStart((byte)'0');
        if (digits.Length > 18)
            size = long.MaxValue;
        else
            foreach (byte d in digits)
                size = size * 10 + (d - '0');
        return true;
    }

    /// <summary>A list of flags in parentheses.</summary>
    public FlagList FlagList()
    {
        var list = new FlagList();
        Take('(', "a flag list");
        if (TryTake(')'))
            return list;
        do
            OneFlag(list);
        while (Ok && TryTake(' '));
        Take(')', "the end of the flag list");
        return list;
    }

    /// <summary>Flags with or without parentheses around them, as STORE takes them.</summary>
    public FlagList StoreFlags()
    {
        if (At('('))
            return FlagList();
        var list = new FlagList();
        do
            OneFlag(list);
        while (Ok && TryTake(' '));
        return list;
    }

    private void OneFlag(FlagList to)
    {
        if (TryTake('\\'))
        {
            if (!to.AddSystem(Atom("a flag")))
                Misfit("a flag");
        }
        else
            to.AddKeyword(Bytes.Text(Atom("a flag")));
    }

    /// <summary>A date-time in quotes, " 5-Jan-2026 10:11:12 +0100"; seconds since 1970.</summary>
    public long DateTime()
    {
        if (ImapDate.TryParseDateTime(Quoted("a date and time"), out long seconds))
            return seconds;
        Misfit("a date and time");
        return 0;
    }

    /// <summary>A date, 5-Jan-2026, in quotes or not; days since 1970.</summary>
    public int Date()
    {
        if (ImapDate.TryParseDate(At('"') ? Quoted("a date") : Atom("a date"), out int days))
            return days;
        Misfit("a date");
        return 0;
    }
}
