using MailSuite.Daemon;
using MailSuite.Mail;
using MailSuite.Maps;

namespace MailSuite.Qmgr;

/// <summary>
/// The queue as a whole. A message's life here: incoming -> active (its file is renamed, its envelope read) -> entries with agents ->
/// removed, or deferred with a time before which it is not tried again. The files are the truth; memory only speeds things up.
/// </summary>
internal sealed class QueueManager
{
    /// <summary>The service that defers what cannot be tried now.</summary>
    internal const string RetryService = "retry";

    private const int MostRecording = 200;

    private static readonly TimeSpan IdleChannelTime = TimeSpan.FromSeconds(30), AgainAfter = TimeSpan.FromSeconds(5);

    private readonly DaemonContext context;
    private readonly Dictionary<string, QueuedMessage> active = [];
    private readonly Dictionary<string, Transport> transports = [];
    private readonly Dictionary<string, int> processLimits = [];
    private readonly HashSet<Transport> toPump = [];
    private readonly EnvelopeReader reader;
    private readonly Router router;
    private readonly StringList mayFlush;
    private bool pumpPosted, incomingMissed;
    private Scans scans = null!;
    private Portions portions = null!;
    private ClogWarning clog = null!;
    private Completion completion = null!;

    internal QueueManager(MailConfig config, DaemonContext context)
    {
        (Config, this.context) = (config, context);
        Files = new QueueFiles(config);
        reader = new EnvelopeReader(config, Files);
        router = new Router(config, context.Clock);
        ActiveLimit = config.Get(QmgrParams.MessageActiveLimit);
        mayFlush = StringList.Of(PostqueueParams.AuthorizedFlushUsers, config);
        foreach (var s in MasterCf.Load(config).Services)
            if (s.Type == "unix")
                processLimits[s.Name] = s.ProcessLimit;
    }

    internal MailConfig Config { get; }
    internal QueueFiles Files { get; }
    internal Loop Loop { get; private set; } = null!;
    internal Clock Clock => context.Clock;
    internal bool IsDraining { get; private set; }
    internal int ActiveLimit { get; }
    internal int ActiveCount => active.Count;
    internal bool HasRoom => active.Count < ActiveLimit && !IsDraining;

    /// <summary>Many deferrals are being recorded.</summary>
    internal bool IsRecording => completion.UnderWay >= MostRecording || transports.TryGetValue(RetryService, out var retry) && retry.Scheduler.Recipients >= MostRecording;
    internal int RecipientsInMemory => transports.Values.Sum(static t => t.Scheduler.Recipients);

    internal void Start(Loop loop)
    {
        Loop = loop;
        scans = new Scans(this);
        portions = new Portions(this, reader);
        clog = new ClogWarning(this);
        completion = new Completion(this);
        if (context.Suite is { } suite)
            Interlocked.Exchange(ref suite.Backlog, 0);
        // What a qmgr before us had in hand is taken up again from the start.
        foreach (var (id, _) in Files.Scan(QueueFiles.Active))
            if (Files.TryMove(id, QueueFiles.Active, QueueFiles.Incoming) is var e and not (Errno.None or Errno.NOENT))
                throw new FatalException($"rename active/{id} to incoming: {e.Text()}");
            else
                Sys.TryUnlink(Files.PathOf(QueueFiles.Defer, id));   // as below: this attempt says it anew
        ScanIncoming();
        scans.Deferred();
        Every(Config.Get(QmgrParams.QueueRunDelay), scans.Deferred);
        Every(TimeSpan.FromSeconds(10), KeepHouse);
    }

    private void Every(TimeSpan time, Action action) => Loop.After(time, () =>
    {
        action();
        Every(time, action);
    });

    private void KeepHouse()
    {
        // After a flood.
        if (active.Capacity > 1000 && active.Count < active.Capacity / 4)
            active.TrimExcess();
        foreach (var t in transports.Values)
            t.CloseIdle(Loop.Now - (long)IdleChannelTime.TotalMilliseconds);
        portions.ReadAll();
    }

    /// <summary>The instance stops: starts nothing more, and is done when the agents have reported.</summary>
    internal bool Drain()
    {
        IsDraining = true;
        return transports.Values.All(static t => t.UnderWay == 0) && completion.UnderWay == 0;
    }

