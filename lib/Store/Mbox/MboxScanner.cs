using System.Buffers;
using System.Globalization;

namespace MailSuite.Store.Mbox;

/// <summary>
/// Reads an mbox from an offset to its end and finds the messages. A message begins with a From_ line at the start of the file or behind an empty line;
/// a Content-Length that leads exactly to such a line, or to the end, is believed (mailbox-storage.md 3). Only pieces of the file are in memory.
/// </summary>
internal sealed class MboxScanner(int fd, long from)
{
    private const int BufferSize = 65536, LongestField = 8192;

    private readonly byte[] buffer = new byte[BufferSize];
    private readonly List<MboxEntry> entries = [];
    private MboxEntry? current;
    private bool inHeader, afterEmpty = true, lineGoesOn;
    private long believedEnd = -1, contentLength = -1, emptyLine = -1;
    private string fieldName = "", fieldValue = "";
    private long fieldStart;

    /// <summary>Size of the file as far as it was read.</summary>
    internal long Size { get; private set; }

    internal List<MboxEntry> Run()
    {
        int kept = 0;
        long offset = from;
        while (true)
        {
            int n = Sys.ReadAt(fd, buffer.AsSpan(kept), offset + kept);
            int have = kept + n, used = 0;
            while (true)
            {
                int end = buffer.AsSpan(used, have - used).IndexOf((byte)'\n');
                if (end < 0 && (n > 0 && !(used == 0 && have == BufferSize)))
                    break;
                if (end < 0 && used == have)
                    break;
                int take = end < 0 ? have - used : end + 1;
                TakeLine(buffer.AsSpan(used, take), offset + used, complete: end >= 0);
                used += take;
            }
            buffer.AsSpan(used, have - used).CopyTo(buffer);
            kept = have - used;
            offset += used;
            if (n == 0)
                break;
        }
        Size = offset;
        Finish(offset);
        return entries;
    }

    private void TakeLine(ReadOnlySpan<byte> line, long at, bool complete)
    {
        bool begins = !lineGoesOn;
        lineGoesOn = !complete;
        if (begins && afterEmpty && at >= believedEnd && !inHeader && line.StartsWith("From "u8) && FromLine.TryParse(line, out long time))
        {
            Finish(at);
            current = new MboxEntry { Start = at, HeaderStart = at + line.Length, Received = time };
            entries.Add(current);
            (inHeader, contentLength, believedEnd, afterEmpty) = (true, -1, -1, false);
            return;
        }
        bool empty = begins && complete && line is [(byte)'\n'] or [(byte)'\r', (byte)'\n'];
        if (current == null)
        {
            afterEmpty = empty;
            return;
        }
        current.Size += line.Length + (complete && line is not [.., (byte)'\r', (byte)'\n'] ? 1 : 0);
        if (inHeader)
            HeaderLine(line, at, begins, empty);
        afterEmpty = empty;
        emptyLine = empty ? at : -1;
    }

    private void HeaderLine(ReadOnlySpan<byte> line, long at, bool begins, bool empty)
    {
        if (!begins)
            return;
        if (empty)
        {
            EndField(at);
            inHeader = false;
            current!.BodyStart = at + line.Length;
            believedEnd = contentLength >= 0 && LeadsToMessage(current.BodyStart + contentLength) ? current.BodyStart + contentLength : -1;
            return;
        }
        if (line[0] is (byte)' ' or (byte)'\t')
        {
            if (fieldValue.Length < LongestField)
                fieldValue += Bytes.Text(line.TrimEnd("\r\n"u8));
            return;
        }
        EndField(at);
        int colon = line.IndexOf((byte)':');
        fieldName = colon > 0 && colon < 40 ? Bytes.Text(line[..colon]).ToLowerInvariant() : "";
        fieldStart = at;
        fieldValue = fieldName is "status" or "x-status" or "x-keywords" or "x-uid" or "x-imapbase" or "x-imap" or "content-length"
            ? Bytes.Text(line[(colon + 1)..Math.Min(line.Length, LongestField)].Trim(" \t\r\n"u8)) : "";
    }

    private void EndField(long at)
    {
        var range = new FileRange(fieldStart, at - fieldStart);
        bool meta = true;
        switch (fieldName)
        {
            case "status":
                current!.Old |= fieldValue.Contains('O');
                current.Flags |= fieldValue.Contains('R') ? MessageFlags.Seen : 0;
                break;
            case "x-status":
                current!.Flags |= (fieldValue.Contains('A') ? MessageFlags.Answered : 0) | (fieldValue.Contains('F') ? MessageFlags.Flagged : 0)
                    | (fieldValue.Contains('D') ? MessageFlags.Deleted : 0) | (fieldValue.Contains('T') ? MessageFlags.Draft : 0);
                break;
            case "x-keywords":
                current!.Keywords.AddRange(fieldValue.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(64));
                break;
            case "x-uid":
                current!.Uid = uint.TryParse(fieldValue, NumberStyles.None, CultureInfo.InvariantCulture, out uint uid) ? uid : 0;
                break;
            case "x-imapbase":
                current!.Base = fieldValue;
                break;
            case "x-imap":
                current!.Base = fieldValue;
                current.IsInternalData = entries.Count == 1 && from == 0;
                break;
            case "content-length":
                contentLength = long.TryParse(fieldValue, NumberStyles.None, CultureInfo.InvariantCulture, out long length) ? length : -1;
                current!.Hidden.Add(range);
                meta = false;
                break;
            default:
                meta = false;
                break;
        }
        if (meta)
        {
            current!.Hidden.Add(range);
            current.Meta.Add(range);
        }
        (fieldName, fieldValue) = ("", "");
    }

    private bool LeadsToMessage(long at)
    {
        Span<byte> there = stackalloc byte[8];
        int n = Sys.ReadAt(fd, there, at);
        return n == 0 || n == 1 && there[0] == '\n' || there[..n].StartsWith("\nFrom "u8) || there[..n].StartsWith("From "u8) || there[..n].StartsWith("\r\nFrom "u8);
    }

    private void Finish(long at)
    {
        if (current == null)
            return;
        if (inHeader)
        {
            EndField(at);
            inHeader = false;
            current.BodyStart = at;
        }
        current.Next = at;
        current.End = at;
        if (believedEnd >= 0 && believedEnd <= at)
        {
            // What lies between the believed end and the next message is the separator.
            current.End = believedEnd;
            current.Size -= emptyLine >= believedEnd ? 2 : 0;
        }
        else if (emptyLine >= current.BodyStart)
        {
            current.End = emptyLine;
            current.Size -= 2;
        }
        foreach (var hidden in current.Hidden)
            current.Size -= HiddenSize(hidden);
        current = null;
    }

    private long HiddenSize(FileRange range)
    {
        var text = ArrayPool<byte>.Shared.Rent((int)Math.Min(range.Length, 1 << 20));
        int n = Sys.ReadAt(fd, text.AsSpan(0, (int)Math.Min(range.Length, 1 << 20)), range.Offset);
        long size = range.Length + MessageStream.BareLineFeeds(text.AsSpan(0, n), false);
        ArrayPool<byte>.Shared.Return(text);
        return size;
    }
}
