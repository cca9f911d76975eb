using System.Net;

namespace MailSuite.Maps;

/// <summary>cidr: networks in order; the first that contains the address gives the result (cidr_table(5)).</summary>
internal sealed class CidrTable : LookupTable
{
    private sealed record Rule(NetworkPattern Network, bool Negated, string? Result);

    private readonly RuleList<Rule> rules;
    private readonly TableOptions options;

    private CidrTable(string name, TableOptions options) : base("cidr", name)
    {
        this.options = options;
        rules = new RuleList<Rule>("cidr", name);
    }

    public static LookupTable Open(string name, TableOptions options)
    {
        var table = new CidrTable(name, options);
        RuleSource.Read("cidr", name, table.Parse);
        table.rules.End();
        return table;
    }

    public override bool IsPattern => true;

    private void Parse(int line, string text)
    {
        if (IsWord(text, "ENDIF"))
        {
            if (text[5..].Trim().Length > 0)
                rules.Warn(line, "garbage after ENDIF: skipping this rule");
            else if (rules.Depth == 0)
                rules.Warn(line, "ENDIF without IF: skipping this rule");
            else
                rules.EndIf();
            return;
        }
        bool isIf = IsWord(text, "IF");
        bool negated = false;
        var rest = text.AsSpan(isIf ? 2 : 0).Trim(" \t\r\n");
        for (; rest.StartsWith("!"); rest = rest[1..].TrimStart(" \t\r\n"))
            negated = !negated;
        int end = isIf ? rest.Length : rest.IndexOfAny(" \t\r\n");
        string pattern = (end < 0 ? rest : rest[..end]).ToString();
        string result = end < 0 ? "" : rest[end..].Trim(" \t\r\n").ToString();
        if (pattern.Length == 0)
            rules.Warn(line, "no address pattern: skipping this rule");
        else if (!isIf && result.Length == 0)
            rules.Warn(line, "no lookup result: skipping this rule");
        else if (!NetworkPattern.TryParse(pattern, out var network, out string problem))
            rules.Warn(line, $"{problem}: skipping this rule");
        else if (!FileContent.TryRead(result, isIf ? TableOptions.None : options, out result, out problem))
            rules.Warn(line, $"{problem}: skipping this rule");
        else if (isIf)
            rules.AddIf(new Rule(network!, negated, null), line);
        else
            rules.Add(new Rule(network!, negated, result), line);
    }

    private static bool IsWord(string text, string word) =>
        text.StartsWith(word, StringComparison.OrdinalIgnoreCase) && (text.Length == word.Length || !char.IsAsciiLetterOrDigit(text[word.Length]));

    public override LookupResult Find(string key)
    {
        if (!AddressText.TryParse(key, out IPAddress address))
            return LookupResult.NotFound;
        return rules.First((rule, _) => !rule.Network.IsOfFamily(address) || rule.Network.Contains(address) == rule.Negated ? null
            : rule.Result == null ? LookupResult.NotFound : LookupResult.Found(rule.Result));
    }
}
