namespace MailSuite.Net;

/// <summary>
/// Bytes inside TLS over a socket. The end of TLS is the end of the connection: a proper end (close_notify) reads as 0, a connection that was
/// cut without one is <see cref="PeerGoneException"/>, and nothing in clear is ever read after it (CVE-2026-45185).
/// The socket blocks with the kernel's time limits (SO_RCVTIMEO), so that a wait costs one system call, as in <see cref="FdTransport"/>.
/// </summary>
public sealed class TlsTransport : Transport
{
    // Records without data (key updates, tickets) that a peer may send in a row before we call it an attack.
    private const int EmptyRecordLimit = 100;

    private readonly int fd;
    private nint ssl;
    private TimeSpan timeout = TimeSpan.Zero;
    private long deadline = long.MaxValue, patience;
    private bool dead;

    internal TlsTransport(nint ssl, int fd, TlsSession session) => (this.ssl, this.fd, Session) = (ssl, fd, session);

    /// <summary>The library's handle; 0 when the connection has ended.</summary>
    internal nint Handle => ssl;

    /// <summary>What was agreed.</summary>
    public TlsSession Session { get; }

    /// <summary>Called with the library's handle just before the connection ends.</summary>
    internal Action<nint>? Closing { get; set; }

    /// <inheritdoc/>
    public override int InputFd => fd;

    /// <inheritdoc/>
    public override bool HasBuffered => ssl != 0 && OpenSsl.SSL_has_pending(ssl) == 1;

    /// <inheritdoc/>
    public override void SetTimeout(TimeSpan limit)
    {
        if (limit == timeout)
            return;
        timeout = limit;
        Sys.SetSocketTimeouts(fd, limit > TimeSpan.Zero ? limit : TimeSpan.Zero);
    }

    /// <inheritdoc/>
    public override void SetDeadline(long? milliseconds) => deadline = milliseconds ?? long.MaxValue;

    private bool IsPatient => patience > 0 && deadline != long.MaxValue && deadline - Clock.System.Milliseconds > patience;

    /// <inheritdoc/>
    public override void SetPatience(TimeSpan time)
    {
        patience = (long)time.TotalMilliseconds;
        Sys.SetSocketTimeouts(fd, time);
    }

    /// <inheritdoc/>
    public override unsafe int Read(Span<byte> to)
    {
        if (to.IsEmpty)
            return 0;
        for (int empty = 0; ;)
        {
            if (dead)
                throw new PeerGoneException();
            bool patient = IsPatient;
            if (!patient && deadline != long.MaxValue && !HasBuffered)
                Wait(PollFd.In);
            int n;
            fixed (byte* p = to)
            {
                OpenSsl.ERR_clear_error();
                n = OpenSsl.SSL_read(ssl, p, to.Length);
            }
            if (n > 0)
                return n;
            var errno = Sys.LastError;
            int error = OpenSsl.SSL_get_error(ssl, n);
            if (error == OpenSsl.ErrorZeroReturn)
            {
                dead = true;
                return 0;
            }
            if (error is not (OpenSsl.ErrorWantRead or OpenSsl.ErrorWantWrite))
                throw Broken();
            if (errno is Errno.AGAIN)
            {
                if (patient)
                    continue;
                throw new PeerTimeoutException();
            }
            if (errno == Errno.INTR)
            {
                if (Stopping())
                    throw new ServiceStoppingException();
            }
            else if (++empty > EmptyRecordLimit)
                throw Broken();
        }
    }

    /// <inheritdoc/>
    public override unsafe void Write(ReadOnlySpan<byte> from)
    {
        while (!from.IsEmpty)
        {
            if (dead)
                throw new PeerGoneException();
            bool patient = IsPatient;
            if (!patient && deadline != long.MaxValue)
                Wait(PollFd.Out);
            int n;
            fixed (byte* p = from)
            {
                OpenSsl.ERR_clear_error();
                n = OpenSsl.SSL_write(ssl, p, from.Length);
            }
            if (n > 0)
            {
                from = from[n..];
                continue;
            }
            var errno = Sys.LastError;
            if (OpenSsl.SSL_get_error(ssl, n) is not (OpenSsl.ErrorWantRead or OpenSsl.ErrorWantWrite))
                throw Broken();
            // A reply on its way out is finished when a signal interrupts it; the same bytes are offered again, as SSL_write wants it.
            if (errno == Errno.AGAIN && !patient)
            {
                dead = true;
                throw new PeerTimeoutException();
            }
        }
    }

    private PeerGoneException Broken()
    {
        dead = true;
        OpenSsl.ERR_clear_error();
        return new PeerGoneException();
    }

    private void Wait(short events)
    {
        long now = Clock.System.Milliseconds;
        long until = Math.Min(deadline, timeout > TimeSpan.Zero ? now + (long)timeout.TotalMilliseconds : long.MaxValue);
        Span<PollFd> one = [new PollFd(fd, events, 0)];
        while (Sys.Poll(one, (int)Math.Clamp(until - now, 0, int.MaxValue)) == 0)
        {
            if (Stopping())
                throw new ServiceStoppingException();
            now = Clock.System.Milliseconds;
            if (now >= until)
                throw new PeerTimeoutException();
        }
    }

    /// <summary>Says goodbye (close_notify, without waiting for the peer's) and closes the socket.</summary>
    public override void Dispose()
    {
        if (ssl == 0)
            return;
        if (!dead)
        {
            Sys.SetNonBlocking(fd, true);
            OpenSsl.ERR_clear_error();
            Closing?.Invoke(ssl);
            OpenSsl.SSL_shutdown(ssl);
            OpenSsl.ERR_clear_error();
        }
        OpenSsl.SSL_free(ssl);
        ssl = 0;
        Sys.CloseQuietly(fd);
    }
}
