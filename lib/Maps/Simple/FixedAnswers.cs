namespace MailSuite.Maps;

/// <summary>static: the same text for every key.</summary>
internal sealed class StaticTable(string name, string value) : LookupTable("static", name)
{
    public static StaticTable Open(string name, TableOptions options)
    {
        string text = name;
        if (name.StartsWith('{') && Words.Unbrace(name, out text) is { } wrong)
            throw new TableUnavailableException($"bad static:name syntax: {wrong}");
        return FileContent.TryRead(text, options, out string value, out string problem) ? new StaticTable(name, value) : throw new TableUnavailableException(problem);
    }

    public override LookupResult Find(string key) => LookupResult.Found(value);
}

/// <summary>fail: nothing but errors, for tests of error paths.</summary>
internal sealed class FailTable(string name) : LookupTable("fail", name)
{
    public override bool IsPattern => true;

    public override LookupResult Find(string key) => LookupResult.TryLater;
}

/// <summary>internal: a table in the memory of the process that opens it, of which nobody has filled any.</summary>
internal sealed class InternalTable(string name) : LookupTable("internal", name)
{
    public override LookupResult Find(string key) => LookupResult.NotFound;

    public override IEnumerable<KeyValuePair<string, string>> Entries() => [];
}

/// <summary>environ: the environment of this process; the table's name has no meaning.</summary>
internal sealed class EnvironTable(string name, KeyFolding folding) : LookupTable("environ", name)
{
    public override LookupResult Find(string key) =>
        !key.Contains('\0') && Sys.GetEnvironment(folding.Fold(key)) is { } value ? LookupResult.Found(value) : LookupResult.NotFound;
}
