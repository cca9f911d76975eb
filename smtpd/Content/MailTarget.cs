namespace MailSuite.Smtpd;

/// <summary>Where a message goes while it is received: into the queue, or through a before-queue filter (smtpd_proxy_filter). Opened at the first accepted recipient.</summary>
internal abstract class MailTarget : IDisposable
{
    /// <summary>The queue id; NOQUEUE when the message gets none here.</summary>
    public abstract string Id { get; }

    /// <summary>When the message arrived.</summary>
    public abstract long ArrivalMicros { get; }

    /// <summary>Adds a recipient; what the client is told.</summary>
    public abstract SmtpReply Recipient(EnvelopeRecipient recipient, SmtpCommandLine line);

    /// <summary>Ends the envelope; the refusal when there can be no content.</summary>
    public abstract SmtpReply? StartContent();

    /// <summary>Adds a line without its end, or a part of one that goes on in the next call.</summary>
    public abstract void Line(ReadOnlySpan<byte> line, bool more = false);

    /// <summary>Ends the message: only a 250 says that it is somebody's, durably.</summary>
    public abstract SmtpReply Finish();

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives up what is not finished.</summary>
    protected abstract void Release();
}
