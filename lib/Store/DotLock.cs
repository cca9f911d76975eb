namespace MailSuite.Store;

/// <summary>
/// A lock by the existence of a file (O_EXCL), as Dovecot, mutt and delivery agents take it. A lock file that nobody has touched for two minutes
/// was left behind by somebody who died, and is removed.
/// </summary>
internal sealed class DotLock : IDisposable
{
    private const long StaleNanos = 120_000_000_000;

    private bool held = true;

    private DotLock(string path, int fd)
    {
        Path = path;
        Fd = fd;
    }

    internal string Path { get; }

    /// <summary>The lock file, open for writing: its content may become the new version of the file that it locks.</summary>
    internal int Fd { get; private set; }

    /// <summary>Takes the lock, waiting at most <paramref name="wait"/>.</summary>
    internal static DotLock Take(string path, TimeSpan wait, int mode = 0x180)
    {
        long until = Clock.System.Milliseconds + (long)wait.TotalMilliseconds;
        for (int pause = 5; ; pause = Math.Min(pause * 2, 200))
        {
            var e = Sys.TryOpen(path, Sys.RdWr | Sys.Creat | Sys.Excl | Sys.NoFollow, mode, out int fd);
            if (e == Errno.None)
                return new DotLock(path, fd);
            if (e != Errno.EXIST)
                throw new UnixException(e, "create lock " + path);
            if (RemoveStale(path))
                continue;
            if (Clock.System.Milliseconds >= until)
                throw new MailboxBusyException(path);
            Log.Flush();
            Sys.Poll([], pause);
        }
    }

    private static bool RemoveStale(string path)
    {
        if (Sys.TryLstat(path, out var status) != Errno.None)
            return true;
        if (Clock.System.UnixMicros * 1000 - status.ModifiedNanos < StaleNanos)
            return false;
        Log.Warning($"removing stale lock file {path}");
        return Sys.TryUnlink(path) is Errno.None or Errno.NOENT;
    }

    /// <summary>The lock file becomes the file that it locks, durably; the lock is thereby released.</summary>
    internal void ReplaceTarget(string target)
    {
        Sys.Fsync(Fd);
        Sys.Close(Fd);
        Fd = -1;
        Sys.Rename(Path, target);
        held = false;
    }

    /// <summary>Releases the lock.</summary>
    public void Dispose()
    {
        Sys.CloseQuietly(Fd);
        Fd = -1;
        if (held)
            Sys.TryUnlink(Path);
        held = false;
    }
}
