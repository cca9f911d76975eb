using System.Globalization;
using MailSuite.Mail;

namespace MailSuite.Qmgr;

/// <summary>
/// What happens to a message whose entries have all come back, in this order: the bounce notice (durably queued by the bounce daemon),
/// the trace report, then removal; or, with recipients left, expiry or a "delayed" warning, and the deferred queue.
/// </summary>
internal sealed class Completion(QueueManager manager)
{
    private readonly Notices notices = new(manager);
    private readonly FlushRecorder sites = new(manager.Config);
    private readonly int decimals = manager.Config.Get(GlobalParams.DelayLoggingResolutionLimit);
    private readonly long minimalBackoff = (long)manager.Config.Get(QmgrParams.MinimalBackoffTime).TotalSeconds;
    private readonly long maximalBackoff = (long)manager.Config.Get(QmgrParams.MaximalBackoffTime).TotalSeconds;

    internal int UnderWay => notices.UnderWay;

    private MailConfig Config => manager.Config;

    /// <summary>Records that recipients are not tried now; they count as one entry of the message.</summary>
    internal void Defer(QueuedMessage message, string nexthop, List<DeliveryRecipient> recipients, Dsn why)
    {
        long now = manager.Clock.UnixMicros;
        var request = Request(message, nexthop, recipients);
        int answers = recipients.Count;
        message.Unfinished++;
        foreach (var r in recipients)
        {
            Log.Info(DeliveryLog.Line(request, r, "none", new DeliveryTimes(now, now, now), OutcomeKind.Deferred, why, decimals));
            notices.Ask(GlobalParams.DeferServiceName, Bounce(message, BounceAction.Append, r, "delayed", why), stored =>
            {
                if (stored)
                    message.Logs |= DeliveryLogs.Defer;
                if (sites.SiteOf(r.Address) is { } site)
                    notices.WaitsFor(site, message.Id);
                if (--answers == 0)
                    manager.EntryDone(message);
            });
        }
    }

    private static DeliveryRequest Request(QueuedMessage m, string nexthop, IReadOnlyList<DeliveryRecipient> recipients) =>
        new(0, 0, QueueFiles.Active, m.Id, m.DataOffset, m.DataSize, nexthop, m.Options.Encoding, m.Options.SendOptions, m.Sender, m.Options.EnvelopeId, m.Options.Return,
            m.ArrivalMicros, m.ActiveMicros, m.Client, recipients);

    private static readonly DeliveryRecipient Nobody = new("", "", 0, "", 0);

    private static BounceRequest Bounce(QueuedMessage m, BounceAction action, DeliveryRecipient? recipient = null, string word = "", Dsn? dsn = null) =>
        new(action, m.DeliveryFlagsBase, QueueFiles.Active, m.Id, m.Options.Encoding, m.Options.SendOptions, m.Sender, m.Options.EnvelopeId, m.Options.Return, recipient ?? Nobody, word, dsn ?? new Dsn("2.0.0", ""));

    /// <summary>All entries are back.</summary>
    internal void Finish(QueuedMessage message)
    {
        // A fresh message has the logs that its agents told of; one that somebody had before us may have more. The log of a recipient
        // who is marked done is all that there is of him.
        if (HasLog(message, DeliveryLogs.Bounce, QueueFiles.Bounce))
            notices.Ask(GlobalParams.BounceServiceName, Failed(message), done =>
            {
                if (!done)
                    message.Unfinished++;
                AfterBounce(message);
            });
        else
            AfterBounce(message);
    }

    /// <summary>The order to send the notice that a log calls for: one, or with VERP one for each recipient.</summary>
    private BounceRequest Failed(QueuedMessage message) =>
        Bounce(message, BounceAction.Flush) with { Verp = Config.Get(QmgrParams.DisableVerpBounces) ? "" : message.Options.Verp };

    private bool HasLog(QueuedMessage message, int bit, string directory) =>
        (message.Logs & bit) != 0 || (message.WasDeferred || message.MayHaveLogs) && Sys.TryAccess(manager.Files.PathOf(directory, message.Id), 0) == Errno.None;

