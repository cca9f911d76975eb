using MailSuite.Store.Maildir;

namespace MailSuite.Store.Delivery;

/// <summary>
/// Delivers to Maildirs with their owners' rights, several messages at a time: all are written to tmp/, then made durable, then renamed into
/// new/, and each new/ is made durable once. A reader sees a message only when it is complete.
/// </summary>
public sealed class MaildirDelivery(WriteBuffer buffer, Clock? clock = null)
{
    private const int FileMode = 0x180, DirectoryMode = 0x1C0;   // 0600, 0700
    private const long QuotaLookMillis = 10_000;

    /// <summary>Files that are open at a time; a process may have about a thousand.</summary>
    private const int MostOpen = 200;

    private readonly Clock clock = clock ?? Clock.System;
    private readonly Dictionary<string, (long Bytes, long Count)> taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (bool Kept, long Until)> quotas = new(StringComparer.Ordinal);

    /// <summary>Delivers all items of one owner; each tells how it ended. <paramref name="limit"/> is the largest message; 0 is no limit.</summary>
    public void Deliver(MaildirOwner owner, long limit = 0) => Deliver([owner], limit);

    /// <summary>The same for several owners: what they have to wait for, they wait for together.</summary>
    public void Deliver(IReadOnlyList<MaildirOwner> owners, long limit = 0)
    {
        var turn = new List<MaildirOwner>();
        int open = 0;
        foreach (var owner in owners)
            for (int at = 0; at < owner.Items.Count;)
            {
                int count = Math.Min(owner.Items.Count - at, MostOpen - open);
                turn.Add(count == owner.Items.Count ? owner : new MaildirOwner(owner.Rights, [.. owner.Items.Skip(at).Take(count)]));
                at += count;
                open += count;
                if (open < MostOpen)
                    continue;
                Turn(turn, limit);
                turn.Clear();
                open = 0;
            }
        if (turn.Count > 0)
            Turn(turn, limit);
    }

    private void Turn(List<MaildirOwner> owners, long limit)
    {
        taken.Clear();
        // The rights of a single owner are taken once, for all steps.
        if (owners is [var only])
            As(only, () => Steps(owners, limit, static (_, work) => work()));
        else
            Steps(owners, limit, As);
    }

    private void Steps(List<MaildirOwner> owners, long limit, Action<MaildirOwner, Action> withRights)
    {
        foreach (var owner in owners)
            withRights(owner, () => Write(owner.Items, limit));
        List<MaildirItem> all = [.. owners.SelectMany(static o => o.Items)];
        using var together = SharedSync.Of(all);
        Harden(all, together);
        foreach (var owner in owners)
            withRights(owner, () =>
            {
                Publish(owner.Items);
                if (together == null)
                    HardenNames(owner.Items);
            });
        together?.Names();
        foreach (var owner in owners.Where(static o => o.Items.Any(static i => i is { Failure: not null, Published: not null })))
            withRights(owner, () => Retract(owner.Items));
    }

    private static void As(MaildirOwner owner, Action work)
    {
        try
        {
            Sys.RunAs(owner.Rights, work);
        }
        catch (UnixException e) when (e.Errno == Errno.PERM)
        {
            // Nothing was touched: the rights were refused before the work began.
            foreach (var item in owner.Items)
                item.Failure ??= DeliveryFailure.NotOurs(owner.Rights.Uid);
        }
    }

    private void Write(IReadOnlyList<MaildirItem> items, long limit)
    {
        foreach (var item in items)
            Step(item, static (self, i, most) => self.WriteTemporary(i, most), limit);
    }

    private void Harden(List<MaildirItem> items, SharedSync? together)
    {
        if (together != null)
            together.Contents();
        else if (items.Count > 1)
            foreach (var item in items)
                if (item.Failure == null)
                    Sys.StartWriteback(item.Fd);   // allocates the blocks of all, so that the first fsync's journal commit serves the others too
        foreach (var item in items)
            Step(item, static (_, i, _) => HardenFile(i), 0);
    }

    private void Publish(IReadOnlyList<MaildirItem> items)
    {
        foreach (var item in items)
            Step(item, static (self, i, _) => self.Rename(i), 0);
        foreach (var item in items)
            if (item is { Failure: not null, HasTemporary: true })
                Sys.TryUnlink(item.Temporary);
    }

    private void Step(MaildirItem item, Action<MaildirDelivery, MaildirItem, long> work, long limit)
    {
        try
        {
            if (item.Failure == null)
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
        if (item.Quota is { IsLimited: true } quota && item.Failure == null)
            TakeRoom(item, quota);
    }

    /// <summary>What this turn has written counts already, though maildirsize does not say so yet.</summary>
    private void TakeRoom(MaildirItem item, MaildirQuota quota)
    {
        var (bytes, count) = taken.GetValueOrDefault(item.Directory);
        if (MaildirSize.HasRoom(item.Directory, quota, bytes + item.Size, count + 1, clock))
            taken[item.Directory] = (bytes + item.Size, count + 1);
        else
            item.Failure = DeliveryFailure.OverQuota;
    }

    private static void HardenFile(MaildirItem item)
    {
        if (!item.IsDurable)
            Sys.Fsync(item.Fd);
        int closing = item.Fd;
        item.Fd = -1;
        Sys.Close(closing);
    }

    private void Rename(MaildirItem item)
    {
        bool kept = item.Quota is { IsLimited: true } || HasQuota(item.Directory);
        string target = $"{item.Directory}/new/{item.Name}{(kept ? $",S={item.Size}" : "")}";
        var e = Sys.TryRename(item.Temporary, target);
        if (e == Errno.NOENT && MakeMaildir(item.Directory) == Errno.None)
            e = Sys.TryRename(item.Temporary, target);
        if (e != Errno.None)
        {
            item.Failure = new DeliveryFailure(e, DeliveryFailure.StatusOf(e, "4.2.0"), $"create maildir file {target}: {e.Text()}");
            return;
        }
        (item.HasTemporary, item.Published, item.IsCounted) = (false, target, kept);
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

    /// <summary>What failed comes again: a copy whose name was not made durable goes now, or there would be one for each attempt.</summary>
    private static void Retract(IReadOnlyList<MaildirItem> items)
    {
        foreach (var item in items)
            if (item is { Failure: not null, Published: { } path } && Sys.TryUnlink(path) == Errno.None && item.IsCounted)
                MaildirSize.Add(item.Directory, -item.Size, -1);
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
