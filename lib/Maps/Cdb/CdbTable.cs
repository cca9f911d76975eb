using System.Buffers.Binary;

namespace MailSuite.Maps;

/// <summary>cdb: constant databases, which are only ever replaced as a whole. Small ones are read into memory, of large ones the header.</summary>
internal sealed class CdbTable : DatabaseTable
{
    private const int KeepWhole = 1 << 20;
    private readonly int fd;
    private readonly byte[] kept;
    private readonly FileStatus opened;

    private CdbTable(string name, int fd, MailConfig config, TableOptions options) : base("cdb", name, ".cdb", config, options)
    {
        this.fd = fd;
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
            var table = new CdbTable(name, fd, config, options);
            SourceFile.WarnWhenNewer(name, path, table.opened);
            return table;
        }
        catch (IOException e)
        {
            Sys.CloseQuietly(fd);
            throw new TableUnavailableException(e is UnixException u ? $"open database {path}: {u.Errno.Text()}" : $"dict_cdbq_open: unable to init {path}: {Errno.PROTO.Text()}");
        }
    }

    private void Copy(long at, Span<byte> to)
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
        Copy(at, bytes);
        return (BinaryPrimitives.ReadUInt32LittleEndian(bytes), BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]));
    }

    private byte[] Block(long at, uint size)
    {
        if (size > opened.Size)
            throw new CorruptTableException("item longer than the file");
        var block = new byte[size];
        Copy(at, block);
        return block;
    }

    protected override byte[]? Get(ReadOnlySpan<byte> key)
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

    protected override bool WasReplaced() => Sys.Fstat(fd) is var now && (now.Links == 0 || now.ModifiedNanos != opened.ModifiedNanos);

    protected override void Release() => Sys.CloseQuietly(fd);
}
