using System.Buffers;
using System.Globalization;

namespace MailSuite.Protocol.Imap;

/// <summary>Writes IMAP's strings so that any bytes come out in valid grammar: quoted where that is possible, as a literal otherwise.</summary>
public static class ImapText
{
    private static readonly SearchValues<byte> NeedsLiteral = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Where(static b => b != '\t').Select(static b => (byte)b), 127, .. Enumerable.Range(128, 128).Select(static b => (byte)b)]);

    /// <summary>A string, or NIL for null.</summary>
    public static void NString(IBufferWriter<byte> to, byte[]? text)
    {
        if (text == null)
            to.Write("NIL"u8);
        else
            String(to, text);
    }

    /// <summary>A string.</summary>
    public static void String(IBufferWriter<byte> to, ReadOnlySpan<byte> text)
    {
        if (text.Length > 1000 || text.ContainsAny(NeedsLiteral))
        {
            Literal(to, text);
            return;
        }
        to.Write("\""u8);
        while (text.IndexOfAny((byte)'"', (byte)'\\') is >= 0 and var at)
        {
            to.Write(text[..at]);
            to.Write("\\"u8);
            to.Write(text.Slice(at, 1));
            text = text[(at + 1)..];
        }
        to.Write(text);
        to.Write("\""u8);
    }

    // A literal must not hold NUL (RFC 3501 4.3): it becomes 0x80, as Dovecot does, so that counts stay right.
    private static void Literal(IBufferWriter<byte> to, ReadOnlySpan<byte> text)
    {
        Ascii(to, string.Create(CultureInfo.InvariantCulture, $"{{{text.Length}}}\r\n"));
        var copy = to.GetSpan(Math.Max(text.Length, 1));
        text.CopyTo(copy);
        copy[..text.Length].Replace((byte)0, (byte)0x80);
        to.Advance(text.Length);
    }

    /// <summary>Text that is ASCII by its making.</summary>
    public static void Ascii(IBufferWriter<byte> to, ReadOnlySpan<char> text)
    {
        var span = to.GetSpan(Math.Max(text.Length, 1));
        for (int i = 0; i < text.Length; i++)
            span[i] = (byte)text[i];
        to.Advance(text.Length);
    }

    /// <summary>A mailbox name or another astring, from text that we keep.</summary>
    public static string AString(string text)
    {
        if (text.Length > 0 && text.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0 && !text.AsSpan().ContainsAny("(){%*\"\\") && !Bytes.Same(text, "NIL"))
            return text;
        var writer = new ArrayBufferWriter<byte>(text.Length + 16);
        String(writer, Bytes.Of(text));
        return Bytes.Text(writer.WrittenSpan);
    }
}
