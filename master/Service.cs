using System.Globalization;
using MailSuite.Daemon;

namespace MailSuite.Master;

/// <summary>
/// One service as it runs: its sockets, its pool of processes and what master does about them. Master watches the sockets only
/// while too few processes wait for clients; a pool that runs dry says so on the status pipe.
/// </summary>
internal sealed class Service : IDisposable
{
    private readonly Master master;
    private readonly List<int> listeners;
    private readonly PoolPage pool = new(SharedPage.Create("pool", PoolPage.Size));
    private readonly Dictionary<int, Child> children = [];
    private int statusRead, statusWrite;
    private bool watching, throttled, everUsed;
    private LoopTimer? wakeup, unthrottle;
    private long limitWarned, limitReached;

    private sealed record Child(int Pid, int PidFd, int Slot, int Generation);

    internal Service(Master master, MasterService definition)
    {
        this.master = master;
        Definition = definition;
        Program = $"{master.Config.Get(GlobalParams.DaemonDirectory)}/{definition.Command}";
        listeners = Listeners.Open(definition, master.Config);
        OpenStatusPipe();
        Watch();
        StartWakeup();
    }

    /// <summary>The line of master.cf.</summary>
    internal MasterService Definition { get; private set; }

    /// <summary>Absolute path of the program.</summary>
    internal string Program { get; private set; }

    /// <summary>How many processes run.</summary>
    internal int Running => children.Count;

    private void OpenStatusPipe()
    {
        (statusRead, statusWrite) = Sys.Pipe();
        Sys.SetNonBlocking(statusRead, true);
        Sys.SetNonBlocking(statusWrite, true);
        master.Loop.Watching(statusRead, PollFd.In, _ => PoolRanDry());
    }

    private void PoolRanDry()
    {
        Span<byte> messages = stackalloc byte[12 * 64];
        Sys.ReadOnce(statusRead, messages);
        Watch();
        StartIfNeeded();
    }

    private void Watch()
    {
        if (watching || throttled || AtLimit)
            return;
        watching = true;
        pool.MasterWatches = true;
        foreach (int fd in listeners)
            master.Loop.Watching(fd, PollFd.In, _ => SomebodyAtTheDoor());
    }

    private void Unwatch()
    {
        if (!watching)
            return;
        watching = false;
        pool.MasterWatches = false;
        foreach (int fd in listeners)
            master.Loop.Forget(fd);
    }

    private void SomebodyAtTheDoor()
    {
        if (pool.AvailableCount > 0)
        {
            Unwatch();
            // Who took the last place between these two lines saw that we watch, and told nobody.
            if (pool.AvailableCount == 0)
                Watch();
            return;
        }
        StartIfNeeded();
    }

    private bool AtLimit => Definition.ProcessLimit > 0 && children.Count >= Definition.ProcessLimit || children.Count >= PoolPage.MaxSlots;

    /// <summary>Starts a process when a client waits and nobody is there to take it.</summary>
    private void StartIfNeeded()
    {
        if (throttled || master.IsStopping || pool.AvailableCount > 0 || !HasClientWaiting())
            return;
        if (AtLimit)
        {
            Unwatch();
            WarnOfLimit();
            return;
        }
        Start();
    }

    private bool HasClientWaiting()
    {
        Span<PollFd> fds = stackalloc PollFd[listeners.Count];
        for (int i = 0; i < fds.Length; i++)
            fds[i] = new PollFd(listeners[i], PollFd.In, 0);
        return Sys.Poll(fds, 0) > 0;
    }

    private void Start()
    {
        int slot = 0;
        while (children.Values.Any(c => c.Slot == slot))
            slot++;
        pool.Reset(slot);
        int pid = 0, pidFd;
        try
        {
            pid = Sys.Spawn(Request(slot));
            pidFd = Sys.OpenPid(pid);
        }
        catch (UnixException e)
        {
            // Whose end we should not hear of is not kept.
            if (pid > 0 && Sys.TryKill(pid, Sys.SigKill) == Errno.None)
                Sys.TryReap(pid, wait: true, out _);
            pool.Set(slot, PoolPage.None);
            Log.Warning($"{Program}: {e.Message}");
            Throttle();
            return;
        }
        everUsed = true;
        children[pid] = new Child(pid, pidFd, slot, master.Generation);
        master.Loop.Watching(pidFd, PollFd.In, _ => Ended(pid));
        Log.Debug($"start {Program} pid {pid}");
        Unwatch();
    }

