namespace MailSuite.Store.Delivery;

/// <summary>One message to be appended to an mbox.</summary>
public sealed class MboxItem(MessageText text)
{
    /// <summary>After delivery: why it failed; null when the message is durably in the mailbox.</summary>
    public DeliveryFailure? Failure { get; internal set; }

    /// <summary>Where in the file it starts.</summary>
    public long Offset { get; internal set; }

    internal MessageText Text { get; } = text;
}

/// <summary>An mbox and what is demanded of it.</summary>
/// <param name="Path">The file.</param>
/// <param name="Locks">How it is locked.</param>
public sealed record MboxTarget(string Path, MboxLockRules Locks)
{
    /// <summary>Deliver without a dot-lock where the directory does not allow one (files named by users and aliases).</summary>
    public bool DotLockMayFail { get; init; }
    /// <summary>Largest size of the file; 0 is no limit.</summary>
    public long SizeLimit { get; init; }
    /// <summary>Who must own the file (strict_mailbox_ownership); null is anybody.</summary>
    public int? RequiredOwner { get; init; }
    /// <summary>To whom a new file is given, where it is made with other rights than its owner's; -1 keeps what it is.</summary>
    public (int Uid, int Gid) NewOwner { get; init; } = (-1, -1);
    /// <summary>With whose rights the locks are made and the file is opened: a spool directory may belong to a group of its own. Null is the caller's.</summary>
    public Credentials? OpenAs { get; init; }
    /// <summary>A look at the opened file before anything is written to it: the reason to refuse it, or null. Devices are let through only by this.</summary>
    public Func<FileStatus, DeliveryFailure?>? Check { get; init; }
}

/// <summary>
/// Appends to mbox files: several messages under one lock and one fsync. What fails half-way is cut off again, so a reader never finds half
/// a message, and neither does the next delivery.
/// </summary>
public sealed class MboxDelivery(WriteBuffer buffer, Clock? clock = null)
{
    private const int FileMode = 0x180;   // 0600
    private readonly Clock clock = clock ?? Clock.System;

    /// <summary>Appends all items; each tells how it ended.</summary>
    public void Deliver(MboxTarget target, IReadOnlyList<MboxItem> items)
    {
        var locks = new MboxLocks(target.Locks, clock);
        int fd = -1;
        FileStatus status = default;
        DeliveryFailure? failure = null;
        try
        {
            As(target, () => fd = Open(target, locks, out status, out failure));
            failure ??= locks.Lock(fd);
            if (failure == null)
                Append(fd, status, target, items);
        }
        catch (UnixException e)
        {
            failure = DeliveryFailure.Of(e, "error writing message", "4.3.0");
        }
        finally
        {
            Sys.CloseQuietly(fd);
            As(target, locks.Release);
        }
        foreach (var item in items)
            item.Failure ??= failure;
    }

    private static void As(MboxTarget target, Action work)
    {
        if (target.OpenAs is { } rights)
            Sys.RunAs(rights, work);
        else
            work();
    }

    private static int Open(MboxTarget target, MboxLocks locks, out FileStatus status, out DeliveryFailure? failure)
    {
        status = default;
        failure = locks.TakeDotLock(target.Path, target.DotLockMayFail);
        if (failure != null)
            return -1;
        int fd = SafeFile.OpenForAppend(target.Path, FileMode, out status, out bool created, out failure);
        if (fd < 0)
            return fd;
        if (created && target.NewOwner is var (uid, gid) && (uid >= 0 || gid >= 0))
        {
            var e = Sys.TryFchown(fd, uid, gid);
            status = Sys.Fstat(fd);
            if (e != Errno.None)
                failure = new DeliveryFailure(e, "4.2.0", $"change owner of {target.Path}: {e.Text()}");
        }
        if (created)
            HardenName(target.Path);
        failure ??= target.Check?.Invoke(status);
        if (failure == null && target.Check == null && !status.IsRegular)
            failure = new DeliveryFailure(Errno.None, "5.2.0", $"destination {target.Path} is not a regular file");
        if (failure == null && target.RequiredOwner is { } owner && status.Uid != owner)
        {
            failure = new DeliveryFailure(Errno.None, "4.2.0", $"destination {target.Path} is not owned by recipient");
            Log.Warning("specify \"strict_mailbox_ownership = no\" to ignore mailbox ownership mismatch");
        }
        return fd;
    }

    /// <summary>A name that is not durable would be lost with all messages behind it. Directories that we may not read we cannot harden.</summary>
    private static void HardenName(string path)
    {
        int slash = path.LastIndexOf('/');
        if (Sys.TryOpen(slash <= 0 ? "/" : path[..slash], Sys.RdOnly | Sys.Directory, 0, out int fd) != Errno.None)
            return;
        try
        {
            Sys.Fsync(fd);
        }
        finally
        {
            Sys.CloseQuietly(fd);
        }
    }

    private void Append(int fd, FileStatus status, MboxTarget target, IReadOnlyList<MboxItem> items)
    {
        if (!status.IsRegular)
        {
            // A device (/dev/null): nothing to cut off or to make durable.
            foreach (var item in items)
                One(fd, item, 0);
            return;
        }
        long before = Sys.SeekEnd(fd), start = Mend(fd, before), end = start;
        foreach (var item in items)
        {
            if (target.SizeLimit > 0 && end >= target.SizeLimit)
                item.Failure = DeliveryFailure.Of(new UnixException(Errno.FBIG, "write"), "error writing message", "5.2.2");
            else
                One(fd, item, target.SizeLimit > 0 ? target.SizeLimit - end : 0);
            item.Offset = end;
            if (item.Failure == null)
                end += buffer.Written;
            else
                Sys.Truncate(fd, end);
        }
        if (end == start)
        {
            if (start != before)
                Sys.Truncate(fd, before);
            return;
        }
        try
        {
            Sys.Fsync(fd);
        }
        catch
        {
            // None of them may be relied on, and all will come again.
            Sys.Truncate(fd, before);
            throw;
        }
    }

    /// <summary>
    /// A delivery that was killed, or lost its power, leaves half a message: its own comes again, and the next one must not become part of it.
    /// So a file that does not end in an empty line gets one. Returns where the next message begins.
    /// </summary>
    private static long Mend(int fd, long size)
    {
        Span<byte> tail = stackalloc byte[2];
        int have = (int)Math.Min(size, 2);
        if (have == 0 || Sys.ReadAt(fd, tail[..have], size - have) != have || tail[..have].SequenceEqual("\n\n"u8) || tail[..have].SequenceEqual("\n"u8))
            return size;
        var missing = tail[have - 1] == '\n' ? "\n"u8 : "\n\n"u8;
        Sys.Write(fd, missing);
        return size + missing.Length;
    }

    private void One(int fd, MboxItem item, long room)
    {
        try
        {
            buffer.Attach(fd, room);
            if (!item.Text(buffer))
                item.Failure = DeliveryFailure.BrokenMessage;
            else
                buffer.Flush();
        }
        catch (UnixException e)
        {
            item.Failure = DeliveryFailure.Of(e, "error writing message", "4.3.0");
        }
    }
}
