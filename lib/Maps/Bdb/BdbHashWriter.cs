using System.Buffers.Binary;

namespace MailSuite.Maps;

/// <summary>
/// Writes a Berkeley DB hash file from scratch, in one pass over the pages: all entries are known, so the number of buckets is
/// chosen once and nothing is ever split. libdb reads, verifies and extends the result.
/// </summary>
internal sealed class BdbHashWriter(EntryStore store, int fd) : BdbWriter(store, fd)
{
    public override void Write()
    {
        int[] positions = Positions();
        int doublings = Doublings(positions);
        uint count = 1u << doublings;
        NextFree = count + 1;
        var (starts, order) = SortIntoBuckets(positions, count - 1);
        for (uint bucket = 0; bucket < count; bucket++)
            WriteBucket(bucket + 1, order.AsSpan(starts[bucket]..starts[bucket + 1]));
        WriteMeta(BdbFormat.HashMagic, 9, BdbFormat.HashMetaType, meta =>
        {
            U32(meta, BdbFormat.MetaMaxBucket, count - 1);
            U32(meta, BdbFormat.MetaHighMask, count - 1);
            U32(meta, BdbFormat.MetaLowMask, (count >> 1) - 1);
            U32(meta, BdbFormat.MetaElements, (uint)Store.Count);
            U32(meta, BdbFormat.MetaCharKey, BdbFormat.CharKeyHash);
            for (int i = 0; i <= doublings; i++)
                U32(meta, BdbFormat.MetaSpares + 4 * i, 1);   // bucket b of every doubling is on page b + 1
        });
    }

    // Three quarters full on average, or less because the number is a power of two: few buckets then need a second page.
    private int Doublings(int[] positions)
    {
        long bytes = 0;
        foreach (int at in positions)
            bytes += ItemSize(Store.Key(at)) + ItemSize(Store.Value(at)) + 4;
        return Math.Clamp(BdbFormat.Log2Ceiling((uint)(bytes / (Size * 3 / 4)) + 1), 1, 28);
    }

    private (int[] Starts, int[] Order) SortIntoBuckets(int[] positions, uint mask)
    {
        var starts = new int[mask + 2];
        foreach (int at in positions)
            starts[(Store.Hash(at) & mask) + 1]++;
        for (uint b = 0; b <= mask; b++)
            starts[b + 1] += starts[b];
        var next = (int[])starts.Clone();
        var order = new int[positions.Length];
        foreach (int at in positions)
            order[next[Store.Hash(at) & mask]++] = at;
        return (starts, order);
    }

    private static int ItemSize(ReadOnlySpan<byte> item) => item.Length > BigItem ? BdbFormat.OffPageItemSize : item.Length + 1;

    /// <summary>A bucket's first page has a fixed place; what does not fit there continues on pages behind all buckets.</summary>
    private void WriteBucket(uint number, Span<int> members)
    {
        // Items of a page are in the order of their keys; sorting the whole bucket gives that for each of its pages.
        members.Sort((a, b) => Store.Key(a).SequenceCompareTo(Store.Key(b)));
        uint previous = 0;
        var output = Output;
        Page.Begin();
        foreach (int at in members)
        {
            if (!Page.Fits(2, ItemSize(Store.Key(at)) + ItemSize(Store.Value(at))))
            {
                uint next = NextFree++;
                Page.Finish(number, previous, next, BdbFormat.SortedHash, 0);
                output.Put(number, Page.Bytes);
                (previous, number, output) = (number, next, More);
                Page.Begin();
            }
            Add(Store.Key(at));
            Add(Store.Value(at));
        }
        Page.Finish(number, previous, 0, BdbFormat.SortedHash, 0);
        output.Put(number, Page.Bytes);
    }

    private void Add(ReadOnlySpan<byte> item)
    {
        var room = Page.Add(ItemSize(item));
        if (item.Length <= BigItem)
        {
            room[0] = BdbFormat.KeyData;
            item.CopyTo(room[1..]);
            return;
        }
        room[0] = BdbFormat.OffPage;
        BinaryPrimitives.WriteUInt32LittleEndian(room[4..], WriteLong(item));
        BinaryPrimitives.WriteUInt32LittleEndian(room[8..], (uint)item.Length);
    }
}
