using System.Globalization;

namespace MailSuite.Qshape;

/// <summary>Arrival, sender and remaining recipients of the messages below a directory. What is no queue file, or makes no sense, is passed over.</summary>
internal static class ShapeReader
{
    internal sealed record ShapeMessage(long Arrival, string Sender, List<string> Recipients);

    internal static IEnumerable<ShapeMessage> Messages(string directory, int level = 0)
    {
        var e = Sys.TryList(directory, out var names);
        if (e != Errno.None && level == 0)
            Sys.WriteOnce(2, Bytes.Of($"Can't stat {directory}: {e.Text()}\n"));
        if (e != Errno.None || level > 8)
            yield break;
        foreach (string name in names)
        {
            string path = $"{directory}/{name}";
            if (name.Length >= 6 && QueueId.IsValid(name))
            {
                if (Read(path) is { Recipients.Count: > 0 } message)
                    yield return message;
            }
            else if (name.Length == 1)
                foreach (var below in Messages(path, level + 1))
                    yield return below;
        }
    }

    private static ShapeMessage? Read(string path)
    {
        if (Sys.TryOpen(path, Sys.RdOnly | Sys.NoFollow | Sys.NonBlock, 0, out int fd) != Errno.None)
            return null;
        try
        {
            var status = Sys.Fstat(fd);
            // Group bits may say "try now" and "expire"; being written or corrupt is another matter.
            return status.IsRegular && (status.Mode & 0x1DB) == 0x1C0 ? Read(fd, status) : null;
        }
        catch (CorruptRecordException)
        {
            return null;
        }
        finally
        {
            Sys.CloseQuietly(fd);
        }
    }

    private static ShapeMessage? Read(int fd, FileStatus status)
    {
        var records = new RecordReader(fd);
        long arrival = 0, behind = 0;
        string? sender = null;
        var recipients = new List<string>();
        for (RecordType type; (type = records.Read(out var payload)) is not (RecordType.None or RecordType.End);)
            switch (type)
            {
                case RecordType.Size:
                    if (Numbers(payload) is [var size, var offset, ..] && size >= 0 && offset > 0 && size <= status.Size - offset)
                        behind = offset + size;
                    break;
                case RecordType.Time:
                    if (arrival == 0 && Numbers(payload) is [var seconds, ..])
                        arrival = seconds;
                    break;
                case RecordType.From:
                    sender ??= Bytes.Text(payload);
                    break;
                case RecordType.Recipient:
                    recipients.Add(Bytes.Text(payload));
                    break;
                case RecordType.Message:
                    if (behind >= records.Position)
                        records.Seek(behind);
                    else
                        while (records.Read(out _) is RecordType.Normal or RecordType.Continued)
                            ;
                    break;
            }
        return sender == null ? null : new ShapeMessage(arrival > 0 ? arrival : status.ModifiedSeconds, sender, recipients);
    }

    private static List<long> Numbers(ReadOnlySpan<byte> payload)
    {
        var numbers = new List<long>();
        foreach (string word in Bytes.Text(payload).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            if (long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out long n))
                numbers.Add(n);
            else
                break;
        return numbers;
    }
}
