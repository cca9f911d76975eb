using System.Text;

namespace MailSuite.Net;

/// <summary>
/// A line of Dovecot's authentication protocol: fields with a TAB between them, in which 0x01 and a letter stand for TAB, CR, LF, NUL and
/// 0x01 itself. Used by both ends.
/// </summary>
public static class AuthLine
{
    /// <summary>The longest line either end may send, its LF not counted.</summary>
    public const int MaxLength = 16384;

    /// <summary>Splits a line and takes the escapes away. An unfinished or unknown escape stands for the character itself, as in Dovecot.</summary>
    public static string[] Split(string line)
    {
        var fields = line.Split('\t');
        for (int i = 0; i < fields.Length; i++)
            fields[i] = Unescape(fields[i]);
        return fields;
    }

    /// <summary>Takes the escapes away.</summary>
    public static string Unescape(string field)
    {
        if (!field.Contains('\x01'))
            return field;
        var text = new StringBuilder(field.Length);
        for (int i = 0; i < field.Length; i++)
            text.Append(field[i] != '\x01' || i + 1 == field.Length ? field[i] : field[++i] switch { '0' => '\0', '1' => '\x01', 't' => '\t', 'r' => '\r', 'n' => '\n', var c => c });
        return text.ToString();
    }

    /// <summary>Makes text safe to stand in a field.</summary>
    public static string Escape(string text)
    {
        if (text.AsSpan().IndexOfAny("\0\x01\t\r\n") < 0)
            return text;
        var escaped = new StringBuilder(text.Length + 8);
        foreach (char c in text)
            _ = c switch
            {
                '\0' => escaped.Append("\x0010"),
                '\x01' => escaped.Append("\x0011"),
                '\t' => escaped.Append("\x0001t"),
                '\r' => escaped.Append("\x0001r"),
                '\n' => escaped.Append("\x0001n"),
                _ => escaped.Append(c),
            };
        return escaped.ToString();
    }

    /// <summary>Is a response what base64 may look like? Anything else must not be passed on: it could hold a TAB and more parameters.</summary>
    public static bool IsBase64(ReadOnlySpan<char> text)
    {
        if (text.Length % 4 != 0)
            return false;
        var body = text.TrimEnd('=');
        return text.Length - body.Length <= 2 && !body.ContainsAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
    }
}
