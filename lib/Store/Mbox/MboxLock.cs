namespace MailSuite.Store.Mbox;

/// <summary>
/// The locks of an mbox: fcntl, and the dot-lock beside the file. Neither is waited for while the other is held, so the order in which other programs
/// take them does not matter. Where we may not make files in the directory (/var/mail), fcntl alone must do, as with mail readers.
/// </summary>
internal sealed class MboxLock : IDisposable
{
    private const long StaleSeconds = 120;

    private readonly int fd;
    private readonly string? dotLock;

    private MboxLock(int fd, string? dotLock) => (this.fd, this.dotLock) = (fd, dotLock);

    internal static MboxLock Take(int fd, string path, bool exclusive, TimeSpan wait)
    {
        long until = Clock.System.Milliseconds + (long)wait.TotalMilliseconds;
        string name = path + ".lock";
        for (int pause = 5; ; pause = Math.Min(pause * 2, 200))
        {
            if (Sys.LockPosix(fd, exclusive, wait: false))
            {
                if (!exclusive)
                    return new MboxLock(fd, null);
                var e = Sys.TryOpen(name, Sys.WrOnly | Sys.Creat | Sys.Excl | Sys.NoFollow, 0x124, out int made);
                Sys.CloseQuietly(made);
                if (e == Errno.None)
                    return new MboxLock(fd, name);
                if (e is Errno.ACCES or Errno.PERM or Errno.ROFS)
                    return new MboxLock(fd, null);
                Sys.UnlockPosix(fd);
                if (e != Errno.EXIST)
                    throw new UnixException(e, "create lock " + name);
                if (Sys.TryLstat(name, out var status) == Errno.None && Clock.System.UnixSeconds - status.ModifiedSeconds > StaleSeconds)
                    Sys.TryUnlink(name);
            }
            if (Clock.System.Milliseconds >= until)
                throw new MailboxBusyException(path);
            Log.Flush();
            Sys.Poll([], pause);
        }
    }

    public void Dispose()
    {
        if (dotLock != null)
            Sys.TryUnlink(dotLock);
        Sys.UnlockPosix(fd);
    }
}
