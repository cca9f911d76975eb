namespace MailSuite.Maps;

/// <summary>static: the same text for every key.</summary>
internal sealed class StaticTable(string name, string value) : LookupTable("static", name)
{
    public static StaticTable Open(string name) =>
        new(name, !name.StartsWith('{') ? name : Words.Unbrace(name, out string text) is { } problem
            ? throw new TableUnavailableException($"bad static:name syntax: {problem}") : text);

    public override LookupResult Find(string key) => LookupResult.Found(value);
}

/// <summary>fail: nothing but errors, for tests of error paths.</summary>
internal sealed class FailTable(string name) : LookupTable("fail", name)
{
    public override bool IsPattern => true;

    public override LookupResult Find(string key) => LookupResult.TryLater;
}

/// <summary>environ: the environment of this process; the table's name has no meaning.</summary>
internal sealed class EnvironTable(string name, KeyFolding folding) : LookupTable("environ", name)
{
    public override LookupResult Find(string key) =>
        !key.Contains('\0') && Sys.GetEnvironment(folding.Fold(key)) is { } value ? LookupResult.Found(value) : LookupResult.NotFound;
}

/// <summary>proxy: the inner table, opened in this process (see <see cref="Tables.Open"/>).</summary>
internal sealed class ProxyTable(string name, LookupTable inner) : LookupTable("proxy", name)
{
    public static LookupTable Open(string name, MailConfig config, TableOptions options) => name.Contains(':')
        ? new ProxyTable(name, Tables.Open(name, config, options))
        : throw new TableUnavailableException($"open dictionary: expecting \"type:name\" form instead of \"{name}\"");

    public override bool IsPattern => inner.IsPattern;
    public override LookupResult Find(string key) => inner.Find(key);
    public override bool HasChanged() => inner.HasChanged();
    public override IEnumerable<KeyValuePair<string, string>>? Entries() => inner.Entries();
    protected override void Release() => inner.Dispose();
}
