using System.Globalization;
using System.Text;

namespace MailSuite.Maps;

/// <summary>Keys in filters and names, and how names of attributes compare.</summary>
internal static class LdapText
{
    /// <summary>A text as it may stand in a filter (RFC 4515 section 3): it can neither end its comparison nor be a wildcard.</summary>
    public static string InFilter(string text) => Escaped(text, "*()\\\0");

    /// <summary>A text as a value in a distinguished name (RFC 4514 section 2.4). White space and "#" are escaped everywhere, not only where they must be.</summary>
    public static string InName(string text) => Escaped(text, " \t\"#+,;<>\\=\0");

    private static string Escaped(string text, string special)
    {
        if (text.AsSpan().IndexOfAny(special) < 0)
            return text;
        var result = new StringBuilder(text.Length + 8);
        foreach (char c in text)
            if (special.Contains(c))
                result.Append(CultureInfo.InvariantCulture, $"\\{(int)c:X2}");
            else
                result.Append(c);
        return result.ToString();
    }

    /// <summary>Is the attribute the wanted one, or the wanted one with options ("mail;lang-de" for "mail")?</summary>
    public static bool IsOf(string wanted, string attribute) =>
        attribute.StartsWith(wanted, StringComparison.OrdinalIgnoreCase) && (attribute.Length == wanted.Length || attribute[wanted.Length] == ';');

    /// <summary>What to ask of a URL: what both it and the table name; all of the table's when it names none; null when nothing is left.</summary>
    public static List<string>? ForUrl(IReadOnlyList<string> url, IReadOnlyList<string> table)
    {
        var both = new List<string>();
        foreach (string a in url)
            foreach (string b in table)
                if (IsOf(a, b))
                    both.Add(b);
                else if (IsOf(b, a))
                    both.Add(a);
        return url.Count == 0 ? [.. table] : both.Count == 0 ? null : both;
    }
}
