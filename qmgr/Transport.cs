using MailSuite.Mail;

namespace MailSuite.Qmgr;

/// <summary>
/// One transport (a service of master.cf): sends what its scheduler selects to agents, over channels that stay open. An agent that makes
/// many messages durable at once gets several requests; one that talks to a network gets one.
/// </summary>
internal sealed class Transport
{
    private const int MaxAgentsLost = 3;

    private readonly QueueManager manager;
    private readonly Dictionary<string, Destination> destinations = [];
    private readonly List<AgentChannel> channels = [];
    private readonly int channelLimit;
    private long nextSerial;
    private int depth;
    private Dsn? unavailable;
    private bool retryConnect, resting;

    internal Transport(QueueManager manager, string name, int processLimit)
    {
        (this.manager, Name) = (manager, name);
        Limits = new TransportLimits(manager.Config, name);
        Scheduler = new Scheduler(Limits, manager.Clock);
        channelLimit = processLimit > 0 ? processLimit : 1000;
    }

    internal string Name { get; }
    internal TransportLimits Limits { get; }
    internal Scheduler Scheduler { get; }
    internal int DestinationCount => destinations.Count;

    /// <summary>Requests with agents now.</summary>
    internal int UnderWay => channels.Sum(static c => c.UnderWay.Count);

    /// <summary>
    /// The destination of an address. With one recipient a request, a destination is a recipient (one slow mailbox does not keep its whole domain
    /// waiting); its agents are told the same next hop all the same.
    /// </summary>
    internal Destination DestinationFor(string nexthop, string address)
    {
        string key = (Limits.Recipients == 1 ? $"{LocalPart(address)}@{nexthop}" : nexthop).ToLowerInvariant();
        if (!destinations.TryGetValue(key, out var destination))
            destinations[key] = destination = new Destination(Limits, key, nexthop);
        return destination;
    }

    private static string LocalPart(string address) => address.LastIndexOf('@') is > 0 and var at ? address[..at] : address;

    /// <summary>Why nothing is tried there now; null when it is.</summary>
    internal Dsn? DeadBecause(Destination d) => unavailable ?? (d.DeadBecause is { } why ? Suspended(why) : null);

    private static Dsn Suspended(Dsn why) => why with { Status = "4.4.1", Reason = "delivery temporarily suspended: " + why.Reason };

    /// <summary>Starts what may be started.</summary>
    internal void Pump()
    {
        while (Scheduler.HasReady && !manager.IsDraining && !resting && Channel() is { } channel && Scheduler.Select() is { } entry)
        {
            Send(channel, entry);
            // One delivery at a time, and a pause after each.
            if (Limits.TransportRateDelay > TimeSpan.Zero)
                resting = true;
        }
    }

    private void Send(AgentChannel channel, Entry entry)
    {
        long serial = ++nextSerial;
        channel.UnderWay[serial] = entry;
        channel.IdleSince = long.MaxValue;
        var m = entry.Message;
        bool allThatIsLeft = m is { EntriesLeft: 1, Unread: 0, Unfinished: 0, Logs: 0 };
        channel.Connection.Send(new DeliveryRequest(
            serial, m.DeliveryFlagsBase | (allThatIsLeft ? DeliveryFlags.AllThatIsLeft : 0), QueueFiles.Active, m.Id, m.DataOffset, m.DataSize,
            entry.Destination.Nexthop, m.Options.Encoding, m.Options.SendOptions, m.SenderFor(entry.Recipients[0]), m.Options.EnvelopeId, m.Options.Return, m.ArrivalMicros, m.ActiveMicros, m.Client, entry.Recipients));
    }

    /// <summary>
    /// A channel for one more request: an idle one, a new one, or one whose agent takes several; null when all have enough. How many an agent takes
    /// is known when one has greeted: until then one is started, not one for each delivery of the first burst.
    /// </summary>
    private AgentChannel? Channel()
    {
        AgentChannel? least = null;
        bool greeting = false;
        foreach (var c in channels)
        {
            if (c.UnderWay.Count == 0)
                return c;
            greeting |= c.Depth == 0;
            if (c.UnderWay.Count < c.Depth && (least == null || c.UnderWay.Count < least.UnderWay.Count))
                least = c;
        }
        if (greeting && depth != 1)
            return least;
        return channels.Count < (depth > 1 ? Math.Min(channelLimit, Limits.DeepAgents) : channelLimit) ? Connect() ?? least : least;
    }

    private AgentChannel? Connect()
    {
        if (retryConnect)
            return null;
        var connection = LoopChannel.TryConnect(manager.Loop, "private/" + Name);
        if (connection == null)
        {
            // A full backlog passes; nobody listening does not, soon.
            if (Sys.LastError == Errno.AGAIN || channels.Count > 0)
            {
                retryConnect = true;
                manager.Loop.After(TimeSpan.FromMilliseconds(200), () =>
                {
                    retryConnect = false;
                    manager.PumpSoon(this);
                });
                return null;
            }
            Log.Warning($"connect to transport private/{Name}: {Sys.LastError.Text()}");
            BecomeUnavailable();
            return null;
        }
        connection.SendLimit = manager.Config.Get(QmgrParams.IpcTimeout);
        var channel = new AgentChannel(connection);
        connection.Received = reader => Received(channel, reader);
        connection.Closed = why => Lost(channel, why);
        channels.Add(channel);
        return channel;
    }

