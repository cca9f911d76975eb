namespace MailSuite.Store.Delivery;

/// <summary>
/// Makes many messages durable by one sync for each file system that they lie on: every fsync is a flush of the disk. It waits for what others
/// have written there too, so a few messages are better off with an fsync of each.
/// </summary>
internal sealed class SharedSync : IDisposable
{
    private const int Many = 32;

    private readonly List<(int Fd, List<MaildirItem> Items)> systems = [];

    /// <summary>For what was written of these; null when they are few, or where a sync of all is less than an fsync of each.</summary>
    internal static SharedSync? Of(List<MaildirItem> items)
    {
        if (items.Count < Many)
            return null;
        var sync = new SharedSync();
        foreach (var there in items.Where(static i => i.Failure == null).GroupBy(static i => Sys.Fstat(i.Fd).Device))
        {
            List<MaildirItem> files = [.. there];
            if (!Sys.CanSyncFileSystem(files[0].Fd))
            {
                sync.Dispose();
                return null;
            }
            sync.systems.Add((Sys.Duplicate(files[0].Fd, 0), files));
        }
        return sync;
    }

    /// <summary>Syncs the files' contents.</summary>
    internal void Contents()
    {
        foreach (var (fd, files) in systems)
        {
            var failure = TrySync(fd);
            foreach (var item in files)
                (item.Failure, item.IsDurable) = (failure, failure == null);
        }
    }

    /// <summary>Syncs the names that the files have got since.</summary>
    internal void Names()
    {
        foreach (var (fd, files) in systems)
            if (TrySync(fd) is { } failure)
                foreach (var item in files)
                    item.Failure ??= failure;
    }

    private static DeliveryFailure? TrySync(int fd)
    {
        try
        {
            Sys.SyncFileSystem(fd);
            return null;
        }
        catch (UnixException e)
        {
            return DeliveryFailure.Of(e, "error writing message", "4.3.0");
        }
    }

    public void Dispose()
    {
        foreach (var (fd, _) in systems)
            Sys.CloseQuietly(fd);
    }
}
