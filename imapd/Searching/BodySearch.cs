using System.Text;
using MailSuite.Imapd.Fetching;
using MailSuite.Protocol.Mime;

namespace MailSuite.Imapd.Searching;

/// <summary>Finds text in a message's text parts, decoded piece by piece; the pieces overlap by the length of what is sought.</summary>
internal static class BodySearch
{
    internal static bool Contains(MessageContent content, TextSought sought)
    {
        if (sought.IsEmpty)
            return true;
        // Parts are bounded in number and depth by the reader, so this stack is.
        var open = new Stack<MimePart>([content.Structure]);
        while (open.TryPop(out var part))
        {
            foreach (var child in part.Children)
                open.Push(child);
            if (part.Children.Count == 0 && Bytes.Same(part.Type, "text"u8) && InPart(content, part, sought))
                return true;
        }
        return false;
    }

    private static bool InPart(MessageContent content, MimePart part, TextSought sought)
    {
        var encoding = part[HeaderName.ContentTransferEncoding] is { } field ? MimeFields.ReadWord(field) : [];
        var transfer = new TransferDecoder(Bytes.Same(encoding, "base64"u8), Bytes.Same(encoding, "quoted-printable"u8));
        var decoder = Charsets.Of(part.Parameters.FirstOrDefault(static p => Bytes.Same(p.Name, "charset"u8)).Value).GetDecoder();
        var raw = new byte[8192];
        var decoded = new byte[8192 + 8];
        var chars = new char[sought.Length + 16384];
        int kept = 0;
        long left = part.BodyEnd - part.BodyStart;
        content.Stream.Seek(part.BodyStart);
        for (int n; left > 0 && (n = content.Stream.Read(raw.AsSpan(0, (int)Math.Min(left, raw.Length)))) > 0; left -= n)
        {
            int count = transfer.Decode(raw.AsSpan(0, n), decoded);
            int fresh = decoder.GetChars(decoded.AsSpan(0, count), chars.AsSpan(kept), flush: false);
            var upper = chars.AsSpan(0, kept + fresh);
            for (int i = kept; i < upper.Length; i++)
                upper[i] = char.ToUpperInvariant(upper[i]);
            if (sought.IsIn(upper))
                return true;
            int keep = Math.Min(upper.Length, sought.Length - 1);
            upper[^keep..].CopyTo(chars);
            kept = keep;
        }
        return false;
    }
}

/// <summary>Takes a content transfer encoding away, in pieces of any size; errors are passed over.</summary>
internal sealed class TransferDecoder(bool base64, bool quoted)
{
    private int bits, bitCount, pending = -2;

    internal int Decode(ReadOnlySpan<byte> from, Span<byte> to)
    {
        if (base64)
            return FromBase64(from, to);
        if (quoted)
            return FromQuoted(from, to);
        from.CopyTo(to);
        return from.Length;
    }

    private int FromBase64(ReadOnlySpan<byte> from, Span<byte> to)
    {
        int count = 0;
        foreach (byte b in from)
        {
            int value = b switch
            {
                >= (byte)'A' and <= (byte)'Z' => b - 'A',
                >= (byte)'a' and <= (byte)'z' => b - 'a' + 26,
                >= (byte)'0' and <= (byte)'9' => b - '0' + 52,
                (byte)'+' => 62,
                (byte)'/' => 63,
                _ => -1,
            };
            if (value < 0)
                continue;
            bits = (bits << 6 | value) & 0xFFFFFF;
            bitCount += 6;
            if (bitCount >= 8)
            {
                bitCount -= 8;
                to[count++] = (byte)(bits >> bitCount & 0xFF);
            }
        }
        return count;
    }

    // pending: -2 plain text; -1 after "="; 0..15 after "=" and one hex digit.
    private int FromQuoted(ReadOnlySpan<byte> from, Span<byte> to)
    {
        int count = 0;
        foreach (byte b in from)
        {
            if (pending == -2)
            {
                if (b == '=')
                    pending = -1;
                else
                    to[count++] = b;
                continue;
            }
            int digit = char.IsAsciiHexDigit((char)b) ? Convert.ToInt32(((char)b).ToString(), 16) : -1;
            if (pending >= 0 && digit >= 0)
                to[count++] = (byte)(pending * 16 + digit);
            if (pending == -1 && digit >= 0)
                pending = digit;
            else if (pending != -1 || b != '\r')   // "=" CR LF is a soft line break
                pending = -2;
        }
        return count;
    }
}
