namespace MailSuite.Maps;

/// <summary>Changes of single entries in a table of which only one process is a writer (proxywrite). Each change is durable when it returns.</summary>
public sealed class TableWriter
{
    private readonly string type, path;
    private readonly MailConfig config;
    private readonly BuildOptions options;

    private TableWriter(string type, string path, MailConfig config, TableOptions table)
    {
        this.type = type;
        this.path = path;
        this.config = config;
        options = new BuildOptions { Table = table, Duplicates = DuplicateRule.Replace, LmdbMapSize = config.Get(GlobalParams.LmdbMapSize) };
    }

    /// <summary>The writer of a table; null when entries of its type cannot be changed.</summary>
    public static TableWriter? For(string typeAndName, MailConfig config, TableOptions options)
    {
        var (type, path) = Tables.Split(typeAndName, config);
        return TableFormat.CanModify(type) ? new TableWriter(type, path, config, options) : null;
    }

    private TableBuilder Builder() => new(type, path, new KeyFolding(options.Table, config), options);

    /// <summary>Makes an empty table where there is none.</summary>
    public void Create()
    {
        var builder = Builder();
        if (Sys.TryStat(builder.Database, out _) == Errno.NOENT)
            builder.Modify(false, static () => true);
    }

    /// <summary>Stores a value under a key; true.</summary>
    public bool Update(string key, string value)
    {
        var builder = Builder();
        builder.Modify(false, () =>
        {
            builder.Add(Bytes.Of(key), Bytes.Of(value));
            return true;
        });
        return true;
    }

    /// <summary>Takes a key away; false when it is not there.</summary>
    public bool Delete(string key)
    {
        var builder = Builder();
        bool found = false;
        builder.Modify(false, () => found = builder.Remove(key));
        return found;
    }
}
