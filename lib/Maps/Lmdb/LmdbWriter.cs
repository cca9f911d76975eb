using System.Buffers.Binary;

namespace MailSuite.Maps;

/// <summary>Writes an LMDB file from scratch, as its first transaction: full leaves in the order of the keys, then the levels above them.</summary>
internal sealed class LmdbWriter(EntryStore store, int fd, long mapSize)
{
    private readonly PageOutput output = new(fd);
    private readonly byte[] page = new byte[LmdbFormat.PageSize];
    private ulong next = 2, branches, leaves, overflows;
    private int lower, upper;

    /// <summary>A page of the level below and the first key in it, by its place in the order.</summary>
    private readonly record struct Child(int First, ulong Number);

    public void Write()
    {
        var order = Enumerable.Range(0, store.Length).Where(i => !store.IsRemoved(i)).ToArray();
        Array.Sort(order, (a, b) => store.Key(a).SequenceCompareTo(store.Key(b)));
        var level = WriteLeaves(order);
        int depth = level.Count == 0 ? 0 : 1;
        for (; level.Count > 1; depth++)
            level = WriteBranches(order, level);
        WriteMeta(0, 0, LmdbFormat.NoPage, 0, 0);
        WriteMeta(1, 1, level.Count == 0 ? LmdbFormat.NoPage : level[0].Number, depth, order.Length);
        output.Flush();
    }

