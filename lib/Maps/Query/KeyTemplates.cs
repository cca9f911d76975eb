using System.Text;

namespace MailSuite.Maps;

/// <summary>
/// The templates of one table: queries made of a key, results made of a value and its key. %s is the whole, %u and %d what is left and right of the last "@",
/// %1 to %9 the labels of the key's domain from the right, %S %U %D always those of the key. A key or value that lacks a part which a template needs gives nothing.
/// </summary>
internal sealed class KeyTemplates(LookupTable table)
{
    private bool keyUser, keyDomain, valueUser, valueDomain;
    private int labels;

    /// <summary>A template takes a part of the key only: the table is then asked with whole addresses, never with parts of them.</summary>
    public bool TakesParts { get; private set; }

    /// <summary>Notes what a template needs; true when it holds any expansion. All templates must be noted before the first expansion.</summary>
    public bool Note(string template, bool query)
    {
        bool expands = false;
        for (int i = 0; i < template.Length; i++)
        {
            if (template[i] != '%')
                continue;
            char kind = ++i < template.Length ? template[i] : '\0';
            expands |= kind != '%';
            switch (kind)
            {
                case '%' or 's' or 'S':
                    break;
                case 'u' when !query:
                    valueUser = true;
                    break;
                case 'd' when !query:
                    valueDomain = true;
                    break;
                case 'u' or 'U':
                    keyUser = TakesParts = true;
                    break;
                case 'd' or 'D':
                    keyDomain = TakesParts = true;
                    break;
                case >= '1' and <= '9':
                    labels = Math.Max(labels, kind - '0');
                    keyDomain = TakesParts = true;
                    break;
                default:
                    throw new TableUnavailableException($"db_common_parse: {table.Path}: Invalid {(query ? "query" : "result")} template: {template}");
            }
        }
        return expands;
    }

    /// <summary>A query of a key; null when the key has not what the query needs.</summary>
    /// <param name="template">The template.</param>
    /// <param name="key">The key.</param>
    /// <param name="quote">Makes a part of the key harmless in the language of the query.</param>
    public string? Query(string template, string key, Func<string, string>? quote = null)
    {
        if (key.Length == 0)
        {
            Log.Warning($"table \"{table.Name}\": empty query string -- ignored");
            return null;
        }
        var parts = new Parts(key, labels);
        return Has(parts, keyUser, keyDomain) && parts.Labels.Length >= labels ? Expand(template, parts, parts, quote) : null;
    }

    /// <summary>Adds a result, behind a comma when it is not the first; false when the value gives none.</summary>
    public bool AddResult(string template, string? value, string key, StringBuilder result)
    {
        if (value == null)
            return false;
        if (value.Length == 0)
        {
            Log.Warning($"table \"{table.Name}\": empty lookup result for: \"{key}\" -- ignored");
            return false;
        }
        var parts = new Parts(value, 0);
        if (!Has(parts, valueUser, valueDomain))
            return false;
        if (result.Length > 0)
            result.Append(',');
        result.Append(template == "%s" ? value : Expand(template, parts, new Parts(key, labels), null));
        return true;
    }

    private static bool Has(Parts parts, bool user, bool domain) => (!domain || parts.Domain is { Length: > 0 }) && (!user || parts.Domain == null || parts.User.Length > 0);

    private readonly struct Parts
    {
        public Parts(string whole, int labels)
        {
            int at = whole.LastIndexOf('@');
            Whole = whole;
            User = at < 0 ? whole : whole[..at];
            Domain = at < 0 ? null : whole[(at + 1)..];
            Labels = labels == 0 || Domain == null ? [] : Domain.Split('.', StringSplitOptions.RemoveEmptyEntries);
        }

        public string Whole { get; }
        public string User { get; }
        public string? Domain { get; }
        public string[] Labels { get; }
    }

    private static string Expand(string template, Parts value, Parts key, Func<string, string>? quote)
    {
        var text = new StringBuilder(template.Length + value.Whole.Length);
        for (int i = 0; i < template.Length; i++)
        {
            if (template[i] != '%')
            {
                text.Append(template[i]);
                continue;
            }
            string? part = template[++i] switch
            {
                's' => value.Whole,
                'u' => value.User,
                'd' => value.Domain,
                'S' => key.Whole,
                'U' => key.User,
                'D' => key.Domain,
                >= '1' and <= '9' and var digit => key.Labels[^(digit - '0')],
                _ => null,
            };
            if (part == null)
                text.Append('%');
            else
                text.Append(quote == null ? part : quote(part));
        }
        return text.ToString();
    }
}
