namespace MailSuite.Maps;

/// <summary>
/// The pages of an open LMDB file, read and kept. The file is read, not mapped, by our own code and without liblmdb: there a file that was cut short or is damaged
/// kills the process. No lock is needed: after pages were read, the transaction that they belong to must still be the last one, else they may have been reused.
/// </summary>
internal sealed class LmdbPages : IDisposable
{
    private const int Slots = 256;
    private readonly byte[]?[] pages = new byte[Slots][];
    private readonly ulong[] numbers = new ulong[Slots];
    private readonly byte[] metas;
    private readonly int fd;
    private ulong transaction;
    private bool readSome;

    public LmdbPages(int fd)
    {
        this.fd = fd;
        var first = new byte[LmdbFormat.MetaSize];
        if (Sys.ReadAt(fd, first, 0) != first.Length || LmdbFormat.U32(first, LmdbFormat.MetaMagic) != LmdbFormat.Magic)
            throw new CorruptTableException("MDB_INVALID: File is not an LMDB file");
        if (LmdbFormat.U32(first, LmdbFormat.MetaVersion) != LmdbFormat.Version)
            throw new CorruptTableException("MDB_VERSION_MISMATCH: Database environment version mismatch");
        uint size = LmdbFormat.U32(first, LmdbFormat.MetaFree);
        if (size is < 512 or > 65536 || !System.Numerics.BitOperations.IsPow2(size))
            throw new CorruptTableException("MDB_INVALID: File is not an LMDB file");
        PageSize = (int)size;
        metas = new byte[PageSize + LmdbFormat.MetaSize];
        ReadMeta();
    }

    public int PageSize { get; }

    /// <summary>The root of the last transaction's tree; <see cref="LmdbFormat.NoPage"/> of an empty one.</summary>
    public ulong Root { get; private set; }

    private void ReadMeta()
    {
        if (Sys.ReadAt(fd, metas, 0) != metas.Length)
            throw new CorruptTableException("cut short");
        ulong first = LmdbFormat.U64(metas, LmdbFormat.MetaTransaction), second = LmdbFormat.U64(metas, PageSize + LmdbFormat.MetaTransaction);
        var meta = metas.AsSpan(second > first ? PageSize : 0);
        ulong now = Math.Max(first, second), root = LmdbFormat.U64(meta, LmdbFormat.MetaMain + LmdbFormat.TreeRoot);
        if (LmdbFormat.U32(meta, LmdbFormat.MetaMagic) != LmdbFormat.Magic || LmdbFormat.U16(meta, LmdbFormat.MetaMain + LmdbFormat.TreeFlags) != 0)
            throw new CorruptTableException("bad meta page");
        if (now == transaction && root == Root)
            return;
        Array.Clear(pages);
        (transaction, Root) = (now, root);
    }

    /// <summary>Does something that reads pages of one transaction, again when a writer was faster.</summary>
    public T Read<T>(Func<T> work)
    {
        for (int attempt = 0; ; attempt++)
        {
            ReadMeta();
            ulong before = transaction, root = Root;
            readSome = false;
            try
            {
                var result = work();
                if (readSome)
                    ReadMeta();
                if (transaction == before && Root == root)
                    return result;
            }
            catch (CorruptTableException)
            {
                ReadMeta();
                if (transaction == before || attempt >= 100)
                    throw;
            }
            if (attempt >= 100)
                throw new CorruptTableException("modified without pause");
        }
    }

    /// <summary>Keeps writers away, as the C library's users do, while a long reading goes on.</summary>
    public void Lock() => Sys.LockPosix(fd, exclusive: false, wait: true);

    /// <summary>Lets them in.</summary>
    public void Unlock() => Sys.UnlockPosix(fd);

    /// <summary>A branch or leaf page.</summary>
    public ReadOnlySpan<byte> Page(ulong number)
    {
        ulong slot = number % Slots;
        if (pages[slot] is { } kept && numbers[slot] == number)
            return kept;
        pages[slot] = null;
        var page = Bytes(number, 0, PageSize);
        if (LmdbFormat.U64(page, 0) != number)
            throw new CorruptTableException($"page {number} says that it is another");
        int lower = LmdbFormat.U16(page, LmdbFormat.Lower);
        if (lower < LmdbFormat.HeaderSize || lower > PageSize || (lower & 1) != 0)
            throw new CorruptTableException($"page {number} has no table of nodes");
        numbers[slot] = number;
        return pages[slot] = page;
    }

    /// <summary>Bytes from a place in a page, which may run on over its overflow pages.</summary>
    public byte[] Bytes(ulong number, int offset, uint size)
    {
        long length = Sys.Fstat(fd).Size;
        if (number < 2 || number > (ulong)(length / PageSize) || size > length || size > int.MaxValue)
            throw new CorruptTableException($"page {number} is outside the file");
        return Bytes(number, offset, (int)size);
    }

    private byte[] Bytes(ulong number, int offset, int size)
    {
        if (number is < 2 or > long.MaxValue / 65536)
            throw new CorruptTableException($"page {number} is outside the file");
        readSome = true;
        var bytes = new byte[size];
        if (Sys.ReadAt(fd, bytes, (long)number * PageSize + offset) != size)
            throw new CorruptTableException($"page {number} is cut short");
        return bytes;
    }

    /// <summary>The file's size in pages.</summary>
    public long PageCount => Sys.Fstat(fd).Size / PageSize;

    /// <summary>Was another file put in this one's place? Changes within it are seen at once.</summary>
    public bool HasChanged() => Sys.Fstat(fd).Links == 0;

    public FileStatus Status => Sys.Fstat(fd);

    public void Dispose() => Sys.CloseQuietly(fd);
}
