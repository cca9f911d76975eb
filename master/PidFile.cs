using System.Globalization;
using MailSuite.Daemon;

namespace MailSuite.Master;

/// <summary>
/// pid/master.pid in the queue directory and master.lock in the data directory: the locks that let one master run per queue
/// and per data directory, a real Postfix's included.
/// </summary>
internal sealed class PidFile
{
    private const string Path = "pid/master.pid";
    private readonly int pidFd, lockFd;

    /// <summary>Takes both locks; fatal when somebody holds one. The working directory is the queue directory.</summary>
    internal PidFile(MailConfig config)
    {
        Sys.TryMakeDirectory("pid", 0x1ED);   // 0755
        pidFd = Lock(Path, 0x1A4);            // 0644
        string dataDirectory = config.Get(GlobalParams.DataDirectory);
        if (Sys.TryMakeDirectory(dataDirectory, 0x1C0) == Errno.None && Sys.EffectiveUid == 0)
            Sys.TryChown(dataDirectory, MailOwner.Of(config).Uid, -1);
        lockFd = Sys.EffectiveUid == 0
            ? Sys.RunAs(MailOwner.Of(config), () => Lock($"{dataDirectory}/master.lock", 0x180))
            : Lock($"{dataDirectory}/master.lock", 0x180);
        Sys.Truncate(pidFd, 0);
        Sys.WriteAt(pidFd, Bytes.Of(string.Create(CultureInfo.InvariantCulture, $"{Sys.ProcessId,32}\n")), 0);
        Sys.Fsync(pidFd);
    }

    private static int Lock(string path, int mode)
    {
        if (Sys.TryOpen(path, Sys.RdWr | Sys.Creat | Sys.NoFollow, mode, out int fd) is var e and not Errno.None)
            throw new FatalException($"open lock file {path}: {e.Text()}");
        if (!Sys.Lock(fd, exclusive: true, wait: false))
            throw new FatalException($"open lock file {path}: unable to set exclusive lock: Resource temporarily unavailable");
        return fd;
    }

    /// <summary>Could a master be started: does none hold the lock?</summary>
    internal static bool IsFree(MailConfig config)
    {
        string path = $"{config.Get(GlobalParams.QueueDirectory)}/{Path}";
        if (Sys.TryOpen(path, Sys.RdOnly, 0, out int fd) is var e and not Errno.None)
            return e == Errno.NOENT ? true : throw new FatalException($"open {path}: {e.Text()}");
        bool free = Sys.Lock(fd, exclusive: true, wait: false);
        Sys.CloseQuietly(fd);
        return free;
    }

    /// <summary>Leaves the files, empty of a pid that is no more; the kernel drops the locks.</summary>
    internal void Release()
    {
        Sys.CloseQuietly(lockFd);
        Sys.CloseQuietly(pidFd);
    }
}
