namespace MailSuite.Maps;

/// <summary>Takes an entry of a source; the spans are valid during the call.</summary>
internal delegate void EntryTaker(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);

/// <summary>Gathers the entries of a table that is being written, with the rules for case, duplicates and the closing NUL (mkmap_open(3)).</summary>
internal sealed class TableBuilder(string type, string path, KeyFolding folding, BuildOptions options)
{
    private const long LargestInMemory = 1 << 20;
    private readonly TableFormat format = TableFormat.Of(type, path);
    private EntryStore store = new();
    private EntrySpill? spill;
    private bool maySpill = TableFormat.Of(type, path).WriteParts != null;
    private byte[] key = new byte[256], value = new byte[1024];

    private bool NulAtEnd => options.EndWithNul ?? format.EndsWithNul;

    /// <summary>The file to be written.</summary>
    public string Database => path + format.Suffix;

    /// <summary>Adds an entry of the source.</summary>
    public void Add(ReadOnlySpan<byte> k, ReadOnlySpan<byte> v)
    {
        var lower = folding.Fold(k, ref key);
        Put(EndWithNul(lower, ref key), EndWithNul(v, ref value), options.Duplicates);
    }

    /// <summary>Adds an entry of our own as it is, with neither case nor NUL changed.</summary>
    public void AddPlain(ReadOnlySpan<byte> k, ReadOnlySpan<byte> v) => Put(k, v, DuplicateRule.Replace);

    /// <summary>Adds "@", by which Sendmail knows a finished alias database.</summary>
    public void AddMark() => Put(NulAtEnd ? "@\0"u8 : "@"u8, NulAtEnd ? "@\0"u8 : "@"u8, DuplicateRule.Ignore);

    private void Put(ReadOnlySpan<byte> k, ReadOnlySpan<byte> v, DuplicateRule rule)
    {
        if (k.Length > format.LongestKey)
            throw new FatalException($"error updating {type}:{path}: {format.TooLong}");
        if (spill != null)
            spill.Add(k, v, rule);
        else if (!store.Put(k, v, rule))
            WarnOfDuplicate(Bytes.Text(k));
        else if (maySpill && store.Size > LargestInMemory)
            Spill();
    }

    private string Shown => type switch { "cdb" => path, "lmdb" => $"{type}:{path}", _ => Database };

    private void WarnOfDuplicate(string k) => Log.Warning($"{Shown}: duplicate entry: \"{k.TrimEnd('\0')}\"");

    private void Spill()
    {
        maySpill = false;
        spill = EntrySpill.TryCreate(Database);
        for (int i = 0; spill != null && i < store.Length; i++)
            if (!store.IsRemoved(i))
                spill.Add(store.Key(i), store.Value(i), DuplicateRule.Ignore);
        if (spill != null)
            store = new EntryStore();
    }

    private ReadOnlySpan<byte> EndWithNul(ReadOnlySpan<byte> text, ref byte[] buffer)
    {
        if (!NulAtEnd)
            return text;
        if (buffer.Length <= text.Length)
            buffer = new byte[text.Length * 2 + 1];
        text.CopyTo(buffer);
        buffer[text.Length] = 0;
        return buffer.AsSpan(0, text.Length + 1);
    }

    /// <summary>Removes a key in whichever form it is there and the options name; false when it is not.</summary>
    public bool Remove(string k)
    {
        var bytes = Bytes.Of(folding.Fold(k) + "\0");
        bool found = options.EndWithNul != false && store.Remove(bytes);
        if (options.EndWithNul != true)
            found |= store.Remove(bytes.AsSpan(0, bytes.Length - 1));
        return found;
    }

    /// <summary>Replaces the table by the gathered entries.</summary>
    public void Replace(FileStatus source)
    {
        using var parts = spill;
        DatabaseFile.Replace(Database, source, options, fd =>
        {
            if (parts == null)
                format.Write(store, fd, options);
            else
                format.WriteParts!(parts, fd);
        });
        foreach (string k in parts?.Duplicates() ?? [])
            WarnOfDuplicate(k);
    }

    /// <summary>Changes the table that is there: its entries are read first, then <paramref name="change"/> adds or removes; it is written when that says so.</summary>
    public void Modify(bool mustExist, Func<bool> change)
    {
        if (format.Read == null)
            throw new FatalException(TableFormat.NoUpdatesOfCdb);
        maySpill = false;
        DatabaseFile.Modify(Database, mustExist, options, Read, change, fd => format.Write(store, fd, options));
    }

    private void Read(int fd)
    {
        try
        {
            format.Read!(store, fd);
        }
        catch (CorruptTableException)
        {
            throw new FatalException($"open database {Database}: {Errno.INVAL.Text()}");
        }
    }
}
