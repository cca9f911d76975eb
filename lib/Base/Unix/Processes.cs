using System.Runtime.InteropServices;

namespace MailSuite.Base;

/// <summary>How a child process ended (waitpid(2)).</summary>
public readonly record struct ExitStatus(int Raw)
{
    /// <summary>It called exit.</summary>
    public bool Exited => (Raw & 0x7f) == 0;
    /// <summary>The exit code, when it exited.</summary>
    public int Code => (Raw >> 8) & 0xff;
    /// <summary>The signal that killed it, or 0.</summary>
    public int Signal => Raw & 0x7f;
    /// <summary>Exit code 0.</summary>
    public bool Success => Raw == 0;
}

/// <summary>Whose rights a started program gets: user, group and supplementary groups.</summary>
public sealed record Credentials(int Uid, int Gid, int[] Groups);

/// <summary>A program to start (posix_spawn(3)): nothing is inherited but what is named here.</summary>
public sealed class SpawnRequest
{
    /// <summary>Absolute path of the program.</summary>
    public required string Path { get; init; }
    /// <summary>argv, with the program's name first.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }
    /// <summary>The whole environment, as name=value.</summary>
    public required IReadOnlyList<string> Environment { get; init; }
    /// <summary>Descriptors: ours, and the number that it becomes in the child. Everything else is closed in the child.</summary>
    public required IReadOnlyList<(int From, int To)> Descriptors { get; init; }
    /// <summary>Standard input, output and error as they are here.</summary>
    public static IReadOnlyList<(int From, int To)> Standard { get; } = [(0, 0), (1, 1), (2, 2)];
    /// <summary>The working directory; null leaves ours.</summary>
    public string? Directory { get; init; }
    /// <summary>Starts a session of its own (setsid).</summary>
    public bool NewSession { get; init; }
    /// <summary>Starts a process group of its own, so that it can be killed with all that it started.</summary>
    public bool NewGroup { get; init; }
    /// <summary>Runs with these rights instead of ours; needs root.</summary>
    public Credentials? As { get; init; }
    /// <summary>The directory that becomes the child's root (chroot(2)), before it gets other rights; null leaves ours. Needs root.</summary>
    public string? Root { get; init; }
    /// <summary>How often it is tried while there is no process or memory left (fork_attempts), and the pause before each new try (fork_delay).</summary>
    public int Attempts { get; init; } = 1;
    /// <summary>The pause.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);
    /// <summary>SIGUSR1, which we ignore ourselves, does nothing in the child either until it asks for it: a reload in the moment of its start must not kill it.</summary>
    public bool IgnoresUser1 { get; init; }
}

public static unsafe partial class Sys
{
    /// <summary>This process.</summary>
    public static int ProcessId { get; } = Native.getpid();
    /// <summary>The process that started this one, as of now.</summary>
    public static int ParentId => Native.getppid();
    /// <summary>The real user id.</summary>
    public static int Uid => Native.getuid();
    /// <summary>The effective user id of this thread. Asked once: only the methods below change it.</summary>
    public static int EffectiveUid => borrowed ? borrowedUid : ownUid >= 0 ? ownUid : ownUid = Native.geteuid();
    /// <summary>The effective group id.</summary>
    public static int EffectiveGid => Native.getegid();

    private static int ownUid = -1;
    [ThreadStatic]
    private static bool borrowed;
    [ThreadStatic]
    private static int borrowedUid;

    /// <summary>
    /// Starts a program. All signals get their default action and none is blocked: a .NET process ignores SIGPIPE and
    /// would hand that on. Returns the process id or throws.
    /// </summary>
    public static int Spawn(SpawnRequest request)
    {
        if (request.Root is not { } root)
            return SpawnHere(request);
        // The root directory belongs to all threads alike, but for one that has asked for its own: that thread starts the program, and ends.
        int pid = 0;
        UnixException? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                Check(Native.syscall(Unshare, CloneFs, 0, 0, 0) == 0, "unshare");
                ChangeRoot(root);
                pid = SpawnHere(request);
            }
            catch (UnixException e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        return failure == null ? pid : throw failure;
    }

    private const int Unshare = 272, CloneFs = 0x200;

