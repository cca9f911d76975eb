using System.Buffers.Binary;
using System.Security.Cryptography;

namespace MailSuite.Maps;

/// <summary>What the writers of hash and btree files share: pages, chains for long items, and the metadata page.</summary>
internal abstract class BdbWriter(int fd)
{
    /// <summary>The size of a page.</summary>
    protected const int Size = BdbFormat.PageSize;

    /// <summary>A longer item goes to overflow pages (libdb's limit).</summary>
    protected const int BigItem = Size / 4;

    private readonly byte[] overflow = new byte[Size];

    /// <summary>The page being filled.</summary>
    protected PageBuilder Page { get; } = new();

    /// <summary>Pages in the order of their numbers.</summary>
    protected PageOutput Output { get; } = new(fd);

    /// <summary>Overflow pages, behind the others.</summary>
    protected PageOutput More { get; } = new(fd);

    /// <summary>The number of the next page that nobody has.</summary>
    protected uint NextFree { get; set; } = 1;

    /// <summary>Writes the file. The caller makes it durable and puts it in place.</summary>
    public abstract void Write();

    /// <summary>The positions of the entries that are not removed.</summary>
    protected static int[] Positions(EntryStore store)
    {
        var result = new int[store.Count];
        int n = 0;
        for (int i = 0; i < store.Length; i++)
            if (!store.IsRemoved(i))
                result[n++] = i;
        return result;
    }

    /// <summary>Writes a long item to overflow pages and returns the number of the first.</summary>
    protected uint WriteLong(ReadOnlySpan<byte> item)
    {
        const int room = Size - BdbFormat.HeaderSize;
        uint first = NextFree, count = (uint)((item.Length + room - 1) / room);
        NextFree += count;
        for (uint i = 0; i < count; i++)
        {
            var part = item[(int)(i * room)..];
            part = part[..Math.Min(part.Length, room)];
            Array.Clear(overflow);
            PageBuilder.Header(overflow, first + i, BdbFormat.Overflow);
            U32(overflow, BdbFormat.PagePrevious, i == 0 ? 0 : first + i - 1);
            U32(overflow, BdbFormat.PageNext, i + 1 == count ? 0 : first + i + 1);
            BinaryPrimitives.WriteUInt16LittleEndian(overflow.AsSpan(BdbFormat.PageEntries), 1);
            BinaryPrimitives.WriteUInt16LittleEndian(overflow.AsSpan(BdbFormat.PageFree), (ushort)part.Length);
            part.CopyTo(overflow.AsSpan(BdbFormat.HeaderSize));
            More.Put(first + i, overflow);
        }
        return first;
    }

    /// <summary>Writes the metadata page last, when all numbers are known.</summary>
    protected void WriteMeta(uint magic, uint version, byte type, Action<byte[]> fill)
    {
        var meta = new byte[Size];
        PageBuilder.Header(meta, 0, type);
        U32(meta, BdbFormat.MetaMagic, magic);
        U32(meta, BdbFormat.MetaVersion, version);
        U32(meta, BdbFormat.MetaPageSize, Size);
        U32(meta, BdbFormat.MetaLastPage, NextFree - 1);
        // libdb knows a file by this id in its cache, so no two files may share one.
        RandomNumberGenerator.Fill(meta.AsSpan(BdbFormat.MetaId, 20));
        fill(meta);
        Output.Put(0, meta);
        Output.Flush();
        More.Flush();
    }

    /// <summary>Sets a 32-bit number of a page.</summary>
    protected static void U32(byte[] page, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(at), value);
}
