namespace MailSuite.Mail;

/// <summary>Is the domain of an address one that DNS or an address literal can hold (valid_hostname(3))?</summary>
public static class DomainSyntax
{
    private const int MaxDomain = 255, MaxLabel = 63;

    /// <summary>A host name, or an [address] of IPv4 or "IPv6:".</summary>
    public static bool IsValid(string domain) =>
        domain.StartsWith('[') ? IsLiteral(domain) : domain.Length is > 0 and <= MaxDomain && IsHostName(domain);

    private static bool IsHostName(string name)
    {
        bool digitsOnly = true;
        foreach (string label in name.Split('.'))
        {
            if (label.Length is 0 or > MaxLabel || label[0] == '-' || label[^1] == '-')
                return false;
            foreach (char c in label)
            {
                // Letters beyond ASCII are SMTPUTF8's; a byte that is no UTF-8 is not.
                if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_') && (c < '\x80' || c is >= '\uDC80' and <= '\uDCFF'))
                    return false;
                digitsOnly &= char.IsAsciiDigit(c);
            }
        }
        return !digitsOnly;
    }

    private static bool IsLiteral(string domain)
    {
        if (domain[^1] != ']')
            return false;
        var text = domain.AsSpan(1, domain.Length - 2);
        bool six = text.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase);
        return System.Net.IPAddress.TryParse(six ? text[5..] : text, out var address)
            && (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? six : text.Count('.') == 3);
    }
}
