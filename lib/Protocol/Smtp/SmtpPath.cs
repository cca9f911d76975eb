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
        if (found.Count > 1 || strict && others > 0)
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
        if (at < 0 || at == address.Length - 1)
            return true;
        var domain = address.AsSpan(at + 1);
        if (domain[0] == '[')
            return domain[^1] == ']' && domain.Length > 2;
        int label = 0;
        foreach (char c in domain)
        {
            if (c <= ' ' || c is '<' or '>' or '(' or ')' or '[' or ']' or ',' or ';' or ':' or '"' or '\\')
                return false;
            label = c == '.' ? 0 : label + 1;
            if (label > 63)
                return false;
        }
        return domain.Length <= 255;
    }
}
