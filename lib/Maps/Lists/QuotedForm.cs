using System.Text;

namespace MailSuite.Maps;

/// <summary>The external form of an address's local part: quoted when RFC 822 demands it. Table sources hold keys in this form.</summary>
internal static class QuotedForm
{
    /// <summary>The address with its local part quoted where needed.</summary>
    public static string Of(string address)
    {
        int domain = address.LastIndexOf('@');
        var local = domain < 0 ? address.AsSpan() : address.AsSpan(0, domain);
        if (local.Length > 0 && IsDotString(local))
            return address;
        return Quoted(local).Append(domain < 0 ? "" : address.AsSpan(domain)).ToString();
    }

    /// <summary>A local part without domain, quoted where needed: its @ is one of its own characters.</summary>
    public static string OfLocalPart(string local) => local.Length > 0 && IsDotString(local) ? local : Quoted(local).ToString();

    private static StringBuilder Quoted(ReadOnlySpan<char> local)
    {
        var quoted = new StringBuilder(local.Length + 4).Append('"');
        foreach (char c in local)
        {
            if (c is '"' or '\\' or '\r')
                quoted.Append('\\');
            quoted.Append(c);
        }
        return quoted.Append('"');
    }

    private static bool IsDotString(ReadOnlySpan<char> local)
    {
        if (local[0] == '.' || local[^1] == '.' || local.IndexOf("..") >= 0)
            return false;
        foreach (char c in local)
            if (c <= ' ' || c == '\x7f' || "()<>@,;:\\\"[]".Contains(c))
                return false;
        return true;
    }
}
