using System.Globalization;
using MailSuite.Protocol;

namespace MailSuite.Bounce;

/// <summary>The message that a notice is about, read from its queue file. A file that is broken or gone makes a poorer notice, not none.</summary>
internal sealed class OriginalMessage : IDisposable
{
    private const int MaxHeaderScan = 64 << 10;
    private readonly RecordReader? records;
    private readonly int fd = -1;
    private long content = -1;

    internal OriginalMessage(QueueFiles files, BounceRequest request, string nullSender)
    {
        Sender = request.Sender.Length == 0 ? nullSender : Bytes.Printable(MailAddress.Quote(request.Sender));
        if (files.TryOpen(request.Queue, request.QueueId, Sys.RdOnly, 0, out fd) is var e and not Errno.None)
        {
            // Our own trouble passes, and the notice can wait for it.
            if (e != Errno.NOENT)
                throw new UnixException(e, $"open {request.Queue} {request.QueueId}");
            Log.Warning($"open {request.Queue} {request.QueueId}: {e.Text()}");
            return;
        }
        records = new RecordReader(fd);
        try
        {
            ReadEnvelope(records);
        }
        catch (CorruptRecordException c)
        {
            Log.Warning($"{request.QueueId}: read message file {request.Queue} {request.QueueId}: {c.Message}");
        }
    }

    private void ReadEnvelope(RecordReader from)
    {
        for (RecordType type; (type = from.Read(out var payload)) is not (RecordType.None or RecordType.Message);)
            if (type == RecordType.Time && Arrival == 0 && long.TryParse(Bytes.Text(payload).Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out long seconds))
                Arrival = seconds;
            else if (type == RecordType.Size && long.TryParse(Bytes.Text(payload[..Math.Min(15, payload.Length)]).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long size))
                Size = size;
        content = from.Position;
    }

    /// <summary>Envelope sender, external form on one line; for the null sender, the mail system's address.</summary>
    internal string Sender { get; }
    /// <summary>When it arrived, seconds since 1970; 0 when unknown.</summary>
    internal long Arrival { get; private set; }
    /// <summary>Size of the content as the queue file tells.</summary>
    internal long Size { get; private set; }
    /// <summary>Of a defer log's recipients, those that are not done.</summary>
    internal List<BounceRecord> Waiting(List<BounceRecord> deferred) => fd < 0 ? deferred : BounceLog.Waiting(fd, deferred);

    /// <summary>Is there content to show?</summary>
    internal bool IsReadable => content >= 0;

    /// <summary>Hands over the content in pieces: <paramref name="piece"/> gets bytes, and whether a line ends behind them. Header only: up to the end of the header.</summary>
    internal void Copy(bool headerOnly, Piece piece)
    {
        bool lineStart = true, any = false;
        records!.Rewind(content);
        for (RecordType type; (type = records.Read(out var payload)) is RecordType.Normal or RecordType.Continued;)
        {
            if (lineStart && headerOnly && !(IsHeader(payload) || any && payload is [(byte)' ' or (byte)'\t', ..]))
                return;
            any = true;
            lineStart = type == RecordType.Normal;
            if (!piece(payload, lineStart))
                return;
        }
    }

    /// <summary>A piece of content; false: enough.</summary>
    internal delegate bool Piece(ReadOnlySpan<byte> bytes, bool endsLine);

    private static bool IsHeader(ReadOnlySpan<byte> line)
    {
        int colon = line.IndexOf((byte)':');
        if (colon < 1)
            return false;
        var name = line[..colon].TrimEnd(" \t"u8);
        return name.Length > 0 && name.IndexOfAnyExceptInRange((byte)33, (byte)126) < 0;
    }

    /// <summary>The unfolded value of a header field, empty when it is missing or absurd.</summary>
    internal string Header(string name)
    {
        var text = new System.Text.StringBuilder();
        Copy(headerOnly: true, (bytes, endsLine) =>
        {
            text.Append(Bytes.Text(bytes)).Append(endsLine ? "\n" : "");
            return text.Length < MaxHeaderScan;
        });
        string all = text.ToString().Replace("\n ", " ", StringComparison.Ordinal).Replace("\n\t", " ", StringComparison.Ordinal);
        foreach (string line in all.Split('\n'))
            if (line.Length > name.Length && line[name.Length] == ':' && Bytes.Same(line.AsSpan(0, name.Length), name))
                return line[(name.Length + 1)..].Trim();
        return "";
    }

    public void Dispose() => Sys.CloseQuietly(fd);
}
