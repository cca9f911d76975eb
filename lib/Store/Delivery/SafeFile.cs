namespace MailSuite.Store.Delivery;

/// <summary>
/// Opens a file that somebody else may try to swap under our hands (safe_open(3)): what was opened must be what the name means, with one
/// link, no link to elsewhere; a missing file is made exclusively. Nothing is written before all of that is certain.
/// </summary>
internal static class SafeFile
{
    private const int NoControllingTerminal = 0x100;

    /// <summary>Opens for appending, making the file when it is missing. The descriptor, or why not.</summary>
    internal static int OpenForAppend(string path, int mode, out FileStatus status, out bool created, out DeliveryFailure? failure)
    {
        created = false;
        // Whoever removes and makes the file meanwhile gets a few turns, not endless ones.
        for (int attempt = 0; attempt < 4; attempt++)
        {
            var e = OpenExisting(path, out int fd, out status, out string problem);
            if (e == Errno.None && problem.Length == 0)
            {
                failure = null;
                return fd;
            }
            if (e == Errno.None)
            {
                failure = new DeliveryFailure(Errno.PERM, "5.2.0", problem);
                return -1;
            }
            if (e == Errno.NOENT)
            {
                e = Sys.TryOpen(path, Sys.RdWr | Sys.Append | Sys.Creat | Sys.Excl | Sys.NoFollow, mode, out fd);
                if (e == Errno.None)
                {
                    status = Sys.Fstat(fd);
                    created = true;
                    failure = null;
                    return fd;
                }
                if (e is Errno.EXIST or Errno.NOENT && attempt < 3)
                    continue;
            }
            failure = new DeliveryFailure(e, DeliveryFailure.StatusOf(e, "4.2.0"), $"cannot open file: {e.Text()}");
            return -1;
        }
        status = default;
        failure = new DeliveryFailure(Errno.AGAIN, "4.2.0", "cannot open file: file status changed unexpectedly");
        return -1;
    }

    private static Errno OpenExisting(string path, out int fd, out FileStatus status, out string problem)
    {
        problem = "";
        status = default;
        // Without O_NONBLOCK a FIFO would hold us for ever; regular files do not care.
        var e = Sys.TryOpen(path, Sys.RdWr | Sys.Append | Sys.NonBlock | NoControllingTerminal, 0, out fd);
        if (e != Errno.None)
            return e;
        status = Sys.Fstat(fd);
        e = Sys.TryLstat(path, out var name);
        if (e != Errno.None)
            problem = "file status changed unexpectedly";
        else if (status.IsDirectory)
            problem = "file is a directory";
        else if (status.Links != 1)
            problem = $"file has {status.Links} hard links";
        else if (name.IsLink)
            problem = LinkProblem(path, name);
        else if (name.Inode != status.Inode || name.Device != status.Device)
            problem = "file status changed unexpectedly";
        if (problem.Length > 0)
            Sys.CloseQuietly(fd);
        return Errno.None;
    }

    /// <summary>Root's own links in directories where only root can put one are the administrator's; all others are a trap.</summary>
    private static string LinkProblem(string path, FileStatus link)
    {
        if (link.Uid != 0 || link.Links != 1)
            return "file is a symbolic link";
        int slash = path.LastIndexOf('/');
        string parent = slash < 0 ? "." : slash == 0 ? "/" : path[..slash];
        if (Sys.TryStat(parent, out var directory) != Errno.None)
            return "cannot access parent directory";
        return directory.Uid != 0 || (directory.Mode & 0x12) != 0 ? "symbolic link in insecure directory" : "";
    }
}
