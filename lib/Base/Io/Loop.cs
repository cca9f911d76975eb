using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MailSuite.Base;

/// <summary>
/// One thread, many descriptors: epoll, timers, and callbacks or awaits that all run here, so that a daemon's data needs no locks.
/// Await only what this loop gives (<see cref="Readable"/>, <see cref="Writable"/>, <see cref="Delay"/>): the thread pool is never entered.
/// </summary>
public sealed unsafe class Loop : IDisposable
{
    private readonly int epoll = Made(Native.epoll_create1(Sys.CloExec));
    private readonly Dictionary<int, Watch> watches = [];
    private readonly PriorityQueue<LoopTimer, long> timers = new();
    private readonly Queue<Action> posted = new();
    private readonly Clock clock;
    private bool stopped;

    /// <summary>A loop on a clock; the host's when none is given.</summary>
    public Loop(Clock? clock = null) => this.clock = clock ?? Clock.System;

    /// <summary>What is watched on one descriptor.</summary>
    private sealed class Watch
    {
        public Action<short>? Handler;
        public Action? Read, Write;
        public uint Armed;
        public bool Known;
    }

    private static int Made(int fd) => fd >= 0 ? fd : throw new UnixException(Sys.LastError, "epoll_create");

    /// <summary>Milliseconds of the loop's clock.</summary>
    public long Now => clock.Milliseconds;

    /// <summary>Called before each wait: send what this turn of work has left to send.</summary>
    public Action? BeforeWait { get; set; }

    /// <summary>Calls a handler with <see cref="PollFd"/> events each time the descriptor is ready; level-triggered. Exclusive wakes one of several processes that wait on one socket.</summary>
    public void Watching(int fd, short events, Action<short> handler, bool exclusive = false)
    {
        var w = Of(fd);
        w.Handler = handler;
        Arm(fd, w, (ushort)events | (exclusive ? 1u << 28 : 0));
    }

    /// <summary>Forgets a descriptor; call it before closing. A waiting await on it never returns.</summary>
    public void Forget(int fd)
    {
        if (watches.Remove(fd, out var w) && w.Known)
            Native.epoll_ctl(epoll, 2, fd, null);
    }

    /// <summary>Awaitable: until the descriptor can be read (or has an error or end to tell).</summary>
    public Ready Readable(int fd) => new(this, fd, write: false);

    /// <summary>Awaitable: until the descriptor can be written.</summary>
    public Ready Writable(int fd) => new(this, fd, write: true);

    /// <summary>Awaitable: until some time has passed.</summary>
    public Pause Delay(TimeSpan time) => new(this, time);

    /// <summary>Calls back once after a time; the timer can be cancelled.</summary>
    public LoopTimer After(TimeSpan time, Action action)
    {
        var timer = new LoopTimer(action);
        timers.Enqueue(timer, Now + Math.Max(0, (long)time.TotalMilliseconds));
        return timer;
    }

    /// <summary>Runs an action in this turn or the next, after the current callback.</summary>
    public void Post(Action action) => posted.Enqueue(action);

    /// <summary>Makes <see cref="Run"/> return.</summary>
    public void Stop() => stopped = true;

    /// <summary>Runs until <see cref="Stop"/>.</summary>
    public void Run()
    {
        stopped = false;
        while (!stopped)
            Turn(-1);
    }

    /// <summary>One turn: waits at most this many milliseconds (-1: until something happens), then runs what is due. False when nothing was.</summary>
    public bool Turn(int milliseconds)
    {
        bool worked = RunPosted() | RunTimers();
        if (stopped)
            return worked;
        BeforeWait?.Invoke();
        Log.Flush();
        if (posted.Count > 0 || worked && milliseconds > 0)
            milliseconds = 0;
        else if (timers.TryPeek(out _, out long due))
        {
            int wait = (int)Math.Clamp(due - Now, 0, int.MaxValue);
            milliseconds = milliseconds < 0 ? wait : Math.Min(wait, milliseconds);
        }
        byte* events = stackalloc byte[12 * 64];
        Watchdog.Pat();
        int n = Native.epoll_wait(epoll, events, 64, Watchdog.Limit(milliseconds));
        for (int i = 0; i < n; i++)
        {
            uint what = *(uint*)(events + 12 * i);
            int fd = *(int*)(events + 12 * i + 4);
            if (watches.TryGetValue(fd, out var w))
                Dispatch(fd, w, (short)what);
        }
        return worked | n > 0 | RunPosted() | RunTimers();
    }

