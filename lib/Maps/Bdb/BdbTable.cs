namespace MailSuite.Maps;

/// <summary>hash: and btree:, Berkeley DB files as Postfix's postmap and postalias write them, read by managed code.</summary>
internal sealed class BdbTable : DatabaseTable
{
    private const int Retries = 5;
    private readonly BdbPages pages;
    private readonly IBdbReader reader;

    private BdbTable(string type, string name, BdbPages pages, IBdbReader reader, MailConfig config, TableOptions options) : base(type, name, ".db", config, options)
    {
        this.pages = pages;
        this.reader = reader;
    }

    public static LookupTable OpenHash(string name, MailConfig config, TableOptions options) =>
        Open("hash", name, BdbFormat.HashMagic, BdbHashReader.Problem, static p => new BdbHashReader(p), config, options);

    public static LookupTable OpenBtree(string name, MailConfig config, TableOptions options) =>
        Open("btree", name, BdbFormat.BtreeMagic, BdbBtreeReader.Problem, static p => new BdbBtreeReader(p), config, options);

    private static LookupTable Open(string type, string name, uint magic, Func<BdbPages, string?> problem, Func<BdbPages, IBdbReader> reader,
        MailConfig config, TableOptions options)
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
            var table = new BdbTable(type, name, pages, reader(pages), config, options);
            SourceFile.WarnWhenNewer(name, path, pages.Opened);
            return table;
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

    protected override byte[]? Get(ReadOnlySpan<byte> key) => reader.Find(key);

    protected override byte[]? Read(ReadOnlySpan<byte> keyAndNul)
    {
        for (int attempt = 0; ; attempt++)
            try
            {
                pages.Refresh();
                return Either(keyAndNul);
            }
            catch (BdbModifiedException) when (attempt < Retries)
            {
                // Somebody runs postmap -i on the file at this moment.
            }
    }

    public override IEnumerable<KeyValuePair<string, string>> Entries()
    {
        foreach (var (key, value) in reader.Entries())
            yield return new(Text(key), Text(value));
    }

    protected override bool WasReplaced() => pages.HasChanged();

    public override void Resting() => pages.Rest();

    protected override void Release() => pages.Dispose();
}
