namespace MailSuite.Postsuper;

/// <summary>
/// Does things to messages while the mail system may be working on them. There is no lock: every step is one rename, unlink or chmod
/// of a complete file, and a message that has moved on meanwhile is looked for in the next queue.
/// </summary>
internal sealed class MessageHands(MailConfig config, MessageCounts counts)
{
    private readonly QueueFiles files = new(config);

    /// <summary>One message by its id; tells what was done. An unknown id is no error.</summary>
    internal void DoOne(MessageAction action, string id, QueueSet queues)
    {
        if (!QueueId.IsValid(id))
        {
            Log.Warning($"invalid mail queue id: {id}");
            return;
        }
        // A message that moves on while its queues are looked through is met the second time.
        for (int tries = 0; tries < 2; tries++)
            foreach (string queue in queues.For(action.Queues))
            {
                bool found = false;
                foreach (var done in Do(action, queue, id, files.PathOf(queue, id)))
                {
                    Log.Info($"{id}: {done.Done}");
                    found = true;
                }
                if (found)
                    return;
            }
    }

    /// <summary>All messages of the queues; only the total is told.</summary>
    internal void DoAll(MessageAction action, QueueSet queues)
    {
        foreach (string queue in queues.For(action.Queues))
            foreach (var (id, path) in files.Scan(queue))
                foreach (var _ in Do(action, queue, id, path))
                    ;
        // Logs are nobody's messages: they go when their directory is named.
        if (action == MessageAction.Delete)
            foreach (string log in queues.Named.Where(QueueSet.IsLog))
                foreach (var (_, path) in files.Scan(log))
                    Done(Sys.TryUnlink(path), "remove file", path);
    }

    /// <summary>What was done, in its order.</summary>
    private IEnumerable<MessageAction> Do(MessageAction action, string queue, string id, string path)
    {
        if (Sys.TryLstat(path, out var status) != Errno.None || !status.IsRegular || (status.Permissions & QueueFiles.ModeReady) != QueueFiles.ModeReady)
            yield break;
        bool done = action.Option switch
        {
            'd' => Delete(id, path),
            'r' => Requeue(queue, id, path),
            'h' => Moved(id, queue, QueueFiles.Hold),
            'H' => Release(id, queue),
            _ => Expire(path, status),
        };
        if (done)
        {
            counts.Count(action);
            yield return action;
        }
        if (action != MessageAction.ExpireAndRelease || queue != QueueFiles.Hold || !Release(id, queue))
            yield break;
        counts.Count(MessageAction.Release);
        yield return MessageAction.Release;
    }

    // Logs first: were the message gone, its id could be another's already, and so would be the logs.
    private bool Delete(string id, string path)
    {
        foreach (string log in QueueSet.Logs)
            BounceLog.Remove(files, log, id);
        bool done = Done(Sys.TryUnlink(path), "remove file", path);
        if (done)
            Log.Debug($"removed file {path}");
        return done;
    }

    private bool Requeue(string queue, string id, string path)
    {
        if (queue == QueueFiles.Maildrop || !Moved(id, queue, QueueFiles.Maildrop))
            return false;
        long now = Clock.System.UnixSeconds;
        Sys.TrySetTimes(files.PathOf(QueueFiles.Maildrop, id), now, now);   // a time in the future would make pickup wait
        BounceLog.Remove(files, QueueFiles.Defer, id);   // the message will come back under another id
        return true;
    }

    private bool Release(string id, string queue)
    {
        if (!Moved(id, queue, QueueFiles.Deferred))
            return false;
        long now = Clock.System.UnixSeconds;
        if (Sys.TrySetTimes(files.PathOf(QueueFiles.Deferred, id), now, now) is var e and not (Errno.None or Errno.NOENT))
            Log.Warning($"{files.PathOf(QueueFiles.Deferred, id)}: reset time stamps: {e.Text()}");
        return true;
    }

    // The mode is the file's, whatever its name: somebody may have given one of our names to a file of his that is none of ours.
    private static bool Expire(string path, FileStatus status)
    {
        if (status.Links == 1)
            return (status.Permissions & QueueFiles.ModeExpire) == 0 && Done(Sys.TryChmod(path, status.Permissions | QueueFiles.ModeExpire), "expire file", path);
        Log.Warning($"expire file {path}: file has {status.Links} hard links");
        return false;
    }

    private bool Moved(string id, string from, string to) => Done(files.TryMove(id, from, to), "rename file", files.PathOf(from, id));

    // ENOENT: it was lost to qmgr or an agent, which is not worth a word.
    private static bool Done(Errno e, string what, string path)
    {
        if (e is not (Errno.None or Errno.NOENT))
            throw new FatalException($"{what} {path}: {e.Text()}");
        return e == Errno.None;
    }
}
