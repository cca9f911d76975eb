using System.Buffers.Binary;

namespace MailSuite.Maps;

/// <summary>
/// The file format of LMDB (lmdb.h 0.9): pages with a header of 16 bytes; pages 0 and 1 hold the roots of the last two transactions, and the one with the higher
/// number counts. Below a root is a btree of branch, leaf and overflow pages. A transaction writes new pages and touches none that the one before it can reach.
/// </summary>
internal static class LmdbFormat
{
    public const int PageSize = 4096, HeaderSize = 16, NodeHeader = 8, PageReference = 8;

    // A page: number (8), padding (2), flags (2), then either lower and upper (2 each) or the number of overflow pages (4).
    public const int Flags = 10, Lower = 12, Upper = 14, OverflowCount = 12;
    public const int Branch = 1, Leaf = 2, Overflow = 4, MetaFlag = 8;

    // A meta page, behind the header: magic, version (4 each), address, map size (8 each), two trees (48 each: free pages, then ours), last page, transaction (8 each).
    public const uint Magic = 0xBEEFC0DE, Version = 1;
    public const int MetaMagic = 16, MetaVersion = 20, MetaMapSize = 32, MetaFree = 40, MetaMain = 88, MetaLastPage = 136, MetaTransaction = 144, MetaSize = 152;

    // A tree: page size (4, of the first), flags, depth (2 each), branch, leaf, overflow pages, entries, root (8 each).
    public const int TreeFlags = 4, TreeDepth = 6, TreeBranches = 8, TreeLeaves = 16, TreeOverflows = 24, TreeEntries = 32, TreeRoot = 40;
    public const ulong NoPage = ulong.MaxValue;
    public const int FreeTreeFlags = 0x4008;   // no directory, keys of the free list are numbers

    // A node: low and high half of the data's size, flags, size of the key (2 each). In a branch the first three are the child's page.
    public const int BigData = 1;
    public const int LongestKey = 511, LargestNode = ((PageSize - HeaderSize) / 2 & -2) - 2;

    public static int U16(ReadOnlySpan<byte> page, int at) => BinaryPrimitives.ReadUInt16LittleEndian(page[at..]);

    public static uint U32(ReadOnlySpan<byte> page, int at) => BinaryPrimitives.ReadUInt32LittleEndian(page[at..]);

    public static ulong U64(ReadOnlySpan<byte> page, int at) => BinaryPrimitives.ReadUInt64LittleEndian(page[at..]);
}
