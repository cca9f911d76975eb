namespace MailSuite.Maps;

/// <summary>inline:{key=value, {key = text with blanks}}: a small table in main.cf itself.</summary>
internal sealed class InlineTable : LookupTable
{
    private readonly Dictionary<string, string> entries = new(StringComparer.Ordinal);
    private const string Blanks = " \t\r\n\v\f";
    private readonly KeyFolding folding;

    private InlineTable(string name, KeyFolding folding) : base("inline", name) => this.folding = folding;

    public static LookupTable Open(string name, KeyFolding folding, TableOptions options)
    {
        var table = new InlineTable(name, folding);
        foreach (string word in Braces.Words(table.Inside(name)))
        {
            string pair = word;
            if (word.StartsWith('{') && Words.Unbrace(word, out pair) is { } wrong)
                throw table.Bad(wrong);
            var (key, value) = table.Split(pair);
            if (!FileContent.TryRead(value, options, out value, out string problem))
                throw table.Bad(problem, "name=filename...");
            table.entries[folding.Fold(key)] = value;
        }
        if (table.entries.Count == 0)
            throw table.Bad("empty table");
        return table;
    }

    /// <summary>"key = value", where the key has no blanks and may be empty.</summary>
    private (string Key, string Value) Split(string pair)
    {
        var rest = pair.AsSpan().TrimStart(Blanks);
        if (rest.IsEmpty)
            throw Bad("missing attribute name");
        int end = rest.IndexOfAny("= \t\r\n");
        var after = end < 0 ? default : rest[end..].TrimStart(Blanks);
        if (after.IsEmpty || after[0] != '=')
            throw Bad("missing '=' after attribute name");
        return (rest[..end].ToString(), after[1..].Trim(Blanks).ToString());
    }

    private string Inside(string braced) =>
        braced.StartsWith('{') && braced.Length > 2 && Words.Unbrace(braced, out string inner) == null ? inner : throw Bad("bad syntax");

    private TableUnavailableException Bad(string why, string need = "name=value...") => new($"{why}: \"{Name}\"; need \"inline:{{{need}}}\"");

    public override LookupResult Find(string key) =>
        entries.TryGetValue(folding.Fold(key), out var value) ? LookupResult.Found(value) : LookupResult.NotFound;

    public override IEnumerable<KeyValuePair<string, string>> Entries() => entries;
}