    private void Dispatch(int fd, Watch w, short what)
    {
        if (w.Handler != null)
        {
            w.Handler(what);
            return;
        }
        const short wrong = PollFd.Err | PollFd.Hup;
        Action? read = (what & (PollFd.In | wrong)) != 0 ? w.Read : null, write = (what & (PollFd.Out | wrong)) != 0 ? w.Write : null;
        if (read != null)
            w.Read = null;
        if (write != null)
            w.Write = null;
        read?.Invoke();
        write?.Invoke();
        // Disarmed lazily: a connection that is awaited again at once (the usual case) costs no epoll_ctl.
        if (watches.TryGetValue(fd, out var still) && ReferenceEquals(still, w) && w.Read == null && w.Write == null)
            Arm(fd, w, 0);
    }

    private Watch Of(int fd)
    {
        ref var w = ref CollectionsMarshal.GetValueRefOrAddDefault(watches, fd, out _);
        return w ??= new Watch();
    }

    private void Arm(int fd, Watch w, uint events)
    {
        if (w.Known && w.Armed == events)
            return;
        byte* e = stackalloc byte[12];
        *(uint*)e = events;
        *(int*)(e + 4) = fd;
        *(int*)(e + 8) = 0;
        if (Native.epoll_ctl(epoll, w.Known ? 3 : 1, fd, e) != 0)
            throw new UnixException(Sys.LastError, "epoll_ctl");
        (w.Known, w.Armed) = (true, events);
    }

    private void Await(int fd, bool write, Action next)
    {
        var w = Of(fd);
        if (write)
            w.Write = next;
        else
            w.Read = next;
        Arm(fd, w, (w.Read != null ? (uint)PollFd.In : 0) | (w.Write != null ? (uint)PollFd.Out : 0));
    }

    private bool RunTimers()
    {
        bool any = false;
        long now = Now;
        // A timer that fires may start another that is due at once: that one's turn comes after a look at the descriptors, or nobody else would be heard.
        for (int count = timers.Count; count > 0 && timers.TryPeek(out var timer, out long due) && (timer.Cancelled || due <= now); count--)
        {
            timers.Dequeue();
            if (timer.Cancelled)
                continue;
            any = true;
            timer.Fire();
        }
        return any;
    }

    private bool RunPosted()
    {
        int count = posted.Count;
        for (int i = 0; i < count; i++)
            posted.Dequeue()();
        return count > 0;
    }

    /// <inheritdoc/>
    public void Dispose() => Sys.CloseQuietly(epoll);

    /// <summary>The awaitable of <see cref="Readable"/> and <see cref="Writable"/>.</summary>
    public readonly struct Ready(Loop loop, int fd, bool write) : ICriticalNotifyCompletion
    {
        /// <summary>For the compiler.</summary>
        public Ready GetAwaiter() => this;
        /// <summary>For the compiler: always waits for the loop's next turn.</summary>
        public bool IsCompleted => false;
        /// <summary>For the compiler.</summary>
        public void GetResult() { }
        /// <inheritdoc/>
        public void OnCompleted(Action continuation) => loop.Await(fd, write, continuation);
        /// <inheritdoc/>
        public void UnsafeOnCompleted(Action continuation) => loop.Await(fd, write, continuation);
    }

    /// <summary>The awaitable of <see cref="Delay"/>.</summary>
    public readonly struct Pause(Loop loop, TimeSpan time) : ICriticalNotifyCompletion
    {
        /// <summary>For the compiler.</summary>
        public Pause GetAwaiter() => this;
        /// <summary>For the compiler.</summary>
        public bool IsCompleted => false;
        /// <summary>For the compiler.</summary>
        public void GetResult() { }
        /// <inheritdoc/>
        public void OnCompleted(Action continuation) => loop.After(time, continuation);
        /// <inheritdoc/>
        public void UnsafeOnCompleted(Action continuation) => loop.After(time, continuation);
    }
}

/// <summary>A callback that is due once, unless cancelled before.</summary>
public sealed class LoopTimer(Action action)
{
    internal bool Cancelled { get; private set; }

    /// <summary>It will not fire.</summary>
    public void Cancel() => Cancelled = true;

    internal void Fire()
    {
        Cancelled = true;
        action();
    }
}
