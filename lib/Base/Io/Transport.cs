namespace MailSuite.Base;

/// <summary>A byte stream to one peer: plain, or inside TLS. Blocking, with a time limit for each wait.</summary>
public abstract class Transport : IDisposable
{
    /// <summary>Asked when a signal interrupts a wait: should this process stop? Set by the daemon skeleton.</summary>
    public static Func<bool> Stopping { get; set; } = static () => false;

    /// <summary>Reads what is here, waiting for at least one byte; 0 when the peer has closed. Throws <see cref="PeerTimeoutException"/>, <see cref="PeerGoneException"/>, <see cref="ServiceStoppingException"/>.</summary>
    public abstract int Read(Span<byte> to);

    /// <summary>Writes all of it. Throws as <see cref="Read"/> does.</summary>
    public abstract void Write(ReadOnlySpan<byte> from);

    /// <summary>Limits each later wait; zero or less is no limit.</summary>
    public abstract void SetTimeout(TimeSpan timeout);

    /// <summary>An absolute end for all waits together (Clock milliseconds), for per-request deadlines; null takes it away.</summary>
    public abstract void SetDeadline(long? milliseconds);

    /// <summary>
    /// Has the kernel wake a wait after this time (SO_RCVTIMEO, SO_SNDTIMEO), once for the life of the connection: a wait whose deadline is farther away
    /// than that then costs one system call, without a poll(2) before it.
    /// </summary>
    public virtual void SetPatience(TimeSpan time) { }

    /// <summary>Bytes that are already inside (decrypted and not yet read), so that poll(2) would not tell of them.</summary>
    public virtual bool HasBuffered => false;

    /// <summary>The descriptor to wait on for input.</summary>
    public abstract int InputFd { get; }

    /// <inheritdoc/>
    public abstract void Dispose();
}

/// <summary>Plain bytes over a socket, or over a pair of descriptors (a terminal, pipes: how a daemon runs with -S).</summary>
public sealed class FdTransport : Transport
{
    private readonly int input, output;
    private readonly bool isSocket;
    private TimeSpan timeout = TimeSpan.Zero;
    private long deadline = long.MaxValue, patience;

    /// <summary>Over one socket, or over two descriptors.</summary>
    public FdTransport(int input, int output = -1)
    {
        this.input = input;
        this.output = output < 0 ? input : output;
        isSocket = output < 0;
    }

    /// <inheritdoc/>
    public override int InputFd => input;

    /// <summary>The descriptor written to.</summary>
    public int OutputFd => output;

    /// <inheritdoc/>
    public override void SetTimeout(TimeSpan limit)
    {
        if (limit == timeout)
            return;
        timeout = limit;
        if (isSocket)
            Sys.SetSocketTimeouts(input, limit > TimeSpan.Zero ? limit : TimeSpan.Zero);
    }

    /// <summary>The socket has this time limit already: accept(2) hands on what is set on the listening socket.</summary>
    public void AssumeTimeout(TimeSpan limit) => timeout = limit;

    /// <inheritdoc/>
    public override void SetDeadline(long? milliseconds) => deadline = milliseconds ?? long.MaxValue;

    private bool IsPatient => patience > 0 && deadline != long.MaxValue && deadline - Clock.System.Milliseconds > patience;

    /// <inheritdoc/>
    public override void SetPatience(TimeSpan time)
    {
        patience = (long)time.TotalMilliseconds;
        Sys.SetSocketTimeouts(input, time);
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> to)
    {
        while (true)
        {
            Watchdog.Pat();
            bool patient = IsPatient;
            if (!patient && (!isSocket || deadline != long.MaxValue))
                Wait(input, PollFd.In);
            int n = Sys.ReadOnce(input, to);
            if (n >= 0)
                return n;
            if (!patient || Sys.LastError != Errno.AGAIN)
                Interrupted(Sys.LastError);
        }
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> from)
    {
        while (!from.IsEmpty)
        {
            bool limited = deadline != long.MaxValue;
            if (limited && !isSocket)
                Wait(output, PollFd.Out);
            int n = isSocket ? Sys.Send(output, from, wait: !limited) : Sys.WriteOnce(output, from);
            if (n >= 0)
                from = from[n..];
            // With a deadline we wait by poll(2), and only when the socket's buffer is full: that is the rare case.
            else if (limited && isSocket && Sys.LastError == Errno.AGAIN)
                Wait(output, PollFd.Out);
            else
                Interrupted(Sys.LastError, writing: true);
        }
    }

    private void Wait(int fd, short events)
    {
        long now = Clock.System.Milliseconds;
        long until = Math.Min(deadline, timeout > TimeSpan.Zero ? now + (long)timeout.TotalMilliseconds : long.MaxValue);
        int wait = until == long.MaxValue ? -1 : (int)Math.Clamp(until - now, 0, int.MaxValue);
        Span<PollFd> one = [new PollFd(fd, events, 0)];
        if (Sys.Poll(one, wait) == 0)
        {
            if (Stopping())
                throw new ServiceStoppingException();
            if (Clock.System.Milliseconds >= until)
                throw new PeerTimeoutException();
        }
    }

    private static void Interrupted(Errno error, bool writing = false)
    {
        if (error == Errno.INTR)
        {
            // A reply or a message on its way out is finished; a wait for the peer's next word is not.
            if (!writing && Stopping())
                throw new ServiceStoppingException();
            return;
        }
        throw error == Errno.AGAIN ? new PeerTimeoutException() : new PeerGoneException();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (isSocket)
            Sys.CloseQuietly(input);
    }
}
