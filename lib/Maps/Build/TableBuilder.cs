namespace MailSuite.Maps;

/// <summary>Gathers the entries of a table that is being written, with the rules for case, duplicates and the closing NUL (mkmap_open(3)).</summary>
internal sealed class TableBuilder(string type, string path, KeyFolding folding, BuildOptions options)
{
    private static readonly byte[] Nul = [0];
    private readonly EntryStore store = new();
    private readonly TableFormat format = TableFormat.Of(type);
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
        if (store.TryAdd(k, v))
            return;
        if (rule == DuplicateRule.Replace)
            store.Set(k, v);
        else if (rule == DuplicateRule.Warn)
            Log.Warning($"{(type == "lmdb" ? $"{type}:{path}" : Database)}: duplicate entry: \"{Bytes.Text(k.TrimEnd(Nul))}\"");
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

    /// <summary>Removes a key in whichever form it is there; false when it is not.</summary>
    public bool Remove(string k)
    {
        var bytes = Bytes.Of(folding.Fold(k) + "\0");
        return store.Remove(bytes) | store.Remove(bytes.AsSpan(0, bytes.Length - 1));
    }

    /// <summary>Replaces the table by the gathered entries.</summary>
    public void Replace(FileStatus source) => DatabaseFile.Replace(Database, source, options, fd => format.Write(store, fd, options));

    /// <summary>Changes the table that is there: its entries are read first, then <paramref name="change"/> adds or removes; it is written when that says so.</summary>
    public void Modify(bool mustExist, Func<bool> change) => DatabaseFile.Modify(Database, mustExist, options, Read, change, fd => format.Write(store, fd, options));

    private void Read(int fd)
    {
        try
        {
            (format.Read ?? throw new FatalException($"unsupported dictionary type: {type} does not support incremental updates"))(store, fd);
        }
        catch (CorruptTableException)
        {
            throw new FatalException($"open database {Database}: {Errno.INVAL.Text()}");
        }
    }
}
