using System.Net;
using System.Net.Sockets;
using MailSuite.Mail;
using SocketAddress = MailSuite.Base.SocketAddress;

namespace MailSuite.Smtp;

/// <summary>Opens connections within smtp_connect_timeout.</summary>
internal static class Connector
{
    /// <summary>Connects to one server; -1 with the reason, worded as in Postfix.</summary>
    internal static int Connect(SmtpHost host, int port, Destination destination, SmtpSettings settings, out Dsn? why)
    {
        why = null;
        SocketAddress target = host.Address == null ? SocketAddress.Unix(destination.UnixPath) : SocketAddress.Inet(host.Address, port);
        string peer = host.Address == null ? $"{host.Name}[{destination.UnixPath}]" : $"{host.Name}[{host.Address}]:{port}";
        int fd = -1;
        Errno error;
        try
        {
            fd = Sys.StreamSocket(target.Family, nonBlocking: true);
            error = Bind(fd, host.Address, settings);
            if (error == Errno.None)
                error = Sys.TryConnect(fd, target);
            if (error == Errno.INPROGRESS)
                error = Wait(fd, settings.ConnectTimeout);
        }
        catch (UnixException e)
        {
            error = e.Errno;
        }
        if (error == Errno.None)
        {
            Sys.SetNonBlocking(fd, false);
            if (host.Address != null)
                Sys.SetNoDelay(fd);
            return fd;
        }
        Sys.CloseQuietly(fd);
        why = new Dsn("4.4.1", $"connect to {peer}: {error.Text()}");
        return -1;
    }

    private static Errno Wait(int fd, TimeSpan limit)
    {
        long until = Clock.System.Milliseconds + (limit > TimeSpan.Zero ? (long)limit.TotalMilliseconds : int.MaxValue);
        Span<PollFd> one = [new PollFd(fd, PollFd.Out, 0)];
        while (Sys.Poll(one, (int)Math.Clamp(until - Clock.System.Milliseconds, 0, int.MaxValue)) == 0)
        {
            if (Transport.Stopping())
                throw new ServiceStoppingException();
            if (Clock.System.Milliseconds >= until)
                return Errno.TIMEDOUT;
        }
        return Sys.SocketError(fd);
    }

    /// <summary>Binds to smtp_bind_address(6). An address that does not work is only a warning unless it is enforced.</summary>
    private static Errno Bind(int fd, IPAddress? to, SmtpSettings settings)
    {
        string text = to == null ? "" : to.AddressFamily == AddressFamily.InterNetworkV6 ? settings.BindAddress6 : settings.BindAddress;
        if (text.Length == 0)
            return Errno.None;
        if (!IPAddress.TryParse(text.Trim('[', ']'), out var address) || address.AddressFamily != to!.AddressFamily)
            throw new FatalException($"bad {settings.Prefix}_bind_address parameter: {text}");
        var error = Sys.TryBind(fd, SocketAddress.Inet(address, 0));
        if (error != Errno.None)
            Log.Warning($"bind {text}: {error.Text()}");
        return settings.BindAddressEnforce ? error : Errno.None;
    }
}
