namespace MailSuite.Pickup;

/// <summary>
/// The directory into which every local user may drop files (mode 1733, no set-id program in front of it). Of a file only what the kernel
/// says counts: who owns it, that it is a regular file with one name, and that its owner marked it complete. The content is a stranger's.
/// </summary>
internal sealed class Maildrop
{
    private const long Day = 86400;
    private readonly DaemonContext context;
    private readonly CleanupTables tables;
    private readonly IncomingFlow flow;
    private readonly QmgrClient qmgr;
    private readonly HashSet<string> warned = [];

    public Maildrop(DaemonContext context)
    {
        this.context = context;
        tables = new CleanupTables(context.Config, context.Clock);
        flow = new IncomingFlow(context.Config, context.Backlog);
        qmgr = new QmgrClient(context.Config, flow);
    }

    /// <summary>Takes in all complete files, also those that arrive meanwhile.</summary>
    public void Scan()
    {
        for (bool any = true; any;)
        {
            any = false;
            if (Sys.TryList(QueueFiles.Maildrop, out var names) is var e and not Errno.None)
            {
                Log.Warning($"open directory {QueueFiles.Maildrop}: {e.Text()}");
                return;
            }
            foreach (string name in names)
                if (QueueId.IsValid(name) && !context.ShouldRetire)
                    any |= Take($"{QueueFiles.Maildrop}/{name}", name);
        }
    }

    private bool Take(string path, string name)
    {
        var e = Sys.TryOpen(path, Sys.RdOnly | Sys.NoFollow | Sys.NonBlock, 0, out int fd);
        if (e != Errno.None)
        {
            // ELOOP: a symbolic link; ENOENT: its owner was quicker; EACCES: still being written (mode 0600 of another user).
            if (e == Errno.ACCES)
            {
                if (Sys.TryLstat(path, out var unreadable) == Errno.None && unreadable.IsRegular && (unreadable.Mode & 0x40) == 0)
                    AgeOfUnfinished(path, unreadable);
            }
            else if (e != Errno.NOENT)
                WarnOnce(name, $"open {path}: {e.Text()}");
            return false;
        }
        try
        {
            var status = Sys.Fstat(fd);
            if (!IsAcceptable(path, name, status))
                return false;
            flow.Wait();
            var result = new DroppedMessage(context, tables, fd, name, status).Submit(out string id);
            return result != null && Conclude(path, name, result, id);
        }
        catch (CorruptRecordException x)
        {
            Log.Warning($"{path}: {x.Message}");
            SetAside(path, name);
            return false;
        }
        catch (UnixException x)
        {
            Log.Warning($"{path}: {x.Message}");
            return false;
        }
        finally
        {
            Sys.CloseQuietly(fd);
        }
    }

    private bool IsAcceptable(string path, string name, FileStatus status)
    {
        if (!status.IsRegular)
            WarnOnce(name, $"{path}: uid {status.Uid}: not a regular file");
        else if (status.Links != 1)
            WarnOnce(name, $"{path}: uid {status.Uid}: file has {status.Links} links");
        else if ((status.Mode & 0x40) == 0)   // owner's x: complete
            AgeOfUnfinished(path, status);
        else if (status.ModifiedSeconds > context.Clock.UnixSeconds + 2 * Day)
        {
            WarnOnce(name, $"{path}: message dated {status.ModifiedSeconds - context.Clock.UnixSeconds} seconds into the future");
            return true;
        }
        else
            return true;
        return false;
    }

    /// <summary>What a sendmail that was killed left behind is removed when it is days old.</summary>
    private void AgeOfUnfinished(string path, FileStatus status)
    {
        if (context.Clock.UnixSeconds - status.ModifiedSeconds > 3 * Day)
            Sys.TryUnlink(path);
    }

    private bool Conclude(string path, string name, CleanupResult result, string id)
    {
        switch (result.Status)
        {
            case CleanupStatus.Queued:
                // The message is durable in incoming. If this does not succeed it will be submitted a second time: better than lost.
                if (Sys.TryUnlink(path) is var e and not (Errno.None or Errno.NOENT))
                    Log.Warning($"remove {path}: {e.Text()}");
                else
                    warned.Remove(name);
                if (!result.IsIncoming)
                    return true;
                qmgr.Arrived(id);
                return true;
            default:
                Log.Warning($"{path}: not accepted now, will try again later");
                return false;
        }
    }

    private void SetAside(string path, string name)
    {
        var e = Sys.TryRename(path, $"{QueueFiles.Corrupt}/{name}");
        Log.Warning(e == Errno.None ? $"{path}: moved to {QueueFiles.Corrupt}" : $"{path}: cannot be moved to {QueueFiles.Corrupt}: {e.Text()}");
    }

    private void WarnOnce(string name, string text)
    {
        if (warned.Count > 10_000)
            warned.Clear();
        if (warned.Add(name))
            Log.Warning(text);
    }
}
