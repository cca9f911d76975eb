using System.Buffers.Binary;
using System.Numerics;

namespace MailSuite.Maps;

/// <summary>
/// What Berkeley DB 5.3 files look like (db_page.h): a metadata page, then pages of one size in one byte order. All offsets
/// below are of a page. Hash files of the versions 7 to 9 and btree files of the versions 8 to 10 have this layout.
/// </summary>
internal static class BdbFormat
{
    public const uint HashMagic = 0x061561, BtreeMagic = 0x053162;
    public const int PageSize = 4096, MetaSize = 512;

    // The metadata page: fields that all kinds share, then those of a hash and of a btree.
    public const int MetaMagic = 12, MetaVersion = 16, MetaPageSize = 20, MetaEncryption = 24, MetaType = 25, MetaFlags = 26, MetaLastPage = 32,
        MetaKeys = 40, MetaRecords = 44, MetaId = 52, MetaMaxBucket = 72, MetaHighMask = 76, MetaLowMask = 80, MetaElements = 88, MetaCharKey = 92,
        MetaSpares = 96, SpareCount = 32, MetaMinKeys = 76, MetaRoot = 88;
    public const byte HashMetaType = 8, BtreeMetaType = 9, Checksummed = 1;

    // Every page: its number, its neighbours, and a table of item offsets; items grow from the end of the page.
    public const int PageNumber = 8, PagePrevious = 12, PageNext = 16, PageEntries = 20, PageFree = 22, PageLevel = 24, PageType = 25, HeaderSize = 26,
        ChecksummedHeaderSize = 32;
    public const byte NeverWritten = 0, UnsortedHash = 2, BtreeInternal = 3, BtreeLeaf = 5, Overflow = 7, SortedHash = 13;

    // Items of a hash page, and the item that stands for a long one: type, 3 unused, first overflow page, length.
    public const byte KeyData = 1, Duplicates = 2, OffPage = 3;
    public const int OffPageItemSize = 12;

    // Items of a btree page: length (2), type with the deleted bit 0x80 (1), data.
    public const byte BtreeOverflow = 3, Deleted = 0x80;

    private const string CharKey = "%$sniglet^&\0";

    /// <summary>The hash function of version 5 and later files (FNV).</summary>
    public static uint Hash(ReadOnlySpan<byte> key)
    {
        uint h = 0;
        unchecked
        {
            foreach (byte b in key)
                h = (h * 16777619) ^ b;
        }
        return h;
    }

    /// <summary>The hash of a fixed text: a file says with it which function it was made with.</summary>
    public static uint CharKeyHash { get; } = Hash(System.Text.Encoding.ASCII.GetBytes(CharKey));

    /// <summary>The smallest power of two that is not below a number, as its exponent.</summary>
    public static int Log2Ceiling(uint number) => number <= 1 ? 0 : 32 - BitOperations.LeadingZeroCount(number - 1);

    /// <summary>A 32-bit number of a page.</summary>
    public static uint U32(ReadOnlySpan<byte> page, int at, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(page[at..]) : BinaryPrimitives.ReadUInt32LittleEndian(page[at..]);

    /// <summary>A 16-bit number of a page.</summary>
    public static int U16(ReadOnlySpan<byte> page, int at, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(page[at..]) : BinaryPrimitives.ReadUInt16LittleEndian(page[at..]);
}

/// <summary>Another program modified the file while a lookup was under way; the lookup starts again.</summary>
internal sealed class BdbModifiedException() : IOException("modified by another program");