    private static int SpawnHere(SpawnRequest request)
    {
        byte* actions = stackalloc byte[128], attributes = stackalloc byte[512], set = stackalloc byte[128];
        Native.posix_spawn_file_actions_init(actions);
        Native.posix_spawnattr_init(attributes);
        var copies = new List<int>();
        var pins = new List<GCHandle>();
        try
        {
            int highest = 2;
            foreach (var (from, to) in request.Descriptors)
            {
                int copy = Duplicate(from, 64);   // below 64 are targets: a source there could be overwritten before its turn
                copies.Add(copy);
                Native.posix_spawn_file_actions_adddup2(actions, copy, to);
                highest = Math.Max(highest, to);
            }
            Native.posix_spawn_file_actions_addclosefrom_np(actions, highest + 1);
            if (request.Directory is { } directory)
                Native.posix_spawn_file_actions_addchdir_np(actions, Pin(pins, directory));
            Native.sigemptyset(set);
            Native.posix_spawnattr_setsigmask(attributes, set);
            Native.sigfillset(set);
            if (request.IgnoresUser1)
                set[(SigUsr1 - 1) / 8] &= unchecked((byte)~(1 << (SigUsr1 - 1) % 8));
            Native.posix_spawnattr_setsigdefault(attributes, set);
            Native.posix_spawnattr_setflags(attributes, (short)(0x04 | 0x08 | (request.NewSession ? 0x80 : 0) | (request.NewGroup ? 0x02 : 0)));
            byte** argv = stackalloc byte*[request.Arguments.Count + 1], envp = stackalloc byte*[request.Environment.Count + 1];
            Fill(argv, request.Arguments, pins);
            Fill(envp, request.Environment, pins);
            int pid = 0;
            int* child = &pid;
            var path = Pin(pins, request.Path);
            int result = 0;
            for (int attempt = 1; ; attempt++)
            {
                result = request.As is { } who
                    ? RunAs(who, () => Native.posix_spawn(child, path, actions, attributes, argv, envp))
                    : Native.posix_spawn(child, path, actions, attributes, argv, envp);
                if ((Errno)result is not (Errno.AGAIN or Errno.NOMEM) || attempt >= request.Attempts)
                    break;
                Log.Warning($"fork: {((Errno)result).Text()}");
                Log.Flush();
                Thread.Sleep(request.Delay);
            }
            return result == 0 ? pid : throw new UnixException((Errno)result, "start " + request.Path);
        }
        finally
        {
            Native.posix_spawn_file_actions_destroy(actions);
            Native.posix_spawnattr_destroy(attributes);
            copies.ForEach(CloseQuietly);
            pins.ForEach(static p => p.Free());
        }
    }

    private static byte* Pin(List<GCHandle> pins, string text)
    {
        var handle = GCHandle.Alloc(Native.CString(text), GCHandleType.Pinned);
        pins.Add(handle);
        return (byte*)handle.AddrOfPinnedObject();
    }

    private static void Fill(byte** to, IReadOnlyList<string> from, List<GCHandle> pins)
    {
        for (int i = 0; i < from.Count; i++)
            to[i] = Pin(pins, from[i]);
        to[from.Count] = null;
    }

    private const int SetResUid = 117, SetResGid = 119, SetGroups = 116;

    /// <summary>
    /// Does something on this thread with a user's rights and takes ours back. Credentials are per thread in the kernel: the work must be
    /// synchronous, and all it creates belongs to the user. The real uid stays ours only in the saved id, so that a program started inside has none of our rights.
    /// Without root (a single-user instance) it runs as who we are when that is the wanted user, else it is refused with EPERM.
    /// </summary>
    public static T RunAs<T>(Credentials who, Func<T> work)
    {
        if (EffectiveUid != 0)
            return who.Uid == EffectiveUid ? work() : throw new UnixException(Errno.PERM, $"become user {who.Uid}");
        if (who is { Uid: 0 })
            return work();
        int[] old = ownGroups ??= CurrentGroups();
        if (ownGid < 0)
            ownGid = EffectiveGid;
        bool groupsDiffer = !old.AsSpan().SequenceEqual(who.Groups);
        fixed (int* groups = who.Groups, before = old)
        {
            if (groupsDiffer)
                Check(Native.syscall(SetGroups, who.Groups.Length, (nint)groups, 0, 0) == 0, "setgroups");
            try
            {
                Check(Native.syscall(SetResGid, who.Gid, who.Gid, who.Gid, 0) == 0, "setresgid");
                Check(Native.syscall(SetResUid, who.Uid, who.Uid, 0, 0) == 0, "setresuid");
                (borrowed, borrowedUid) = (true, who.Uid);
                return work();
            }
            finally
            {
                borrowed = false;
                // Failing to come back would leave a thread with somebody's rights: there is no going on from that.
                if (Native.syscall(SetResUid, 0, 0, 0, 0) != 0 || Native.syscall(SetResGid, ownGid, ownGid, ownGid, 0) != 0
                    || groupsDiffer && Native.syscall(SetGroups, old.Length, (nint)before, 0, 0) != 0)
                    Environment.FailFast("cannot take back the rights of root");
            }
        }
    }