    private SpawnRequest Request(int slot)
    {
        var d = Definition;
        var arguments = new List<string> { d.Command };
        if (d.ProcessLimit == 1)
            arguments.Add("-l");
        if (d.ProcessLimit == 0)
            arguments.Add("-z");
        if (d.Name != d.Command)
            arguments.AddRange(["-n", d.Name]);
        arguments.AddRange(["-t", d.Type]);
        if (Sys.GetEnvironment("MAIL_DEBUG") != null)
            arguments.Add("-D");
        arguments.AddRange(Enumerable.Repeat("-v", Log.Verbose));
        if (d.Unprivileged)
            arguments.Add("-u");
        if (d.Chroot)
            arguments.Add("-c");
        if (d.Type == "inet" && d.ProcessLimit != 1 && d.Host is not ("127.0.0.1" or "localhost" or "::1"))
            arguments.AddRange(["-o", UnderStress ? "stress=yes" : "stress="]);
        if (listeners.Count > 1)
            arguments.AddRange(["-s", listeners.Count.ToString(CultureInfo.InvariantCulture)]);
        arguments.AddRange(d.Arguments);
        var descriptors = new List<(int, int)>
        {
            (master.NullFd, 0), (master.OutputFd, 1), (master.OutputFd, 2),
            (pool.Fd, DaemonStart.PoolFd), (master.Suite.Fd, DaemonStart.SuiteFd), (statusWrite, DaemonStart.StatusFd),
        };
        for (int i = 0; i < listeners.Count; i++)
            descriptors.Add((listeners[i], DaemonStart.ListenFd + i));
        return new SpawnRequest
        {
            Path = Program,
            Arguments = arguments,
            Environment = [.. master.Environment, $"MASTER_SLOT={slot}"],
            Descriptors = descriptors,
            IgnoresUser1 = true,
        };
    }

    /// <summary>A process has ended: its place is free, and if it never served anybody something is wrong with it.</summary>
    internal void Ended(int pid)
    {
        if (!children.TryGetValue(pid, out var child) || !Sys.TryReap(pid, wait: false, out var status))
            return;
        Ended(child, status);
    }

    private void Ended(Child child, ExitStatus status)
    {
        children.Remove(child.Pid);
        master.Loop.Forget(child.PidFd);
        Sys.CloseQuietly(child.PidFd);
        bool used = pool.WasUsed(child.Slot);
        pool.Set(child.Slot, PoolPage.None);
        if (!status.Success && !master.IsStopping)
        {
            string how = status.Exited ? $"exit status {status.Code}" : $"killed by signal {status.Signal}";
            Log.Warning($"process {Program} pid {child.Pid} {how}");
            if (!used)
            {
                Log.Warning($"{Program}: bad command startup -- throttling");
                Throttle();
            }
        }
        if (!throttled && !AtLimit)
            Watch();
        StartIfNeeded();
        master.ChildEnded();
    }

    /// <summary>For PID 1, which reaps without knowing whom: the child's status, if it is ours.</summary>
    internal bool TookStatus(int pid, ExitStatus status)
    {
        if (!children.TryGetValue(pid, out var child))
            return false;
        Ended(child, status);
        return true;
    }

    private void Throttle()
    {
        if (throttled)
            return;
        throttled = true;
        Unwatch();
        unthrottle = master.Loop.After(master.Config.Get(MasterParams.ServiceThrottleTime), () =>
        {
            throttled = false;
            Watch();
        });
    }

    private bool UnderStress => limitReached != 0 && master.Loop.Now - limitReached < 1_000_000;

    private void WarnOfLimit()
    {
        limitReached = master.Loop.Now;
        if (limitWarned != 0 && master.Loop.Now - limitWarned < 1_000_000)
            return;
        limitWarned = master.Loop.Now;
        string port = Definition.Type == "inet" ? $" ({Definition.Port})" : "";
        Log.Warning($"service \"{Definition.Name}\"{port} has reached its process limit \"{Definition.ProcessLimit}\": new clients may experience noticeable delays");
        Log.Warning("to avoid this condition, increase the process count in master.cf or reduce the service time per client");
        Log.Warning("see https://www.postfix.org/STRESS_README.html for examples of stress-adapting configuration settings");
    }

    private void StartWakeup()
    {
        if (Definition.Wakeup <= 0)
            return;
        Wake();
        void Again() => wakeup = master.Loop.After(TimeSpan.FromSeconds(Definition.Wakeup), () =>
        {
            Wake();
            Again();
        });
        Again();
    }

    private void Wake()
    {
        if (Definition.WakeupOnlyIfUsed && !everUsed || throttled || Definition.Type is "inet" or "pass" or "unix-dgram")
            return;
        if (Definition.Type == "fifo")
        {
            Sys.WriteOnce(listeners[0], "W"u8);
            return;
        }
        if (Sys.TryConnectUnix(Definition.SocketPath, out int fd) != Errno.None)
            return;
        Sys.Send(fd, "W"u8, wait: false);
        Sys.CloseQuietly(fd);
    }

    /// <summary>The configuration was read again: running processes of the old one go when they are idle.</summary>
    internal void Reconfigure(MasterService definition, string program)
    {
        (Definition, Program) = (definition, program);
        wakeup?.Cancel();
        unthrottle?.Cancel();
        throttled = false;
        Unwatch();
        Signal(Sys.SigUsr1);
        Watch();
        StartWakeup();
    }

    /// <summary>Sends a signal to all processes.</summary>
    internal void Signal(int signal)
    {
        foreach (int pid in children.Keys)
            Sys.TryKill(pid, signal);
    }

    /// <summary>Takes no more clients; the name of a UNIX-domain socket goes with it.</summary>
    internal void CloseListeners()
    {
        Unwatch();
        wakeup?.Cancel();
        unthrottle?.Cancel();
        listeners.ForEach(Sys.CloseQuietly);
        listeners.Clear();
    }

    public void Dispose()
    {
        CloseListeners();
        master.Loop.Forget(statusRead);
        Sys.CloseQuietly(statusRead);
        Sys.CloseQuietly(statusWrite);
        Sys.CloseQuietly(pool.Fd);
    }
}
