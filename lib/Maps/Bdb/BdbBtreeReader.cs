namespace MailSuite.Maps;

/// <summary>Reads a Berkeley DB btree file with its default order: bytes, then length.</summary>
internal sealed class BdbBtreeReader(BdbPages pages) : IBdbReader
{
    private const int MaxDepth = 64;

    /// <summary>Checks the metadata; null when it is sound, else what is wrong.</summary>
    public static string? Problem(BdbPages pages)
    {
        uint version = pages.U32(pages.Meta, BdbFormat.MetaVersion);
        return pages.Meta[BdbFormat.MetaType] == BdbFormat.BtreeMetaType && version is >= 8 and <= 10 ? null : $"unsupported version {version}";
    }

    public byte[]? Find(ReadOnlySpan<byte> key)
    {
        uint number = Leaf(key);
        int n = pages.Entries(pages.Page(number)) / 2;
        int low = 0, high = n - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2, order = Compare(key, number, middle * 2, 3);
            if (order == 0)
                return IsDeleted(number, middle * 2) ? null : Item(number, middle * 2 + 1, 3);
            if (order < 0)
                high = middle - 1;
            else
                low = middle + 1;
        }
        return null;
    }

    public IEnumerable<(byte[] Key, byte[] Value)> Entries()
    {
        long steps = 0;
        for (uint number = Leaf([]); number != 0; number = pages.U32(pages.Page(number), BdbFormat.PageNext))
        {
            if (++steps > pages.PageCount || pages.Page(number)[BdbFormat.PageType] != BdbFormat.BtreeLeaf)
                throw new CorruptTableException("bad chain of leaf pages");
            int n = pages.Entries(pages.Page(number));
            for (int i = 0; i + 1 < n; i += 2)
                if (!IsDeleted(number, i))
                    yield return (Item(number, i, 3), Item(number, i + 1, 3));
        }
    }

    private uint Leaf(ReadOnlySpan<byte> key)
    {
        uint number = pages.U32(pages.Meta, BdbFormat.MetaRoot);
        for (int depth = 0; depth < MaxDepth; depth++)
        {
            var page = pages.Page(number);
            if (page[BdbFormat.PageType] == BdbFormat.BtreeLeaf)
                return number;
            int n = pages.Entries(page);
            if (page[BdbFormat.PageType] != BdbFormat.BtreeInternal || n == 0)
                throw new CorruptTableException($"page {number} is not of a btree");
            // The last item whose key is not above ours; the first one stands for everything below the second.
            int low = 1, high = n - 1, child = 0;
            while (low <= high)
            {
                int middle = (low + high) / 2;
                if (Compare(key, number, middle, 12) >= 0)
                {
                    child = middle;
                    low = middle + 1;
                }
                else
                    high = middle - 1;
            }
            number = pages.U32(RawItem(number, child, 12), 4);
        }
        throw new CorruptTableException("btree too deep");
    }

    private int Compare(ReadOnlySpan<byte> key, uint number, int index, int header) => key.SequenceCompareTo(Item(number, index, header));

    private bool IsDeleted(uint number, int index) => (RawItem(number, index, 3)[2] & BdbFormat.Deleted) != 0;

    /// <summary>An item with its header, which is 3 bytes on a leaf and 12 above.</summary>
    private ReadOnlySpan<byte> RawItem(uint number, int index, int header)
    {
        var page = pages.Page(number);
        int start = pages.U16(page, pages.HeaderSize + 2 * index);
        if (start < pages.HeaderSize || start + header > pages.PageSize)
            throw new CorruptTableException($"bad item {index} on page {number}");
        bool isLong = (page[start + 2] & ~BdbFormat.Deleted) == BdbFormat.BtreeOverflow;
        int size = header == 3 && isLong ? 12 : header + pages.U16(page, start);
        return start + size <= pages.PageSize ? page.Slice(start, size) : throw new CorruptTableException($"bad item {index} on page {number}");
    }

    private byte[] Item(uint number, int index, int header)
    {
        var item = RawItem(number, index, header);
        if ((item[2] & ~BdbFormat.Deleted) != BdbFormat.BtreeOverflow)
            return item[header..].ToArray();
        var longItem = header == 3 ? item : item[header..];   // above the leaves, the reference is the item's data
        return longItem.Length >= 12 ? pages.Long(pages.U32(longItem, 4), pages.U32(longItem, 8)) : throw new CorruptTableException("bad reference");
    }
}
