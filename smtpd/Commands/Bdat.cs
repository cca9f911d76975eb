using System.Globalization;

namespace MailSuite.Smtpd.Commands;

/// <summary>BDAT (RFC 3030): content in chunks of announced size, each with a reply of its own.</summary>
internal static class Bdat
{
    /// <summary>The step in which a chunk is being received.</summary>
    public const string InContent = "BDAT content";

    public static SmtpReply Run(SmtpSession s, SmtpCommandLine line)
    {
        bool last = line.ArgumentCount == 2 && Bytes.Same(line.Argument(2), "LAST");
        if (line.ArgumentCount is 0 or > 2 || line.ArgumentCount == 2 && !last || !IsSize(line.Argument(1), out long size))
        {
            // How much follows is not known: nothing that the client sends could be told from commands any more.
            Log.Warning($"{s.LogId}: malformed BDAT command syntax from {s.Peer.Display}: {Bytes.Printable(line.Text.Length > 100 ? line.Text[..100] : line.Text)}");
            return Replies.BdatSyntax;
        }
        if (s.Discarded.Has("CHUNKING"))
            return Replies.BdatUnwanted;
        if (Refusal(s, size, last) is { } refused)
            return Skip(s, size, last, refused);
        return Receive(s, s.Transaction!, s.Transaction!.Ready!, size, last);
    }

    private static bool IsSize(string text, out long size) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out size);

    private static SmtpReply? Refusal(SmtpSession s, long size, bool last)
    {
        if (s.SkipsChunks)
            return Replies.ChunkDiscarded(size);
        if (s.Transaction is not { } transaction)
            return Replies.RcptFirst;
        if (transaction.Ready == null)
            return Replies.NoValidRecipients;
        if (size == 0 && !last)
        {
            // A client could keep us busy for ever with chunks of nothing.
            Log.Warning($"{s.LogId}: null BDAT request from {s.Peer.Display}");
            return Replies.NullBdat;
        }
        long limit = s.Settings.MessageSizeLimit;
        if (limit > 0 && size > limit - Math.Min(limit, transaction.ContentSize))
        {
            Log.Warning($"{s.LogId}: BDAT request from {s.Peer.Display} exceeds message size limit");
            return Replies.ChunkTooBig;
        }
        return transaction.Chunks == null ? s.Policy.Data() : null;
    }

    /// <summary>A refused chunk is on its way all the same: it is read and forgotten, and so are those that follow until LAST. The transaction ends here.</summary>
    private static SmtpReply Skip(SmtpSession s, long size, bool last, SmtpReply reply)
    {
        s.Enter(InContent);
        var pace = s.StartPace();
        for (long rest = size; rest > 0; rest -= s.ReadBytes(rest).Length)
            pace.Allow(size - rest);
        s.Enter("BDAT");
        s.Reset();
        if (!last)
            s.SkipChunks();
        return reply;
    }

    private static SmtpReply Receive(SmtpSession s, MailTransaction transaction, MailTarget target, long size, bool last)
    {
        if (transaction.Chunks == null)
        {
            if (target.StartContent() is { } refused)
                return Skip(s, size, last, refused);
            transaction.Chunks = new ChunkReader(s, new MessageContent(s, transaction, target));
        }
        s.Enter(InContent);
        transaction.Chunks.Take(size);
        s.Enter("BDAT");
        if (!last)
            return Replies.ChunkTaken(size);
        transaction.Chunks.End();
        var content = transaction.Chunks.Content;
        string id = target.Id;
        var reply = content.Finish();
        return reply == Replies.Queued(id) ? Replies.ChunksQueued(content.Size, id) : reply;
    }
}
