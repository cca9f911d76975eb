using System.Buffers.Binary;

namespace MailSuite.Maps;

/// <summary>
/// The entries of a large table on their way to a hash file: a file without a name, in which each part of the hashes has a chain of blocks. A million entries so
/// take a few megabytes of memory; what is a duplicate is seen when a part is read back, and told in the order of the source at the end.
/// </summary>
internal sealed class EntrySpill : IEntries, IDisposable
{
    private const int Bits = 8, BlockSize = 8192, HeaderSize = 17;

    private sealed class Chain
    {
        public readonly byte[] Block = new byte[BlockSize];
        public readonly List<int> Blocks = [];
        public int Used;
        public long Size;
    }

    private readonly Chain[] chains = new Chain[1 << Bits];
    private readonly EntryStore part = new();
    private readonly List<(long Number, string Key)> duplicates = [];
    private readonly int fd;
    private byte[] loaded = new byte[64 * 1024];
    private int blocks;
    private long number;

    private EntrySpill(int fd)
    {
        this.fd = fd;
        for (int i = 0; i < chains.Length; i++)
            chains[i] = new Chain();
    }

    /// <summary>A spill beside the file that is to be written; null where the file system has no files without a name.</summary>
    public static EntrySpill? TryCreate(string database)
    {
        string folder = Path.GetDirectoryName(database) is { Length: > 0 } named ? named : ".";
        return Sys.TryOpenUnnamed(folder, 0x180, out int fd) == Errno.None ? new EntrySpill(fd) : null;
    }

    public int PartBits => Bits;

    public long HashFileBytes { get; private set; }

    /// <summary>Adds an entry; the rule is applied when its part is read.</summary>
    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, DuplicateRule rule)
    {
        uint hash = BdbFormat.Hash(key);
        HashFileBytes += BdbHashWriter.EntrySize(key, value);
        Span<byte> header = stackalloc byte[HeaderSize];
        BinaryPrimitives.WriteInt64LittleEndian(header, number++);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], key.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], value.Length);
        header[16] = (byte)rule;
        var chain = chains[hash & (chains.Length - 1)];
        Put(chain, header);
        Put(chain, key);
        Put(chain, value);
    }

    private void Put(Chain chain, ReadOnlySpan<byte> bytes)
    {
        chain.Size += bytes.Length;
        while (!bytes.IsEmpty)
        {
            if (chain.Used == BlockSize)
            {
                Sys.WriteAt(fd, chain.Block, (long)blocks * BlockSize);
                chain.Blocks.Add(blocks++);
                chain.Used = 0;
            }
            int n = Math.Min(bytes.Length, BlockSize - chain.Used);
            bytes[..n].CopyTo(chain.Block.AsSpan(chain.Used));
            chain.Used += n;
            bytes = bytes[n..];
        }
    }

    public EntryStore Part(int number)
    {
        var bytes = Load(chains[number]);
        part.Clear();
        while (!bytes.IsEmpty)
        {
            int key = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]), value = BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]);
            var k = bytes.Slice(HeaderSize, key);
            if (!part.Put(k, bytes.Slice(HeaderSize + key, value), (DuplicateRule)bytes[16]))
                duplicates.Add((BinaryPrimitives.ReadInt64LittleEndian(bytes), Bytes.Text(k)));
            bytes = bytes[(HeaderSize + key + value)..];
        }
        return part;
    }

    private ReadOnlySpan<byte> Load(Chain chain)
    {
        if (chain.Size > Array.MaxLength)
            throw new FatalException("table source exceeds 2 GB");
        if (loaded.Length < chain.Size)
            loaded = new byte[chain.Size];
        int at = 0;
        foreach (int block in chain.Blocks)
        {
            if (Sys.ReadAt(fd, loaded.AsSpan(at, BlockSize), (long)block * BlockSize) != BlockSize)
                throw new FatalException("temporary file is cut short");
            at += BlockSize;
        }
        chain.Block.AsSpan(0, chain.Used).CopyTo(loaded.AsSpan(at));
        return loaded.AsSpan(0, at + chain.Used);
    }

    /// <summary>The keys that were refused as duplicates, in the order of the source.</summary>
    public IEnumerable<string> Duplicates()
    {
        duplicates.Sort(static (a, b) => a.Number.CompareTo(b.Number));
        return duplicates.Select(static d => d.Key);
    }

    public void Dispose() => Sys.CloseQuietly(fd);
}
