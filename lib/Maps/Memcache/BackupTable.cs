namespace MailSuite.Maps;

/// <summary>The lasting table behind a cache. One that is a file is written anew for each change, as by postmap -i and -d, and then opened again.</summary>
internal sealed class BackupTable : IDisposable
{
    private readonly MailConfig config;
    private readonly TableOptions options;
    private readonly string type, name, full;
    private LookupTable table;

    public BackupTable(string typeAndName, MailConfig config, TableOptions options)
    {
        this.config = config;
        this.options = options;
        full = typeAndName;
        (type, name) = Tables.Split(typeAndName.StartsWith("proxy:", StringComparison.Ordinal) ? typeAndName[6..] : typeAndName, config);
        table = Tables.Open(full, config, options);
    }

    public LookupResult Find(string key) => table.Find(key);

    public IEnumerable<KeyValuePair<string, string>>? Entries() => table.Entries();

    public bool Update(string key, string value)
    {
        if (table.Updatable is { } direct)
            return direct.Update(key, value);
        return Change(builder =>
        {
            builder.Add(Bytes.Of(key), Bytes.Of(value));
            return true;
        });
    }

    public LookupStatus Delete(string key)
    {
        if (table.Updatable is { } direct)
            return direct.Delete(key);
        bool found = false;
        return !Change(builder => found = builder.Remove(key)) ? LookupStatus.TryLater : found ? LookupStatus.Found : LookupStatus.NotFound;
    }

    private bool Change(Func<TableBuilder, bool> change)
    {
        try
        {
            var build = new BuildOptions { Table = options, Duplicates = DuplicateRule.Replace, LmdbMapSize = config.Get(GlobalParams.LmdbMapSize) };
            var builder = new TableBuilder(type, name, new KeyFolding(options, config), build);
            builder.Modify(false, () => change(builder));
        }
        catch (FatalException e)
        {
            Log.Warning($"{full}: {e.Message}");
            return false;
        }
        table.Dispose();
        table = Tables.Open(full, config, options);
        return true;
    }

    public bool HasChanged() => table.HasChanged();

    public void Dispose() => table.Dispose();
}
