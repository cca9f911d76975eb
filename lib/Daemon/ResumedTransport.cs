namespace MailSuite.Daemon;

/// <summary>A connection of which somebody else has read the beginning: that is read first.</summary>
public sealed class ResumedTransport(Transport inner, byte[] input) : Transport
{
    private int used;

    /// <inheritdoc/>
    public override int Read(Span<byte> to)
    {
        if (used == input.Length)
            return inner.Read(to);
        int n = Math.Min(to.Length, input.Length - used);
        input.AsSpan(used, n).CopyTo(to);
        used += n;
        return n;
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> from) => inner.Write(from);

    /// <inheritdoc/>
    public override void SetTimeout(TimeSpan timeout) => inner.SetTimeout(timeout);

    /// <inheritdoc/>
    public override void SetDeadline(long? milliseconds) => inner.SetDeadline(milliseconds);

    /// <inheritdoc/>
    public override bool HasBuffered => used < input.Length || inner.HasBuffered;

    /// <inheritdoc/>
    public override int InputFd => inner.InputFd;

    /// <inheritdoc/>
    public override void Dispose() => inner.Dispose();
}
