using MailSuite.Config;

namespace MailSuite.Daemon;

/// <summary>
/// The listening sockets of a process. One epoll with EPOLLEXCLUSIVE: the kernel wakes one of the processes that wait, so
/// there is no lock file and no herd (1.0 context switch a connection, against 6.4 with a lock).
/// </summary>
internal sealed class Acceptor : IDisposable
{
    private readonly Loop loop = new();
    private readonly PollFd[] listeners;
    private int ready = -1;

    internal Acceptor(int count)
    {
        listeners = [.. Enumerable.Range(DaemonStart.ListenFd, count).Select(static fd => new PollFd(fd, PollFd.In, 0))];
        foreach (var l in listeners)
        {
            Sys.SetNonBlocking(l.Fd, true);
            loop.Watching(l.Fd, PollFd.In, _ => ready = l.Fd, exclusive: true);
        }
    }

    internal Span<PollFd> Listeners => listeners;

    /// <summary>Waits for a client; false when the time is over or a signal came.</summary>
    internal bool Wait(long milliseconds)
    {
        ready = -1;
        loop.Turn((int)Math.Clamp(milliseconds, 0, int.MaxValue));
        return ready >= 0;
    }

    /// <summary>Takes the client; null when another process was quicker. For a "pass" service the client is the descriptor sent over the connection.</summary>
    internal Client? Accept(bool pass)
    {
        var e = Sys.TryAccept(ready, out int fd, out var peer);
        if (e is Errno.MFILE or Errno.NFILE or Errno.NOMEM)
        {
            Log.Warning($"accept connection: {e.Text()}");
            Thread.Sleep(1000);
        }
        if (e != Errno.None)
            return null;
        if (!pass)
            return new Client(fd, fd, peer);
        int passed = Sys.ReceiveDescriptor(fd);
        Sys.CloseQuietly(fd);
        return passed < 0 ? null : new Client(passed, passed, Sys.PeerAddress(passed));
    }

    /// <summary>Applies <see cref="Peers"/> to a UNIX-domain client.</summary>
    internal static bool IsAllowed(Peers allowed, Client client, DaemonContext context)
    {
        if (allowed == Peers.Anyone || client.Peer is not { Family: 1 } || context.Options.Transport is "inet" or "pass")
            return true;
        int uid = client.Credentials.Uid;
        if (uid == 0 || uid == Sys.EffectiveUid || uid == MailOwnerUid(context.Config))
            return true;
        Log.Warning($"connection to service {context.ServiceName} refused for uid {uid}");
        return false;
    }

    private static int ownerUid = -2;

    private static int MailOwnerUid(MailConfig config)
    {
        if (ownerUid == -2)
            ownerUid = Accounts.User(config.Get(GlobalParams.MailOwner), out var account) == AccountAnswer.Found ? account!.Uid : -1;
        return ownerUid;
    }

    /// <summary>Looks up the mail owner while /etc can be read.</summary>
    internal static void Prepare(MailConfig config) => MailOwnerUid(config);

    public void Dispose() => loop.Dispose();
}
