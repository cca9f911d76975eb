using System.Buffers.Text;
using System.Text;

namespace MailSuite.Imapd.Searching;

/// <summary>Decodes RFC 2047 encoded words for searching; what is no encoded word stays as it is. Linear in the length of the field.</summary>
internal static class EncodedWords
{
    internal static string Decode(ReadOnlySpan<byte> field)
    {
        if (field.IndexOf("=?"u8) < 0)
            return Encoding.UTF8.GetString(field);
        var text = new StringBuilder(field.Length);
        bool afterWord = false;
        while (!field.IsEmpty)
        {
            int at = field.IndexOf("=?"u8);
            var plain = at < 0 ? field : field[..at];
            // White space between two encoded words is not shown (RFC 2047 6.2).
            bool onlySpace = plain.Trim(" \t\r\n"u8).IsEmpty;
            if (!(afterWord && onlySpace && at >= 0))
                text.Append(Encoding.UTF8.GetString(plain));
            field = field[plain.Length..];
            if (at < 0)
                break;
            if (TryWord(field, out int length, out var decoded))
            {
                text.Append(decoded);
                afterWord = true;
            }
            else
            {
                length = 2;
                text.Append("=?");
                afterWord = false;
            }
            field = field[length..];
        }
        return text.ToString();
    }

    // =?charset?B?text?= or =?charset?Q?text?=; at most 75 characters by the RFC, more by practice.
    private static bool TryWord(ReadOnlySpan<byte> field, out int length, out string decoded)
    {
        (length, decoded) = (0, "");
        var rest = field[2..];
        if (rest.Length > 4096)
            rest = rest[..4096];
        int first = rest.IndexOf((byte)'?');
        if (first is < 1 or > 64 || rest.Length < first + 5 || rest[first + 2] != '?')
            return false;
        var charset = rest[..first];
        int star = charset.IndexOf((byte)'*');
        if (star >= 0)
            charset = charset[..star];
        var coded = rest[(first + 3)..];
        int end = coded.IndexOf("?="u8);
        if (end < 0)
            return false;
        byte kind = (byte)(rest[first + 1] | 0x20);
        coded = coded[..end];
        length = 2 + first + 3 + end + 2;
        var bytes = new byte[coded.Length + 4];
        int count;
        if (kind == 'q')
            count = Quoted(coded, bytes);
        else if (kind != 'b' || Base64.DecodeFromUtf8(coded[..(coded.Length / 4 * 4)], bytes, out _, out count) is System.Buffers.OperationStatus.InvalidData)
            return false;
        decoded = Charsets.Of(charset).GetString(bytes.AsSpan(0, count));
        return true;
    }

    private static int Quoted(ReadOnlySpan<byte> coded, Span<byte> to)
    {
        int count = 0;
        for (int i = 0; i < coded.Length; i++)
            if (coded[i] == '=' && i + 2 < coded.Length && char.IsAsciiHexDigit((char)coded[i + 1]) && char.IsAsciiHexDigit((char)coded[i + 2]))
            {
                to[count++] = Convert.FromHexString(Bytes.Text(coded.Slice(i + 1, 2)))[0];
                i += 2;
            }
            else
                to[count++] = coded[i] == '_' ? (byte)' ' : coded[i];
        return count;
    }
}
