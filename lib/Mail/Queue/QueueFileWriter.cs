namespace MailSuite.Mail;

/// <summary>
/// A new message on its way into a queue. It exists under its final name from the start, so that its id can be logged, but is
/// incomplete (mode 0600) until <see cref="Commit"/> has made it durable; only then may anybody say 250.
/// </summary>
public sealed class QueueFileWriter : IDisposable
{
    private static int serial;
    private string path;
    private int fd;

    private QueueFileWriter(string path, string id, int fd, RecordWriter records)
    {
        (this.path, Id, this.fd, Records) = (path, id, fd, records);
        Records.Attach(fd);
    }

    /// <summary>Its queue id.</summary>
    public string Id { get; }

    /// <summary>Where its records go.</summary>
    public RecordWriter Records { get; }

    /// <summary>Makes a file in a queue that is not hashed (incoming, maildrop). Throws <see cref="UnixException"/>.</summary>
    public static QueueFileWriter Create(string queue, bool longId, Clock clock, RecordWriter? reuse = null)
    {
        while (true)
        {
            long now = clock.UnixMicros;
            string temporary = $"{queue}/{now % 1_000_000}.{Sys.ProcessId}.{Interlocked.Increment(ref serial) & 0xffff}";
            var e = Sys.TryOpen(temporary, Sys.RdWr | Sys.Creat | Sys.Excl, QueueFiles.ModeWriting, out int fd);
            if (e == Errno.EXIST)
                continue;
            if (e != Errno.None)
                throw new UnixException(e, "create file " + temporary);
            string id = QueueId.Make(longId, now, Sys.Fstat(fd).Inode);
            string path = $"{queue}/{id}";
            e = Sys.TryRename(temporary, path);
            if (e == Errno.None)
                return new QueueFileWriter(path, id, fd, reuse ?? new RecordWriter());
            Sys.CloseQuietly(fd);
            Sys.TryUnlink(temporary);
            throw new UnixException(e, $"rename {temporary} to {path}");
        }
    }

    /// <summary>Writes what is left, marks the file complete and makes it durable. Throws <see cref="UnixException"/>; then the message was not accepted.</summary>
    public void Commit(int mode = QueueFiles.ModeReady)
    {
        Records.Flush();
        Sys.Fchmod(fd, mode);
        Sys.Fsync(fd);
        int closing = fd;
        fd = -1;
        Sys.Close(closing);
    }

    /// <summary>Moves the message to another queue (hold) before <see cref="Commit"/>: in incoming it is never complete, so qmgr never sees it.</summary>
    public void MoveTo(string queue, QueueFiles files)
    {
        if (files.TryMove(Id, path[..path.IndexOf('/')], queue) is var e and not Errno.None)
            throw new UnixException(e, $"move {path} to {queue}");
        path = files.PathOf(queue, Id);
    }

    /// <summary>Removes a message that was not committed.</summary>
    public void Discard()
    {
        Sys.CloseQuietly(fd);
        fd = -1;
        Sys.TryUnlink(path);
    }

    /// <summary>Discards what was not committed.</summary>
    public void Dispose()
    {
        if (fd >= 0)
            Discard();
    }
}
