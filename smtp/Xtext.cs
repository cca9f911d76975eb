using System.Globalization;
using System.Text;

namespace MailSuite.Smtp;

/// <summary>xtext of RFC 3461 4: values of DSN parameters, in printable ASCII without "+" and "=".</summary>
internal static class Xtext
{
    /// <summary>Encodes a value.</summary>
    internal static string Encode(string value)
    {
        var text = new StringBuilder(value.Length);
        foreach (byte b in Bytes.Of(value))
            if (b is > 0x20 and < 0x7f and not (byte)'+' and not (byte)'=')
                text.Append((char)b);
            else
                text.Append('+').Append(b.ToString("X2", CultureInfo.InvariantCulture));
        return text.ToString();
    }

    /// <summary>A value that should be xtext already: what cannot be in it is encoded, so that no stranger's value becomes two parameters.</summary>
    internal static string Safe(string value) =>
        value.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0 && !value.Contains('=') ? value : Encode(value);
}