    private List<Child> WriteLeaves(int[] order)
    {
        var pages = new List<Child>();
        Begin(LmdbFormat.Leaf);
        int first = 0;
        for (int i = 0; i < order.Length; i++)
        {
            var key = store.Key(order[i]);
            var value = store.Value(order[i]);
            bool big = LmdbFormat.NodeHeader + key.Length + value.Length > LmdbFormat.LargestNode;
            int size = LmdbFormat.NodeHeader + key.Length + (big ? LmdbFormat.PageReference : value.Length);
            if (!Fits(size))
            {
                pages.Add(new Child(first, Finish()));
                leaves++;
                Begin(LmdbFormat.Leaf);
                first = i;
            }
            var node = Add(size, key);
            BinaryPrimitives.WriteUInt32LittleEndian(node, (uint)value.Length);
            var room = node[(LmdbFormat.NodeHeader + key.Length)..];
            if (big)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(node[4..], LmdbFormat.BigData);
                BinaryPrimitives.WriteUInt64LittleEndian(room, WriteOverflow(value));
            }
            else
                value.CopyTo(room);
        }
        if (order.Length > 0)
        {
            pages.Add(new Child(first, Finish()));
            leaves++;
        }
        return pages;
    }

    private List<Child> WriteBranches(int[] order, List<Child> below)
    {
        var starts = new List<int>();
        int room = 0;
        for (int i = 0; i < below.Count; i++)
        {
            int size = Aligned(LmdbFormat.NodeHeader + store.Key(order[below[i].First]).Length) + 2;
            if (size > room)
            {
                starts.Add(i);
                room = LmdbFormat.PageSize - LmdbFormat.HeaderSize;
                size = LmdbFormat.NodeHeader + 2;   // the first key is not stored
            }
            room -= size;
        }
        // A branch page has two children at least.
        if (starts.Count > 1 && starts[^1] == below.Count - 1)
            starts[^1]--;
        var pages = new List<Child>();
        for (int s = 0; s < starts.Count; s++)
        {
            Begin(LmdbFormat.Branch);
            for (int i = starts[s], end = s + 1 < starts.Count ? starts[s + 1] : below.Count; i < end; i++)
            {
                var key = i == starts[s] ? default : store.Key(order[below[i].First]);
                var node = Add(LmdbFormat.NodeHeader + key.Length, key);
                BinaryPrimitives.WriteUInt32LittleEndian(node, (uint)(below[i].Number & uint.MaxValue));
                BinaryPrimitives.WriteUInt16LittleEndian(node[4..], (ushort)(below[i].Number >> 32));
            }
            pages.Add(new Child(below[starts[s]].First, Finish()));
            branches++;
        }
        return pages;
    }

    private void Begin(int flags)
    {
        Array.Clear(page);
        BinaryPrimitives.WriteUInt16LittleEndian(page.AsSpan(LmdbFormat.Flags), (ushort)flags);
        (lower, upper) = (LmdbFormat.HeaderSize, LmdbFormat.PageSize);
    }

    private static int Aligned(int size) => (size + 1) & ~1;

    private bool Fits(int size) => lower + 2 + Aligned(size) <= upper;

    private Span<byte> Add(int size, ReadOnlySpan<byte> key)
    {
        upper -= Aligned(size);
        BinaryPrimitives.WriteUInt16LittleEndian(page.AsSpan(lower), (ushort)upper);
        lower += 2;
        var node = page.AsSpan(upper, size);
        BinaryPrimitives.WriteUInt16LittleEndian(node[6..], (ushort)key.Length);
        key.CopyTo(node[LmdbFormat.NodeHeader..]);
        return node;
    }

    private ulong Finish()
    {
        BinaryPrimitives.WriteUInt64LittleEndian(page, next);
        BinaryPrimitives.WriteUInt16LittleEndian(page.AsSpan(LmdbFormat.Lower), (ushort)lower);
        BinaryPrimitives.WriteUInt16LittleEndian(page.AsSpan(LmdbFormat.Upper), (ushort)upper);
        output.Put((uint)next, page);
        return next++;
    }

    private ulong WriteOverflow(ReadOnlySpan<byte> value)
    {
        ulong number = next;
        uint count = (uint)((LmdbFormat.HeaderSize - 1 + value.Length) / LmdbFormat.PageSize + 1);
        Span<byte> part = new byte[LmdbFormat.PageSize];
        BinaryPrimitives.WriteUInt64LittleEndian(part, number);
        BinaryPrimitives.WriteUInt16LittleEndian(part[LmdbFormat.Flags..], LmdbFormat.Overflow);
        BinaryPrimitives.WriteUInt32LittleEndian(part[LmdbFormat.OverflowCount..], count);
        for (int start = LmdbFormat.HeaderSize; next < number + count; next++, start = 0)
        {
            int size = Math.Min(value.Length, LmdbFormat.PageSize - start);
            value[..size].CopyTo(part[start..]);
            part[(start + size)..].Clear();
            value = value[size..];
            output.Put((uint)next, part);
        }
        overflows += count;
        return number;
    }

    private void WriteMeta(ulong number, ulong transaction, ulong root, int depth, int entries)
    {
        Array.Clear(page);
        BinaryPrimitives.WriteUInt64LittleEndian(page, number);
        BinaryPrimitives.WriteUInt16LittleEndian(page.AsSpan(LmdbFormat.Flags), LmdbFormat.MetaFlag);
        BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(LmdbFormat.MetaMagic), LmdbFormat.Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(LmdbFormat.MetaVersion), LmdbFormat.Version);
        BinaryPrimitives.WriteInt64LittleEndian(page.AsSpan(LmdbFormat.MetaMapSize), MapSize());
        BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(LmdbFormat.MetaFree), LmdbFormat.PageSize);
        BinaryPrimitives.WriteUInt16LittleEndian(page.AsSpan(LmdbFormat.MetaFree + LmdbFormat.TreeFlags), LmdbFormat.FreeTreeFlags);
        BinaryPrimitives.WriteUInt64LittleEndian(page.AsSpan(LmdbFormat.MetaFree + LmdbFormat.TreeRoot), LmdbFormat.NoPage);
        var tree = page.AsSpan(LmdbFormat.MetaMain);
        BinaryPrimitives.WriteUInt16LittleEndian(tree[LmdbFormat.TreeDepth..], (ushort)depth);
        BinaryPrimitives.WriteUInt64LittleEndian(tree[LmdbFormat.TreeBranches..], depth == 0 ? 0 : branches);
        BinaryPrimitives.WriteUInt64LittleEndian(tree[LmdbFormat.TreeLeaves..], depth == 0 ? 0 : leaves);
        BinaryPrimitives.WriteUInt64LittleEndian(tree[LmdbFormat.TreeOverflows..], depth == 0 ? 0 : overflows);
        BinaryPrimitives.WriteInt64LittleEndian(tree[LmdbFormat.TreeEntries..], entries);
        BinaryPrimitives.WriteUInt64LittleEndian(tree[LmdbFormat.TreeRoot..], root);
        BinaryPrimitives.WriteUInt64LittleEndian(page.AsSpan(LmdbFormat.MetaLastPage), depth == 0 ? 1 : next - 1);
        BinaryPrimitives.WriteUInt64LittleEndian(page.AsSpan(LmdbFormat.MetaTransaction), transaction);
        output.Put((uint)number, page);
    }

    // lmdb_map_size, doubled until the file fits: the limit up to which others may let it grow.
    private long MapSize()
    {
        long size = Math.Max(mapSize, LmdbFormat.PageSize);
        while (size < (long)next * LmdbFormat.PageSize)
            size *= 2;
        return size;
    }
}
