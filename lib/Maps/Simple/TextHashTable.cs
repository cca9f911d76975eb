namespace MailSuite.Maps;

/// <summary>texthash: postmap(1)'s source text itself, read into memory at open. Never notices a change, as in Postfix.</summary>
internal sealed class TextHashTable : LookupTable
{
    private readonly Dictionary<string, string> entries = new(StringComparer.Ordinal);
    private readonly KeyFolding folding;

    private TextHashTable(string name, KeyFolding folding) : base("texthash", name) => this.folding = folding;

    public static LookupTable Open(string path, KeyFolding folding, TableOptions options)
    {
        var error = Sys.TryOpen(path, Sys.RdOnly, 0, out int fd);
        if (error != Errno.None)
            throw new TableUnavailableException($"open database {path}: {error.Text()}");
        try
        {
            var table = new TextHashTable(path, folding);
            table.Read(new SourceLines(fd, path), (options & TableOptions.FileContent) != 0);
            return table;
        }
        finally
        {
            Sys.CloseQuietly(fd);
        }
    }

    private void Read(SourceLines source, bool files)
    {
        while (source.Next(out var line))
        {
            if (!PostmapSource.Split(source, line, folding.DemandsUtf8, " -- ignoring this line", out var key, out var value))
                continue;
            string k = folding.Fold(Bytes.Text(key)), v = Bytes.Text(value);
            if (files && !FileContent.TryEncode(v, out v, out string problem))
                Log.Warning($"{source.Path}, line {source.Line}: {problem}: skipping this entry");
            else if (!entries.TryAdd(k, v))
                Log.Warning($"{source.Path}, line {source.Line}: duplicate entry: \"{Bytes.Text(key)}\"");
        }
    }

    public override LookupResult Find(string key) =>
        entries.TryGetValue(folding.Fold(key), out var value) ? LookupResult.Found(value) : LookupResult.NotFound;

    public override IEnumerable<KeyValuePair<string, string>> Entries() => entries;
}
