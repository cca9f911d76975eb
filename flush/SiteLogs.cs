using MailSuite.Maps;

namespace MailSuite.Flush;

/// <summary>
/// The lists, one file a site in flush/: queue ids, a line each. A list only grows until its site is sent for; then the messages named in it
/// go to incoming, marked so that qmgr tries them whatever it knows of their destinations, and the list is emptied.
/// </summary>
internal sealed class SiteLogs(MailConfig config, Clock clock)
{
    private const int MaxSize = 64 << 20;
    private readonly QueueFiles files = new(config);
    private readonly DomainList domains = DomainList.Of(GlobalParams.FastFlushDomains, config);
    private readonly long refreshAfter = (long)config.Get(FlushParams.FastFlushRefreshTime).TotalSeconds, purgeAfter = (long)config.Get(FlushParams.FastFlushPurgeTime).TotalSeconds;

    /// <summary>A site's file: its name in letters and digits, all else "_".</summary>
    internal static string NameOf(string site) => string.Concat(site.ToLowerInvariant().Select(static c => char.IsAsciiLetterOrDigit(c) ? c : '_'));

    private FlushStatus? Refused(string site) => domains.Contains(site) switch
    {
        _ when site.Length is 0 or > 255 => FlushStatus.Bad,
        LookupStatus.Found => null,
        LookupStatus.TryLater => FlushStatus.Fail,
        _ => FlushStatus.Unknown,
    };

    /// <summary>A message waits for a site.</summary>
    internal FlushStatus Add(string site, string id)
    {
        if (Refused(site) is { } refused)
            return refused;
        if (!QueueId.IsValid(id))
            return FlushStatus.Bad;
        var e = files.TryOpen(QueueFiles.Flush, NameOf(site), Sys.WrOnly | Sys.Append | Sys.Creat, QueueFiles.ModeWriting, out int fd);
        if (e != Errno.None)
            return Failed($"open fast flush logfile {NameOf(site)}: {e.Text()}");
        try
        {
            Sys.Lock(fd, exclusive: true, wait: true);
            Sys.Write(fd, Bytes.Of(id + "\n"));
            return FlushStatus.Ok;
        }
        catch (UnixException wrong)
        {
            return Failed($"write fast flush logfile {NameOf(site)}: {wrong.Message}");
        }
        finally
        {
            Sys.CloseQuietly(fd);
        }
    }

    /// <summary>Has all mail tried that waits for a site.</summary>
    internal FlushStatus SendSite(string site) => Refused(site) ?? Send(NameOf(site));

    private FlushStatus Send(string name)
    {
        var e = files.TryOpen(QueueFiles.Flush, name, Sys.RdWr, 0, out int fd);
        if (e == Errno.NOENT)
            return FlushStatus.Ok;   // nothing waits
        if (e != Errno.None)
            return Failed($"open fast flush logfile {name}: {e.Text()}");
        try
        {
            Sys.Lock(fd, exclusive: true, wait: true);
            var ids = new HashSet<string>(StringComparer.Ordinal);
            foreach (string id in Bytes.Text(Sys.ReadFile(files.PathOf(QueueFiles.Flush, name), MaxSize)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
                if (!QueueId.IsValid(id))
                    Log.Warning($"bad queue id \"{(id.Length > 30 ? id[..30] + "..." : id)}\" in fast flush logfile {name}");
                else if (ids.Add(id))
                    Release(id);
            Sys.Truncate(fd, 0);
            Sys.TrySetTimes(fd, clock.UnixSeconds, clock.UnixSeconds);
        }
        catch (UnixException wrong)
        {
            return Failed($"read fast flush logfile {name}: {wrong.Message}");
        }
        finally
        {
            Sys.CloseQuietly(fd);
        }
        return WakeQmgr();
    }

    /// <summary>Has one deferred message tried.</summary>
    internal FlushStatus SendFile(string id)
    {
        if (!QueueId.IsValid(id))
            return FlushStatus.Bad;
        Release(id);
        return WakeQmgr();
    }

    /// <summary>Its time has come, in deferred or (qmgr was busy) in incoming already. What is in neither is gone, or being tried.</summary>
    private void Release(string id)
    {
        foreach (string queue in (string[])[QueueFiles.Deferred, QueueFiles.Incoming])
        {
            string path = files.PathOf(queue, id);
            if (Sys.TryLstat(path, out var status) != Errno.None || !status.IsRegular || (status.Permissions & QueueFiles.ModeReady) != QueueFiles.ModeReady)
                continue;
            // A message on its way into deferred has a time in the future: qmgr would leave it in incoming.
            var e = Sys.TryChmod(path, status.Permissions | QueueFiles.ModeUnthrottle);
            if (e == Errno.None)
                e = Sys.TrySetTimes(path, clock.UnixSeconds, clock.UnixSeconds);
            if (e == Errno.None && queue == QueueFiles.Deferred)
                e = files.TryMove(id, queue, QueueFiles.Incoming);
            if (e is not (Errno.None or Errno.NOENT))
                Log.Warning($"{path}: {e.Text()}");
        }
    }

    private FlushStatus WakeQmgr() =>
        Trigger.Send("public/" + config.Get(GlobalParams.QueueServiceName), Trigger.ScanIncoming) == Errno.None ? FlushStatus.Ok : FlushStatus.Fail;

    /// <summary>Sends for the sites that nobody has asked about for long, and removes the lists that have been empty for long.</summary>
    /// <param name="everything">Whatever their age.</param>
    internal FlushStatus Refresh(bool everything)
    {
        foreach (var (name, path) in files.Scan(QueueFiles.Flush).ToList())
        {
            if (Sys.TryLstat(path, out var status) != Errno.None)
                continue;
            if (status.Size > 0 && (everything || status.AccessedNanos / 1_000_000_000 + refreshAfter < clock.UnixSeconds))
                Send(name);
            else if (status.Size == 0 && status.ModifiedSeconds + purgeAfter < clock.UnixSeconds)
                RemoveEmpty(path);
        }
        return FlushStatus.Ok;
    }

    private static void RemoveEmpty(string path)
    {
        if (Sys.TryOpen(path, Sys.RdWr | Sys.NoFollow, 0, out int fd) != Errno.None)
            return;
        // Who is about to add to it holds the lock, or has made it longer.
        if (Sys.Lock(fd, exclusive: true, wait: false) && Sys.Fstat(fd).Size == 0 && Sys.TryUnlink(path) is var e and not (Errno.None or Errno.NOENT))
            Log.Warning($"remove logfile {path}: {e.Text()}");
        Sys.CloseQuietly(fd);
    }

    private static FlushStatus Failed(string why)
    {
        Log.Warning(why);
        return FlushStatus.Fail;
    }
}
