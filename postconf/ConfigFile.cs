namespace MailSuite.Postconf;

/// <summary>
/// A configuration file while it is edited: read under a lock, replaced as a whole by rename(2) with the same owner and mode,
/// and left alone when nothing has changed.
/// </summary>
internal sealed class ConfigFile : IDisposable
{
    private readonly string path;
    private readonly int lockFd;
    private readonly FileStatus status;

    /// <summary>The text as it was.</summary>
    public string Text { get; }

    public ConfigFile(string path)
    {
        this.path = path;
        // A second postconf waits here until the first has renamed its file; then what was opened may be the old one.
        while (true)
        {
            if (Sys.TryOpen(path, Sys.RdOnly, 0, out lockFd) is var problem && problem != Errno.None)
                throw new FatalException($"open {path} for reading: {problem.Text()}");
            Sys.Lock(lockFd, exclusive: true, wait: true);
            status = Sys.Fstat(lockFd);
            if (Sys.TryStat(path, out var now) == Errno.None && now.Inode == status.Inode && now.Device == status.Device)
                break;
            Sys.Close(lockFd);
        }
        Text = Bytes.Text(Sys.ReadFile(path));
    }

    /// <summary>Puts a new text in the file's place.</summary>
    public void Replace(string text)
    {
        if (text == Text)
            return;
        try
        {
            Sys.ReplaceFile(path, Bytes.Of(text), status.Permissions, status.Uid, status.Gid);
        }
        catch (UnixException e)
        {
            throw new FatalException($"write {path}.tmp: {e.Errno.Text()}");
        }
    }

    public void Dispose() => Sys.Close(lockFd);
}
