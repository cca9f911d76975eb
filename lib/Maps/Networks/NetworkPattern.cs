using System.Globalization;
using System.Net;

namespace MailSuite.Maps;

/// <summary>A network as in mynetworks and cidr: tables: "192.0.2.0/24", "[2001:db8::]/32", or a single address.</summary>
public sealed class NetworkPattern
{
    private readonly byte[] network;
    private readonly int bits;

    private NetworkPattern(byte[] network, int bits)
    {
        this.network = network;
        this.bits = bits;
    }

    /// <summary>Reads a pattern; when it is none, <paramref name="problem"/> says why in Postfix's words.</summary>
    public static bool TryParse(string pattern, out NetworkPattern? result, out string problem)
    {
        result = null;
        string address = pattern, mask = "";
        bool hasMask = false;
        if (pattern.StartsWith('['))
        {
            int close = pattern.IndexOf(']');
            if (close < 0)
                return Bad($"missing ']' character after \"[{pattern[1..]}\"", out problem);
            address = pattern[1..close];
            if (close + 1 < pattern.Length && pattern[close + 1] != '/')
                return Bad($"garbage after \"[{address}]\"", out problem);
            hasMask = close + 1 < pattern.Length;
            mask = hasMask ? pattern[(close + 2)..] : "";
        }
        else if (pattern.IndexOf('/') is >= 0 and var slash)
        {
            hasMask = true;
            address = pattern[..slash];
            mask = pattern[(slash + 1)..];
        }
        if (!AddressText.TryParse(address, out var ip))
            return Bad(hasMask ? $"bad net/mask pattern: \"{pattern}\"" : $"bad address pattern: \"{pattern}\"", out problem);
        var bytes = ip.GetAddressBytes();
        int bits = bytes.Length * 8;
        if (hasMask && (mask.Length == 0 || !int.TryParse(mask, NumberStyles.None, CultureInfo.InvariantCulture, out bits) || bits > bytes.Length * 8))
            return Bad($"bad net/mask pattern: \"{pattern}\"", out problem);
        var masked = Masked(bytes, bits);
        if (!masked.AsSpan().SequenceEqual(bytes))
            return Bad($"non-null host address bits in \"{pattern}\", perhaps you should use \"{Shown(masked, pattern)}/{bits}\" instead", out problem);
        result = new NetworkPattern(bytes, bits);
        problem = "";
        return true;
    }

    private static string Shown(byte[] address, string pattern) => pattern.StartsWith('[') ? $"[{new IPAddress(address)}]" : new IPAddress(address).ToString();

    private static bool Bad(string why, out string problem)
    {
        problem = why;
        return false;
    }

    private static byte[] Masked(byte[] address, int bits)
    {
        var result = (byte[])address.Clone();
        for (int i = 0; i < result.Length; i++)
            result[i] &= Mask(bits - i * 8);
        return result;
    }

    private static byte Mask(int bits) => bits >= 8 ? (byte)0xff : bits <= 0 ? (byte)0 : (byte)((0xff << (8 - bits)) & 0xff);

    /// <summary>Is the address of the same family and inside the network?</summary>
    public bool Contains(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (!address.TryWriteBytes(bytes, out int count) || count != network.Length)
            return false;
        for (int i = 0; i * 8 < bits; i++)
            if ((bytes[i] & Mask(bits - i * 8)) != network[i])
                return false;
        return true;
    }
}
