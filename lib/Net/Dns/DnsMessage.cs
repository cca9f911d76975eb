using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;

namespace MailSuite.Net;

/// <summary>
/// Reads a DNS answer (RFC 1035 4.1). No I/O: bytes in, records out. Whatever the bytes are, it ends: names shrink towards the start of
/// the message and have at most 255 bytes, records have at most what is left. A message that does not make sense is no answer.
/// </summary>
public static class DnsMessage
{
    private const int MaxRecords = 1000, MaxAliases = 16;

    /// <summary>The answer to a question for records of a type. <paramref name="alias"/> is where a CNAME chain left us when the message has no record for its end.</summary>
    public static DnsAnswer Read(ReadOnlySpan<byte> message, string name, DnsType type, out string? alias)
    {
        alias = null;
        if (message.Length < 12)
            return DnsAnswer.None(DnsStatus.TryLater, name, type);
        int flags = BinaryPrimitives.ReadUInt16BigEndian(message[2..]);
        int code = flags & 15;
        bool authentic = (flags & 0x20) != 0;
        if (code == 3)
            return DnsAnswer.None(DnsStatus.NotFound, name, type);
        // TC: the resolver asked again by TCP already; what is cut still cannot be trusted to be all.
        if (code != 0 || (flags & 0x8000) == 0 || (flags & 0x200) != 0)
            return DnsAnswer.None(DnsStatus.TryLater, name, type);
        int questions = BinaryPrimitives.ReadUInt16BigEndian(message[4..]), answers = BinaryPrimitives.ReadUInt16BigEndian(message[6..]);
        int at = 12;
        for (int i = 0; i < questions; i++)
            if (!ReadName(message, ref at, out _) || (at += 4) > message.Length)
                return DnsAnswer.None(DnsStatus.TryLater, name, type);
        var records = new List<DnsRecord>();
        for (int i = 0; i < Math.Min(answers, MaxRecords); i++)
        {
            if (!ReadRecord(message, ref at, out var record))
                return DnsAnswer.None(DnsStatus.TryLater, name, type);
            if (record != null)
                records.Add(record);
        }
        return Choose(records, name, type, authentic, out alias);
    }

    /// <summary>The name that a message answers for: the one that was asked, or with a search that one below a domain of ours.</summary>
    internal static string QuestionOf(ReadOnlySpan<byte> message, string otherwise)
    {
        int at = 12;
        return message.Length > 12 && ReadName(message, ref at, out string name) && name.Length > 0 ? name : otherwise;
    }

    /// <summary>Follows aliases from the name that was asked, and takes the records of the type at their end.</summary>
    private static DnsAnswer Choose(List<DnsRecord> records, string name, DnsType type, bool authentic, out string? alias)
    {
        string owner = name.TrimEnd('.');
        alias = null;
        for (int step = 0; step <= MaxAliases; step++)
        {
            var found = records.FindAll(r => r.Type == type && Bytes.Same(r.Name, owner));
            if (found.Count > 0)
                return NullMx(found, name, type) ?? new DnsAnswer(DnsStatus.Found, found, "", authentic);
            var next = type == DnsType.CNAME ? null : records.Find(r => r.Type == DnsType.CNAME && Bytes.Same(r.Name, owner));
            if (next == null)
                return DnsAnswer.None(DnsStatus.NoData, name, type);
            alias = owner = next.Target;
        }
        alias = null;
        return new DnsAnswer(DnsStatus.Refused, [], $"Name server loop for {name}");
    }

    /// <summary>RFC 7505: one MX with an empty name says that the domain takes no mail.</summary>
    private static DnsAnswer? NullMx(List<DnsRecord> found, string name, DnsType type)
    {
        if (type != DnsType.MX || !found.Exists(r => r.Target.Length == 0))
            return null;
        if (found.Count == 1)
            return new DnsAnswer(DnsStatus.Refused, [], $"Domain {name} does not accept mail (nullMX)");
        found.RemoveAll(r => r.Target.Length == 0);
        return null;
    }