    /// <summary>The same for work without a result.</summary>
    public static void RunAs(Credentials who, Action work) => RunAs(who, () => { work(); return 0; });

    // Root's groups do not change while it delivers; whoever drops root for good does not come here again.
    private static int[]? ownGroups;
    private static int ownGid = -1;

    /// <summary>Root without supplementary groups, for a daemon that lends its thread to users by the thousand: users without them then cost two system calls less each way.</summary>
    public static void DropGroups()
    {
        if (EffectiveUid != 0)
            return;
        Check(Native.setgroups(0, null) == 0, "setgroups");
        ownGroups = [];
    }

    private static int[] CurrentGroups()
    {
        int count = (int)Native.syscall(115, 0, 0, 0, 0);
        var groups = new int[Math.Max(count, 0)];
        fixed (int* g = groups)
            Check(Native.syscall(115, groups.Length, (nint)g, 0, 0) == groups.Length, "getgroups");
        return groups;
    }

    /// <summary>Drops to a user for good, in all threads of the process (glibc tells them), and makes sure that there is no way back.</summary>
    public static void BecomeForGood(Credentials who)
    {
        (ownUid, ownGid, ownGroups) = (-1, -1, null);
        fixed (int* groups = who.Groups)
            Check(Native.setgroups(who.Groups.Length, groups) == 0, "setgroups");
        Check(Native.setresgid(who.Gid, who.Gid, who.Gid) == 0, "setresgid");
        Check(Native.setresuid(who.Uid, who.Uid, who.Uid) == 0, "setresuid");
        if (who.Uid != 0 && Native.setuid(0) == 0)
            throw new FatalException("root privileges could be regained after dropping them");
    }

    /// <summary>Switches the effective ids of the whole process; root can switch back.</summary>
    public static void BecomeEffectively(int uid, int gid)
    {
        if (EffectiveUid != 0)
            Check(Native.seteuid(0) == 0, "seteuid");
        Check(Native.setegid(gid) == 0, "setegid");
        Check(Native.seteuid(uid) == 0, "seteuid");
        (ownUid, ownGid) = (uid, gid);
    }

    /// <summary>Asks the kernel to send this process a signal when its parent dies. Must be asked again after a change of user.</summary>
    public static void DieWithParent(int signal) => Native.prctl(1, signal, 0, 0, 0);

    /// <summary>Forbids core dumps and tracing of a process that holds secrets (PR_SET_DUMPABLE).</summary>
    public static void HideMemory() => Native.prctl(4, 0, 0, 0, 0);

    /// <summary>Sends a signal; a negative pid is a process group, signal 0 only asks whether it exists.</summary>
    public static Errno TryKill(int pid, int signal) => Native.kill(pid, signal) == 0 ? Errno.None : LastError;

    /// <summary>Waits for a child; false when <paramref name="wait"/> is false and it still runs.</summary>
    public static bool TryReap(int pid, bool wait, out ExitStatus status)
    {
        int raw, result;
        do
            result = Native.waitpid(pid, &raw, wait ? 0 : 1);
        while (result < 0 && LastError == Errno.INTR);
        status = new ExitStatus(raw);
        return result > 0;
    }

    /// <summary>Starts a program and waits until it has ended. What is logged before it starts is written before.</summary>
    public static ExitStatus Run(SpawnRequest request)
    {
        Log.Flush();
        TryReap(Spawn(request), wait: true, out var status);
        return status;
    }

