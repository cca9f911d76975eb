namespace MailSuite.Maps;

/// <summary>Finds and lists the entries of an LMDB file's tree.</summary>
internal sealed class LmdbTree(LmdbPages pages)
{
    private const int MaxDepth = 32;

    /// <summary>The value of a key, or null.</summary>
    public byte[]? Find(ReadOnlySpan<byte> key)
    {
        ulong number = pages.Root;
        if (number == LmdbFormat.NoPage || key.Length > LmdbFormat.LongestKey)
            return null;
        for (int depth = 0; depth < MaxDepth; depth++)
        {
            var page = pages.Page(number);
            bool leaf = IsLeaf(page, number);
            // The first key of a branch page stands for everything below the second and is not looked at.
            int low = leaf ? 0 : 1, high = Count(page) - 1, last = 0;
            while (low <= high)
            {
                int middle = (low + high) / 2, order = key.SequenceCompareTo(Key(page, middle));
                if (order == 0 && leaf)
                    return Value(page, middle);
                if (order < 0)
                    high = middle - 1;
                else
                    (last, low) = (middle, middle + 1);
            }
            if (leaf)
                return null;
            number = Child(page, last);
        }
        throw new CorruptTableException("btree too deep");
    }

    /// <summary>All entries in the order of their keys.</summary>
    public IEnumerable<(byte[] Key, byte[] Value)> Entries()
    {
        var path = new Stack<(ulong Number, int At)>();
        if (pages.Root != LmdbFormat.NoPage)
            path.Push((pages.Root, 0));
        long steps = 0, most = 4 * pages.PageCount + 8;   // each page is visited once, a branch page once more per child
        while (path.TryPop(out var place))
        {
            if (++steps > most)
                throw new CorruptTableException("btree with a circle");
            int count = Count(pages.Page(place.Number));
            if (IsLeaf(pages.Page(place.Number), place.Number))
            {
                for (int i = 0; i < count; i++)
                    yield return (Key(pages.Page(place.Number), i).ToArray(), Value(pages.Page(place.Number), i));
                continue;
            }
            if (place.At >= count)
                continue;
            if (path.Count >= MaxDepth)
                throw new CorruptTableException("btree too deep");
            path.Push((place.Number, place.At + 1));
            path.Push((Child(pages.Page(place.Number), place.At), 0));
        }
    }

    private static bool IsLeaf(ReadOnlySpan<byte> page, ulong number) => (LmdbFormat.U16(page, LmdbFormat.Flags) & 0xF) switch
    {
        LmdbFormat.Leaf => true,
        LmdbFormat.Branch when Count(page) > 0 => false,
        _ => throw new CorruptTableException($"page {number} is not of a btree"),
    };

    private static int Count(ReadOnlySpan<byte> page) => (LmdbFormat.U16(page, LmdbFormat.Lower) - LmdbFormat.HeaderSize) / 2;

    private static ReadOnlySpan<byte> Node(ReadOnlySpan<byte> page, int index)
    {
        int at = LmdbFormat.U16(page, LmdbFormat.HeaderSize + 2 * index);
        return at >= LmdbFormat.HeaderSize && at + LmdbFormat.NodeHeader <= page.Length ? page[at..] : throw new CorruptTableException("node outside its page");
    }

    private static ReadOnlySpan<byte> Key(ReadOnlySpan<byte> page, int index)
    {
        var node = Node(page, index);
        int size = LmdbFormat.U16(node, 6);
        return LmdbFormat.NodeHeader + size <= node.Length ? node.Slice(LmdbFormat.NodeHeader, size) : throw new CorruptTableException("key outside its page");
    }

    private static ulong Child(ReadOnlySpan<byte> page, int index)
    {
        var node = Node(page, index);
        return LmdbFormat.U32(node, 0) | (ulong)LmdbFormat.U16(node, 4) << 32;
    }

    private byte[] Value(ReadOnlySpan<byte> page, int index)
    {
        var node = Node(page, index);
        uint size = LmdbFormat.U32(node, 0);
        var data = node[(LmdbFormat.NodeHeader + Key(page, index).Length)..];
        int flags = LmdbFormat.U16(node, 4);
        if (flags == LmdbFormat.BigData && data.Length >= LmdbFormat.PageReference)
            return pages.Bytes(LmdbFormat.U64(data, 0), LmdbFormat.HeaderSize, size);
        return flags == 0 && size <= (uint)data.Length ? data[..(int)size].ToArray() : throw new CorruptTableException("value outside its page");
    }
}
