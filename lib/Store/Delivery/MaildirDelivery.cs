using MailSuite.Store.Maildir;

namespace MailSuite.Store.Delivery;

/// <summary>One message on its way into one Maildir.</summary>
/// <param name="directory">The Maildir; a slash at its end does not matter.</param>
/// <param name="text">Writes the message.</param>
public sealed class MaildirItem(string directory, MessageText text)
{
    /// <summary>The Maildir, without a slash at its end.</summary>
    public string Directory { get; } = directory.Length > 1 ? directory.TrimEnd('/') : directory;

    /// <summary>After delivery: why it failed; null when the message is durably in new/.</summary>
    public DeliveryFailure? Failure { get; internal set; }

    internal MessageText Text { get; } = text;
    internal int Fd { get; set; } = -1;
    internal string Name { get; set; } = "";
    internal bool HasTemporary { get; set; }
    internal long Size { get; set; }
    internal string Temporary => $"{Directory}/tmp/{Name}";
}

/// <summary>
/// Delivers to Maildirs with the rights of the calling thread, several messages at a time: all are written to tmp/, then made durable, then
/// renamed into new/, and each new/ is made durable once. A reader sees a message only when it is complete.
/// </summary>
public sealed class MaildirDelivery(WriteBuffer buffer, Clock? clock = null)
{
    private const int FileMode = 0x180, DirectoryMode = 0x1C0;   // 0600, 0700
    private const long QuotaLookMillis = 10_000;

    private readonly Clock clock = clock ?? Clock.System;
    private readonly Dictionary<string, (bool Kept, long Until)> quotas = new(StringComparer.Ordinal);

    /// <summary>Delivers all items; each tells how it ended. <paramref name="limit"/> is the largest message; 0 is no limit.</summary>
    public void Deliver(IReadOnlyList<MaildirItem> items, long limit = 0)
    {
        foreach (var item in items)
            Step(item, static (self, i, most) => self.WriteTemporary(i, most), limit);
        if (items.Count > 1)
            foreach (var item in items)
                if (item.Failure == null)
                    Sys.StartWriteback(item.Fd);   // allocates the blocks of all, so that the first fsync's journal commit serves the others too
        foreach (var item in items)
            Step(item, static (_, i, _) => Harden(i), 0);
        foreach (var item in items)
            Step(item, static (self, i, _) => self.Publish(i), 0);
        HardenNames(items);
    }

    private void Step(MaildirItem item, Action<MaildirDelivery, MaildirItem, long> work, long limit)
    {
        if (item.Failure != null)
            return;
        try
        {
            work(this, item, limit);
        }
        catch (UnixException e)
        {
            item.Failure ??= DeliveryFailure.Of(e, "error writing message", "4.3.0");
        }
        if (item.Failure == null)
            return;
        Sys.CloseQuietly(item.Fd);
        item.Fd = -1;
        if (item.HasTemporary)
            Sys.TryUnlink(item.Temporary);
        item.HasTemporary = false;
    }

    private void WriteTemporary(MaildirItem item, long limit)
    {
        item.Name = MaildirName.Unique(clock);
        var e = Sys.TryOpen(item.Temporary, Sys.WrOnly | Sys.Creat | Sys.Excl | Sys.NoFollow, FileMode, out int fd);
        if (e == Errno.NOENT && (e = MakeMaildir(item.Directory)) == Errno.None)
            e = Sys.TryOpen(item.Temporary, Sys.WrOnly | Sys.Creat | Sys.Excl | Sys.NoFollow, FileMode, out fd);
        if (e != Errno.None)
        {
            item.Failure = new DeliveryFailure(e, DeliveryFailure.StatusOf(e, "4.2.0"), $"create maildir file {item.Temporary}: {e.Text()}");
            return;
        }
        item.Fd = fd;
        item.HasTemporary = true;
        buffer.Attach(fd, limit);
        if (!item.Text(buffer))
            item.Failure = DeliveryFailure.BrokenMessage;
        else
            buffer.Flush();
        item.Size = buffer.Written;
    }

    private static void Harden(MaildirItem item)
    {
        Sys.Fsync(item.Fd);
        int closing = item.Fd;
        item.Fd = -1;
        Sys.Close(closing);
    }

    private void Publish(MaildirItem item)
    {
        bool kept = HasQuota(item.Directory);
        string target = $"{item.Directory}/new/{item.Name}{(kept ? $",S={item.Size}" : "")}";
        var e = Sys.TryRename(item.Temporary, target);
        if (e == Errno.NOENT && MakeMaildir(item.Directory) == Errno.None)
            e = Sys.TryRename(item.Temporary, target);
        if (e != Errno.None)
        {
            item.Failure = new DeliveryFailure(e, DeliveryFailure.StatusOf(e, "4.2.0"), $"create maildir file {target}: {e.Text()}");
            return;
        }
        item.HasTemporary = false;
        if (kept)
            MaildirSize.Add(item.Directory, item.Size, 1);
    }

    /// <summary>Without this a power failure could take the name of a message whose queue file is gone already.</summary>
    private static void HardenNames(IReadOnlyList<MaildirItem> items)
    {
        var seen = new Dictionary<string, DeliveryFailure?>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (item.Failure != null)
                continue;
            if (!seen.TryGetValue(item.Directory, out var failure))
                seen[item.Directory] = failure = HardenDirectory($"{item.Directory}/new");
            item.Failure = failure;
        }
    }

    private static DeliveryFailure? HardenDirectory(string path)
    {
        try
        {
            Sys.FsyncDirectory(path);
            return null;
        }
        catch (UnixException e)
        {
            return DeliveryFailure.Of(e, $"update maildir directory {path}", "4.2.0");
        }
    }

    /// <summary>Does the Maildir have a maildirsize (Maildir++ quota)? Remembered for a while: it is a system call that nearly never says yes.</summary>
    private bool HasQuota(string directory)
    {
        if (quotas.TryGetValue(directory, out var known) && clock.Milliseconds < known.Until)
            return known.Kept;
        if (quotas.Count >= 10_000)
            quotas.Clear();
        bool kept = MaildirSize.IsKept(directory);
        quotas[directory] = (kept, clock.Milliseconds + QuotaLookMillis);
        return kept;
    }

    /// <summary>Makes what is missing of a Maildir, its parents included, and makes the new names durable.</summary>
    private static Errno MakeMaildir(string directory)
    {
        var e = MakeParents(directory);
        foreach (string part in (ReadOnlySpan<string>)["tmp", "new", "cur"])
            if (e == Errno.None && Sys.TryMakeDirectory($"{directory}/{part}", DirectoryMode) is var made and not (Errno.None or Errno.EXIST))
                e = made;
        if (e == Errno.None)
            HardenDirectory(directory);
        return e;
    }

    private static Errno MakeParents(string directory)
    {
        var e = Sys.TryMakeDirectory(directory, DirectoryMode);
        if (e == Errno.EXIST)
            return Errno.None;
        int slash = directory.LastIndexOf('/');
        if (e == Errno.NOENT && slash > 0)
        {
            e = MakeParents(directory[..slash]);   // as deep as the path has slashes
            if (e == Errno.None)
                e = Sys.TryMakeDirectory(directory, DirectoryMode);
        }
        if (e == Errno.None && slash > 0)
            HardenDirectory(directory[..slash]);
        return e == Errno.EXIST ? Errno.None : e;
    }
}
