using System.Buffers.Binary;

namespace MailSuite.Maps;

/// <summary>
/// Writes a Berkeley DB hash file from scratch, in one pass over the pages: all entries are known, so the number of buckets is
/// chosen once and nothing is ever split. libdb reads, verifies and extends the result.
/// </summary>
internal sealed class BdbHashWriter(IEntries entries, int fd) : BdbWriter(fd)
{
    private EntryStore store = null!;

    public override void Write()
    {
        int doublings = Math.Max(Doublings(entries.HashFileBytes), entries.PartBits);
        uint count = 1u << doublings, elements = 0;
        NextFree = count + 1;
        var memory = new RestingMemory();
        for (int part = 0; part < 1 << entries.PartBits; part++)
        {
            store = entries.Part(part);
            elements += (uint)store.Count;
            WritePart(part, doublings - entries.PartBits);
            memory.Worked();
        }
        WriteMeta(BdbFormat.HashMagic, 9, BdbFormat.HashMetaType, meta =>
        {
            U32(meta, BdbFormat.MetaMaxBucket, count - 1);
            U32(meta, BdbFormat.MetaHighMask, count - 1);
            U32(meta, BdbFormat.MetaLowMask, (count >> 1) - 1);
            U32(meta, BdbFormat.MetaElements, elements);
            U32(meta, BdbFormat.MetaCharKey, BdbFormat.CharKeyHash);
            for (int i = 0; i <= doublings; i++)
                U32(meta, BdbFormat.MetaSpares + 4 * i, 1);   // bucket b of every doubling is on page b + 1
        });
    }

    // Three quarters full on average, or less because the number is a power of two: few buckets then need a second page.
    private static int Doublings(long bytes) => Math.Clamp(BdbFormat.Log2Ceiling((uint)(bytes / (Size * 3 / 4)) + 1), 1, 28);

    /// <summary>Writes the buckets of a part: those whose low bits are its number.</summary>
    private void WritePart(int part, int bits)
    {
        var (starts, order) = SortIntoBuckets(Positions(store), bits);
        for (int i = 0; i < 1 << bits; i++)
            WriteBucket((uint)((i << entries.PartBits) + part + 1), order.AsSpan(starts[i]..starts[i + 1]));
    }

    private (int[] Starts, int[] Order) SortIntoBuckets(int[] positions, int bits)
    {
        int Bucket(int at) => (int)((store.Hash(at) >> entries.PartBits) & ((1u << bits) - 1));
        var starts = new int[(1 << bits) + 1];
        foreach (int at in positions)
            starts[Bucket(at) + 1]++;
        for (int b = 0; b < 1 << bits; b++)
            starts[b + 1] += starts[b];
        var next = (int[])starts.Clone();
        var order = new int[positions.Length];
        foreach (int at in positions)
            order[next[Bucket(at)]++] = at;
        return (starts, order);
    }

    /// <summary>The room that an entry takes on a page, with its two places in the table of offsets.</summary>
    public static int EntrySize(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => ItemSize(key) + ItemSize(value) + 4;

    private static int ItemSize(ReadOnlySpan<byte> item) => item.Length > BigItem ? BdbFormat.OffPageItemSize : item.Length + 1;

    /// <summary>A bucket's first page has a fixed place; what does not fit there continues on pages behind all buckets.</summary>
    private void WriteBucket(uint number, Span<int> members)
    {
        // Items of a page are in the order of their keys; sorting the whole bucket gives that for each of its pages.
        members.Sort((a, b) => store.Key(a).SequenceCompareTo(store.Key(b)));
        uint previous = 0;
        var output = Output;
        Page.Begin();
        foreach (int at in members)
        {
            if (!Page.Fits(2, ItemSize(store.Key(at)) + ItemSize(store.Value(at))))
            {
                uint next = NextFree++;
                Page.Finish(number, previous, next, BdbFormat.SortedHash, 0);
                output.Put(number, Page.Bytes);
                (previous, number, output) = (number, next, More);
                Page.Begin();
            }
            Add(store.Key(at));
            Add(store.Value(at));
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
