namespace MailSuite.Postsuper;

/// <summary>Puts the queue in order: after a crash, a restore from backup, or a change of hash_queue_names.</summary>
internal sealed class Structure(MailConfig config, bool longIdsToo)
{
    private const long MaxTemporaryAge = 7 * 24 * 3600, MaxOrphanAge = 24 * 3600;
    private const string FixSuffix = "#FIX";
    private readonly QueueFiles files = new(config);
    private readonly bool longIds = config.Get(GlobalParams.EnableLongQueueIds);
    private int misplaced, renamed;

    /// <summary>Removes what a crash left half written a week ago: files without a queue id for a name, or never completed; and logs without a message.</summary>
    internal static void Purge(QueueSet queues)
    {
        foreach (string queue in queues.All)
            foreach (var (name, path) in QueueSet.Walk(queue))
                if (Sys.TryLstat(path, out var status) == Errno.None && status.IsRegular
                    && status.ModifiedSeconds < Clock.System.UnixSeconds - MaxTemporaryAge
                    && (!QueueId.IsValid(name) && !name.EndsWith(FixSuffix, StringComparison.Ordinal)
                        || QueueSet.Messages.Contains(queue) && (status.Permissions & QueueFiles.ModeReady) == QueueFiles.ModeWriting))
                    Sys.TryUnlink(path);
        foreach (string log in QueueSet.Logs.Where(queues.All.Contains))
            foreach (var (id, path) in queues.Files.Scan(log))
                if (IsOrphan(queues.Files, id, path))
                    Sys.TryUnlink(path);
    }

    /// <summary>Is a log's message in no queue, and the log so old that nobody can be about to write to it?</summary>
    private static bool IsOrphan(QueueFiles files, string id, string path) =>
        Sys.TryLstat(path, out var status) == Errno.None && status.ModifiedSeconds < Clock.System.UnixSeconds - MaxOrphanAge
        && Array.TrueForAll([.. QueueSet.Messages, QueueFiles.Maildrop, QueueFiles.Corrupt, QueueFiles.Saved], q => Sys.TryLstat(files.PathOf(q, id), out _) == Errno.NOENT);

    /// <summary>Each file where its name says, and each message under a name that carries its inode.</summary>
    /// <returns>How many messages have a new id.</returns>
    internal int Repair(QueueSet queues)
    {
        foreach (string queue in queues.All)
        {
            // All names first: what is renamed while a directory is read may be met twice.
            foreach (var (name, path) in QueueSet.Walk(queue).ToList())
                Repair(queue, name, path);
            // Those that had to wait aside for a name.
            foreach (var (name, path) in QueueSet.Walk(queue).Where(static f => f.Name.EndsWith(FixSuffix, StringComparison.Ordinal)).ToList())
                Repair(queue, name[..^FixSuffix.Length], path);
            RemoveEmpty(queue);
        }
        if (renamed > 0)
            Log.Info($"Renamed to match inode number: {renamed} message{(renamed == 1 ? "" : "s")}");
        if (misplaced > 0)
            Log.Debug($"moved to the right place: {misplaced} files");
        return renamed;
    }

    private void Repair(string queue, string name, string path)
    {
        if (!QueueId.IsValid(name))
            return;   // being made (microseconds.pid), or none of ours
        if (Sys.TryLstat(path, out var status) != Errno.None || !status.IsRegular)
            return;
        string id = QueueSet.Messages.Contains(queue) ? RightName(name, status.Inode) : name;
        if (id != name)
        {
            renamed++;
            foreach (string log in QueueSet.Logs)
                Move(files.PathOf(log, name), files.PathOf(log, id));
        }
        string right = files.PathOf(queue, id);
        if (right == path)
            return;
        misplaced++;
        // The right name may be that of another file with the wrong one: its turn comes, until then this one waits aside.
        Move(path, Sys.TryLstat(right, out _) == Errno.None ? right + FixSuffix : right);
    }

    /// <summary>A short name must carry the inode, or two messages may get one name; a long one carries the second as well and is safe.</summary>
    private string RightName(string name, ulong inode)
    {
        bool isLong = QueueId.IsLong(name);
        if (isLong && longIds && !longIdsToo || QueueId.Inode(name) == inode)
            return isLong && !longIds ? Shortened(name, inode) : name;
        return isLong
            ? longIds ? name[..(name.LastIndexOf('z') + 1)] + QueueId.Make(true, 0, inode)[(QueueId.Make(true, 0, 0).IndexOf('z') + 1)..] : Shortened(name, inode)
            : QueueId.Make(false, Microseconds(name), inode);
    }

    private static string Shortened(string longName, ulong inode) => QueueId.HashKey(longName) + QueueId.Make(false, 0, inode)[5..];

    private static long Microseconds(string shortName) =>
        shortName.Length > 5 && long.TryParse(shortName.AsSpan(0, 5), System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture, out long m) ? m : 0;

    private static void Move(string from, string to)
    {
        var e = Sys.TryRename(from, to);
        for (int at = to.IndexOf('/'); e == Errno.NOENT && at >= 0 && Sys.TryLstat(from, out _) == Errno.None; at = to.IndexOf('/', at + 1))
            if (Sys.TryMakeDirectory(to[..at], QueueFiles.ModeReady) == Errno.None)
                e = Sys.TryRename(from, to);
        if (e == Errno.None)
            Log.Debug($"renamed file {from} as {to}");
        else if (e != Errno.NOENT)
            throw new FatalException($"rename file {from} as {to}: {e.Text()}");
    }

    /// <summary>Removes the subdirectories of a queue that is not hashed (any more).</summary>
    private void RemoveEmpty(string queue)
    {
        if (files.DepthOf(queue) == 0 && Sys.TryList(queue, out var names) == Errno.None)
            foreach (string name in names.Where(static n => n.Length == 1))
                Sys.TryRemoveDirectory($"{queue}/{name}");
    }
}
