using System.Net;
using System.Net.Sockets;

namespace MailSuite.Maps;

/// <summary>Internet addresses as mail software writes them: four decimal parts or RFC 4291 text, without the short, hexadecimal and octal forms of inet_aton(3).</summary>
public static class AddressText
{
    /// <summary>Reads "192.0.2.7" or "2001:db8::7".</summary>
    public static bool TryParse(string text, out IPAddress address)
    {
        address = IPAddress.None;
        if (text.Contains(':'))
        {
            if (text.AsSpan().IndexOfAnyExcept("0123456789abcdefABCDEF:.") >= 0 || !IPAddress.TryParse(text, out var six) || six.AddressFamily != AddressFamily.InterNetworkV6)
                return false;
            address = six;
            return true;
        }
        Span<byte> four = stackalloc byte[4];
        var rest = text.AsSpan();
        for (int i = 0; i < 4; i++)
        {
            int dot = i == 3 ? rest.Length : rest.IndexOf('.');
            if (dot is < 1 or > 3 || dot > 1 && rest[0] == '0' || rest[..dot].IndexOfAnyExceptInRange('0', '9') >= 0 || !byte.TryParse(rest[..dot], out four[i]))
                return false;
            rest = rest[Math.Min(dot + 1, rest.Length)..];
        }
        address = new IPAddress(four);
        return true;
    }
}
