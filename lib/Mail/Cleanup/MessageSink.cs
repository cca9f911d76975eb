namespace MailSuite.Mail;

/// <summary>Where a server puts a message that it receives: the queue (<see cref="CleanupSession"/>), or maildrop when it runs with an ordinary user's rights.</summary>
public abstract class MessageSink : IDisposable
{
    /// <summary>The name by which it can be found again.</summary>
    public abstract string Id { get; }

    /// <summary>When it arrived.</summary>
    public abstract long ArrivalMicros { get; }

    /// <summary>Adds a record to the envelope.</summary>
    public abstract void Record(RecordType type, string text);

    /// <summary>Adds a named attribute to the envelope.</summary>
    public abstract void Attribute(string name, string value);

    /// <summary>The sender, in internal form.</summary>
    public abstract void Sender(string address);

    /// <summary>Adds a recipient.</summary>
    public abstract void Recipient(EnvelopeRecipient recipient);

    /// <summary>What the next hop must be able to do, <see cref="SendOption"/>.</summary>
    public virtual int SendOptions { get; set; }

    /// <summary>Ends the envelope; content follows.</summary>
    public abstract void StartContent();

    /// <summary>Adds a line without its end, or a part of one that goes on in the next call.</summary>
    public abstract void Line(ReadOnlySpan<byte> line, bool more = false);

    /// <summary>Ends the message. Only a result that is Ok means that it is durably there.</summary>
    public abstract CleanupResult Finish();

    /// <summary>Puts it on hold.</summary>
    public virtual void Hold() { }

    /// <summary>Accepts and forgets it.</summary>
    public virtual void Discard() { }

    /// <summary>Removes a message that was not finished.</summary>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives up what is not finished.</summary>
    protected abstract void Release();
}

/// <summary>A message that goes into maildrop, with nothing done to it: pickup gives it to cleanup.</summary>
public sealed class MaildropSink(MaildropFile file) : MessageSink
{
    private Errno failed;

    /// <inheritdoc/>
    public override string Id => file.Name;

    /// <inheritdoc/>
    public override long ArrivalMicros { get; } = Clock.System.UnixMicros;

    /// <inheritdoc/>
    public override void Record(RecordType type, string text) => Guard(() => file.Records.Write(type, text));

    /// <inheritdoc/>
    public override void Attribute(string name, string value) => Guard(() => file.Records.Attribute(name, value));

    /// <inheritdoc/>
    public override void Sender(string address) => Guard(() => file.Records.Write(RecordType.From, address));

    /// <inheritdoc/>
    public override void Recipient(EnvelopeRecipient recipient) => Guard(() =>
    {
        if (recipient.Notify != DsnNotify.None)
            file.Records.Attribute("notify_flags", recipient.Notify);
        if (recipient.DsnOriginal.Length > 0)
            file.Records.Attribute("dsn_orig_rcpt", recipient.DsnOriginal);
        file.Records.Write(RecordType.Recipient, recipient.Address);
    });

    /// <inheritdoc/>
    public override void StartContent() => Guard(() => file.Records.Write(RecordType.Message, default(ReadOnlySpan<byte>)));

    /// <inheritdoc/>
    public override void Line(ReadOnlySpan<byte> line, bool more = false)
    {
        if (failed != Errno.None)
            return;
        try
        {
            file.Records.Write(more ? RecordType.Continued : RecordType.Normal, line);
        }
        catch (UnixException e)
        {
            failed = e.Errno;
        }
    }

    private void Guard(Action write)
    {
        try
        {
            if (failed == Errno.None)
                write();
        }
        catch (UnixException e)
        {
            failed = e.Errno;
        }
    }

    /// <inheritdoc/>
    public override CleanupResult Finish()
    {
        Guard(() =>
        {
            file.Records.Write(RecordType.Extra, default(ReadOnlySpan<byte>));
            file.Records.Write(RecordType.End, default(ReadOnlySpan<byte>));
            file.Commit();
        });
        if (failed == Errno.None)
            return CleanupResult.Queued;
        file.Dispose();
        Log.Warning($"{Id}: write maildrop file: {failed.Text()}");
        return failed is Errno.NOSPC or Errno.DQUOT or Errno.FBIG ? CleanupResult.NoSpace : CleanupResult.WriteError;
    }

    /// <inheritdoc/>
    protected override void Release() => file.Dispose();
}
