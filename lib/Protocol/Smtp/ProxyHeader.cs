using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MailSuite.Protocol;

/// <summary>How far the reading of a PROXY header has come.</summary>
public enum ProxyParse
{
    /// <summary>More bytes must come.</summary>
    Incomplete,
    /// <summary>It is whole.</summary>
    Complete,
    /// <summary>It is none: nothing that follows may be taken for a client's word.</summary>
    Bad,
}

/// <summary>
/// What a proxy in front says of the client (HAProxy's PROXY protocol, versions 1 and 2). Without addresses it was the proxy itself that
/// connected, for a health check.
/// </summary>
/// <param name="Source">The client; null when the proxy speaks for itself.</param>
/// <param name="SourcePort">Its port.</param>
/// <param name="Destination">The address that the client connected to.</param>
/// <param name="DestinationPort">Its port.</param>
public sealed record ProxyHeader(IPAddress? Source, int SourcePort, IPAddress? Destination, int DestinationPort)
{
    /// <summary>Longest header that is read: what comes behind the addresses (TLVs) is stepped over.</summary>
    public const int MaxLength = 4096;

    // Version 1 ends within 107 bytes, line end included.
    private const int MaxLine = 107;

    private static ReadOnlySpan<byte> Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    /// <summary>Reads a header at the beginning of what has come.</summary>
    /// <param name="bytes">All that has come so far.</param>
    /// <param name="header">What it says, when complete.</param>
    /// <param name="length">Its length, when complete.</param>
    /// <param name="error">Why it is none, when bad.</param>
    public static ProxyParse Read(ReadOnlySpan<byte> bytes, out ProxyHeader header, out int length, out string error)
    {
        (header, length, error) = (Itself, 0, "");
        if (bytes.IsEmpty)
            return ProxyParse.Incomplete;
        int common = Math.Min(bytes.Length, Signature.Length);
        if (bytes[..common].SequenceEqual(Signature[..common]))
            return common < Signature.Length ? ProxyParse.Incomplete : Binary(bytes, out header, out length, out error);
        common = Math.Min(bytes.Length, 6);
        if (!bytes[..common].SequenceEqual("PROXY "u8[..common]))
            return Bad("unexpected protocol header", out error);
        return Line(bytes, out header, out length, out error);
    }

    private static ProxyHeader Itself { get; } = new(null, 0, null, 0);

    private static ProxyParse Bad(string why, out string error)
    {
        error = why;
        return ProxyParse.Bad;
    }

    /// <summary>Version 1: "PROXY TCP4 source destination sourceport destinationport" in one line.</summary>
    private static ProxyParse Line(ReadOnlySpan<byte> bytes, out ProxyHeader header, out int length, out string error)
    {
        (header, length, error) = (Itself, 0, "");
        int end = bytes[..Math.Min(bytes.Length, MaxLine)].IndexOf((byte)'\n');
        if (end < 0)
            return bytes.Length < MaxLine ? ProxyParse.Incomplete : Bad("header is too long", out error);
        if (end == 0 || bytes[end - 1] != '\r')
            return Bad("missing protocol header terminator", out error);
        length = end + 1;
        string[] words = Encoding.Latin1.GetString(bytes[..(end - 1)]).Split(' ');
        var family = words[1] switch { "TCP4" => AddressFamily.InterNetwork, "TCP6" => AddressFamily.InterNetworkV6, _ => AddressFamily.Unspecified };
        if (family == AddressFamily.Unspecified)
            return Bad("unsupported protocol type", out error);
        if (words.Length != 6)
            return Bad("unexpected number of fields", out error);
        if (Address(words[2], family) is not { } source || Address(words[3], family) is not { } destination)
            return Bad("bad address", out error);
        if (Port(words[4]) is not { } sourcePort || Port(words[5]) is not { } destinationPort)
            return Bad("bad TCP port", out error);
        header = new ProxyHeader(source, sourcePort, destination, destinationPort);
        return ProxyParse.Complete;
    }

    private static IPAddress? Address(string text, AddressFamily family) =>
        IPAddress.TryParse(text, out var ip) && ip.AddressFamily == family && (family != AddressFamily.InterNetwork || text.Count('.') == 3) && !text.Contains('%') ? Plain(ip) : null;

    /// <summary>An IPv4 address in IPv6's clothes is itself again, so that access rules see one form of it.</summary>
    private static IPAddress Plain(IPAddress ip) => ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip;

    private static int? Port(string text) => text.Length <= 5 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port <= 65535 ? port : null;

    /// <summary>Version 2: 12 bytes of signature, version and command, family, length, addresses, and more that is stepped over.</summary>
    private static ProxyParse Binary(ReadOnlySpan<byte> bytes, out ProxyHeader header, out int length, out string error)
    {
        (header, length, error) = (Itself, 0, "");
        if (bytes.Length < 16)
            return ProxyParse.Incomplete;
        int rest = BinaryPrimitives.ReadUInt16BigEndian(bytes[14..]);
        if (bytes[12] >> 4 != 2)
            return Bad("unsupported protocol version", out error);
        if (16 + rest > MaxLength)
            return Bad("header is too long", out error);
        if (bytes.Length < 16 + rest)
            return ProxyParse.Incomplete;
        length = 16 + rest;
        int command = bytes[12] & 15;
        if (command == 0)   // LOCAL: the proxy itself; whatever addresses it names are not the client's
            return ProxyParse.Complete;
        if (command != 1)
            return Bad("unsupported protocol command", out error);
        int size = bytes[13] switch { 0x11 => 4, 0x21 => 16, _ => 0 };
        if (size == 0)
            return Bad("unsupported address family or transport", out error);
        var addresses = bytes.Slice(16, rest);
        if (addresses.Length < 2 * size + 4)
            return Bad("short address field", out error);
        header = new ProxyHeader(
            Plain(new IPAddress(addresses[..size])), BinaryPrimitives.ReadUInt16BigEndian(addresses[(2 * size)..]),
            Plain(new IPAddress(addresses.Slice(size, size))), BinaryPrimitives.ReadUInt16BigEndian(addresses[(2 * size + 2)..]));
        return ProxyParse.Complete;
    }
}
