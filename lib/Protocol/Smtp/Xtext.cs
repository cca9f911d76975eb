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
            else if (c is < 33 or > 126)
                return null;
            if (c is < 32 or > 126)
                return null;
            result.Append((char)c);
        }
        return result.ToString();
    }

    /// <summary>Decodes bytes of any kind, read as <see cref="Bytes.Text"/> does; null when it is no xtext. What comes out must be made safe before it is used.</summary>
    public static string? DecodeBytes(string text)
    {
        if (!text.Contains('+'))
            return text;
        var bytes = new List<byte>(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '+')
                bytes.AddRange(Bytes.Of(text.AsSpan(i, 1)));
            else if (i + 2 < text.Length && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value))
            {
                bytes.Add(value);
                i += 2;
            }
            else
                return null;
        }
        return Bytes.Text(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes));
    }

    /// <summary>Encodes the bytes of a value.</summary>
    public static string Encode(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (byte b in Bytes.Of(text))
            if (b is > 0x20 and < 0x7f and not (byte)'+' and not (byte)'=')
                result.Append((char)b);
            else
                result.Append('+').Append(b.ToString("X2", CultureInfo.InvariantCulture));
        return result.ToString();
    }

    /// <summary>A value that should be xtext already, made safe: what cannot be in it is encoded, so that no stranger's value becomes two parameters.</summary>
    public static string Safe(string text) => text.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0 && !text.Contains('=') ? text : Encode(text);
}