    /// <summary>Reads one record; true with null for a type that we do not know or a name in it that cannot be a host's.</summary>
    private static bool ReadRecord(ReadOnlySpan<byte> message, ref int at, out DnsRecord? record)
    {
        record = null;
        if (!ReadName(message, ref at, out string owner) || at + 10 > message.Length)
            return false;
        var type = (DnsType)BinaryPrimitives.ReadUInt16BigEndian(message[at..]);
        int group = BinaryPrimitives.ReadUInt16BigEndian(message[(at + 2)..]);
        int ttl = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(message[(at + 4)..]), int.MaxValue);
        int length = BinaryPrimitives.ReadUInt16BigEndian(message[(at + 8)..]);
        int start = at + 10, end = start + length;
        if (end > message.Length)
            return false;
        at = end;
        if (group != 1)
            return true;
        var data = message[start..end];
        switch (type)
        {
            case DnsType.A when length == 4:
            case DnsType.AAAA when length == 16:
                record = new DnsRecord(owner, type, ttl, Address: new IPAddress(data));
                return true;
            case DnsType.CNAME or DnsType.PTR or DnsType.NS:
                if (!ReadName(message[..end], ref start, out string target))
                    return false;
                if (IsHostName(target))
                    record = new DnsRecord(owner, type, ttl, target);
                return true;
            case DnsType.MX when length >= 3:
                int preference = BinaryPrimitives.ReadUInt16BigEndian(data);
                start += 2;
                if (!ReadName(message[..end], ref start, out string exchange))
                    return false;
                if (exchange.Length == 0 || IsHostName(exchange))
                    record = new DnsRecord(owner, type, ttl, exchange, preference);
                return true;
            case DnsType.SRV when length >= 7:
                int priority = BinaryPrimitives.ReadUInt16BigEndian(data), weight = BinaryPrimitives.ReadUInt16BigEndian(data[2..]), port = BinaryPrimitives.ReadUInt16BigEndian(data[4..]);
                start += 6;
                if (!ReadName(message[..end], ref start, out string server))
                    return false;
                if (server.Length == 0 || IsHostName(server))
                    record = new DnsRecord(owner, type, ttl, server, priority, weight, port);
                return true;
            case DnsType.TXT:
                record = new DnsRecord(owner, type, ttl, Strings(data));
                return true;
            case DnsType.TLSA when length >= 3:
                record = new DnsRecord(owner, type, ttl, Data: data.ToArray());
                return true;
            default:
                return true;
        }
    }

    private static string Strings(ReadOnlySpan<byte> data)
    {
        var text = new StringBuilder();
        while (!data.IsEmpty)
        {
            int size = Math.Min(data[0], data.Length - 1);
            text.Append(Bytes.Text(data.Slice(1, size)));
            data = data[(size + 1)..];
        }
        return Bytes.Printable(text.ToString());
    }

    /// <summary>
    /// Reads a name. A pointer (RFC 1035 4.1.4) must lead to before where this name's part began, so there is no loop to be caught in. The root is "".
    /// Bytes that do not belong in a host name are written as \DDD, so that nobody takes the text for a name that it is not.
    /// </summary>
    internal static bool ReadName(ReadOnlySpan<byte> message, ref int at, out string name)
    {
        name = "";
        var text = new StringBuilder();
        int p = at, lowest = at, total = 0;
        bool jumped = false;
        while (true)
        {
            if (p >= message.Length)
                return false;
            int size = message[p];
            if (size == 0)
            {
                if (!jumped)
                    at = p + 1;
                name = text.ToString();
                return true;
            }
            if (size >= 0xC0)
            {
                if (p + 1 >= message.Length)
                    return false;
                int to = (size & 0x3F) << 8 | message[p + 1];
                if (to >= lowest)
                    return false;
                if (!jumped)
                    at = p + 2;
                (p, lowest, jumped) = (to, to, true);
                continue;
            }
            total += size + 1;
            if (size > 63 || total > 255 || p + 1 + size > message.Length)
                return false;
            if (text.Length > 0)
                text.Append('.');
            foreach (byte b in message.Slice(p + 1, size))
                if (b is > 0x20 and < 0x7F and not (byte)'.' and not (byte)'\\')
                    text.Append((char)b);
                else
                    text.Append('\\').Append(b.ToString("D3", CultureInfo.InvariantCulture));
            p += size + 1;
        }
    }

    /// <summary>Could this be the name of a host? Letters, digits, "-" and "_", in labels; not an address. What is not is passed over, as Postfix does.</summary>
    public static bool IsHostName(string name)
    {
        if (name.Length is 0 or > 255 || IPAddress.TryParse(name, out _))
            return false;
        int label = 0;
        for (int i = 0; i < name.Length; i++)
        {
            char c = name[i];
            if (c == '.')
            {
                if (label == 0 || name[i - 1] == '-')
                    return false;
                label = 0;
            }
            else if (!(char.IsAsciiLetterOrDigit(c) || c == '_' || c == '-' && label > 0) || ++label > 63)
                return false;
        }
        return label > 0 && name[^1] != '-';
    }
}