    /// <summary>Waits for any child that has ended (for PID 1, which inherits orphans); 0 when there is none.</summary>
    public static int ReapAny(out ExitStatus status)
    {
        int raw;
        int pid = Native.waitpid(-1, &raw, 1);
        status = new ExitStatus(raw);
        return Math.Max(pid, 0);
    }

    /// <summary>A descriptor that becomes readable when the process ends (pidfd_open(2)).</summary>
    public static int OpenPid(int pid)
    {
        int fd = (int)Native.syscall(434, pid, 0, 0, 0);
        return fd >= 0 ? fd : throw Failed("pidfd_open");
    }

    /// <summary>Ends the process at once, without any managed code running after it.</summary>
    public static void ExitNow(int status) => Native._exit(status);

    /// <summary>Starts a session; no error when this process leads a group already.</summary>
    public static void NewSession() => Native.setsid();

    /// <summary>Is the descriptor a terminal?</summary>
    public static bool IsTerminal(int fd) => Native.isatty(fd) == 1;

    /// <summary>Empties the C library's environment, which .NET's own API does not touch.</summary>
    public static void ClearEnvironment() => Native.clearenv();

    /// <summary>Signals by number.</summary>
    public const int SigHup = 1, SigInt = 2, SigQuit = 3, SigKill = 9, SigUsr1 = 10, SigPipe = 13, SigAlrm = 14, SigTerm = 15, SigChld = 17;

    /// <summary>
    /// Makes a signal interrupt the system call that waits (EINTR) and do nothing else. The handler is C's abs(3):
    /// managed code must not run in a signal handler, and a function that only computes may.
    /// </summary>
    public static void InterruptOn(int signal)
    {
        byte* action = stackalloc byte[152];   // struct sigaction: handler, mask 128, flags, restorer
        new Span<byte>(action, 152).Clear();
        *(nint*)action = NativeLibrary.GetExport(NativeLibrary.Load("libc.so.6"), "abs");
        Check(Native.sigaction(signal, action, null) == 0, "sigaction");
    }

    /// <summary>Ignores a signal.</summary>
    public static void Ignore(int signal)
    {
        byte* action = stackalloc byte[152];
        new Span<byte>(action, 152).Clear();
        *(nint*)action = 1;
        Check(Native.sigaction(signal, action, null) == 0, "sigaction");
    }

    /// <summary>The host's name, as gethostname(2) gives it.</summary>
    public static string HostName
    {
        get
        {
            byte* name = stackalloc byte[256];
            return Native.gethostname(name, 255) == 0 ? Native.Text(name) : "localhost";
        }
    }

    /// <summary>One environment variable as the process was given it; null when unset.</summary>
    public static string? GetEnvironment(string name)
    {
        fixed (byte* p = Native.CString(name))
            return Native.getenv(p) is var value && value == null ? null : Native.Text(value);
    }
}

/// <summary>A number in memory that processes share.</summary>
public delegate ref int SharedCount();

/// <summary>A page of memory that several processes see (memfd_create(2), mmap(2)).</summary>
public sealed unsafe class SharedPage : IDisposable
{
    private readonly byte* memory;

    private SharedPage(int fd, int size)
    {
        Fd = fd;
        Size = size;
        memory = Native.mmap(null, size, 3, 1, fd, 0);
        Sys.Check((nint)memory != -1, "mmap");
    }

    /// <summary>The descriptor by which another process maps it.</summary>
    public int Fd { get; }

    /// <summary>Its size in bytes.</summary>
    public int Size { get; }

    /// <summary>Makes a new one, filled with zeroes.</summary>
    public static SharedPage Create(string name, int size)
    {
        int fd;
        fixed (byte* p = Native.CString(name))
            fd = Native.memfd_create(p, 1);
        Sys.Check(fd >= 0, "memfd_create");
        Sys.Truncate(fd, size);
        return new SharedPage(fd, size);
    }

    /// <summary>Maps one that was handed over.</summary>
    public static SharedPage Map(int fd) => new(fd, (int)Sys.Fstat(fd).Size);

    /// <summary>The bytes, live.</summary>
    public Span<byte> Bytes => new(memory, Size);

    /// <summary>A 32-bit cell, live; the offset is a multiple of four.</summary>
    public ref int Cell(int offset) => ref *(int*)(memory + offset);

    /// <inheritdoc/>
    public void Dispose()
    {
        Native.munmap(memory, Size);
        Sys.CloseQuietly(Fd);
    }
}
