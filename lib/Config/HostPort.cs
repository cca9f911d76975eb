using System.Globalization;
using System.Net;

namespace MailSuite.Config;

/// <summary>The forms "host:port", "[host]:port", "host", "port" of master.cf services and table destinations (host_port(3)).</summary>
public static class HostPort
{
    /// <summary>
    /// Splits the text; returns what is wrong, or null. A default that is not null stands for the part that is absent; a lone
    /// word is the part that has no default.
    /// </summary>
    public static string? Read(string text, string? defaultHost, string? defaultPort, out string host, out string port)
    {
        string? h, p;
        host = port = "";
        if (text.StartsWith('['))
        {
            int close = text.IndexOf(']');
            if (close < 0)
                return "missing \"]\"";
            h = text[1..close];
            string after = text[(close + 1)..];
            if (after.Length > 0 && after[0] != ':')
                return "garbage after \"]\"";
            p = after.Length > 1 ? after[1..] : defaultPort;
        }
        else if (text.LastIndexOf(':') is >= 0 and var colon)
        {
            h = colon > 0 ? text[..colon] : defaultHost;
            p = colon + 1 < text.Length ? text[(colon + 1)..] : defaultPort;
        }
        else
        {
            h = defaultHost ?? (text.Length > 0 ? text : null);
            p = defaultPort ?? (text.Length > 0 ? text : null);
        }
        if (h == null)
            return "missing host information";
        if (p == null)
            return "missing service information";
        if (!ReferenceEquals(h, defaultHost) && !IsHostName(h) && !IsAddress(h))
            return "valid hostname or network address required";
        if (!ReferenceEquals(p, defaultPort) && char.IsAsciiDigit(p[0]) && p.AsSpan().ContainsAnyExceptInRange('0', '9'))
            return "garbage after numerical service";
        host = h.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase) ? h[5..] : h;
        port = p;
        return null;
    }

    private static bool IsAddress(string text) =>
        text.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase) ? IsAddress(text[5..])
        : IPAddress.TryParse(text, out _) && (text.Contains(':') || text.Count(c => c == '.') == 3);

    /// <summary>Is this a host name by its form: labels of letters, digits, "-", "_" and non-ASCII, none empty or too long, not all digits? A dot at its end counts for nothing.</summary>
    public static bool IsHostName(string name) => name.Length > 0 && ProblemOfHostName(name.EndsWith('.') ? name[..^1] : name, nonAscii: true) == null;

    /// <summary>What is wrong with the form of a host name, in the words of Postfix's log; null when nothing is.</summary>
    public static string? ProblemOfHostName(string name, bool nonAscii = false)
    {
        if (name.Length == 0)
            return "empty hostname";
        string shown = name.Length > 100 ? name[..100] : name;
        bool numeric = true;
        int label = 0;
        int size = Bytes.Count(name);
        Span<byte> bytes = size <= 256 ? stackalloc byte[size] : new byte[size];
        Bytes.Write(name, bytes);
        for (int i = 0; i < bytes.Length; i++)
        {
            byte b = bytes[i];
            bool ends = i + 1 == bytes.Length || bytes[i + 1] == '.';
            if (b == '.')
            {
                if (label == 0 || i + 1 == bytes.Length)
                    return $"misplaced delimiter: {shown}";
                label = 0;
                continue;
            }
            numeric &= char.IsAsciiDigit((char)b);
            label++;
            if (b == '-' && (label == 1 || ends))
                return $"misplaced hyphen: {shown}";
            if (!char.IsAsciiLetterOrDigit((char)b) && b is not ((byte)'-' or (byte)'_') && !(nonAscii && b >= 0x80))
                return string.Create(CultureInfo.InvariantCulture, $"invalid character {b}(decimal): {shown}");
            if (label > 63)
                return $"hostname label too long: {shown}";
        }
        return numeric ? $"numeric hostname: {shown}" : bytes.Length > 255 ? string.Create(CultureInfo.InvariantCulture, $"bad length {bytes.Length} for {shown}...") : null;
    }
}
