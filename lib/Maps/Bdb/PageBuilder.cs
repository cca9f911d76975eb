using System.Buffers.Binary;

namespace MailSuite.Maps;

/// <summary>One page in the making: a header, a table of item offsets that grows up, and items that grow down from the end.</summary>
internal sealed class PageBuilder
{
    private const int Size = BdbFormat.PageSize;
    private readonly byte[] page = new byte[Size];
    private int entries, free;

    /// <summary>The finished page.</summary>
    public ReadOnlySpan<byte> Bytes => page;

    /// <summary>The number of items.</summary>
    public int Entries => entries;

    /// <summary>Begins an empty page.</summary>
    public void Begin()
    {
        Array.Clear(page);
        entries = 0;
        free = Size;
    }

    /// <summary>Have items of this total size, each with its place in the table, room?</summary>
    public bool Fits(int items, int bytes) => BdbFormat.HeaderSize + 2 * (entries + items) + bytes <= free;

    /// <summary>Takes room for the next item and returns it for filling. <paramref name="align"/> is the boundary on which it starts.</summary>
    public Span<byte> Add(int size, int align = 1)
    {
        free = (free - size) / align * align;
        BinaryPrimitives.WriteUInt16LittleEndian(page.AsSpan(BdbFormat.HeaderSize + 2 * entries++), (ushort)free);
        return page.AsSpan(free, size);
    }

    /// <summary>Writes the header.</summary>
    public void Finish(uint number, uint previous, uint next, byte type, byte level)
    {
        Header(page, number, type);
        BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(BdbFormat.PagePrevious), previous);
        BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(BdbFormat.PageNext), next);
        BinaryPrimitives.WriteUInt16LittleEndian(page.AsSpan(BdbFormat.PageEntries), (ushort)entries);
        BinaryPrimitives.WriteUInt16LittleEndian(page.AsSpan(BdbFormat.PageFree), (ushort)free);
        page[BdbFormat.PageLevel] = level;
    }

    /// <summary>The fields that all pages share. The log sequence number 0/1 says "not logged".</summary>
    public static void Header(Span<byte> page, uint number, byte type)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(page[4..], 1);
        BinaryPrimitives.WriteUInt32LittleEndian(page[BdbFormat.PageNumber..], number);
        page[BdbFormat.PageType] = type;
    }
}
