using System.Buffers.Binary;

namespace MailSuite.Maps;

/// <summary>Writes a Berkeley DB btree file from scratch: full leaves in the order of the keys, then the levels above them.</summary>
internal sealed class BdbBtreeWriter(EntryStore store, int fd) : BdbWriter(fd)
{
    private EntryStore Store { get; } = store;

    // libdb puts longer items on overflow pages, so that every page holds at least two entries.
    private const int LongItem = (Size - BdbFormat.HeaderSize) / 4 - 10, InternalHeader = 12, LeafHeader = 3;

    // libdb wants the root on page 1, and which page that is shows only when its level turns out to have no second one.
    private const uint Root = 1;

    /// <summary>A page of the level below: the shortest text that is above all keys left of it and not above its own.</summary>
    private readonly record struct Child(byte[] Separator, uint Number);

    public override void Write()
    {
        NextFree = Root + 1;
        int[] order = Positions(Store);
        Array.Sort(order, (a, b) => Store.Key(a).SequenceCompareTo(Store.Key(b)));
        var level = WriteLeaves(order);
        for (byte height = 2; level.Count > 1; height++)
            level = WriteInternal(level, height);
        WriteMeta(BdbFormat.BtreeMagic, 9, BdbFormat.BtreeMetaType, meta =>
        {
            U32(meta, BdbFormat.MetaMinKeys, 2);
            U32(meta, BdbFormat.MetaRoot, Root);
        });
    }

    private List<Child> WriteLeaves(int[] order)
    {
        uint number = Root, previous = 0;
        var pages = new List<Child> { new([], number) };
        Page.Begin();
        for (int i = 0; i < order.Length; i++)
        {
            var key = Store.Key(order[i]);
            var value = Store.Value(order[i]);
            if (!Page.Fits(2, Aligned(ItemSize(key)) + Aligned(ItemSize(value))))
            {
                if (pages.Count == 1)
                    pages[0] = new Child([], number = NextFree++);
                uint next = NextFree++;
                Finish(number, previous, next, BdbFormat.BtreeLeaf, 1);
                (previous, number) = (number, next);
                pages.Add(new Child(Separator(Store.Key(order[i - 1]), key), number));
                Page.Begin();
            }
            Add(key);
            Add(value);
        }
        Finish(number, previous, 0, BdbFormat.BtreeLeaf, 1);
        return pages;
    }

    private List<Child> WriteInternal(List<Child> below, byte height)
    {
        uint number = Root;
        var pages = new List<Child> { new([], number) };
        Page.Begin();
        foreach (var child in below)
        {
            // The first item of a page stands for everything left of the second: its text is not looked at.
            if (Page.Entries > 0 && Page.Fits(1, Aligned(InternalSize(child.Separator))))
            {
                AddInternal(child.Separator, child.Number);
                continue;
            }
            if (Page.Entries > 0)
            {
                if (pages.Count == 1)
                    pages[0] = new Child([], number = NextFree++);
                Finish(number, 0, 0, BdbFormat.BtreeInternal, height);
                pages.Add(new Child(child.Separator, number = NextFree++));
                Page.Begin();
            }
            AddInternal([], child.Number);
        }
        Finish(number, 0, 0, BdbFormat.BtreeInternal, height);
        return pages;
    }

    private void Finish(uint number, uint previous, uint next, byte type, byte height)
    {
        Page.Finish(number, previous, next, type, height);
        Output.Put(number, Page.Bytes);
    }

    private static byte[] Separator(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => right[..(left.CommonPrefixLength(right) + 1)].ToArray();

    private static int Aligned(int size) => (size + 3) & ~3;

    private static int ItemSize(ReadOnlySpan<byte> item) => item.Length > LongItem ? BdbFormat.OffPageItemSize : LeafHeader + item.Length;

    private static int InternalSize(ReadOnlySpan<byte> separator) => InternalHeader + (separator.Length > LongItem ? BdbFormat.OffPageItemSize : separator.Length);

    private void Add(ReadOnlySpan<byte> item)
    {
        var room = Page.Add(Aligned(ItemSize(item)), 4);
        if (item.Length > LongItem)
        {
            AddReference(room, item);
            return;
        }
        BinaryPrimitives.WriteUInt16LittleEndian(room, (ushort)item.Length);
        room[2] = BdbFormat.KeyData;
        item.CopyTo(room[LeafHeader..]);
    }

    private void AddInternal(ReadOnlySpan<byte> separator, uint child)
    {
        bool isLong = separator.Length > LongItem;
        var room = Page.Add(Aligned(InternalSize(separator)), 4);
        BinaryPrimitives.WriteUInt16LittleEndian(room, (ushort)(isLong ? BdbFormat.OffPageItemSize : separator.Length));
        room[2] = isLong ? BdbFormat.BtreeOverflow : BdbFormat.KeyData;
        BinaryPrimitives.WriteUInt32LittleEndian(room[4..], child);
        if (isLong)
            AddReference(room[InternalHeader..], separator);
        else
            separator.CopyTo(room[InternalHeader..]);
    }

    private void AddReference(Span<byte> room, ReadOnlySpan<byte> item)
    {
        room[2] = BdbFormat.BtreeOverflow;
        BinaryPrimitives.WriteUInt32LittleEndian(room[4..], WriteLong(item));
        BinaryPrimitives.WriteUInt32LittleEndian(room[8..], (uint)item.Length);
    }
}
