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
    private static readonly TimeSpan IdleChannelTime = TimeSpan.FromSeconds(30);
    private const int ScanSlice = 64;

    private readonly DaemonContext context;
    private readonly AddressResolver resolver;
    private readonly Dictionary<string, QueuedMessage> active = [];
    private readonly Dictionary<string, Transport> transports = [];
    private readonly Dictionary<string, int> processLimits = [];
    private readonly HashSet<Transport> toPump = [];
    private readonly HashSet<string> deferTransports;
    private readonly int activeLimit;
    private readonly StringList mayFlush;
    private bool pumpPosted, incomingMissed;
    private IEnumerator<(string Id, string Path)>? incomingScan, deferredScan;
    private bool rescanIncoming, rescanDeferred, ignoreTimes;
    private Completion completion = null!;

    internal QueueManager(MailConfig config, DaemonContext context)
    {
        (Config, this.context) = (config, context);
        Files = new QueueFiles(config);
        resolver = new AddressResolver(config, clock: context.Clock);
        activeLimit = config.Get(QmgrParams.MessageActiveLimit);
        deferTransports = [.. config.Get(QmgrParams.DeferTransports).Split([' ', ',', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries)];
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

    internal void Start(Loop loop)
    {
        Loop = loop;
        completion = new Completion(this);
        if (context.Suite is { } suite)
            Interlocked.Exchange(ref suite.Backlog, 0);
        // What a qmgr before us had in hand is taken up again from the start.
        foreach (var (id, _) in Files.Scan(QueueFiles.Active))
            if (Files.TryMove(id, QueueFiles.Active, QueueFiles.Incoming) is var e and not (Errno.None or Errno.NOENT))
                throw new FatalException($"rename active/{id} to incoming: {e.Text()}");
        ScanIncoming();
        ScanDeferred();
        Every(Config.Get(QmgrParams.QueueRunDelay), ScanDeferred);
        Every(TimeSpan.FromSeconds(10), CloseIdleChannels);
    }

    private void Every(TimeSpan time, Action action) => Loop.After(time, () =>
    {
        action();
        Every(time, action);
    });

    private void CloseIdleChannels()
    {
        foreach (var t in transports.Values)
            t.CloseIdle(Loop.Now - (long)IdleChannelTime.TotalMilliseconds);
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
            foreach (var t in transports.Values)
                t.Forgive();
        if (letters.Contains('A'))
            ignoreTimes = true;
        if (letters.Overlaps("WI"))
            ScanIncoming();
        if (letters.Contains('D'))
            ScanDeferred();
    }

    private bool MayFlush(int uid)
    {
        string user = Accounts.User(uid, out var account) == AccountAnswer.Found ? account!.Name : "unknown";
        return mayFlush.Contains(user) == LookupStatus.Found;
    }

    /// <summary>A message is complete in incoming.</summary>
    internal void Arrived(string id)
    {
        if (context.Suite is { } suite && Interlocked.Decrement(ref suite.Backlog) < 0)
            Interlocked.Exchange(ref suite.Backlog, 0);
        if (active.Count >= activeLimit || IsDraining)
            incomingMissed = true;
        else
            Activate(QueueFiles.Incoming, id);
    }

    /// <summary>One deferred message is to be tried now.</summary>
    internal void RetryNow(string id)
    {
        if (active.ContainsKey(id))
            return;
        foreach (var t in transports.Values)
            t.Forgive();
        Activate(QueueFiles.Deferred, id);
    }

    private void ScanIncoming()
    {
        rescanIncoming = incomingScan != null;
        if (incomingScan != null)
            return;
        incomingMissed = false;
        incomingScan = Files.Scan(QueueFiles.Incoming).GetEnumerator();
        Loop.Post(ContinueScans);
    }

    private void ScanDeferred()
    {
        rescanDeferred = deferredScan != null;
        if (deferredScan != null)
            return;
        deferredScan = Files.Scan(QueueFiles.Deferred).GetEnumerator();
        Loop.Post(ContinueScans);
    }

    /// <summary>Takes a slice from each scan in turn, so that old mail does not keep new mail waiting, nor the reverse.</summary>
    private void ContinueScans()
    {
        if (IsDraining)
            return;
        for (int i = 0; i < ScanSlice && active.Count < activeLimit && (incomingScan ?? deferredScan) != null; i++)
        {
            Step(ref incomingScan, QueueFiles.Incoming);
            Step(ref deferredScan, QueueFiles.Deferred);
        }
        if ((incomingScan ?? deferredScan) != null && active.Count < activeLimit)
            Loop.After(TimeSpan.Zero, ContinueScans);
        if (deferredScan == null && !rescanDeferred)
            ignoreTimes = false;
        if (incomingScan == null && rescanIncoming)
            ScanIncoming();
        if (deferredScan == null && rescanDeferred)
            ScanDeferred();
    }

    private void Step(ref IEnumerator<(string Id, string Path)>? scan, string queue)
    {
        if (scan == null)
            return;
        if (!scan.MoveNext())
        {
            scan = null;
            return;
        }
        var (id, path) = scan.Current;
        if (active.ContainsKey(id))
            return;
        // A time of change in the future: not before then.
        if (Sys.TryLstat(path, out var status) != Errno.None || !ignoreTimes && status.ModifiedSeconds > Clock.UnixSeconds)
            return;
        if ((status.Mode & 0x40) != 0)
            Activate(queue, id);
    }

    private void Activate(string queue, string id)
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
        QueuedMessage? message;
        try
        {
            message = MessageFile.Read(Files, QueueFiles.Active, id);
        }
        catch (CorruptRecordException wrong)
        {
            SetAside(id, wrong.Message);
            return;
        }
        catch (Exception wrong) when (wrong is UnixException or OverflowException)
        {
            if (wrong is OverflowException)
                SetAside(id, "number out of range");
            else
            {
                Log.Warning($"{id}: {wrong.Message}");
                Files.TryMove(id, QueueFiles.Active, queue);
            }
            return;
        }
        if (message == null)
        {
            Files.TryMove(id, QueueFiles.Active, queue);
            return;
        }
        message.ActiveMicros = Clock.UnixMicros;
        message.WasDeferred = queue == QueueFiles.Deferred;
        // What it says is about recipients that are in the queue file: this attempt says it anew, or has delivered them.
        if (message.WasDeferred)
            Sys.TryUnlink(Files.PathOf(QueueFiles.Defer, message.Id));
        active[id] = message;
        Log.Info($"{id}: from=<{Protocol.MailAddress.Quote(message.Sender)}>, size={message.DataSize}, nrcpt={message.Recipients.Count} (queue active)");
        Distribute(message);
    }

    private void SetAside(string id, string why)
    {
        Log.Warning($"{id}: {why}");
        Log.Warning($"saving corrupt file \"{id}\" from queue \"{QueueFiles.Active}\" to queue \"{QueueFiles.Corrupt}\"");
        Sys.TryChmod(Files.PathOf(QueueFiles.Active, id), QueueFiles.ModeCorrupt);
        Files.TryMove(id, QueueFiles.Active, QueueFiles.Corrupt);
    }

    /// <summary>Resolves the recipients and makes entries of those that travel together.</summary>
    private void Distribute(QueuedMessage message)
    {
        var groups = new Dictionary<Destination, List<DeliveryRecipient>>();
        var entries = new List<Entry>();
        foreach (var recipient in message.Recipients)
        {
            var (transport, nexthop, address) = Route(message, recipient);
            var limits = transport.Limits;
            // With one recipient a request, a destination is a recipient: one slow mailbox does not keep its whole domain waiting.
            var destination = limits.Recipients == 1 ? transport.DestinationOf($"{LocalPart(address)}@{nexthop}", nexthop) : transport.DestinationOf(nexthop);
            if (!groups.TryGetValue(destination, out var group) || limits.Recipients > 0 && group.Count >= limits.Recipients)
            {
                groups[destination] = group = [];
                entries.Add(new Entry(message, destination, group));
            }
            group.Add(address == recipient.Address ? recipient : recipient with { Address = address });
        }
        message.EntriesLeft = entries.Count;
        if (entries.Count == 0)
            completion.Finish(message);
        foreach (var entry in entries)
            entry.Destination.Transport.Enqueue(entry);
    }

    private static string LocalPart(string address) => address.LastIndexOf('@') is > 0 and var at ? address[..at] : address;

    private (Transport, string Nexthop, string Address) Route(QueuedMessage message, DeliveryRecipient recipient)
    {
        string address = message.Redirect.Length > 0 ? message.Redirect : recipient.Address;
        if (message.Filter.Length > 0)
        {
            int colon = message.Filter.IndexOf(':');
            string filterHop = colon < 0 ? "" : message.Filter[(colon + 1)..];
            if (filterHop.Length == 0)
                filterHop = Config.Get(QmgrParams.DefaultFilterNexthop) is { Length: > 0 } hop ? hop : address.LastIndexOf('@') is >= 0 and var at ? address[(at + 1)..] : Config.Get(GlobalParams.Myhostname);
            return (TransportOf(colon < 0 ? message.Filter : message.Filter[..colon]), filterHop, address);
        }
        var answer = resolver.Resolve(message.Sender, address);
        if (answer.TryLater)
            return (Retry, "4.3.0 address resolver failure", address);
        if (answer.Error)
            return (TransportOf(Config.Get(GlobalParams.ErrorServiceName)), "5.1.3 bad address syntax", address);
        if (deferTransports.Contains(answer.Transport))
            return (Retry, "4.3.2 deferred transport", answer.Recipient);
        return (TransportOf(answer.Transport), answer.Nexthop, answer.Recipient);
    }

    private Transport Retry => TransportOf("retry");

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

    /// <summary>Recipients that are not tried now: their deferral is logged and recorded as if an agent had said so.</summary>
    internal void Defer(Entry entry, Dsn why) => completion.Defer(entry, why);

    /// <summary>An entry has come back.</summary>
    internal void EntryDone(Entry entry)
    {
        if (--entry.Message.EntriesLeft == 0)
            completion.Finish(entry.Message);
    }

    /// <summary>A message has left the active queue: there is room for another.</summary>
    internal void Left(QueuedMessage message)
    {
        active.Remove(message.Id);
        if (active.Count < activeLimit && (incomingMissed || (incomingScan ?? deferredScan) != null) && !IsDraining)
        {
            if (incomingMissed)
                ScanIncoming();
            else if (active.Count == activeLimit - 1)
                Loop.Post(ContinueScans);
        }
    }
}
