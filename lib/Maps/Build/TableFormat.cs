namespace MailSuite.Maps;

/// <summary>A table type that can be written: a row for each.</summary>
internal sealed record TableFormat(string Suffix, Action<EntryStore, int> Write, Action<EntryStore, int>? Read)
{
    private static readonly Dictionary<string, TableFormat> Rows = new(StringComparer.Ordinal)
    {
        ["btree"] = new(".db", static (store, fd) => new BdbBtreeWriter(store, fd).Write(),
            static (store, fd) => ReadBdb(store, fd, BdbFormat.BtreeMagic, BdbBtreeReader.Problem, static pages => new BdbBtreeReader(pages))),
        ["hash"] = new(".db", static (store, fd) => new BdbHashWriter(store, fd).Write(),
            static (store, fd) => ReadBdb(store, fd, BdbFormat.HashMagic, BdbHashReader.Problem, static pages => new BdbHashReader(pages))),
    };

    /// <summary>The format of a type, or the fatal error for a type that nobody can write.</summary>
    public static TableFormat Of(string type) => Rows.TryGetValue(type, out var format) ? format
        : throw new FatalException(Tables.Types.Contains(type) ? $"unsupported dictionary type: {type} does not support bulk-mode creation." : $"unsupported dictionary type: {type}");

    /// <summary>Can entries be added to and deleted from tables of a type?</summary>
    public static bool CanModify(string type) => Rows.TryGetValue(type, out var format) && format.Read != null;

    private static void ReadBdb(EntryStore store, int fd, uint magic, Func<BdbPages, string?> problem, Func<BdbPages, IBdbReader> reader)
    {
        var pages = new BdbPages(fd, magic, locked: true);
        if (problem(pages) is { } wrong)
            throw new BdbCorruptException(wrong);
        foreach (var (key, value) in reader(pages).Entries())
            store.TryAdd(key, value);
    }
}
