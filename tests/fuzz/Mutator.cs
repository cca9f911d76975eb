using System.Text;

namespace MailSuite.Tests.Fuzz;

/// <summary>Makes new inputs of old ones: bits, bytes, words of the grammar, numbers at their limits, repetitions, and pieces of two inputs together.</summary>
internal sealed class Mutator(Random random, string[] words)
{
    private const int MostBytes = 8192;
    private static readonly byte[] Odd = [0, 1, 9, 10, 13, 27, 32, 34, 37, 39, 40, 41, 44, 46, 58, 59, 60, 61, 62, 64, 91, 92, 93, 123, 125, 127, 128, 0xC3, 0xE2, 0xF0, 0xFE, 0xFF];
    private static readonly string[] Numbers =
        ["0", "-1", "1", "00", "255", "256", "65535", "65536", "2147483647", "2147483648", "4294967295", "4294967296", "9223372036854775807", "9223372036854775808", "99999999999999999999"];
    private static readonly string[] Common = ["\r\n", "\n", "\r", "\0", "\r\n.\r\n", "  ", "\t", "((((((((", "))))))))", "\"", "\\", "{", "}", "<", ">", "@", "${", "=", "\u00fc"];

    private readonly byte[][] tokens = [.. words.Concat(Numbers).Concat(Common).Select(Encoding.UTF8.GetBytes)];

    internal byte[] Next(List<byte[]> pool)
    {
        var bytes = new List<byte>(pool[random.Next(pool.Count)]);
        for (int i = 1 << random.Next(5); i > 0; i--)
            Change(bytes, pool);
        if (bytes.Count > MostBytes)
            bytes.RemoveRange(MostBytes, bytes.Count - MostBytes);
        return [.. bytes];
    }

    private void Change(List<byte> bytes, List<byte[]> pool)
    {
        int at = random.Next(bytes.Count + 1);
        switch (random.Next(10))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = Odd[random.Next(Odd.Length)];
                break;
            case 2:
                bytes.Insert(at, Odd[random.Next(Odd.Length)]);
                break;
            case 3 when at < bytes.Count:
                bytes.RemoveRange(at, random.Next(Math.Min(bytes.Count - at, 40)) + 1);
                break;
            case 4 or 5:
                bytes.InsertRange(at, tokens[random.Next(tokens.Length)]);
                break;
            case 6:
                // The same again and again: nesting, length, count.
                byte[] token = tokens[random.Next(tokens.Length)];
                for (int n = 1 << random.Next(11); n > 0 && bytes.Count < MostBytes; n--)
                    bytes.InsertRange(at, token);
                break;
            case 7 when bytes.Count > 0:
                int from = random.Next(bytes.Count);
                bytes.InsertRange(at, bytes.GetRange(from, random.Next(bytes.Count - from) + 1));
                break;
            case 8:
                byte[] other = pool[random.Next(pool.Count)];
                bytes.RemoveRange(at, bytes.Count - at);
                bytes.AddRange(other.AsSpan(other.Length > 0 ? random.Next(other.Length) : 0));
                break;
            case 9 when at < bytes.Count:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
        }
    }
}
