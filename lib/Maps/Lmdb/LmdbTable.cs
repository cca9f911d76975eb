namespace MailSuite.Maps;

/// <summary>lmdb: LMDB files as Postfix's postmap writes them (lmdb_table(5)). Changes within the file are seen at once.</summary>
internal sealed class LmdbTable : LookupTable
{
    private readonly LmdbPages pages;
    private readonly LmdbTree tree;
    private readonly KeyFolding folding;
    private long lastLook;
    private bool changed, tryWithNul = true, tryWithoutNul = true;   // which of them this file's writer used is learned from the first hit

    private LmdbTable(string name, LmdbPages pages, KeyFolding folding) : base("lmdb", name)
    {
        this.pages = pages;
        this.folding = folding;
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
            var table = new LmdbTable(name, new LmdbPages(fd), new KeyFolding(options, config));
            table.WarnWhenOlderThanSource(name);
            return (options & TableOptions.FileContent) != 0 ? new FileContentTable(table) : table;
        }
        catch (IOException e)
        {
            Sys.CloseQuietly(fd);
            throw new TableUnavailableException($"open database {path}: {(e is UnixException u ? u.Errno.Text() : e.Message)}");
        }
    }

    private void WarnWhenOlderThanSource(string source)
    {
        if (Sys.TryStat(source, out var text) == Errno.None && text.ModifiedSeconds > pages.Status.ModifiedSeconds && text.ModifiedSeconds < Clock.System.UnixSeconds - 100)
            Log.Warning($"database {source}.lmdb is older than source file {source}");
    }

    public override LookupResult Find(string key)
    {
        var bytes = Bytes.Of(folding.Fold(key) + "\0");
        try
        {
            var value = pages.Read(() => Find(bytes));
            return value == null ? LookupResult.NotFound : LookupResult.Found(Text(value));
        }
        catch (IOException e)
        {
            Log.Warning($"{Path}.lmdb: {e.Message}");
            return LookupResult.TryLater;
        }
    }

    private byte[]? Find(byte[] keyAndNul)
    {
        if (tryWithNul && tree.Find(keyAndNul) is { } value)
        {
            tryWithoutNul = false;
            return value;
        }
        if (tryWithoutNul && tree.Find(keyAndNul.AsSpan(0, keyAndNul.Length - 1)) is { } other)
        {
            tryWithNul = false;
            return other;
        }
        return null;
    }

    private static string Text(ReadOnlySpan<byte> value)
    {
        int nul = value.IndexOf((byte)0);
        return Bytes.Text(nul < 0 ? value : value[..nul]);
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

    public override bool HasChanged()
    {
        long now = Clock.System.Milliseconds;
        if (changed || now - lastLook < 1000)
            return changed;
        lastLook = now;
        return changed = pages.HasChanged();
    }

    protected override void Release() => pages.Dispose();

    /// <summary>Reads the entries of a file that is being changed.</summary>
    public static void ReadInto(EntryStore store, int fd)
    {
        foreach (var (key, value) in new LmdbTree(new LmdbPages(fd)).Entries())
            store.TryAdd(key, value);
    }
}
