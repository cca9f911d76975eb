namespace MailSuite.Maps;

/// <summary>hash: and btree:, Berkeley DB files as Postfix's postmap and postalias write them, read by managed code.</summary>
internal sealed class BdbTable : LookupTable
{
    private const int Retries = 5;
    private readonly BdbPages pages;
    private readonly IBdbReader reader;
    private readonly KeyFolding folding;
    private long lastLook;
    private bool changed;

    // Some writers end keys and values with a NUL and some do not; which one this file's did is learned from the first hit.
    private bool tryWithNul, tryWithoutNul;

    private BdbTable(string type, string name, BdbPages pages, IBdbReader reader, TableOptions options, KeyFolding folding) : base(type, name)
    {
        (tryWithNul, tryWithoutNul) = NulForms.Of(options);
        this.pages = pages;
        this.reader = reader;
        this.folding = folding;
    }

    public static LookupTable OpenHash(string name, MailConfig config, TableOptions options) =>
        Open("hash", name, BdbFormat.HashMagic, BdbHashReader.Problem, static p => new BdbHashReader(p), new KeyFolding(options, config), options);

    public static LookupTable OpenBtree(string name, MailConfig config, TableOptions options) =>
        Open("btree", name, BdbFormat.BtreeMagic, BdbBtreeReader.Problem, static p => new BdbBtreeReader(p), new KeyFolding(options, config), options);

    private static LookupTable Open(string type, string name, uint magic, Func<BdbPages, string?> problem, Func<BdbPages, IBdbReader> reader,
        KeyFolding folding, TableOptions options)
    {
        string path = name + ".db";
        var error = Sys.TryOpen(path, Sys.RdOnly, 0, out int fd);
        if (error != Errno.None)
            throw new TableUnavailableException($"open database {path}: {error.Text()}");
        try
        {
            var pages = new BdbPages(fd, magic);
            if (problem(pages) is { } wrong)
                throw new CorruptTableException(wrong);
            pages.Holds = (options & TableOptions.InARow) != 0;
            var table = new BdbTable(type, name, pages, reader(pages), options, folding);
            SourceFile.WarnWhenNewer(name, path, pages.Opened);
            return (options & TableOptions.FileContent) != 0 ? new FileContentTable(table) : table;
        }
        catch (CorruptTableException e)
        {
            Sys.CloseQuietly(fd);
            Log.Debug($"{path}: {e.Message}");
            throw new TableUnavailableException($"open database {path}: {Errno.INVAL.Text()}");
        }
        catch (UnixException)
        {
            Sys.CloseQuietly(fd);
            throw;
        }
    }

    public override string Title => Name + ".db";

    public override LookupResult Find(string key)
    {
        key = folding.Fold(key);
        int size = Bytes.Count(key);
        Span<byte> bytes = size < 256 ? stackalloc byte[size + 1] : new byte[size + 1];
        Bytes.Write(key, bytes);
        bytes[size] = 0;
        for (int attempt = 0; ; attempt++)
            try
            {
                pages.Refresh();
                return Find(bytes) is { } value ? LookupResult.Found(Text(value)) : LookupResult.NotFound;
            }
            catch (BdbModifiedException) when (attempt < Retries)
            {
                // Somebody runs postmap -i on the file at this moment.
            }
            catch (Exception e) when (e is CorruptTableException or UnixException or BdbModifiedException)
            {
                Log.Warning($"{Path}.db: {e.Message}");
                return LookupResult.TryLater;
            }
    }

    private byte[]? Find(ReadOnlySpan<byte> keyAndNul)
    {
        if (tryWithNul && reader.Find(keyAndNul) is { } value)
        {
            tryWithoutNul = false;
            return value;
        }
        if (tryWithoutNul && reader.Find(keyAndNul[..^1]) is { } other)
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
        foreach (var (key, value) in reader.Entries())
            yield return new(Text(key), Text(value));
    }

    public override bool HasChanged()
    {
        long now = Clock.System.Milliseconds;
        if (changed || now - lastLook < 1000)
            return changed;
        lastLook = now;
        return changed = pages.HasChanged();
    }

    public override void Resting() => pages.Rest();

    protected override void Release() => pages.Dispose();
}
