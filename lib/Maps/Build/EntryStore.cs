namespace MailSuite.Maps;

/// <summary>The entries of a table that is being built: keys and values in one growing block, found by hash. A million entries are three allocations.</summary>
internal sealed class EntryStore : IEntries
{
    private struct Entry
    {
        public long At;
        public int KeySize, ValueSize;
        public uint Hash;
        public bool Removed;
    }

    private Entry[] entries = new Entry[64];
    private int[] index = new int[128];   // position + 1 of an entry; 0 is free
    private byte[] block = new byte[4096];
    private long used;

    /// <summary>The number of entries ever added; some may be removed.</summary>
    public int Length { get; private set; }

    /// <summary>The number of entries.</summary>
    public int Count { get; private set; }

    /// <summary>Adds an entry; false when the key is there already.</summary>
    public bool TryAdd(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        uint hash = BdbFormat.Hash(key);
        if (Locate(key, hash, out int slot) >= 0)
            return false;
        Append(key, value, hash, slot);
        return true;
    }

    /// <summary>Adds an entry or replaces the value of its key.</summary>
    public void Set(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        Remove(key);
        TryAdd(key, value);
    }

    /// <summary>Removes an entry; false when there is none.</summary>
    public bool Remove(ReadOnlySpan<byte> key)
    {
        int at = Locate(key, BdbFormat.Hash(key), out _);
        if (at < 0)
            return false;
        entries[at].Removed = true;
        Count--;
        return true;
    }

    /// <summary>Adds an entry by a rule for duplicates; false when there is one to warn of.</summary>
    public bool Put(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, DuplicateRule rule)
    {
        if (TryAdd(key, value))
            return true;
        if (rule == DuplicateRule.Replace)
            Set(key, value);
        return rule != DuplicateRule.Warn;
    }

    /// <summary>Takes all entries away, and keeps the memory.</summary>
    public void Clear()
    {
        Array.Clear(index);
        Length = Count = 0;
        used = 0;
    }

    /// <summary>The bytes of all keys and values that were added.</summary>
    public long Size => used;

    int IEntries.PartBits => 0;

    long IEntries.HashFileBytes
    {
        get
        {
            long bytes = 0;
            for (int i = 0; i < Length; i++)
                if (!IsRemoved(i))
                    bytes += BdbHashWriter.EntrySize(Key(i), Value(i));
            return bytes;
        }
    }

    EntryStore IEntries.Part(int number) => this;

    /// <summary>Is the entry at a position removed?</summary>
    public bool IsRemoved(int at) => entries[at].Removed;

    /// <summary>The hash of the key at a position.</summary>
    public uint Hash(int at) => entries[at].Hash;

    /// <summary>The key at a position.</summary>
    public ReadOnlySpan<byte> Key(int at) => block.AsSpan((int)entries[at].At, entries[at].KeySize);

    /// <summary>The value at a position.</summary>
    public ReadOnlySpan<byte> Value(int at) => block.AsSpan((int)entries[at].At + entries[at].KeySize, entries[at].ValueSize);

    private int Locate(ReadOnlySpan<byte> key, uint hash, out int slot)
    {
        uint mask = (uint)index.Length - 1;
        for (uint at = Spread(hash) & mask; ; at = (at + 1) & mask)
        {
            slot = (int)at;
            int entry = index[at] - 1;
            if (entry < 0)
                return -1;
            if (entries[entry].Hash == hash && !entries[entry].Removed && Key(entry).SequenceEqual(key))
                return entry;
        }
    }

    // Keys that a stranger chose to collide in the file's own hash must not make building slow: the low bits alone decide there, here all do.
    private static uint Spread(uint hash) => unchecked((hash ^ (hash >> 15)) * 0x9E3779B1u);

    private void Append(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, uint hash, int slot)
    {
        long end = used + key.Length + value.Length;
        if (end > Array.MaxLength)
            throw new FatalException("table source exceeds 2 GB");
        if (end > block.Length)
            Array.Resize(ref block, (int)Math.Min(Math.Max(end, block.Length * 2L), Array.MaxLength));
        key.CopyTo(block.AsSpan((int)used));
        value.CopyTo(block.AsSpan((int)used + key.Length));
        if (Length == entries.Length)
            Array.Resize(ref entries, Length * 2);
        entries[Length] = new Entry { At = used, KeySize = key.Length, ValueSize = value.Length, Hash = hash };
        used = end;
        index[slot] = ++Length;
        Count++;
        if (Length * 2L > index.Length)
            Grow();
    }

    private void Grow()
    {
        index = new int[index.Length * 2];
        uint mask = (uint)index.Length - 1;
        for (int i = 0; i < Length; i++)
        {
            uint at = Spread(entries[i].Hash) & mask;
            while (index[at] != 0)
                at = (at + 1) & mask;
            index[at] = i + 1;
        }
    }
}
