using MailSuite.Config;

namespace MailSuite.Daemon;

/// <summary>A daemon with many clients at a time on one thread (qmgr, pickup, trivial-rewrite, auth, ...).</summary>
public abstract class EventService
{
    /// <summary>The process that this runs in; set before <see cref="PreJail"/>.</summary>
    public DaemonContext Context { get; internal set; } = null!;

    /// <summary>The configuration.</summary>
    protected MailConfig Config => Context.Config;

    /// <summary>The loop on which everything runs.</summary>
    public Loop Loop { get; internal set; } = null!;

    /// <summary>Who may connect over a UNIX-domain socket.</summary>
    public virtual Peers AllowedPeers => Peers.MailSystem;

    /// <summary>True for services that live as long as the instance (qmgr): they do not retire when idle.</summary>
    public virtual bool LivesForever => false;

    /// <summary>A process that shows no progress for so long is ended by <see cref="Watchdog"/>.</summary>
    public virtual TimeSpan HangLimit => Config.Get(GlobalParams.DaemonTimeout);

    /// <summary>With the rights of the start.</summary>
    public virtual void PreJail() { }

    /// <summary>In the jail, before the first client.</summary>
    public virtual void PostJail() { }

    /// <summary>A client has connected. The service owns the non-blocking descriptor, closes it and then calls <see cref="ClientGone"/>. Runs on the loop; must not block.</summary>
    public abstract void Accepted(Client client);

    /// <summary>The instance stops or reloads. True when there is nothing under way and the process may end now; else it is asked again each 100 ms, for as long as master allows.</summary>
    public virtual bool MayEnd() => true;

    /// <summary>How many clients are connected.</summary>
    public int Clients { get; internal set; }

    /// <summary>The service has closed a client.</summary>
    protected void ClientGone() => Clients--;
}

/// <summary>The skeleton of an event-driven daemon; also of trigger services, whose clients send single letters.</summary>
public static class EventServer
{
    /// <summary>A daemon's whole main.</summary>
    public static int Main<TService>(string program, string[] args) where TService : EventService, new() =>
        DaemonStart.Run(program, args, context => Run(new TService { Context = context }, context));

    private static int Run(EventService service, DaemonContext context)
    {
        using var loop = new Loop(context.Clock);
        service.Loop = loop;
        Acceptor.Prepare(context.Config);
        Watchdog.Start(service.HangLimit);
        service.PreJail();
        if (context.Options.Trial)
            return 0;
        DaemonStart.EnterJail(context);
        if (context.Options.StandAlone)
        {
            service.PostJail();
            service.Clients++;
            service.Accepted(new Client(0, Sys.PeerAddress(0) != null ? 0 : 1, Sys.PeerAddress(0)));
            while (service.Clients > 0)
                loop.Turn(-1);
            return 0;
        }
        var link = new MasterLink();
        var rest = new RestingMemory();
        service.PostJail();
        var listeners = Enumerable.Range(DaemonStart.ListenFd, context.Options.Sockets).Select(static fd => new PollFd(fd, PollFd.In, 0)).ToArray();
        var maxIdle = context.Options.MaxIdle is { } idle ? Table.ParseTime(GlobalParams.MaxIdle, idle, 's') : context.Config.Get(GlobalParams.MaxIdle);
        long lastClient = loop.Now;
        foreach (var l in listeners)
        {
            Sys.SetNonBlocking(l.Fd, true);
            loop.Watching(l.Fd, PollFd.In, _ =>
            {
                lastClient = loop.Now;
                link.Used();
                AcceptAll(service, context, l.Fd);
            }, exclusive: true);
        }
        while (true)
        {
            bool retiring = context.ShouldRetire;
            if (retiring && service.MayEnd())
                break;
            if (loop.Turn((int)rest.Limit(retiring ? 100 : service.LivesForever ? -1 : (int)Math.Max(1000, maxIdle.TotalMilliseconds))))
                rest.Worked();
            else
                rest.Rested();
            if (service.Clients > 0)
                lastClient = loop.Now;
            else if (!service.LivesForever && loop.Now - lastClient >= maxIdle.TotalMilliseconds && service.MayEnd() && link.TryLeave(listeners))
                return 0;
        }
        link.Leave();
        return 0;
    }

    private static void AcceptAll(EventService service, DaemonContext context, int listener)
    {
        for (int i = 0; i < 64; i++)
        {
            var e = Sys.TryAccept(listener, out int fd, out var peer, nonBlocking: true);
            if (e == Errno.NOTCONN || e == Errno.INVAL)
            {
                // A FIFO is no listening socket: it is itself the only client, for ever.
                service.Clients++;
                service.Accepted(new Client(listener, listener, null));
                return;
            }
            if (e != Errno.None)
                return;
            var client = new Client(fd, fd, peer);
            if (!Acceptor.IsAllowed(service.AllowedPeers, client, context))
            {
                Sys.CloseQuietly(fd);
                continue;
            }
            service.Clients++;
            service.Accepted(client);
        }
    }
}
