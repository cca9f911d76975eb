namespace MailSuite.Maps;

/// <summary>lmdb: LMDB files as Postfix's postmap writes them (lmdb_table(5)). Changes within the file are seen at once.</summary>
internal sealed class LmdbTable : DatabaseTable
{
    private readonly LmdbPages pages;
    private readonly LmdbTree tree;

    private LmdbTable(string name, LmdbPages pages, MailConfig config, TableOptions options) : base("lmdb", name, ".lmdb", config, options)
    {
        this.pages = pages;
        tree = new LmdbTree(pages);
    }

    public static LookupTable Open(string name, MailConfig config, TableOptions options)
    {
        string path = name + ".lmdb";
        var error = Sys.TryOpen(path, Sys.RdOnly, 0, out int fd);
        if (error != Errno.None)
            throw new TableUnavailableException($"open database {path}: {error.Text()}");
        try
        {
            var pages = new LmdbPages(fd);
            SourceFile.WarnWhenNewer(name, path, pages.Status);
            return new LmdbTable(name, pages, config, options);
        }
        catch (IOException e)
        {
            Sys.CloseQuietly(fd);
            throw new TableUnavailableException($"open database {path}: {(e is UnixException u ? u.Errno.Text() : e.Message)}");
        }
    }

    protected override byte[]? Get(ReadOnlySpan<byte> key) => tree.Find(key);

    protected override byte[]? Read(ReadOnlySpan<byte> keyAndNul)
    {
        var bytes = keyAndNul.ToArray();
        return pages.Read(() => Either(bytes));
    }

    public override IEnumerable<KeyValuePair<string, string>> Entries()
    {
        pages.Lock();
        try
        {
            pages.Read(static () => true);
            foreach (var (key, value) in tree.Entries())
                yield return new(Text(key), Text(value));
        }
        finally
        {
            pages.Unlock();
        }
    }

    protected override bool WasReplaced() => pages.HasChanged();

    protected override void Release() => pages.Dispose();

    /// <summary>Reads the entries of a file that is being changed.</summary>
    public static void ReadInto(EntryStore store, int fd)
    {
        foreach (var (key, value) in new LmdbTree(new LmdbPages(fd)).Entries())
            store.TryAdd(key, value);
    }
}
