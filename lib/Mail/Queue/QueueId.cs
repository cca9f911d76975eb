using System.Globalization;

namespace MailSuite.Mail;

/// <summary>
/// Names of queue files. Short: five hex digits of microseconds and the inode in hex. Long (enable_long_queue_ids): seconds and
/// microseconds in base 52, "z", the inode in base 51, in an alphabet without vowels. The inode makes a name unique on its file system.
/// </summary>
public static class QueueId
{
    private const string Alphabet = "0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz";

    /// <summary>The id for a file made at a time.</summary>
    public static string Make(bool longId, long unixMicros, ulong inode)
    {
        long seconds = unixMicros / 1_000_000, micros = unixMicros % 1_000_000;
        return longId
            ? Encode((ulong)seconds, 52, 6) + Encode((ulong)micros, 52, 4) + "z" + Encode(inode, 51, 1)
            : string.Create(CultureInfo.InvariantCulture, $"{micros:X5}{inode:X}");
    }

    private static string Encode(ulong value, int radix, int width)
    {
        Span<char> digits = stackalloc char[16];
        int at = digits.Length;
        do
        {
            digits[--at] = Alphabet[(int)(value % (uint)radix)];
            value /= (uint)radix;
        }
        while (value > 0 || digits.Length - at < width);
        return digits[at..].ToString();
    }

    /// <summary>May a name be used as a queue id: letters, digits and "_", 1 to 255 of them.</summary>
    public static bool IsValid(ReadOnlySpan<char> id)
    {
        if (id.Length is 0 or > 255)
            return false;
        foreach (char c in id)
            if (!char.IsAsciiLetterOrDigit(c) && c != '_')
                return false;
        return true;
    }

    /// <summary>Is it a long id? The last "z" is the one that separates: the inode has none, the time may.</summary>
    public static bool IsLong(ReadOnlySpan<char> id) => id.LastIndexOf('z') >= 10;

    /// <summary>The characters by which a queue is hashed into subdirectories: the id itself, or for a long id its microseconds as five hex digits.</summary>
    public static string HashKey(string id)
    {
        if (!IsLong(id))
            return id;
        int z = id.LastIndexOf('z');
        long micros = 0;
        foreach (char c in id.AsSpan(z - 4, 4))
        {
            int digit = Alphabet.IndexOf(c);
            if (digit < 0)
                return id;
            micros = micros * 52 + digit;
        }
        return micros.ToString("X5", CultureInfo.InvariantCulture);
    }

    /// <summary>The inode that a name of ours carries, 0 when it carries none.</summary>
    public static ulong Inode(string id)
    {
        if (!IsLong(id))
            return id.Length > 5 && ulong.TryParse(id.AsSpan(5), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong inode) ? inode : 0;
        ulong value = 0;
        foreach (char c in id.AsSpan(id.LastIndexOf('z') + 1))
        {
            int digit = Alphabet.IndexOf(c);
            if (digit is < 0 or > 50)
                return 0;
            value = unchecked(value * 51 + (ulong)digit);
        }
        return value;
    }
}
