using System.Text;
using MailSuite.Base;

namespace MailSuite.Protocol;

/// <summary>A person's name as the phrase before an address in a header.</summary>
public static class DisplayName
{
    /// <summary>The name as it is when it consists of atoms, quoted when it has other ASCII, as an RFC 2047 word otherwise.</summary>
    /// <param name="name">As people write it.</param>
    /// <param name="charset">How an RFC 2047 word labels the bytes of the name.</param>
    public static string Phrase(string name, string charset = "utf-8")
    {
        if (!Ascii.IsValid(name) || name.AsSpan().ContainsAnyInRange('\0', '\x1f'))
            return Encoded(name, charset);
        if (name.AsSpan().IndexOfAny("()<>@,;:\\\"[].") < 0)
            return name;
        return $"\"{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
    }

    private static string Encoded(string name, string charset)
    {
        // RFC 2047 5 (3): in a phrase only letters, digits and !*+-/ stand for themselves. A word has at most 75 characters; one never ends inside a UTF-8 sequence.
        var result = new StringBuilder($"=?{charset}?Q?");
        int room = 60;
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in name.EnumerateRunes())
        {
            int size = rune.EncodeToUtf8(utf8);
            bool plain = rune.IsAscii && (char.IsAsciiLetterOrDigit((char)rune.Value) || "!*+-/".Contains((char)rune.Value));
            int width = plain || rune.Value == ' ' ? 1 : 3 * size;
            if (width > room)
            {
                result.Append($"?= =?{charset}?Q?");
                room = 60;
            }
            room -= width;
            if (plain)
                result.Append((char)rune.Value);
            else if (rune.Value == ' ')
                result.Append('_');
            else
                foreach (byte b in utf8[..size])
                    result.Append('=').Append(b.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }
        return result.Append("?=").ToString();
    }
}