    /// <summary>Letters on the trigger socket.</summary>
    internal void Triggered(HashSet<char> letters, int uid, bool trusted)
    {
        bool flush = letters.Overlaps("FAD");
        if (flush && !trusted && !MayFlush(uid))
        {
            Log.Warning($"uid {uid} is not allowed to flush the mail queue");
            return;
        }
        if (letters.Contains('F'))
        {
            ForgiveAll();
            scans.Flush();
        }
        if (letters.Contains('A'))
            scans.IgnoreTimes();
        if (letters.Overlaps("WI"))
            ScanIncoming();
        if (letters.Contains('D'))
            scans.Deferred();
    }

    private bool MayFlush(int uid)
    {
        string user = Accounts.User(uid, out var account) == AccountAnswer.Found ? account!.Name : "unknown";
        return mayFlush.Contains(user) == LookupStatus.Found;
    }

    private void ForgiveAll()
    {
        foreach (var t in transports.Values)
            t.Forgive();
    }

    private void ScanIncoming()
    {
        incomingMissed = false;
        scans.Incoming();
    }

    /// <summary>A message is complete in incoming.</summary>
    internal void Arrived(string id)
    {
        if (context.Suite is { } suite && Interlocked.Decrement(ref suite.Backlog) < 0)
            Interlocked.Exchange(ref suite.Backlog, 0);
        if (HasRoom)
            Activate(QueueFiles.Incoming, id);
        else
            incomingMissed = true;
    }

    internal bool IsActive(string id) => active.ContainsKey(id);

    /// <summary>Takes a message into the active queue and hands it on.</summary>
    /// <param name="queue">Where it is.</param>
    /// <param name="id">Its name.</param>
    /// <param name="flush">Somebody asked for all mail to be tried: that of defer_transports, too.</param>
    internal void Activate(string queue, string id, bool flush = false)
    {
        if (active.ContainsKey(id))
            return;
        var e = Files.TryMove(id, queue, QueueFiles.Active);
        if (e != Errno.None)
        {
            if (e != Errno.NOENT)
                Log.Warning($"rename {queue}/{id} to active: {e.Text()}");
            return;
        }
        QueuedMessage? message = null;
        var recipients = new List<DeliveryRecipient>(1);
        try
        {
            message = reader.Read(id, portions.First(), recipients);
        }
        catch (Exception wrong) when (wrong is CorruptRecordException or OverflowException)
        {
            SetAside(id, wrong is OverflowException ? "number out of range" : wrong.Message);
            return;
        }
        catch (UnixException wrong)
        {
            Log.Warning($"{id}: {wrong.Message}");
        }
        if (message == null)
        {
            Insist($"rename active/{id} to {queue}", () => Files.TryMove(id, QueueFiles.Active, queue), static _ => { });
            return;
        }
        message.ActiveMicros = Clock.UnixMicros;
        message.LastRead = Loop.Now;
        message.WasDeferred = queue == QueueFiles.Deferred || message.Unthrottle;   // flush has moved it to incoming
        // What it says is about recipients that are in the queue file: this attempt says it anew, or has delivered them.
        if (message.WasDeferred)
            Sys.TryUnlink(Files.PathOf(QueueFiles.Defer, message.Id));
        message.IsFlushed = flush || message.Unthrottle;
        if (message.Unthrottle)
        {
            ForgiveAll();
            Sys.TryChmod(Files.PathOf(QueueFiles.Active, id), QueueFiles.ModeReady | (message.ForceExpire ? QueueFiles.ModeExpire : 0));
        }
        active[id] = message;
        Log.Info($"{id}: from=<{LogAddress.Of(message.Sender)}>, size={message.DataSize}, nrcpt={recipients.Count + message.Unread} (queue active)");
        Distribute(message, recipients);
    }

    /// <summary>
    /// Takes a message out of active/, again and again when the disk does not let us: a file that stayed there would be seen by nobody until
    /// the next start, and would be delivered once more then. Goes on when it is done, or the file is gone (Errno.NOENT).
    /// </summary>
    internal void Insist(string what, Func<Errno> step, Action<Errno> done)
    {
        var e = step();
        if (e is Errno.None or Errno.NOENT)
        {
            done(e);
            return;
        }
        Log.Warning($"{what}: {e.Text()}");
        Loop.After(AgainAfter, () => Insist(what, step, done));
    }

