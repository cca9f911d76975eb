using System.Globalization;
using System.Text;

namespace MailSuite.Protocol.Pop3;

/// <summary>
/// How a message's unique id is written: %u UID, %v UIDVALIDITY, %f file name; between the percent sign and the letter a width with leading zero and an X for
/// hexadecimal (Dovecot's notation). Clients that leave mail on the server fetch all of it again when the ids change.
/// </summary>
public sealed class UidlFormat
{
    private readonly string format;

    private UidlFormat(string format) => this.format = format;

    /// <summary>Reads a format; null when it is none, or when no part of it tells messages apart.</summary>
    public static UidlFormat? Parse(string format)
    {
        var f = new UidlFormat(format);
        return f.Write(1, 2, "a") is { } one && f.Write(3, 2, "b") is { } other && one != other ? f : null;
    }

    /// <summary>The id of a message, at most 70 characters of 0x21 to 0x7E (RFC 1939 7); null when the format is wrong.</summary>
    public string? Write(uint uid, uint validity, string fileName)
    {
        var text = new StringBuilder(16);
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                text.Append(format[i]);
                continue;
            }
            int start = ++i;
            while (i < format.Length && char.IsAsciiDigit(format[i]))
                i++;
            string width = format[start..i];
            bool hex = i < format.Length && format[i] == 'X';
            if (hex)
                i++;
            if (i >= format.Length || width.Length > 2)
                return null;
            switch (format[i])
            {
                case 'u': text.Append(Number(uid, width, hex)); break;
                case 'v': text.Append(Number(validity, width, hex)); break;
                case 'f': text.Append(fileName); break;
                case '%': text.Append('%'); break;
                default: return null;
            }
        }
        for (int i = 0; i < text.Length; i++)
            if (text[i] is < '!' or > '~')
                text[i] = '_';
        return text.Length is > 0 and <= 70 ? text.ToString() : text.Length > 70 ? text.ToString(text.Length - 70, 70) : null;
    }

    private static string Number(uint value, string width, bool hex)
    {
        string digits = value.ToString(hex ? "x" : "d", CultureInfo.InvariantCulture);
        return width.Length == 0 ? digits : digits.PadLeft(int.Parse(width, CultureInfo.InvariantCulture), width[0] == '0' ? '0' : ' ');
    }
}
