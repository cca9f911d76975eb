using System.Buffers.Binary;

namespace MailSuite.Maps;

/// <summary>Writes a constant database: the records in their order, then for each of 256 parts of the hashes a table twice the size it needs.</summary>
internal sealed class CdbWriter(EntryStore store, int fd)
{
    private readonly byte[] buffer = new byte[1 << 20];
    private int used;
    private long at;

    public void Write()
    {
        var parts = new List<(uint Hash, uint Position)>[CdbFormat.Tables];
        for (int i = 0; i < parts.Length; i++)
            parts[i] = [];
        at = CdbFormat.HeaderSize;
        for (int i = 0; i < store.Length; i++)
        {
            if (store.IsRemoved(i))
                continue;
            var key = store.Key(i);
            uint hash = CdbFormat.Hash(key);
            parts[hash % CdbFormat.Tables].Add((hash, Position));
            Number((uint)key.Length);
            Number((uint)store.Value(i).Length);
            Put(key);
            Put(store.Value(i));
        }
        var header = new byte[CdbFormat.HeaderSize];
        for (int i = 0; i < parts.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8 * i), Position);
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8 * i + 4), parts[i].Count * 2);
            WriteTable(parts[i]);
        }
        Flush();
        Sys.WriteAt(fd, header, 0);
    }

    private uint Position => at + used <= uint.MaxValue ? (uint)(at + used) : throw new FatalException("cdb table exceeds 4 GB");

    private void WriteTable(List<(uint Hash, uint Position)> part)
    {
        int slots = part.Count * 2;
        var table = new (uint Hash, uint Position)[slots];
        foreach (var entry in part)
        {
            int slot = (int)((entry.Hash >> 8) % (uint)slots);
            while (table[slot].Position != 0)
                slot = (slot + 1) % slots;
            table[slot] = entry;
        }
        foreach (var (hash, position) in table)
        {
            Number(hash);
            Number(position);
        }
    }

    private void Number(uint number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
        Put(bytes);
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int n = Math.Min(bytes.Length, buffer.Length - used);
            bytes[..n].CopyTo(buffer.AsSpan(used));
            used += n;
            bytes = bytes[n..];
            if (used == buffer.Length)
                Flush();
        }
    }

    private void Flush()
    {
        Sys.WriteAt(fd, buffer.AsSpan(0, used), at);
        at += used;
        used = 0;
    }
}
