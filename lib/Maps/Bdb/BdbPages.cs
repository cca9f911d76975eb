namespace MailSuite.Maps;

/// <summary>
/// The pages of an open Berkeley DB file. Pages are kept once read, so that lookups in a small file cost no system call and those in a
/// large one a few. A page is read under the shared lock that Postfix's postmap respects when it modifies a file in place.
/// The file is read, not mapped: a program that truncates it (the C postmap does) would kill a process that has it mapped.
/// </summary>
internal sealed class BdbPages : IDisposable
{
    private const int Slots = 256, RecheckMilliseconds = 1000;
    private readonly byte[]?[] pages = new byte[Slots][];
    private readonly uint[] numbers = new uint[Slots];
    private readonly int fd;
    private readonly uint magic;
    private readonly bool locked;
    private bool held;
    private FileStatus seen;
    private long lastLook;

    /// <summary>Takes over an open descriptor and reads the metadata. <paramref name="locked"/>: the caller holds the lock already.</summary>
    public BdbPages(int fd, uint magic, bool locked = false)
    {
        this.locked = locked;
        this.fd = fd;
        this.magic = magic;
        Meta = new byte[BdbFormat.MetaSize];
        Acquire();
        try
        {
            seen = Sys.Fstat(fd);
            ReadMeta();
        }
        finally
        {
            Release();
        }
        Opened = seen;
        lastLook = Clock.System.Milliseconds;
    }

    /// <summary>The first 512 bytes of the metadata page.</summary>
    public byte[] Meta { get; }

    /// <summary>Are numbers in the file big-endian?</summary>
    public bool BigEndian { get; private set; }

    /// <summary>The size of all pages.</summary>
    public int PageSize { get; private set; }

    /// <summary>Where a page's table of offsets begins.</summary>
    public int HeaderSize { get; private set; }

    /// <summary>The file's size in pages: no chain of pages can be longer.</summary>
    public long PageCount => seen.Size / PageSize;

    /// <summary>The file when it was opened.</summary>
    public FileStatus Opened { get; }

    private void ReadMeta()
    {
        if (Sys.ReadAt(fd, Meta, 0) != Meta.Length)
            throw new CorruptTableException("no metadata page");
        BigEndian = BdbFormat.U32(Meta, BdbFormat.MetaMagic, true) == magic;
        if (!BigEndian && BdbFormat.U32(Meta, BdbFormat.MetaMagic, false) != magic)
            throw new CorruptTableException("not a file of this type");
        uint size = BdbFormat.U32(Meta, BdbFormat.MetaPageSize, BigEndian);
        if (size is < 512 or > 65536 || !System.Numerics.BitOperations.IsPow2(size))
            throw new CorruptTableException("bad page size");
        if (Meta[BdbFormat.MetaEncryption] != 0 || (Meta[BdbFormat.MetaFlags] & ~BdbFormat.Checksummed) != 0)
            throw new CorruptTableException("encrypted or partitioned");
        PageSize = (int)size;
        HeaderSize = (Meta[BdbFormat.MetaFlags] & BdbFormat.Checksummed) != 0 ? BdbFormat.ChecksummedHeaderSize : BdbFormat.HeaderSize;
    }

    /// <summary>Called before a lookup: once a second, forgets the pages of a file that was modified in place.</summary>
    public void Refresh()
    {
        long now = Clock.System.Milliseconds;
        if (held || now - lastLook < RecheckMilliseconds)
            return;
        Acquire();
        try
        {
            Forget();
        }
        finally
        {
            Release();
        }
        lastLook = now;
    }

    private bool Forget()
    {
        var now = Sys.Fstat(fd);
        if (now.ModifiedNanos == seen.ModifiedNanos && now.Size == seen.Size)
            return false;
        Array.Clear(pages);
        ReadMeta();
        seen = now;
        return true;
    }

    /// <summary>Was the file modified, or another put in its place, since it was opened? Works in a jail, where its path does not.</summary>
    public bool HasChanged()
    {
        var now = Sys.Fstat(fd);
        return now.Links == 0 || now.ModifiedNanos != Opened.ModifiedNanos || now.Size != Opened.Size;
    }

    /// <summary>A page; valid until the next call.</summary>
    public ReadOnlySpan<byte> Page(uint number)
    {
        uint slot = number % Slots;
        if (pages[slot] is { } kept && numbers[slot] == number)
            return kept;
        return Load(number, slot);
    }

    private byte[] Load(uint number, uint slot)
    {
        if (number == 0 || number >= PageCount)
            throw new CorruptTableException($"page {number} is outside the file");
        var page = pages[slot] is { } old && old.Length == PageSize ? old : new byte[PageSize];
        pages[slot] = null;
        bool fresh = Acquire();
        try
        {
            if (fresh && Forget())
                throw new BdbModifiedException();
            if (Sys.ReadAt(fd, page, (long)number * PageSize) != PageSize)
                throw new CorruptTableException($"page {number} is cut short");
        }
        finally
        {
            Release();
        }
        uint says = U32(page, BdbFormat.PageNumber);
        if (says != number && (says != 0 || page[BdbFormat.PageType] != BdbFormat.NeverWritten))
            throw new CorruptTableException($"page {number} says that it is page {says}");
        numbers[slot] = number;
        pages[slot] = page;
        return page;
    }

    /// <summary>A 32-bit number of a page.</summary>
    public uint U32(ReadOnlySpan<byte> page, int at) => BdbFormat.U32(page, at, BigEndian);

    /// <summary>A 16-bit number of a page.</summary>
    public int U16(ReadOnlySpan<byte> page, int at) => BdbFormat.U16(page, at, BigEndian);

    /// <summary>The number of items of a page, of which the table of offsets has room in it.</summary>
    public int Entries(ReadOnlySpan<byte> page)
    {
        int entries = U16(page, BdbFormat.PageEntries);
        return HeaderSize + 2 * entries <= PageSize ? entries : throw new CorruptTableException("more items than a page holds");
    }

    /// <summary>Reads a long item from its chain of overflow pages.</summary>
    public byte[] Long(uint first, uint length)
    {
        if (length > (ulong)PageCount * (ulong)PageSize || length > int.MaxValue)
            throw new CorruptTableException("item longer than the file");
        var result = new byte[length];
        int size = 0;
        for (uint number = first; number != 0;)
        {
            var page = Page(number);
            int part = U16(page, BdbFormat.PageFree);
            // Every page of the chain adds something, so a chain that runs in a circle ends here.
            if (page[BdbFormat.PageType] != BdbFormat.Overflow || part == 0 || HeaderSize + part > PageSize || part > result.Length - size)
                throw new CorruptTableException($"bad overflow page {number}");
            page.Slice(HeaderSize, part).CopyTo(result.AsSpan(size));
            size += part;
            number = U32(page, BdbFormat.PageNext);
        }
        return size == result.Length ? result : throw new CorruptTableException("item cut short");
    }

    /// <summary>The lock is kept after the first lookup until <see cref="Rest"/>: for who asks for many keys in a row.</summary>
    public bool Holds { get; set; }

    /// <summary>Lets writers in, before a wait.</summary>
    public void Rest()
    {
        if (held)
            Sys.Unlock(fd);
        held = false;
    }

    // True when the file may have changed since the lock was last ours.
    private bool Acquire()
    {
        if (locked)
            return true;
        if (held)
            return false;
        Sys.Lock(fd, exclusive: false, wait: true);
        held = true;
        return true;
    }

    private void Release()
    {
        if (!Holds)
            Rest();
    }

    public void Dispose() => Sys.CloseQuietly(fd);
}
