namespace MailSuite.Maps;

/// <summary>Opens lookup tables by "type:name". Each type is one row here; postconf -m prints the rows.</summary>
public static class Tables
{
    internal delegate LookupTable Opener(string name, MailConfig config, TableOptions options);

    private static readonly SortedDictionary<string, Opener> Rows = new(StringComparer.Ordinal)
    {
        ["btree"] = OfFiles(BdbTable.OpenBtree),
        ["cdb"] = OfFiles(CdbTable.Open),
        ["cidr"] = static (name, _, options) => CidrTable.Open(name, options),
        ["debug"] = DebugTable.Open,
        ["environ"] = (name, config, options) => new EnvironTable(name, new KeyFolding(options, config)),
        ["fail"] = (name, _, _) => new FailTable(name),
        ["hash"] = OfFiles(BdbTable.OpenHash),
        ["inline"] = (name, config, options) => InlineTable.Open(name, new KeyFolding(options, config), options),
        ["internal"] = (name, _, _) => new InternalTable(name),
        ["ldap"] = OfFiles(LdapTable.Open),
        ["lmdb"] = OfFiles(LmdbTable.Open),
        ["memcache"] = OfFiles(MemcacheTable.Open),
        ["mysql"] = OfFiles(MysqlTable.Open),
        ["nis"] = static (name, _, _) => new NisTable(name),
        ["pcre"] = static (name, _, options) => RegexTable.Open(name, new PcreLanguage(), options),
        ["pgsql"] = OfFiles(PgsqlTable.Open),
        ["pipemap"] = PipeTable.Open,
        ["proxy"] = ProxyTable.Open,
        ["randmap"] = static (name, _, options) => RandomTable.Open(name, options),
        ["regexp"] = static (name, _, options) => RegexTable.Open(name, new PosixLanguage(), options),
        ["socketmap"] = static (name, config, _) => SocketmapTable.Open(name, config),
        ["sqlite"] = OfFiles(SqliteTable.Open),
        ["static"] = (name, _, options) => StaticTable.Open(name, options),
        ["tcp"] = static (name, _, _) => new TcpTable(name),
        ["texthash"] = OfFiles((name, config, options) => TextHashTable.Open(name, new KeyFolding(options, config), options)),
        ["unionmap"] = UnionTable.Open,
        ["unix"] = (name, config, options) => UnixTable.Open(name, new KeyFolding(options, config)),
    };

    private const int MaxDepth = 20;   // of pipemap:{unionmap:{proxy:...}}

    [ThreadStatic]
    private static int depth;

    // A command ends at the first table that it cannot open, a table inside another included.
    [ThreadStatic]
    private static bool failing;

    /// <summary>The types that can be opened, sorted.</summary>
    public static IReadOnlyCollection<string> Types => Rows.Keys;

    /// <summary>
    /// Opens a table. A type that does not exist and a file that cannot be read give a table that logs so and answers
    /// <see cref="LookupResult.TryLater"/> to every key: a broken table defers mail, it does not stop the daemon.
    /// A name without a type is of default_database_type.
    /// </summary>
    public static LookupTable Open(string typeAndName, MailConfig config, TableOptions options = TableOptions.None)
    {
        var (type, name) = Split(typeAndName, config);
        try
        {
            return Opened(type, name, config, options);
        }
        catch (TableUnavailableException e) when (!failing)
        {
            return new UnavailableTable(type, name, e.Message);
        }
    }

    /// <summary>Opens a table for a command: one that cannot be opened is a <see cref="FatalException"/>.</summary>
    public static LookupTable OpenOrFail(string typeAndName, MailConfig config, TableOptions options = TableOptions.None)
    {
        var (type, name) = Split(typeAndName, config);
        failing = true;
        try
        {
            return Opened(type, name, config, options);
        }
        catch (TableUnavailableException e)
        {
            throw new FatalException(e.Message);
        }
        finally
        {
            failing = false;
        }
    }

    /// <summary>Is a command opening a table (<see cref="OpenOrFail"/>)?</summary>
    internal static bool IsForCommand => failing;

    /// <summary>Opens the table behind another one; what is wrong with it is the outer one's trouble.</summary>
    internal static LookupTable OpenInner(string typeAndName, MailConfig config, TableOptions options)
    {
        int colon = typeAndName.IndexOf(':');
        return colon > 0 ? Opened(typeAndName[..colon], typeAndName[(colon + 1)..], config, options)
            : throw new TableUnavailableException($"open dictionary: expecting \"type:name\" form instead of \"{typeAndName}\"");
    }

    private static LookupTable Opened(string type, string name, MailConfig config, TableOptions options)
    {
        if (type.Length == 0 || name.Length == 0)
            throw new TableUnavailableException($"open dictionary: expecting \"type:name\" form instead of \"{type}:{name}\"");
        if (!Rows.TryGetValue(type, out var row))
            throw new TableUnavailableException($"unsupported dictionary type: {type}");
        if (depth >= MaxDepth)
            throw new TableUnavailableException($"tables within tables nested too deeply: {type}:{name}");
        depth++;
        try
        {
            var table = row(name, config, options);
            return new KeyFolding(options, config).DemandsUtf8 ? new Utf8Table(table) : table;
        }
        catch (UnixException e)
        {
            throw new TableUnavailableException(e.Message);
        }
        finally
        {
            depth--;
        }
    }

    /// <summary>Opens a type whose values are files, in base64, where that is asked for.</summary>
    private static Opener OfFiles(Opener open) => (name, config, options) =>
        open(name, config, options) is var table && (options & TableOptions.FileContent) != 0 ? new FileContentTable(table) : table;

    /// <summary>"type:name" in its parts; without a type it is default_database_type's.</summary>
    public static (string Type, string Name) Split(string typeAndName, MailConfig config)
    {
        int colon = typeAndName.IndexOf(':');
        return colon < 0 ? (config.Get(GlobalParams.DefaultDatabaseType), typeAndName) : (typeAndName[..colon], typeAndName[(colon + 1)..]);
    }
}

/// <summary>Why a table cannot be opened, in the words of the log line.</summary>
internal sealed class TableUnavailableException(string reason) : Exception(reason);
