namespace MailSuite.Maps;

/// <summary>D. J. Bernstein's constant database: a header of 256 pointers to hash tables, the records, the tables. Numbers are little-endian.</summary>
internal static class CdbFormat
{
    public const int Tables = 256, HeaderSize = Tables * 8;

    public static uint Hash(ReadOnlySpan<byte> key)
    {
        uint h = 5381;
        unchecked
        {
            foreach (byte b in key)
                h = ((h << 5) + h) ^ b;
        }
        return h;
    }
}