    private void AfterBounce(QueuedMessage message)
    {
        if (HasLog(message, DeliveryLogs.Trace, QueueFiles.Trace))
            notices.Ask(GlobalParams.TraceServiceName, Bounce(message, BounceAction.Flush), done =>
            {
                if (done && message is { Traced: true, TraceOffset: > 0 })
                    Overwrite(message, message.TraceOffset, [(byte)RecordType.Kill]);   // one report, not one an attempt
                AfterTrace(message);
            });
        else
            AfterTrace(message);
    }

    private void AfterTrace(QueuedMessage message)
    {
        if (message.Unfinished == 0 || message.VerifyOnly)
            Remove(message);
        else if (Expired(message))
        {
            Log.Info($"{message.Id}: from=<{LogAddress.Of(message.Sender)}>, status={(message.ForceExpire ? "force-expired" : "expired")}, returned to sender");
            notices.Ask(GlobalParams.DeferServiceName, Failed(message), done =>
            {
                if (done)
                    Remove(message);
                else
                    Postpone(message);
            });
        }
        else if (message.WarnAt > 0 && manager.Clock.UnixSeconds >= message.WarnAt)
            notices.Ask(GlobalParams.DeferServiceName, Bounce(message, BounceAction.Warn), done =>
            {
                if (done)
                    WarnedOnce(message);
                Postpone(message);
            });
        else
            Postpone(message);
    }

    private bool Expired(QueuedMessage message)
    {
        var lifetime = Config.Get(message.Sender.Length == 0 ? BounceParams.QueueLifetime : BounceParams.MaximalQueueLifetime);
        return message.ForceExpire || manager.Clock.UnixMicros - message.CreateMicros > (long)(lifetime.TotalSeconds * 1_000_000);
    }

    // The record is one byte of type, one of length, and a number of width 15. A time before 1970 says that the warning was sent.
    private void WarnedOnce(QueuedMessage message) => Overwrite(message, message.WarnOffset + 2, Bytes.Of(string.Create(CultureInfo.InvariantCulture, $"{-1,15}")));

    private void Overwrite(QueuedMessage message, long offset, ReadOnlySpan<byte> bytes)
    {
        try
        {
            int fd = Sys.Open(manager.Files.PathOf(QueueFiles.Active, message.Id), Sys.WrOnly);
            Sys.WriteAt(fd, bytes, offset);
            Sys.CloseQuietly(fd);
        }
        catch (UnixException e)
        {
            Log.Warning($"{message.Id}: {e.Message}");
        }
    }

    private void Remove(QueuedMessage message)
    {
        if ((message.Logs & DeliveryLogs.Defer) != 0 || message.WasDeferred)
            Sys.TryUnlink(manager.Files.PathOf(QueueFiles.Defer, message.Id));
        manager.Insist($"remove active/{message.Id}", () => Unlink(message), e =>
        {
            if (e == Errno.NOENT)
                DoneMarks.RemoveMoved(manager.Files, message.Id);   // postsuper was quicker
            Log.Info($"{message.Id}: removed");
            manager.Left(message);
        });
    }

    private Errno Unlink(QueuedMessage message) => Config.Get(GlobalParams.DontRemove) == 0
        ? Sys.TryUnlink(manager.Files.PathOf(QueueFiles.Active, message.Id))
        : manager.Files.TryMove(message.Id, QueueFiles.Active, QueueFiles.Saved);

    /// <summary>Back to the deferred queue, not to be tried before its age again has passed (within the limits): delays double.</summary>
    private void Postpone(QueuedMessage message)
    {
        long now = manager.Clock.UnixSeconds;
        long age = now - message.CreateMicros / 1_000_000;
        long delay = Math.Clamp(age, minimalBackoff, Math.Max(minimalBackoff, maximalBackoff));
        string path = manager.Files.PathOf(QueueFiles.Active, message.Id);
        manager.Insist($"{message.Id}: move to deferred", () => Sys.TrySetTimes(path, now + delay, now + delay) is var e and not Errno.None
            ? e : manager.Files.TryMove(message.Id, QueueFiles.Active, QueueFiles.Deferred), _ => manager.Left(message));
    }
}
