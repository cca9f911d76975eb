namespace MailSuite.Maps;

/// <summary>
/// Puts a new version of a database file in place of the old one. It is written under another name, made durable and renamed: a reader,
/// and a host that loses power, sees the whole old or the whole new one. The file gets the owner and the reading rights of its source.
/// </summary>
internal sealed class DatabaseFile
{
    private const int MaxLinks = 40;
    private readonly string path;
    private readonly FileStatus? source;
    private readonly BuildOptions options;
    private int locked = -1;

    private DatabaseFile(string path, FileStatus? source, BuildOptions options)
    {
        this.path = Target(path);
        this.source = source;
        this.options = options;
    }

    /// <summary>Replaces a file with what <paramref name="write"/> writes.</summary>
    public static void Replace(string path, FileStatus? source, BuildOptions options, Action<int> write)
    {
        var file = new DatabaseFile(path, source, options);
        try
        {
            file.Write(write);
        }
        finally
        {
            Sys.CloseQuietly(file.locked);
        }
    }

    /// <summary>Reads the file, changes what was read, and replaces the file, while others who do the same wait.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mustExist">Is it an error when there is none?</param>
    /// <param name="options">How it is written.</param>
    /// <param name="read">Reads the old file, when there is one.</param>
    /// <param name="change">Makes the changes; false when there is nothing to write.</param>
    /// <param name="write">Writes the new file.</param>
    public static void Modify(string path, bool mustExist, BuildOptions options, Action<int> read, Func<bool> change, Action<int> write)
    {
        var file = new DatabaseFile(path, null, options);
        try
        {
            if (file.LockCurrent(mustExist))
                read(file.locked);
            if (change())
                file.Write(write);
        }
        finally
        {
            Sys.CloseQuietly(file.locked);
        }
    }

    // rename(2) would put the file in place of a symbolic link; Postfix writes to where the link points. Not where somebody else's link points:
    // that one is replaced, or root would write where a user wants it.
    private static string Target(string path)
    {
        for (int i = 0; i < MaxLinks && Sys.ReadLink(path) is { } target && IsOurs(path); i++)
            path = target.StartsWith('/') ? target : Path.Join(Path.GetDirectoryName(path), target);
        return path;
    }

    private static bool IsOurs(string link) => Sys.TryLstat(link, out var status) == Errno.None && (status.Uid == 0 || status.Uid == Sys.EffectiveUid);

    private bool LockCurrent(bool mustExist)
    {
        while (true)
        {
            var error = Sys.TryOpen(path, Sys.RdWr | Sys.NoFollow, 0, out locked);
            if (error == Errno.NOENT && !mustExist)
                return false;
            if (error != Errno.None)
                throw new FatalException($"open database {path}: {error.Text()}");
            Sys.Lock(locked, exclusive: true, wait: true);
            // Whoever held the lock may have put another file in place meanwhile.
            if (Sys.TryStat(path, out var now) == Errno.None && Sys.Fstat(locked) is var mine && now.Inode == mine.Inode && now.Device == mine.Device)
                return true;
            Sys.CloseQuietly(locked);
        }
    }

    private void Write(Action<int> write)
    {
        bool modified = locked >= 0;
        string temporary = $"{path}.tmp.{Sys.ProcessId}";
        int fd = Create(temporary);
        try
        {
            write(fd);
            SetMode(fd, modified);
            Sys.Fsync(fd);
            Sys.Close(fd);
            fd = -1;
            if (!modified)
                LockForRename();
            Sys.Rename(temporary, path);
        }
        catch (Exception e)
        {
            Sys.CloseQuietly(fd);
            Sys.TryUnlink(temporary);
            if (e is UnixException failed)
                throw new FatalException($"write database {path}: {failed.Errno.Text()}");
            throw;
        }
    }

    // postmap -i may be between its reading and its writing of the file: waiting for it keeps its older entries from winning over ours.
    private void LockForRename()
    {
        if (Sys.TryOpen(path, Sys.RdOnly | Sys.NoFollow, 0, out locked) == Errno.None)
            Sys.Lock(locked, exclusive: true, wait: true);
    }

    private int Create(string temporary)
    {
        Sys.TryUnlink(temporary);
        var error = Sys.TryOpen(temporary, Sys.RdWr | Sys.Creat | Sys.Excl | Sys.NoFollow, 0x1A4 & ~0x3F, out int fd);
        if (error != Errno.None)
            throw new FatalException($"open database {path}: {error.Text()}");
        return fd;
    }

    // 0644, less what the source does not give to group and others. A file that is modified keeps its owner and mode.
    private void SetMode(int fd, bool modified)
    {
        int mode = 0x1A4;
        if (modified)
        {
            var old = Sys.Fstat(locked);
            mode = old.Permissions;
            Sys.TryFchown(fd, old.Uid, old.Gid);
        }
        else if (source is { } s)
        {
            if (s.IsRegular && !options.IgnoreSourceMode)
                mode &= s.Permissions | ~0x3F;
            if (!options.KeepPrivileges)
                Sys.TryFchown(fd, s.Uid, s.Gid);   // succeeds for root and where there is nothing to change
        }
        Sys.Fchmod(fd, mode);
    }
}
