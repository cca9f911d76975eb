namespace MailSuite.Maps;

/// <summary>Opens lookup tables by "type:name". Each type is one row here; postconf -m prints the rows.</summary>
public static class Tables
{
    internal delegate LookupTable Opener(string name, MailConfig config, TableOptions options);

    private sealed record Row(Opener Open, string? Suffix = null);

    private static readonly SortedDictionary<string, Row> Rows = new(StringComparer.Ordinal)
    {
        ["btree"] = new(BdbTable.OpenBtree),
        ["environ"] = new((name, config, options) => new EnvironTable(name, new KeyFolding(options, config))),
        ["fail"] = new((name, _, _) => new FailTable(name)),
        ["hash"] = new(BdbTable.OpenHash),
        ["inline"] = new((name, config, options) => InlineTable.Open(name, new KeyFolding(options, config), options)),
        ["proxy"] = new((name, config, options) => new ProxyTable(name, Open(name, config, options))),
        ["static"] = new((name, _, _) => StaticTable.Open(name)),
        ["texthash"] = new((name, config, options) => TextHashTable.Open(name, new KeyFolding(options, config), options)),
        ["unix"] = new((name, config, options) => UnixTable.Open(name, new KeyFolding(options, config))),
    };

    /// <summary>The types that can be opened, sorted.</summary>
    public static IReadOnlyCollection<string> Types => Rows.Keys;

    /// <summary>
    /// Opens a table. A type that does not exist and a file that cannot be read give a table that logs so and answers
    /// <see cref="LookupResult.TryLater"/> to every key: a broken table defers mail, it does not stop the daemon.
    /// A name without a type is of default_database_type.
    /// </summary>
    /// <remarks>
    /// proxy:type:name opens the inner table in this process. What proxymap(8) is for, reading a file that a jailed or
    /// unprivileged daemon cannot reach, is kept by opening tables before the jail; an open table keeps answering there.
    /// </remarks>
    public static LookupTable Open(string typeAndName, MailConfig config, TableOptions options = TableOptions.None)
    {
        var (type, name) = Split(typeAndName, config);
        try
        {
            if (!Rows.TryGetValue(type, out var row))
                throw new TableUnavailableException($"unsupported dictionary type: {type}");
            return row.Open(name, config, options);
        }
        catch (TableUnavailableException e)
        {
            return new UnavailableTable(type, name, e.Message);
        }
        catch (UnixException e)
        {
            return new UnavailableTable(type, name, e.Message);
        }
    }

    /// <summary>"type:name" in its parts; without a type it is default_database_type's.</summary>
    public static (string Type, string Name) Split(string typeAndName, MailConfig config)
    {
        int colon = typeAndName.IndexOf(':');
        return colon < 0 ? (config.Get(GlobalParams.DefaultDatabaseType), typeAndName) : (typeAndName[..colon], typeAndName[(colon + 1)..]);
    }
}

/// <summary>Why a table cannot be opened, in the words of the log line.</summary>
internal sealed class TableUnavailableException(string reason) : Exception(reason);