    private void SetAside(string id, string why)
    {
        Log.Warning($"{id}: {why}");
        Log.Warning($"saving corrupt file \"{id}\" from queue \"{QueueFiles.Active}\" to queue \"{QueueFiles.Corrupt}\"");
        Sys.TryChmod(Files.PathOf(QueueFiles.Active, id), QueueFiles.ModeCorrupt);
        Insist($"rename active/{id} to corrupt", () => Files.TryMove(id, QueueFiles.Active, QueueFiles.Corrupt), static _ => { });
    }

    /// <summary>Gives each recipient to the destination that its address leads to; those whose destination is dead are deferred at once.</summary>
    internal void Distribute(QueuedMessage message, List<DeliveryRecipient> recipients)
    {
        Dictionary<Destination, (Dsn Why, List<DeliveryRecipient> Recipients)>? dead = null;
        foreach (var recipient in recipients)
        {
            var (name, nexthop, address) = router.Route(message, recipient);
            var transport = TransportOf(name);
            var destination = transport.DestinationFor(nexthop, address);
            var r = address == recipient.Address ? recipient : recipient with { Address = address };
            if (transport.DeadBecause(destination) is { } why)
            {
                dead ??= [];
                if (!dead.TryGetValue(destination, out var group))
                    dead[destination] = group = (why, []);
                group.Recipients.Add(r);
                continue;
            }
            transport.Scheduler.Add(message, destination, r);
            clog.Look(transport, destination);
            PumpSoon(transport);
        }
        if (dead != null)
        {
            message.EntriesLeft += dead.Count;
            foreach (var (destination, group) in dead)
                completion.Defer(message, destination.Nexthop, group.Recipients, group.Why);
        }
        // A portion may have been the last: jobs that waited for more are through.
        for (var job = message.FirstJob; job != null; job = job.Next)
            job.Scheduler.Leave(job);
        portions.Remember(message);
        if (message is { EntriesLeft: 0, Unread: 0 })
            completion.Finish(message);
    }

    private Transport TransportOf(string name)
    {
        if (!transports.TryGetValue(name, out var transport))
            transports[name] = transport = new Transport(this, name, processLimits.GetValueOrDefault(name, Config.Get(GlobalParams.DefaultProcessLimit)));
        return transport;
    }

    /// <summary>Has a transport look for work, once, at the end of this turn.</summary>
    internal void PumpSoon(Transport transport)
    {
        toPump.Add(transport);
        if (pumpPosted)
            return;
        pumpPosted = true;
        Loop.Post(() =>
        {
            pumpPosted = false;
            var now = toPump.ToArray();
            toPump.Clear();
            foreach (var t in now)
                t.Pump();
        });
    }

    /// <summary>An entry that waited is not tried now: its deferral is logged and recorded as if an agent had said so.</summary>
    internal void Defer(Entry entry, Dsn why)
    {
        entry.Peer.Job.Scheduler.Forget(entry.Message, entry.Recipients.Count);
        completion.Defer(entry.Message, entry.Destination.Nexthop, entry.Recipients, why);
    }

    /// <summary>An entry's recipients have been tried.</summary>
    internal void EntryDone(Entry entry)
    {
        entry.Peer.Job.Scheduler.Forget(entry.Message, entry.Recipients.Count);
        EntryDone(entry.Message);
    }

    /// <summary>One entry less of a message is left.</summary>
    internal void EntryDone(QueuedMessage message)
    {
        message.EntriesLeft--;
        if (message.Unread > 0)
            portions.ReadMore(message);
        else if (message.EntriesLeft == 0)
            completion.Finish(message);
    }

    /// <summary>A message has left the active queue: there is room for another.</summary>
    internal void Left(QueuedMessage message)
    {
        active.Remove(message.Id);
        if (!HasRoom)
            return;
        if (incomingMissed)
            ScanIncoming();
        scans.ContinueSoon();
    }
}
