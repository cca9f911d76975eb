namespace MailSuite.Net;

/// <summary>A handshake with one end for all of it: a peer that sends a byte a minute does not get a minute for each.</summary>
internal static class TlsHandshake
{
    /// <summary>Runs the handshake; empty on success, else why it failed, as Postfix words it after "SSL_accept error from host[addr]: ".</summary>
    internal static string Run(nint ssl, int fd, bool server, TimeSpan timeout)
    {
        long until = Clock.System.Milliseconds + (long)timeout.TotalMilliseconds;
        Sys.SetNonBlocking(fd, true);
        Span<PollFd> one = [new PollFd(fd, 0, 0)];
        while (true)
        {
            OpenSsl.ERR_clear_error();
            int result = server ? OpenSsl.SSL_accept(ssl) : OpenSsl.SSL_connect(ssl);
            if (result == 1)
            {
                Sys.SetNonBlocking(fd, false);
                return "";
            }
            var errno = Sys.LastError;
            switch (OpenSsl.SSL_get_error(ssl, result))
            {
                case OpenSsl.ErrorWantRead:
                    one[0].Events = PollFd.In;
                    break;
                case OpenSsl.ErrorWantWrite:
                    one[0].Events = PollFd.Out;
                    break;
                case OpenSsl.ErrorSyscall:
                    OpenSsl.LogErrors();
                    return errno == Errno.None ? "lost connection" : errno.Text();
                default:
                    if ((OpenSsl.ERR_peek_error() & 0x7fffff) == OpenSsl.ReasonUnexpectedEof)
                    {
                        OpenSsl.ERR_clear_error();
                        return "lost connection";
                    }
                    OpenSsl.LogErrors();
                    return "-1";
            }
            while (Sys.Poll(one, (int)Math.Clamp(until - Clock.System.Milliseconds, 0, int.MaxValue)) == 0)
            {
                if (Transport.Stopping())
                    throw new ServiceStoppingException();
                if (Clock.System.Milliseconds >= until)
                    return Errno.TIMEDOUT.Text();
            }
        }
    }
}
