using System.Buffers.Binary;

namespace MailSuite.Maps;

/// <summary>cdb: constant databases, which are only ever replaced as a whole. Small ones are read into memory, of large ones the header.</summary>
internal sealed class CdbTable : LookupTable
{
    private const int KeepWhole = 1 << 20;
    private readonly int fd;
    private readonly byte[] kept;
    private readonly FileStatus opened;
    private readonly KeyFolding folding;
    private long lastLook;
    private bool changed, tryWithNul, tryWithoutNul;

    private CdbTable(string name, int fd, TableOptions options, KeyFolding folding) : base("cdb", name)
    {
        (tryWithNul, tryWithoutNul) = NulForms.Of(options);
        this.fd = fd;
        this.folding = folding;
        opened = Sys.Fstat(fd);
        if (opened.Size < CdbFormat.HeaderSize)
            throw new CorruptTableException("too short");
        kept = new byte[opened.Size <= KeepWhole ? opened.Size : CdbFormat.HeaderSize];
        for (int size = 0; size < kept.Length;)
            size += Sys.ReadAt(fd, kept.AsSpan(size), size) is > 0 and var n ? n : throw new CorruptTableException("cut short");
    }

    public static LookupTable Open(string name, MailConfig config, TableOptions options)
    {
        string path = name + ".cdb";
        var error = Sys.TryOpen(path, Sys.RdOnly, 0, out int fd);
        if (error != Errno.None)
            throw new TableUnavailableException($"open database {path}: {error.Text()}");
        try
        {
            var table = new CdbTable(name, fd, options, new KeyFolding(options, config));
            SourceFile.WarnWhenNewer(name, path, table.opened);
            return (options & TableOptions.FileContent) != 0 ? new FileContentTable(table) : table;
        }
        catch (IOException e)
        {
            Sys.CloseQuietly(fd);
            throw new TableUnavailableException(e is UnixException u ? $"open database {path}: {u.Errno.Text()}" : $"dict_cdbq_open: unable to init {path}: {Errno.PROTO.Text()}");
        }
    }

    public override string Title => Name + ".cdb";

    private void Read(long at, Span<byte> to)
    {
        if (at < 0 || at + to.Length > opened.Size)
            throw new CorruptTableException("pointer outside the file");
        if (at + to.Length <= kept.Length)
            kept.AsSpan((int)at, to.Length).CopyTo(to);
        else if (Sys.ReadAt(fd, to, at) != to.Length)
            throw new CorruptTableException("cut short");
    }

    private (uint, uint) Pair(long at)
    {
        Span<byte> bytes = stackalloc byte[8];
        Read(at, bytes);
        return (BinaryPrimitives.ReadUInt32LittleEndian(bytes), BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]));
    }

    private byte[] Block(long at, uint size)
    {
        if (size > opened.Size)
            throw new CorruptTableException("item longer than the file");
        var block = new byte[size];
        Read(at, block);
        return block;
    }

    private byte[]? Find(ReadOnlySpan<byte> key)
    {
        uint hash = CdbFormat.Hash(key);
        var (table, slots) = Pair(hash % CdbFormat.Tables * 8);
        if ((long)table + 8L * slots > opened.Size)
            throw new CorruptTableException("hash table outside the file");
        for (uint i = 0, slot = slots == 0 ? 0 : (hash >> 8) % slots; i < slots; i++, slot = slot + 1 == slots ? 0 : slot + 1)
        {
            var (h, position) = Pair(table + 8L * slot);
            if (position == 0)
                return null;
            if (h != hash)
                continue;
            var (keySize, valueSize) = Pair(position);
            if (keySize == key.Length && key.SequenceEqual(Block(position + 8L, keySize)))
                return Block(position + 8L + keySize, valueSize);
        }
        return null;
    }

    public override LookupResult Find(string key)
    {
        var bytes = Bytes.Of(folding.Fold(key) + "\0");
        try
        {
            byte[]? value = null;
            if (tryWithoutNul && (value = Find(bytes.AsSpan(0, bytes.Length - 1))) != null)
                tryWithNul = false;
            else if (tryWithNul && (value = Find(bytes)) != null)
                tryWithoutNul = false;
            return value == null ? LookupResult.NotFound : LookupResult.Found(Text(value));
        }
        catch (IOException e)
        {
            Log.Warning($"{Path}.cdb: {e.Message}");
            return LookupResult.TryLater;
        }
    }

    private static string Text(byte[] value)
    {
        int nul = Array.IndexOf(value, (byte)0);
        return Bytes.Text(nul < 0 ? value : value.AsSpan(0, nul));
    }

    public override IEnumerable<KeyValuePair<string, string>> Entries()
    {
        // The records end where the first hash table begins.
        long end = Enumerable.Range(0, CdbFormat.Tables).Min(i => (long)Pair(8 * i).Item1);
        for (long at = CdbFormat.HeaderSize; at < end;)
        {
            var (keySize, valueSize) = Pair(at);
            yield return new(Text(Block(at + 8, keySize)), Text(Block(at + 8 + keySize, valueSize)));
            at += 8L + keySize + valueSize;
        }
    }

    public override bool HasChanged()
    {
        long now = Clock.System.Milliseconds;
        if (changed || now - lastLook < 1000)
            return changed;
        lastLook = now;
        var status = Sys.Fstat(fd);
        return changed = status.Links == 0 || status.ModifiedNanos != opened.ModifiedNanos;
    }

    protected override void Release() => Sys.CloseQuietly(fd);
}
