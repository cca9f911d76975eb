using MailSuite.Config;

namespace MailSuite.Mail;

/// <summary>
/// Where queue files lie and what their modes mean, relative to the queue directory (each daemon's working directory):
/// the queues maildrop, incoming, active, deferred, hold, corrupt and the logs bounce, defer, trace; some are hashed into subdirectories.
/// </summary>
public sealed class QueueFiles(MailConfig config)
{
    /// <summary>Being written.</summary>
    public const int ModeWriting = 0x180;   // 0600
    /// <summary>Complete: the message is ours to deliver.</summary>
    public const int ModeReady = 0x1C0;     // 0700
    /// <summary>Set aside as corrupt.</summary>
    public const int ModeCorrupt = 0x100;   // 0400
    /// <summary>Group-read: flush this message now, ignoring throttled destinations.</summary>
    public const int ModeUnthrottle = 0x20; // 0040
    /// <summary>Group-execute: expire at the next attempt.</summary>
    public const int ModeExpire = 0x08;     // 0010

    /// <summary>Queue names.</summary>
    public const string Maildrop = "maildrop", Incoming = "incoming", Active = "active", Deferred = "deferred", Hold = "hold", Corrupt = "corrupt",
        Bounce = "bounce", Defer = "defer", Trace = "trace", Flush = "flush", Saved = "saved";

    private readonly string[] hashed = config.Get(GlobalParams.HashQueueNames).Split([' ', ',', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);
    private readonly int depth = config.Get(GlobalParams.HashQueueDepth);

    /// <summary>Is the queue hashed into subdirectories?</summary>
    public int DepthOf(string queue) => Array.IndexOf(hashed, queue) >= 0 ? depth : 0;

    /// <summary>The path of a message in a queue.</summary>
    public string PathOf(string queue, string id)
    {
        int levels = DepthOf(queue);
        if (levels == 0)
            return $"{queue}/{id}";
        string key = QueueId.HashKey(id);
        var path = new System.Text.StringBuilder(queue);
        for (int i = 0; i < levels; i++)
            path.Append('/').Append(i < key.Length ? key[i] : '_');
        return path.Append('/').Append(id).ToString();
    }

    /// <summary>Moves a message between queues, making a missing subdirectory. The error number when it cannot (NOENT: it is not there).</summary>
    public Errno TryMove(string id, string from, string to)
    {
        string source = PathOf(from, id), target = PathOf(to, id);
        var e = Sys.TryRename(source, target);
        if (e == Errno.NOENT && DepthOf(to) > 0 && MakeParents(target))
            e = Sys.TryRename(source, target);
        return e;
    }

    /// <summary>Opens a file of a queue; with Creat makes a missing subdirectory.</summary>
    public Errno TryOpen(string queue, string id, int flags, int mode, out int fd)
    {
        string path = PathOf(queue, id);
        var e = Sys.TryOpen(path, flags | Sys.NoFollow, mode, out fd);
        if (e == Errno.NOENT && (flags & Sys.Creat) != 0 && DepthOf(queue) > 0 && MakeParents(path))
            e = Sys.TryOpen(path, flags | Sys.NoFollow, mode, out fd);
        return e;
    }

    /// <summary>
    /// Opens a file only to look at it: no link, no device that would make us wait, and without a time of access, which would be written to the disk
    /// for each of 20,000 waiting messages at each look (their time of change lies in the future). Another user's file (maildrop) does not allow that.
    /// </summary>
    public static Errno TryLook(string path, out int fd)
    {
        const int flags = Sys.RdOnly | Sys.NoFollow | Sys.NonBlock;
        var e = Sys.TryOpen(path, flags | Sys.NoAccessTime, 0, out fd);
        return e == Errno.PERM ? Sys.TryOpen(path, flags, 0, out fd) : e;
    }

    private static bool MakeParents(string path)
    {
        for (int at = path.IndexOf('/'); at >= 0; at = path.IndexOf('/', at + 1))
            if (Sys.TryMakeDirectory(path[..at], ModeReady) is not (Errno.None or Errno.EXIST))
                return false;
        return true;
    }

    /// <summary>All message names in a queue with their paths, subdirectories included.</summary>
    public IEnumerable<(string Id, string Path)> Scan(string queue) => Walk(queue, 0);

    private static IEnumerable<(string Id, string Path)> Walk(string directory, int level)
    {
        if (level > 8 || Sys.TryList(directory, out var names) != Errno.None)
            yield break;
        foreach (string name in names)
            if (name.Length == 1)
                foreach (var below in Walk($"{directory}/{name}", level + 1))
                    yield return below;
            else if (QueueId.IsValid(name))
                yield return (name, $"{directory}/{name}");
    }
}
