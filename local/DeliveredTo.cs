namespace MailSuite.Local;

/// <summary>The Delivered-To: headers of a message: mail that comes back to an address it was forwarded from goes in a circle.</summary>
internal sealed class DeliveredTo
{
    private const int MostHeaders = 1000, MostBytes = 1 << 20, LongestValue = 2000;
    private readonly HashSet<string> addresses = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the headers.</summary>
    public static DeliveredTo Of(int fd, long offset)
    {
        var result = new DeliveredTo();
        var reader = new RecordReader(fd, offset, 8192);
        var line = new List<byte>();
        bool lineStart = true, wanted = false;
        while (reader.Read(out var part) is var type and (RecordType.Normal or RecordType.Continued) && reader.Position - offset < MostBytes)
        {
            if (lineStart)
            {
                if (part.IsEmpty)
                    break;
                bool folded = part[0] is (byte)' ' or (byte)'\t';
                if (!folded)
                    result.Take(line);
                wanted = folded ? wanted : part.Length > 13 && Bytes.Same(part[..13], "Delivered-To:"u8);
            }
            if (wanted && line.Count < LongestValue)
                line.AddRange(lineStart && line.Count == 0 ? part[13..] : part);
            lineStart = type == RecordType.Normal;
        }
        result.Take(line);
        return result;
    }

    private void Take(List<byte> line)
    {
        if (line.Count > 0 && addresses.Count < MostHeaders)
            addresses.Add(Protocol.MailAddress.Unquote(Bytes.Text(line.ToArray()).Trim()));
        line.Clear();
    }

    public bool Contains(string address) => addresses.Contains(address);
}
