namespace MailSuite.Mail;

/// <summary>The Delivered-To: headers of a message: mail that comes back to an address it was forwarded from goes in a circle.</summary>
public sealed class DeliveredTo
{
    private static ReadOnlySpan<byte> Name => "Delivered-To:"u8;
    private const int MostHeaders = 1000, MostBytes = 1 << 20, LongestValue = 2000;
    private readonly HashSet<string> addresses = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the headers with a reader that serves one message after the other.</summary>
    public static DeliveredTo Of(RecordReader reader, int fd, long offset)
    {
        var result = new DeliveredTo();
        reader.Attach(fd, offset);
        var line = new List<byte>();
        bool lineStart = true, wanted = false;
        while (reader.Read(out var part) is var type and (RecordType.Normal or RecordType.Continued) && reader.Position - offset < MostBytes)
        {
            if (lineStart)
            {
                if (part.IsEmpty)
                    break;
                if (part[0] is not ((byte)' ' or (byte)'\t'))
                {
                    result.Take(line);
                    wanted = part.Length >= Name.Length && Bytes.Same(part[..Name.Length], Name);
                    if (wanted)
                        part = part[Name.Length..];
                }
            }
            if (wanted && line.Count < LongestValue)
                line.AddRange(part);
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

    /// <summary>Was it delivered to this address before?</summary>
    public bool Contains(string address) => addresses.Contains(address);
}
