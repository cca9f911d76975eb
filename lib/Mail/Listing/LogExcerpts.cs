using System.Globalization;

namespace MailSuite.Mail;

/// <summary>What a listing shows of a message's defer and bounce logs: recipients and reasons, and no more, because a queue may be long.</summary>
internal sealed class LogExcerpts
{
    private const int MaxSize = 64 << 20;
    private readonly Dictionary<string, Excerpt> byAddress = new(StringComparer.Ordinal);
    private byte[] buffer = new byte[16384];

    /// <summary>A recipient, in external form; the offset of its record in the queue file, and why it waits or was returned.</summary>
    internal readonly record struct Excerpt(string Address, string Original, long Offset, string LogClass, string Reason);

    internal IEnumerable<Excerpt> Entries => byAddress.Values;

    internal void Clear() => byAddress.Clear();

    internal bool Has(string address) => byAddress.ContainsKey(address);

    /// <summary>Adds those of a log, if there is one: of each recipient the last one counts.</summary>
    internal void Read(QueueFiles files, string log, string id)
    {
        if (QueueFiles.TryLook(files.PathOf(log, id), out int fd) != Errno.None)
            return;
        int size = 0;
        try
        {
            for (int n; size < MaxSize && (n = Sys.ReadAt(fd, buffer.AsSpan(size), size)) > 0;)
            {
                size += n;
                if (size < buffer.Length)
                    break;
                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }
        catch (UnixException)
        {
            return;   // the reason is not available
        }
        finally
        {
            Sys.CloseQuietly(fd);
        }
        Parse(buffer.AsSpan(0, size), log);
    }

    // Paragraphs of name=value lines, each after a line for people: "<address>: reason".
    internal void Parse(ReadOnlySpan<byte> text, string log)
    {
        string address = "", original = "", reason = "";
        long offset = 0;
        while (!text.IsEmpty)
        {
            int end = text.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            if (line.StartsWith("recipient="u8))
                address = Bytes.Text(line[10..]);
            else if (line.StartsWith("original_recipient="u8))
                original = Bytes.Text(line[19..]);
            else if (line.StartsWith("offset="u8))
                _ = long.TryParse(line[7..], NumberStyles.None, CultureInfo.InvariantCulture, out offset);
            else if (line.StartsWith("reason="u8))
                reason = Bytes.Text(line[7..]);
            if (!line.IsEmpty && !text.IsEmpty)
                continue;
            if (address.Length > 0)
                byAddress[address] = new Excerpt(address, original.Length > 0 ? original : address, offset, log, reason);
            (address, original, reason, offset) = ("", "", "", 0);
        }
    }
}
