using System.Buffers;

namespace MailSuite.Store.Mbox;

/// <summary>Messages on their way into an mbox: gathered in a file without a name, in the form in which they will lie in the mailbox, then appended under the lock.</summary>
internal sealed class MboxSave : SaveBatch
{
    internal sealed record Item(long Start, long HeaderEnd, long End, MessageFlags Flags, IReadOnlyList<string> Keywords, long Received);

    private static readonly string[] OurFields = ["status:", "x-status:", "x-keywords:", "x-uid:", "x-imapbase:", "x-imap:", "content-length:"];

    private readonly MboxMailbox box;
    private readonly List<Item> items = [];
    private readonly ArrayBufferWriter<byte> line = new(256);
    private readonly byte[] buffer = new byte[16384];
    private int fd, used;
    private long at, start, headerEnd;
    private bool inHeader, dropping, lineBegun, afterCr;
    private (MessageFlags Flags, IReadOnlyList<string> Keywords, long? Received) current;

    internal MboxSave(MboxMailbox box, string temporary)
    {
        this.box = box;
        temporary += "." + Sys.ProcessId;
        fd = Sys.Open(temporary, Sys.RdWr | Sys.Creat | Sys.Trunc | Sys.NoFollow, 0x180);
        Sys.TryUnlink(temporary);
    }

    public override void Begin(MessageFlags flags, IReadOnlyList<string> keywords, long? receivedAt)
    {
        current = (flags, keywords, receivedAt);
        (start, headerEnd, inHeader, dropping, lineBegun, afterCr) = (at, -1, true, false, false, false);
        line.ResetWrittenCount();
    }

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int end = bytes.IndexOf((byte)'\n');
            var piece = end < 0 ? bytes : bytes[..end];
            bytes = bytes[(end < 0 ? piece.Length : end + 1)..];
            if (afterCr && (end < 0 || piece.Length > 0) && piece.Length > 0)
                Part("\r"u8);
            afterCr = (afterCr && piece.IsEmpty) || piece is [.., (byte)'\r'];
            Part(piece is [.., (byte)'\r'] ? piece[..^1] : piece);
            if (end >= 0)
            {
                afterCr = false;
                EndLine();
            }
        }
    }

    // The beginning of a line is gathered until it can be judged; the rest goes straight on.
    private void Part(ReadOnlySpan<byte> piece)
    {
        if (!lineBegun)
        {
            int take = Math.Min(piece.Length, 32 - line.WrittenCount);
            line.Write(piece[..take]);
            piece = piece[take..];
            if (line.WrittenCount < 32)
                return;
            BeginLine();
        }
        if (!dropping)
            Put(piece);
    }

    private void BeginLine()
    {
        var text = line.WrittenSpan;
        lineBegun = true;
        if (inHeader && text is not [(byte)' ' or (byte)'\t', ..])
        {
            var lower = Bytes.Text(text).ToLowerInvariant();
            // Our own fields in a message from elsewhere would be believed (mailbox-storage.md 3).
            dropping = Array.Exists(OurFields, f => lower.StartsWith(f, StringComparison.Ordinal));
        }
        if (!dropping && text.StartsWith("From "u8))
            Put(">"u8);
        if (!dropping)
            Put(text);
    }

    private void EndLine()
    {
        if (inHeader && !lineBegun && line.WrittenCount == 0)
        {
            // Behind this the mailbox's own fields and the empty line are put in.
            (inHeader, dropping) = (false, false);
            Flush();
            headerEnd = at;
            return;
        }
        if (!lineBegun)
            BeginLine();
        if (!dropping)
            Put("\n"u8);
        if (!inHeader)
            dropping = false;
        lineBegun = false;
        line.ResetWrittenCount();
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (used == buffer.Length)
                Flush();
            int take = Math.Min(bytes.Length, buffer.Length - used);
            bytes[..take].CopyTo(buffer.AsSpan(used));
            used += take;
            bytes = bytes[take..];
        }
    }

    private void Flush()
    {
        Sys.WriteAt(fd, buffer.AsSpan(0, used), at);
        at += used;
        used = 0;
    }

    public override void End()
    {
        if (lineBegun || line.WrittenCount > 0)
            EndLine();
        Flush();
        if (headerEnd < 0)
            headerEnd = at;
        items.Add(new Item(start, headerEnd, at, current.Flags, current.Keywords, current.Received ?? box.Clock.UnixSeconds));
    }

    public override bool Copy(Mailbox from, Message message)
    {
        var names = from.KeywordsOf(message).Where(static n => n.Length > 0).ToList();
        long received = from.ReceivedAt(message);
        using var stream = from.Open(message);
        if (stream == null)
            return false;
        Begin(message.Flags, names, received);
        var piece = new byte[16384];
        for (int n; (n = stream.Read(piece)) > 0;)
            Write(piece.AsSpan(0, n));
        End();
        return true;
    }

    public override IReadOnlyList<uint> Commit() => items.Count == 0 ? [] : box.AppendAll(items, fd);

    public override void Dispose()
    {
        Sys.CloseQuietly(fd);
        fd = -1;
    }
}
