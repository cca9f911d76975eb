using System.Globalization;
using System.Net;
using System.Net.Sockets;

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
        if (pattern.StartsWith('['))
        {
            int close = pattern.IndexOf(']');
            if (close < 0)
                return Bad($"missing ']' character after \"{pattern}\"", out problem);
            address = pattern[1..close];
            mask = pattern[(close + 1)..];
            if (mask.Length > 0 && mask[0] != '/')
                return Bad($"garbage after \"[{address}]\"", out problem);
        }
        if (mask.Length == 0 && address.IndexOf('/') is >= 0 and var slash)
        {
            mask = address[slash..];
            address = address[..slash];
        }
        string shown = address + mask;
        if (!AddressText.TryParse(address, out var ip))
            return Bad($"bad {(mask.Length > 0 ? "network value in" : "address pattern:")} \"{shown}\"", out problem);
        var bytes = ip.GetAddressBytes();
        int bits = bytes.Length * 8;
        if (mask.Length > 0 && !int.TryParse(mask.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out bits))
            return Bad($"bad mask value in \"{shown}\"", out problem);
        if (bits > bytes.Length * 8)
            return Bad($"bad mask length in \"{shown}\"", out problem);
        var masked = Masked(bytes, bits);
        if (!masked.AsSpan().SequenceEqual(bytes))
            return Bad($"non-null host address bits in \"{shown}\", perhaps you should use \"{new IPAddress(masked)}/{bits}\" instead", out problem);
        result = new NetworkPattern(bytes, bits);
        problem = "";
        return true;
    }

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

    /// <summary>The length of its prefix.</summary>
    public int Bits => bits;

    /// <summary>Is the address of the network's family? One of the other family is neither inside nor outside.</summary>
    public bool IsOfFamily(IPAddress address) => address.AddressFamily == (network.Length == 4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6);

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
