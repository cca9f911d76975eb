using MailSuite.Base;

namespace MailSuite.Protocol;

/// <summary>The address of a MAIL or RCPT command, read forgivingly (brackets may be missing, comments are stepped over) or strictly (strict_rfc821_envelopes).</summary>
public static class SmtpPath
{
    /// <summary>Reads a token such as "&lt;user@example.com&gt;" into internal form; false when it is no address.</summary>
    public static bool TryParse(string token, bool allowEmpty, bool strict, out string address)
    {
        if (IsSimple(token))
        {
            address = token[1..^1];
            return true;
        }
        address = "";
        if (strict && (token.Length < 2 || token[0] != '<' || token[^1] != '>'))
            return false;
        var found = AddressScanner.Scan(Bytes.Of(token), 3, out int others);
        // "<>" itself is found as one empty address.
        if (found.Count > 1 || strict && others > 0 || token.Contains(',') && !token.Contains('"') && !token.StartsWith("<@", StringComparison.Ordinal))
            return false;
        address = found.Count == 1 ? found[0].Address : "";
        if (address.Length == 0)
            return allowEmpty;
        return address.AsSpan().IndexOfAnyInRange('\0', '\x1f') < 0 && !address.Contains('\x7f') && HasGoodDomain(address) && !(strict && address[0] == '@');
    }

    /// <summary>The usual case: brackets around atoms, dots and one "@".</summary>
    private static bool IsSimple(string token)
    {
        if (token.Length < 5 || token[0] != '<' || token[^1] != '>')
            return false;
        int ats = 0;
        for (int i = 1; i < token.Length - 1; i++)
        {
            char c = token[i];
            if (c == '@')
            {
                if (++ats > 1 || i == 1 || i == token.Length - 2)
                    return false;
            }
            else if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_' or '+' or '='))
                return false;
        }
        return ats == 1 && HasGoodDomain(token[1..^1]);
    }

    /// <summary>A domain, where there is one, must be a host name or an address literal: what is no domain cannot be routed anywhere.</summary>
    private static bool HasGoodDomain(string address)
    {
        int at = address.LastIndexOf('@');
        if (at < 0)
            return true;
        var domain = address.AsSpan(at + 1);
        if (domain.StartsWith('['))
            return IsLiteral(domain);
        if (domain.EndsWith('.'))
            domain = domain[..^1];
        if (domain.Length is 0 or > 255)
            return false;
        foreach (var range in domain.Split('.'))
        {
            var label = domain[range];
            if (label.Length is 0 or > 63 || label[0] == '-' || label[^1] == '-')
                return false;
            foreach (char c in label)
                if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_') && c < '\x80')
                    return false;
        }
        return true;
    }

    /// <summary>Is this an address literal: "[192.0.2.1]", "[IPv6:2001:db8::1]"?</summary>
    public static bool IsAddressLiteral(string text) => text.Length > 2 && text[0] == '[' && IsLiteral(text);

    private static bool IsLiteral(ReadOnlySpan<char> domain)
    {
        if (domain[^1] != ']')
            return false;
        var text = domain[1..^1];
        bool six = text.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase);
        return System.Net.IPAddress.TryParse(six ? text[5..] : text, out var ip)
            && (six ? ip.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 : ip.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork && text.Count('.') == 3);
    }
}
