using MailSuite.Config;

namespace MailSuite.Mail;

/// <summary>
/// Submits messages of the mail system itself: notices of bounce, forwarded mail of local. They run with rights other than the
/// queue's, so the cleanup service (public/cleanup) writes the file. One message at a time; the channel stays open between them.
/// </summary>
public sealed class MailInjector(MailConfig config) : IDisposable
{
    private readonly ServiceChannel cleanup = ServiceChannel.To(config, "public", GlobalParams.CleanupServiceName, CleanupStart.Protocol);

    /// <summary>Begins a message; null when cleanup cannot be reached now (logged), which is a temporary failure of the caller's work.</summary>
    public InjectedMessage? Begin(MailEnvelope envelope) =>
        cleanup.Ask<CleanupStart, CleanupStarted>(new CleanupStart(envelope)) is { QueueId: { Length: > 0 } id } ? new InjectedMessage(this, cleanup.Current!, id) : null;

    internal void Close() => cleanup.Dispose();

    /// <inheritdoc/>
    public void Dispose() => Close();
}

/// <summary>A message being submitted. Without <see cref="Commit"/> nothing of it remains.</summary>
public sealed class InjectedMessage : IDisposable
{
    private readonly MailInjector owner;
    private readonly IpcChannel channel;
    private readonly System.Buffers.ArrayBufferWriter<byte> part = new(4096);
    private bool ended;
    private CleanupResult? failure;

    internal InjectedMessage(MailInjector owner, IpcChannel channel, string queueId) => (this.owner, this.channel, QueueId) = (owner, channel, queueId);

    /// <summary>The id that it has in the queue.</summary>
    public string QueueId { get; }

    /// <summary>Adds a line, without its end.</summary>
    public void Line(ReadOnlySpan<byte> line)
    {
        Content(line);
        Content("\n"u8);
    }

    /// <summary>Adds a line of text, without its end.</summary>
    public void Line(string line) => Line(Bytes.Of(line));

    /// <summary>Adds content with LF line ends, cut anywhere.</summary>
    public void Content(ReadOnlySpan<byte> bytes)
    {
        var to = part.GetSpan(bytes.Length);
        bytes.CopyTo(to);
        part.Advance(bytes.Length);
        if (part.WrittenCount >= 65536)
            Send(last: false);
    }

    /// <summary>Ends the message. Only when the result is Ok it is durably in the queue; it counts as lost otherwise.</summary>
    public CleanupResult Commit()
    {
        Send(last: true);
        ended = true;
        if (failure != null)
            return failure;
        try
        {
            return channel.Expect<CleanupDone>().Result;
        }
        catch (IpcException e)
        {
            Log.Warning($"{QueueId}: cleanup service: {e.Message}");
            owner.Close();
            return CleanupResult.Unavailable;
        }
    }

    private void Send(bool last)
    {
        if (failure != null)
            return;
        try
        {
            channel.Send(new CleanupContent(part.WrittenSpan.ToArray(), last));
            part.ResetWrittenCount();
        }
        catch (IpcException e)
        {
            Log.Warning($"{QueueId}: cleanup service: {e.Message}");
            failure = CleanupResult.Unavailable;
            owner.Close();
        }
    }

    /// <summary>Gives up a message that was not committed: cleanup removes the file when the channel closes.</summary>
    public void Dispose()
    {
        if (!ended && failure == null)
            owner.Close();
        ended = true;
    }
}
