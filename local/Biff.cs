namespace MailSuite.Local;

/// <summary>Tells comsat(8) of new mail in an mbox, with a datagram to this host's "biff" port. Nobody answers, nobody waits.</summary>
internal sealed class Biff
{
    private readonly int port = 512;
    private int socket = -1;

    /// <summary>"user@offset": who has new mail, and where in the mailbox it starts.</summary>
    public void Notify(string user, long offset)
    {
        if (socket < 0)
        {
            socket = Sys.DatagramSocket(2);
            if (Sys.TryConnect(socket, SocketAddress.Inet(System.Net.IPAddress.Loopback, port)) != Errno.None)
                return;
        }
        Sys.Send(socket, Bytes.Of($"{user}@{offset}"), wait: false);
    }
}
