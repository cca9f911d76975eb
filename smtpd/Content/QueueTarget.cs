namespace MailSuite.Smtpd;

/// <summary>A message on its way into the queue (or into maildrop, with the rights of an ordinary user).</summary>
internal sealed class QueueTarget(SmtpSession session, MailTransaction transaction, MessageSink cleanup) : MailTarget
{
    /// <summary>Makes the queue file. Throws <see cref="UnixException"/>.</summary>
    public static QueueTarget Open(SmtpSession session, MailTransaction transaction) => new(session, transaction, QueueFile.Open(session, transaction));

    /// <summary>What access tables act upon: HOLD, FILTER, BCC.</summary>
    public MessageSink Cleanup => cleanup;

    public override string Id => cleanup.Id;

    public override long ArrivalMicros => cleanup.ArrivalMicros;

    public override SmtpReply Recipient(EnvelopeRecipient recipient, SmtpCommandLine line)
    {
        cleanup.Recipient(recipient);
        return Replies.RecipientOk;
    }

    public override SmtpReply? StartContent()
    {
        cleanup.StartContent();
        // In user mode pickup writes the header: it knows who the user is.
        if (!session.Settings.IsUserMode)
            Received.Write(session, transaction, this);
        return null;
    }

    public override void Line(ReadOnlySpan<byte> line, bool more = false) => cleanup.Line(line, more);

    public override SmtpReply Finish()
    {
        var result = cleanup.Finish();
        if (!result.Ok)
            return result.Status == CleanupStatus.TryLater ? Replies.Of(result).Uncounted() : Replies.Of(result);
        var settings = session.Settings;
        if (result.IsIncoming && !settings.IsUserMode)
            settings.Qmgr.Arrived(cleanup.Id);
        return Replies.Queued(cleanup.Id);
    }

    protected override void Release() => cleanup.Dispose();
}
