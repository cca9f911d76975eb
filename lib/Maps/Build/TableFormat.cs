namespace MailSuite.Maps;

/// <summary>A table type that can be written: a row for each.</summary>
/// <param name="Suffix">What the file's name has behind the table's.</param>
/// <param name="EndsWithNul">Do keys and values end with a NUL, unless postmap's options say otherwise?</param>
/// <param name="Write">Writes entries to an empty file.</param>
/// <param name="Read">Reads the entries of a file; null when the type cannot be changed, only replaced.</param>
/// <param name="WriteParts">Writes entries of which there are too many for memory; null when the type wants them all at once.</param>
internal sealed record TableFormat(string Suffix, bool EndsWithNul, Action<EntryStore, int, BuildOptions> Write, Action<EntryStore, int>? Read, Action<EntrySpill, int>? WriteParts = null)
{
    /// <summary>The longest key in bytes.</summary>
    public int LongestKey { get; private init; } = int.MaxValue;

    /// <summary>What is said of a longer one.</summary>
    public string TooLong { get; private init; } = "";

    private static readonly Dictionary<string, TableFormat> Rows = new(StringComparer.Ordinal)
    {
        ["btree"] = new(".db", true, static (store, fd, _) => new BdbBtreeWriter(store, fd).Write(),
            static (store, fd) => ReadBdb(store, fd, BdbFormat.BtreeMagic, BdbBtreeReader.Problem, static pages => new BdbBtreeReader(pages))),
        ["cdb"] = new(".cdb", false, static (store, fd, _) => new CdbWriter(store, fd).Write(), null),
        ["hash"] = new(".db", true, static (store, fd, _) => new BdbHashWriter(store, fd).Write(),
            static (store, fd) => ReadBdb(store, fd, BdbFormat.HashMagic, BdbHashReader.Problem, static pages => new BdbHashReader(pages)),
            static (spill, fd) => new BdbHashWriter(spill, fd).Write()),
        ["lmdb"] = new(".lmdb", true, static (store, fd, options) => new LmdbWriter(store, fd, options.LmdbMapSize).Write(), LmdbTable.ReadInto)
        {
            LongestKey = LmdbFormat.LongestKey,
            TooLong = "MDB_BAD_VALSIZE: Unsupported size of key/DB name/data, or wrong DUPFIXED size",
        },
    };

    /// <summary>What Postfix says to who wants to change a cdb table: it can only be replaced.</summary>
    public const string NoUpdatesOfCdb = "dict_cdb_open: inappropriate open flags for cdb database - specify O_RDONLY or O_WRONLY|O_CREAT|O_TRUNC";

    /// <summary>The format of a type, or the fatal error for a type that nobody can write.</summary>
    public static TableFormat Of(string type, string path) => Rows.TryGetValue(type, out var format) ? format
        : type == "fail" ? throw new FatalException($"table fail:{path}: write error: Application error")
        : throw new FatalException(Tables.Types.Contains(type) ? $"unsupported dictionary type: {type} does not support bulk-mode creation." : $"unsupported dictionary type: {type}");

    /// <summary>Can entries be added to and deleted from tables of a type?</summary>
    public static bool CanModify(string type) => Rows.TryGetValue(type, out var format) && format.Read != null;

    private static void ReadBdb(EntryStore store, int fd, uint magic, Func<BdbPages, string?> problem, Func<BdbPages, IBdbReader> reader)
    {
        var pages = new BdbPages(fd, magic, locked: true);
        if (problem(pages) is { } wrong)
            throw new CorruptTableException(wrong);
        foreach (var (key, value) in reader(pages).Entries())
            store.TryAdd(key, value);
    }
}
