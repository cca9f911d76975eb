using MailSuite.Config;

namespace MailSuite.Daemon;

/// <summary>A daemon that serves one client at a time (smtpd, smtp, local, cleanup, pop3d, ...). The service fills in what is its own.</summary>
public abstract class SingleService
{
    /// <summary>The process that this runs in; set before <see cref="PreJail"/>.</summary>
    public DaemonContext Context { get; internal set; } = null!;

    /// <summary>The configuration.</summary>
    protected MailConfig Config => Context.Config;

    /// <summary>Who may connect over a UNIX-domain socket.</summary>
    public virtual Peers AllowedPeers => Peers.MailSystem;

    /// <summary>With the rights of the start: open tables, certificates, sockets.</summary>
    public virtual void PreJail() { }

    /// <summary>With -T, in the place of serving clients: all that could be opened has been. What stands behind the options says what else is wanted. The result is the exit status.</summary>
    public virtual int Try() => 0;

    /// <summary>In the jail, before the first client.</summary>
    public virtual void PostJail() { }

    /// <summary>Before each client. False: something has changed, restart this process instead.</summary>
    public virtual bool PreAccept() => true;

    /// <summary>A process that shows no progress for so long is ended by <see cref="Watchdog"/>.</summary>
    public virtual TimeSpan HangLimit => Config.Get(GlobalParams.DaemonTimeout);

    /// <summary>After each client: false when this process cannot serve another one, because it has become somebody else for good.</summary>
    public virtual bool MayServeAgain => true;

    /// <summary>Serves one client. The skeleton closes the connection.</summary>
    public abstract void Serve(Client client);
}

/// <summary>The skeleton of a single-client daemon.</summary>
public static class SingleServer
{
    /// <summary>A daemon's whole main.</summary>
    public static int Main<TService>(string program, string[] args) where TService : SingleService, new() =>
        DaemonStart.Run(program, args, context => Run(new TService { Context = context }, context));

    private static int Run(SingleService service, DaemonContext context)
    {
        Watchdog.Start(service.HangLimit);
        service.PreJail();
        if (context.Options.Trial)
            return service.Try();
        DaemonStart.EnterJail(context);
        service.PostJail();
        if (context.Options.StandAlone)
        {
            service.PreAccept();
            Serve(service, new Client(0, Sys.PeerAddress(0) != null ? 0 : 1, Sys.PeerAddress(0)), context);
            return 0;
        }
        using var acceptor = new Acceptor(context.Options.Sockets);
        var link = new MasterLink();
        var rest = new RestingMemory();
        var maxIdle = context.Options.MaxIdle is { } idle ? Table.ParseTime(GlobalParams.MaxIdle, idle, 's') : context.Config.Get(GlobalParams.MaxIdle);
        int usesLeft = context.Options.MaxUse ?? context.Config.Get(GlobalParams.MaxUse);
        long idleUntil = context.Clock.Milliseconds + (long)maxIdle.TotalMilliseconds;
        while (!context.ShouldRetire)
        {
            Log.Flush();
            if (!acceptor.Wait(rest.Limit(idleUntil - context.Clock.Milliseconds)))
            {
                rest.Rested();
                if (context.Clock.Milliseconds >= idleUntil && link.TryLeave(acceptor.Listeners))
                    return 0;
                continue;
            }
            if (!service.PreAccept())
            {
                link.Leave();
                return 0;
            }
            rest.Worked();
            link.Take();
            if (acceptor.Accept(context.Options.Transport == "pass") is { } client)
            {
                link.TellIfDry(acceptor.Listeners);
                if (Acceptor.IsAllowed(service.AllowedPeers, client, context))
                    Serve(service, client, context);
                Sys.CloseQuietly(client.Fd);
                if (--usesLeft <= 0 || !service.MayServeAgain)
                    break;
                idleUntil = context.Clock.Milliseconds + (long)maxIdle.TotalMilliseconds;
            }
            link.GiveBack();
        }
        link.Leave();
        return 0;
    }

    private static void Serve(SingleService service, Client client, DaemonContext context)
    {
        try
        {
            service.Serve(client);
        }
        catch (Exception e) when (e is PeerGoneException or PeerTimeoutException or ServiceStoppingException)
        {
            // A service that has something to say about this catches it itself.
            Log.Debug($"{context.ServiceName}: {e.Message}");
        }
    }
}
