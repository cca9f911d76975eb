namespace MailSuite.Maps;

/// <summary>inline:{key=value, {key = text with blanks}}: a small table in main.cf itself.</summary>
internal sealed class InlineTable : LookupTable
{
    private readonly Dictionary<string, string> entries = new(StringComparer.Ordinal);
    private readonly KeyFolding folding;

    private InlineTable(string name, KeyFolding folding) : base("inline", name) => this.folding = folding;

    public static LookupTable Open(string name, KeyFolding folding, TableOptions options)
    {
        var table = new InlineTable(name, folding);
        foreach (string word in Braces.Words(table.Inside(name)))
        {
            string pair = word.StartsWith('{') ? table.Inside(word) : word;
            int equals = pair.IndexOf('=');
            string key = equals < 0 ? "" : folding.Fold(pair[..equals].Trim());
            if (key.Length == 0)
                throw table.Bad(equals < 0 ? "missing '=' after attribute name" : "missing attribute name");
            string value = pair[(equals + 1)..].Trim();
            if ((options & TableOptions.FileContent) != 0 && !FileContent.TryEncode(value, out value, out string problem))
                throw new TableUnavailableException(problem);
            table.entries[key] = value;
        }
        if (table.entries.Count == 0)
            throw table.Bad("empty table");
        return (options & TableOptions.FileContent) != 0 ? new FileContentTable(table) : table;
    }

    private string Inside(string braced) =>
        braced.StartsWith('{') && Words.Unbrace(braced, out string inner) == null ? inner : throw Bad("bad syntax");

    private TableUnavailableException Bad(string why) => new($"{why}: \"{Name}\"; need \"inline:{{name=value...}}\"");

    public override LookupResult Find(string key) =>
        entries.TryGetValue(folding.Fold(key), out var value) ? LookupResult.Found(value) : LookupResult.NotFound;

    public override IEnumerable<KeyValuePair<string, string>> Entries() => entries;
}