    private void Received(AgentChannel channel, AttrReader reader)
    {
        if (channel.Depth == 0)
        {
            depth = channel.Depth = ProtocolGreeting.Read(reader).Expecting(DeliveryRequest.Protocol).Depth;
            Limits.Greeted(depth);
            manager.PumpSoon(this);
            return;
        }
        var report = DeliveryReport.Read(reader);
        if (!channel.UnderWay.Remove(report.Serial, out var entry))
            throw new IpcException($"report for a request that is not under way: {report.Serial}");
        channel.Used = true;
        if (channel.UnderWay.Count == 0)
            channel.IdleSince = manager.Loop.Now;
        var d = entry.Destination;
        // The window is judged by what was under way with this delivery.
        bool died = false;
        if (report.DestinationTrouble.Length == 0)
            d.Succeeded();
        else
            died = d.Failed(new Dsn(report.TroubleStatus, report.DestinationTrouble));
        IsOver(entry);
        if (died)
            Suspend(d);
        entry.Message.Logs |= report.Logs;
        if (!report.AllDone)
            entry.Message.Unfinished++;
        manager.EntryDone(entry);
        manager.PumpSoon(this);
        if (d.IsUnused && destinations.Count > 1000)
            destinations.Remove(d.Key);
    }

    /// <summary>A delivery has ended: its place is free, at once or after the rate delay.</summary>
    private void IsOver(Entry entry)
    {
        var d = entry.Destination;
        if (Limits.RateDelay > TimeSpan.Zero)
        {
            d.Busy++;
            manager.Loop.After(Limits.RateDelay, () =>
            {
                d.Busy--;
                Scheduler.List(d);
                manager.PumpSoon(this);
            });
        }
        Scheduler.Done(d);
        if (resting)
            manager.Loop.After(Limits.TransportRateDelay, () =>
            {
                resting = false;
                manager.PumpSoon(this);
            });
    }

    /// <summary>A dead destination: what waits for it is deferred with the reason, and in a while it gets another chance.</summary>
    private void Suspend(Destination d)
    {
        var why = Suspended(d.DeadBecause!);
        foreach (var entry in Scheduler.TakeAll(d))
            manager.Defer(entry, why);
        manager.Loop.After(manager.Config.Get(QmgrParams.MinimalBackoffTime), () =>
        {
            d.Revive();
            Scheduler.List(d);
            manager.PumpSoon(this);
        });
    }

    /// <summary>
    /// An agent has gone. What it had in hand is looked up in the file (it may have been done and not reported) and given to another;
    /// an agent that keeps vanishing is no transport.
    /// </summary>
    private void Lost(AgentChannel channel, string why)
    {
        channels.Remove(channel);
        var entries = channel.UnderWay.Values.ToList();
        channel.UnderWay.Clear();
        if (entries.Count > 0 && channel.Used)
            Log.Warning($"private/{Name} socket: {why} with {entries.Count} deliveries under way");
        foreach (var entry in entries)
        {
            IsOver(entry);
            entry.AgentsLost++;
            entry.Message.MayHaveLogs = true;
            var left = entry.Recipients;
            try
            {
                left = EnvelopeReader.NotDone(manager.Files.PathOf(QueueFiles.Active, entry.Message.Id), entry.Recipients);
            }
            catch (UnixException e)
            {
                Log.Warning($"{entry.Message.Id}: {e.Message}");
            }
            if (left.Count == 0)
            {
                manager.EntryDone(entry);
                continue;
            }
            Scheduler.Forget(entry.Message, entry.Recipients.Count - left.Count);
            entry.Recipients = left;
            if (entry.AgentsLost >= MaxAgentsLost)
                manager.Defer(entry, new Dsn("4.3.0", "mail transport unavailable"));
            else
                manager.Loop.After(TimeSpan.FromMilliseconds(entry.AgentsLost == 1 ? 20 : 1000), () => Again(entry));
        }
        manager.PumpSoon(this);
    }

    private void Again(Entry entry)
    {
        if (DeadBecause(entry.Destination) is { } why)
        {
            manager.Defer(entry, why);
            return;
        }
        Scheduler.Return(entry);
        manager.PumpSoon(this);
    }

    private void BecomeUnavailable()
    {
        unavailable = new Dsn("4.3.0", "mail transport unavailable");
        foreach (var d in destinations.Values)
            foreach (var entry in Scheduler.TakeAll(d))
                manager.Defer(entry, unavailable);
        manager.Loop.After(manager.Config.Get(QmgrParams.TransportRetryTime), Forgive);
    }

    /// <summary>Every destination, and the transport itself, gets another chance now (postqueue -f).</summary>
    internal void Forgive()
    {
        unavailable = null;
        foreach (var d in destinations.Values.Where(static d => d.DeadBecause != null))
            d.Revive();
    }

    /// <summary>Closes channels that nobody has used for a while, so that their agents may retire.</summary>
    internal void CloseIdle(long before)
    {
        foreach (var c in channels.Where(c => c.IdleSince < before).ToList())
        {
            channels.Remove(c);
            c.Connection.Dispose();
        }
    }
}

/// <summary>An open channel to one agent process.</summary>
internal sealed class AgentChannel(LoopChannel connection)
{
    internal LoopChannel Connection { get; } = connection;

    /// <summary>How many requests the agent takes at a time; 0 until it has greeted: then one may be on its way already.</summary>
    internal int Depth { get; set; }

    /// <summary>It has answered at least once.</summary>
    internal bool Used { get; set; }

    internal Dictionary<long, Entry> UnderWay { get; } = [];
    internal long IdleSince { get; set; } = long.MaxValue;
}
