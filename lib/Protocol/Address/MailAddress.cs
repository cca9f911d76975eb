using System.Text;

namespace MailSuite.Protocol;

/// <summary>
/// Mail addresses between their two forms: internal, as tables and files know them (a b@example.com), and external, as the
/// protocol carries them ("a b"@example.com, RFC 5321 4.1.2).
/// </summary>
public static class MailAddress
{
    /// <summary>External form of an internal address: the local part in quotes where it is no dot-string.</summary>
    public static string Quote(string address)
    {
        int at = address.LastIndexOf('@');
        var local = at < 0 ? address.AsSpan() : address.AsSpan(0, at);
        if (IsDotString(local))
            return address;
        var result = new StringBuilder(address.Length + 4).Append('"');
        foreach (char c in local)
        {
            if (c is '"' or '\\' or '\r')
                result.Append('\\');
            result.Append(c);
        }
        return result.Append('"').Append(at < 0 ? "" : address.AsSpan(at)).ToString();
    }

    /// <summary>Internal form of an external address: quotes and backslashes taken off the local part.</summary>
    public static string Unquote(string address)
    {
        if (!address.AsSpan().ContainsAny('"', '\\'))
            return address;
        var result = new StringBuilder(address.Length);
        bool quoted = false;
        for (int i = 0; i < address.Length; i++)
        {
            char c = address[i];
            if (c == '"')
                quoted = !quoted;
            else if (c == '\\' && i + 1 < address.Length)
                result.Append(address[++i]);
            else if (c == '@' && !quoted)
                return result.Append(address.AsSpan(i)).ToString();
            else
                result.Append(c);
        }
        return result.ToString();
    }

    private static bool IsDotString(ReadOnlySpan<char> local)
    {
        if (local.IsEmpty)
            return true;
        if (local[0] == '.' || local[^1] == '.')
            return false;
        for (int i = 0; i < local.Length; i++)
        {
            char c = local[i];
            if (c == '.' ? local[i - 1] == '.' : c <= ' ' || c == '\x7f' || "()<>@,;:\\\"[]".Contains(c))
                return false;
        }
        return true;
    }
}
