using System.Runtime.InteropServices;

namespace MailSuite.Base;

/// <summary>
/// Signals as input of an event loop (signalfd(2)). The signals must be blocked in every thread of the process, and a .NET process
/// has a second thread before Main runs; so they are blocked here and the program starts itself again, once, inheriting the mask.
/// </summary>
public sealed unsafe partial class SignalQueue : IDisposable
{
    private const string Mark = "MAIL_SIGNALS_BLOCKED";

    [LibraryImport("libc", SetLastError = true)] private static partial int sigaddset(byte* set, int signal);
    [LibraryImport("libc", SetLastError = true)] private static partial int sigprocmask(int how, byte* set, byte* old);
    [LibraryImport("libc", SetLastError = true)] private static partial int signalfd(int fd, byte* mask, int flags);

    private SignalQueue(int fd) => Fd = fd;

    /// <summary>Readable when a signal waits.</summary>
    public int Fd { get; }

    /// <summary>Takes these signals from now on. May start the program again with the same arguments: call it first of all.</summary>
    public static SignalQueue Open(string executable, IReadOnlyList<string> arguments, params ReadOnlySpan<int> signals)
    {
        byte* set = stackalloc byte[128];
        Native.sigemptyset(set);
        foreach (int signal in signals)
            sigaddset(set, signal);
        if (Sys.GetEnvironment(Mark) != Sys.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture))
        {
            Sys.Check(sigprocmask(0, set, null) == 0, "sigprocmask");
            var environment = Sys.EnvironmentStrings().Where(static e => !e.StartsWith(Mark + "=", StringComparison.Ordinal)).Append($"{Mark}={Sys.ProcessId}").ToList();
            Sys.Exec(executable, arguments, environment);
        }
        int fd = signalfd(-1, set, Sys.CloExec | Sys.NonBlock);
        return fd >= 0 ? new SignalQueue(fd) : throw new UnixException(Sys.LastError, "signalfd");
    }

    /// <summary>The next signal that waits; 0 when there is none.</summary>
    public int Next()
    {
        Span<byte> info = stackalloc byte[128];
        return Sys.ReadOnce(Fd, info) == 128 ? MemoryMarshal.Read<int>(info) : 0;
    }

    /// <inheritdoc/>
    public void Dispose() => Sys.CloseQuietly(Fd);
}

public static unsafe partial class Sys
{
    [LibraryImport("libc", SetLastError = true)] private static partial int execve(byte* path, byte** argv, byte** envp);

    /// <summary>Replaces this program by another. Returns only by an exception. Descriptors without close-on-exec stay open.</summary>
    public static void Exec(string path, IReadOnlyList<string> arguments, IReadOnlyList<string> environment)
    {
        Log.Flush();
        var pins = new List<GCHandle>();
        byte** argv = stackalloc byte*[arguments.Count + 1], envp = stackalloc byte*[environment.Count + 1];
        Fill(argv, arguments, pins);
        Fill(envp, environment, pins);
        execve(Pin(pins, path), argv, envp);
        throw new UnixException(LastError, "execute " + path);
    }

    /// <summary>The environment as the process was given it, name=value.</summary>
    public static List<string> EnvironmentStrings()
    {
        var result = new List<string>();
        byte** entry = *(byte***)NativeLibrary.GetExport(NativeLibrary.Load("libc.so.6"), "environ");
        for (; entry != null && *entry != null; entry++)
            result.Add(Native.Text(*entry));
        return result;
    }
}
