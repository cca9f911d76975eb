using MailSuite.Mail;

namespace MailSuite.Qmgr;

/// <summary>Looks through incoming and deferred for messages whose time has come, a slice at a time, so that the deliveries go on meanwhile.</summary>
internal sealed class Scans(QueueManager manager)
{
    private const int Slice = 64;
    private readonly Walk incoming = new(QueueFiles.Incoming), deferred = new(QueueFiles.Deferred);
    private bool ignoreTimes, flush, posted;

    private sealed class Walk(string queue)
    {
        internal string Queue { get; } = queue;
        internal IEnumerator<(string Id, string Path)>? Files;
        internal bool Again;
    }

    internal void Incoming() => Start(incoming);

    internal void Deferred() => Start(deferred);

    /// <summary>The scan that is under way, or comes next, heeds no time stamps.</summary>
    internal void IgnoreTimes() => ignoreTimes = true;

    /// <summary>What the scans find that are under way, or come next, is tried also when its transport is one that waits to be asked (defer_transports).</summary>
    internal void Flush() => flush = true;

    private void Start(Walk walk)
    {
        if (walk.Files != null)
        {
            walk.Again = true;
            return;
        }
        walk.Files = manager.Files.Scan(walk.Queue).GetEnumerator();
        ContinueSoon();
    }

    /// <summary>There may be room in the active queue again.</summary>
    internal void ContinueSoon()
    {
        if (posted || !MayStep)
            return;
        posted = true;
        manager.Loop.After(TimeSpan.Zero, Continue);
    }

    /// <summary>One of each in turn, so that old mail does not keep new mail waiting, nor the reverse.</summary>
    private void Continue()
    {
        posted = false;
        for (int i = 0; i < Slice && MayStep; i++)
        {
            Step(incoming);
            if (manager is { HasRoom: true, IsRecording: false })
                Step(deferred);
        }
        if (MayStep)
            ContinueSoon();
    }

    // Old mail for a dead destination comes back faster than its deferral is recorded: there is no use in having all of it in memory meanwhile.
    private bool MayStep => manager.HasRoom && (incoming.Files != null || deferred.Files != null && !manager.IsRecording);

    private void Step(Walk walk)
    {
        if (walk.Files == null)
            return;
        if (walk.Files.MoveNext())
        {
            Look(walk);
            return;
        }
        walk.Files = null;
        if (walk == deferred && !walk.Again)
            ignoreTimes = flush = false;
        if (walk.Again)
        {
            walk.Again = false;
            Start(walk);
        }
    }

    private void Look(Walk walk)
    {
        var (id, path) = walk.Files!.Current;
        if (manager.IsActive(id) || Sys.TryLstat(path, out var status) != Errno.None)
            return;
        // A time of change in the future: not before then.
        if (!ignoreTimes && status.ModifiedSeconds > manager.Clock.UnixSeconds)
            return;
        if ((status.Mode & 0x40) != 0)
            manager.Activate(walk.Queue, id, flush);
    }
}
