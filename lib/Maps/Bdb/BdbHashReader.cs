namespace MailSuite.Maps;

/// <summary>
/// Reads a Berkeley DB hash file: a key's hash names a bucket, the bucket a page, and the pages of a bucket form a chain. Nothing in the
/// file is trusted: every offset is checked against its page, and no chain is followed for longer than the file has pages.
/// </summary>
internal sealed class BdbHashReader(BdbPages pages) : IBdbReader
{
    /// <summary>Checks the metadata; null when it is sound, else what is wrong.</summary>
    public static string? Problem(BdbPages pages)
    {
        uint version = pages.U32(pages.Meta, BdbFormat.MetaVersion);
        if (pages.Meta[BdbFormat.MetaType] != BdbFormat.HashMetaType || version is < 7 or > 9)
            return $"unsupported version {version}";
        if (pages.U32(pages.Meta, BdbFormat.MetaCharKey) != BdbFormat.CharKeyHash)
            return "unknown hash function";
        uint max = pages.U32(pages.Meta, BdbFormat.MetaMaxBucket);
        return max < pages.PageCount ? null : "more buckets than pages";
    }

    public byte[]? Find(ReadOnlySpan<byte> key)
    {
        uint bucket = BdbFormat.Hash(key) & pages.U32(pages.Meta, BdbFormat.MetaHighMask);
        if (bucket > MaxBucket)
            bucket &= pages.U32(pages.Meta, BdbFormat.MetaLowMask);
        long steps = 0;
        for (uint number = FirstPage(bucket); number != 0;)
        {
            var page = BucketPage(number, ref steps);
            for (int i = 0, n = pages.Entries(page) - 1; i < n; i += 2)
                if (IsKey(number, i, key))
                    return Item(number, i + 1);
            number = pages.U32(pages.Page(number), BdbFormat.PageNext);
        }
        return null;
    }

    public IEnumerable<(byte[] Key, byte[] Value)> Entries()
    {
        for (uint bucket = 0; bucket <= MaxBucket; bucket++)
        {
            long steps = 0;
            for (uint number = FirstPage(bucket); number != 0;)
            {
                int n = pages.Entries(BucketPage(number, ref steps));
                for (int i = 0; i + 1 < n; i += 2)
                    yield return (Item(number, i), Item(number, i + 1));
                number = pages.U32(pages.Page(number), BdbFormat.PageNext);
            }
        }
    }

    private uint MaxBucket => Math.Min(pages.U32(pages.Meta, BdbFormat.MetaMaxBucket), (uint)Math.Min(pages.PageCount, uint.MaxValue - 1));

    private uint FirstPage(uint bucket)
    {
        int doubling = BdbFormat.Log2Ceiling(bucket + 1);
        if (doubling >= BdbFormat.SpareCount)
            throw new CorruptTableException("bucket number out of range");
        uint offset = pages.U32(pages.Meta, BdbFormat.MetaSpares + 4 * doubling);
        return unchecked(bucket + offset);
    }

    private ReadOnlySpan<byte> BucketPage(uint number, ref long steps)
    {
        if (++steps > pages.PageCount)
            throw new CorruptTableException("pages of a bucket form a circle");
        var page = pages.Page(number);
        return page[BdbFormat.PageType] is BdbFormat.SortedHash or BdbFormat.UnsortedHash or BdbFormat.NeverWritten
            ? page : throw new CorruptTableException($"page {number} is not of a hash");
    }

    private ReadOnlySpan<byte> RawItem(uint number, int index)
    {
        var page = pages.Page(number);
        int start = pages.U16(page, pages.HeaderSize + 2 * index);
        int end = index == 0 ? pages.PageSize : pages.U16(page, pages.HeaderSize + 2 * (index - 1));
        if (start < pages.HeaderSize || start >= end || end > pages.PageSize)
            throw new CorruptTableException($"bad item {index} on page {number}");
        return page[start..end];
    }

    private bool IsKey(uint number, int index, ReadOnlySpan<byte> key)
    {
        var item = RawItem(number, index);
        if (item[0] == BdbFormat.KeyData)
            return item[1..].SequenceEqual(key);
        return item[0] == BdbFormat.OffPage && item.Length == BdbFormat.OffPageItemSize && pages.U32(item, 8) == key.Length
            && key.SequenceEqual(Item(number, index));
    }

    private byte[] Item(uint number, int index)
    {
        var item = RawItem(number, index);
        switch (item[0])
        {
            case BdbFormat.KeyData:
                return item[1..].ToArray();
            case BdbFormat.OffPage when item.Length == BdbFormat.OffPageItemSize:
                return pages.Long(pages.U32(item, 4), pages.U32(item, 8));
            case BdbFormat.Duplicates when item.Length >= 5 && pages.U16(item, 1) is var first && 5 + first <= item.Length:
                return item.Slice(3, first).ToArray();   // the first of several values of a key, which postmap never makes
            default:
                throw new CorruptTableException($"item of type {item[0]} on page {number}");
        }
    }
}
