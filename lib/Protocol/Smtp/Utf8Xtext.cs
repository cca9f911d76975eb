using System.Globalization;
using System.Text;

namespace MailSuite.Protocol;

/// <summary>RFC 6533 3: an internationalized address inside SMTP parameters, as UTF-8 itself or with "\x{HEX}" for what may not stand for itself.</summary>
public static class Utf8Xtext
{
    /// <summary>Decodes; null when it is no such text, or hides a control character.</summary>
    public static string? Decode(string text)
    {
        var result = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c != '\\')
            {
                if (c is <= ' ' or (>= '\x7f' and <= '\x9f') or '+' or '=' || char.IsLowSurrogate(c) && (i == 0 || !char.IsHighSurrogate(text[i - 1])))
                    return null;
                result.Append(c);
                continue;
            }
            int end = text.IndexOf('}', i);
            if (end < 0 || end - i is < 5 or > 9 || text[i + 1] != 'x' || text[i + 2] != '{'
                || !int.TryParse(text.AsSpan(i + 3, end - i - 3), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value)
                || !Rune.IsValid(value) || Rune.IsControl(new Rune(value)))
                return null;
            result.Append(new Rune(value).ToString());
            i = end;
        }
        return result.ToString();
    }

    /// <summary>Encodes a value so that it is ASCII: for a server that does not speak SMTPUTF8.</summary>
    public static string Encode(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            if (rune.Value is > 0x20 and < 0x7f and not '+' and not '=' and not '\\')
                result.Append(rune.ToString());
            else
                result.Append(CultureInfo.InvariantCulture, $"\\x{{{rune.Value:X2}}}");
        return result.ToString();
    }
}
