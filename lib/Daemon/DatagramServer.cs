using MailSuite.Config;

namespace MailSuite.Daemon;

/// <summary>A daemon for which one datagram is one request (postlogd).</summary>
public abstract class DatagramService
{
    /// <summary>The process that this runs in; set before <see cref="PreJail"/>.</summary>
    public DaemonContext Context { get; internal set; } = null!;

    /// <summary>With the rights of the start.</summary>
    public virtual void PreJail() { }

    /// <summary>In the jail, before the first datagram.</summary>
    public virtual void PostJail() { }

    /// <summary>Takes one datagram, valid during the call.</summary>
    public abstract void Received(ReadOnlySpan<byte> datagram);

    /// <summary>Is there work that could not be done yet? Then <see cref="TurnDone"/> is called again within a second.</summary>
    public virtual bool HasWaiting => false;

    /// <summary>Is there so much of it that datagrams had better wait in the kernel, and their senders with them?</summary>
    public virtual bool IsFull => false;

    /// <summary>The process ends.</summary>
    public virtual void Ending() { }

    /// <summary>No more datagrams are here at the moment: write what has gathered.</summary>
    public virtual void TurnDone() { }
}

/// <summary>The skeleton of a datagram daemon.</summary>
public static class DatagramServer
{
    private const int LargestDatagram = 65536, SoonMilliseconds = 1000;

    /// <summary>A daemon's whole main.</summary>
    public static int Main<TService>(string program, string[] args) where TService : DatagramService, new() =>
        DaemonStart.Run(program, args, context => Run(new TService { Context = context }, context));

    private static int Run(DatagramService service, DaemonContext context)
    {
        Watchdog.Start(context.Config.Get(GlobalParams.DaemonTimeout));
        service.PreJail();
        DaemonStart.EnterJail(context);
        service.PostJail();
        var link = new MasterLink();
        var buffer = new byte[LargestDatagram];
        // The log outlives the others by a moment: what they say on their way out is still written.
        for (int quiet = 0; !context.ShouldRetire || quiet < 2;)
        {
            Watchdog.Pat();
            if (service.IsFull && !context.ShouldRetire)
            {
                Sys.Poll([], SoonMilliseconds);
                service.TurnDone();
                continue;
            }
            if (!Sys.Readable(DaemonStart.ListenFd, context.ShouldRetire ? 250 : Watchdog.Limit(service.HasWaiting ? SoonMilliseconds : -1)))
            {
                quiet++;
                if (service.HasWaiting)
                    service.TurnDone();
                continue;
            }
            quiet = 0;
            link.Used();
            for (int i = 0; i < 256; i++)
            {
                int n = Sys.Receive(DaemonStart.ListenFd, buffer, wait: false);
                if (n < 0)
                    break;
                service.Received(buffer.AsSpan(0, n));
            }
            service.TurnDone();
        }
        service.Ending();
        return 0;
    }
}
