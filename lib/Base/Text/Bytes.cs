using System.Text;

namespace MailSuite.Base;

/// <summary>
/// Between bytes of the wire and strings that we keep, without loss: well-formed UTF-8 becomes the text it is, and each
/// byte that is not UTF-8 becomes one lone surrogate U+DC80..U+DCFF, which turns into that byte again on the way out.
/// (The way Python's "surrogateescape" does it: a mail address with a stray Latin-1 byte must come out as it came in.)
/// </summary>
public static class Bytes
{
    /// <summary>Bytes as text. Never fails, never loses a byte.</summary>
    public static string Text(ReadOnlySpan<byte> bytes)
    {
        if (System.Text.Ascii.IsValid(bytes))
            return Encoding.ASCII.GetString(bytes);
        if (System.Text.Unicode.Utf8.IsValid(bytes))
            return Encoding.UTF8.GetString(bytes);
        var text = new StringBuilder(bytes.Length);
        Span<char> two = stackalloc char[2];
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out int used) == System.Buffers.OperationStatus.Done)
                text.Append(two[..rune.EncodeToUtf16(two)]);
            else
            {
                used = 1;
                text.Append((char)(0xDC00 + bytes[0]));
            }
            bytes = bytes[used..];
        }
        return text.ToString();
    }

    /// <summary>How many bytes <see cref="Write"/> will produce.</summary>
    public static int Count(ReadOnlySpan<char> text) =>
        HasEscapes(text) ? Slow(text, default) : Encoding.UTF8.GetByteCount(text);

    /// <summary>Text as the bytes it came from; returns their number. <paramref name="to"/> must have room (<see cref="Count"/>).</summary>
    public static int Write(ReadOnlySpan<char> text, Span<byte> to) =>
        HasEscapes(text) ? Slow(text, to) : Encoding.UTF8.GetBytes(text, to);

    /// <summary>Text as the bytes it came from.</summary>
    public static byte[] Of(ReadOnlySpan<char> text)
    {
        var result = new byte[Count(text)];
        Write(text, result);
        return result;
    }

    private static bool HasEscapes(ReadOnlySpan<char> text) => text.IndexOfAnyInRange('\uDC80', '\uDCFF') >= 0;

    private static int Slow(ReadOnlySpan<char> text, Span<byte> to)
    {
        int count = 0;
        Span<byte> four = stackalloc byte[4];
        while (!text.IsEmpty)
        {
            int used = 1, size;
            if (text[0] is >= '\uDC80' and <= '\uDCFF')
            {
                four[0] = (byte)(text[0] - 0xDC00);
                size = 1;
            }
            else
            {
                Rune.DecodeFromUtf16(text, out var rune, out used);
                size = rune.EncodeToUtf8(four);
            }
            if (!to.IsEmpty)
                four[..size].CopyTo(to[count..]);
            count += size;
            text = text[used..];
        }
        return count;
    }

    /// <summary>Equal without regard to the case of ASCII letters: for verbs, parameters and host names.</summary>
    public static bool Same(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => Ascii.EqualsIgnoreCase(a, b);

    /// <summary>Equal without regard to the case of ASCII letters.</summary>
    public static bool Same(ReadOnlySpan<char> a, ReadOnlySpan<char> b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Text safe for one log line or one reply line: control characters, DEL and bytes that are not UTF-8 become "?"
    /// (printable(3) of Postfix). What a stranger sent must not start a new line or colour a terminal.
    /// </summary>
    public static string Printable(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\0', '\x1f') < 0 && text.AsSpan().IndexOfAnyInRange('\x7f', '\x9f') < 0 && !HasEscapes(text))
            return text;
        return string.Create(text.Length, text, static (to, from) =>
        {
            for (int i = 0; i < to.Length; i++)
                to[i] = from[i] is < ' ' or (>= '\x7f' and <= '\x9f') || IsEscape(from, i) ? '?' : from[i];
        });
    }

    private static bool IsEscape(string text, int at) =>
        text[at] is >= '\uDC80' and <= '\uDCFF' && (at == 0 || !char.IsHighSurrogate(text[at - 1]));
}
