using System.Globalization;
using System.Text;

namespace MailSuite.Protocol;

/// <summary>RFC 3461 4: xtext, "+" and two hex digits for what may not stand for itself.</summary>
public static class Xtext
{
    /// <summary>Decodes; null when it is no xtext, or hides a control character.</summary>
    public static string? Decode(string text)
    {
        var result = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            int c = text[i];
            if (c == '+')
            {
                if (i + 2 >= text.Length || !byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value))
                    return null;
                c = value;
                i += 2;
            }
            else if (c is < 33 or > 126 or '=')
                return null;
            if (c is < 32 or > 126)
                return null;
            result.Append((char)c);
        }
        return result.ToString();
    }

    /// <summary>Encodes.</summary>
    public static string Encode(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (char c in text)
            if (c is > ' ' and < '\x7f' and not ('+' or '='))
                result.Append(c);
            else
                result.Append('+').Append(((byte)c).ToString("X2", CultureInfo.InvariantCulture));
        return result.ToString();
    }
}
