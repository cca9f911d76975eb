using MailSuite.Mail;

namespace MailSuite.Qmgr;

/// <summary>
/// One transport (a service of master.cf): its destinations take turns, and its channels to agents stay open. An agent that makes
/// many messages durable at once gets several requests; one that talks to a network gets one.
/// </summary>
internal sealed class Transport
{
    private const int MaxAgentsLost = 3;

    /// <summary>Agents with depth are local and share two or three processors: more of them would only take turns.</summary>
    private const int MaxDeepChannels = 3;

    private readonly QueueManager manager;
    private readonly Dictionary<string, Destination> destinations = [];
    private readonly LinkedList<Destination> turns = new();
    private readonly List<AgentChannel> channels = [];
    private readonly int channelLimit;
    private long nextSerial;
    private Dsn? unavailable;
    private bool retryConnect;

    internal Transport(QueueManager manager, string name, int processLimit)
    {
        (this.manager, Name) = (manager, name);
        Limits = new TransportLimits(manager.Config, name);
        channelLimit = processLimit > 0 ? processLimit : 1000;
    }

    internal string Name { get; }
    internal TransportLimits Limits { get; }

    /// <summary>Requests with agents now.</summary>
    internal int UnderWay => channels.Sum(static c => c.UnderWay.Count);

    /// <summary>The destination of a name; agents are told the next hop, which differs from the name where each recipient is its own destination.</summary>
    internal Destination DestinationOf(string name, string? nexthop = null)
    {
        string key = name.ToLowerInvariant();
        if (!destinations.TryGetValue(key, out var destination))
            destinations[key] = destination = new Destination(this, key, nexthop ?? name);
        return destination;
    }

    internal void Enqueue(Entry entry)
    {
        if ((unavailable ?? entry.Destination.DeadBecause) is { } why)
        {
            manager.Defer(entry, why);
            return;
        }
        entry.Destination.Waiting.Enqueue(entry);
        List(entry.Destination);
        manager.PumpSoon(this);
    }

    private void List(Destination d)
    {
        if (!d.IsListed && d.IsReady)
        {
            d.IsListed = true;
            turns.AddLast(d);
        }
    }

    /// <summary>Starts what may be started: destinations in turn, one entry each.</summary>
    internal void Pump()
    {
        while (turns.First is { } first && !manager.IsDraining)
        {
            var d = first.Value;
            if (!d.IsReady)
            {
                turns.RemoveFirst();
                d.IsListed = false;
                continue;
            }
            if (Channel() is not { } channel)
                return;
            turns.RemoveFirst();
            d.IsListed = false;
            Send(channel, d.Waiting.Dequeue());
            List(d);
        }
    }

    private void Send(AgentChannel channel, Entry entry)
    {
        entry.Destination.Busy++;
        long serial = ++nextSerial;
        channel.UnderWay[serial] = entry;
        channel.IdleSince = long.MaxValue;
        var m = entry.Message;
        bool allThatIsLeft = m.EntriesLeft == 1 && m.Unfinished == 0 && m.Logs == 0;
        channel.Connection.Send(new DeliveryRequest(
            serial, m.DeliveryFlagsBase | (allThatIsLeft ? DeliveryFlags.AllThatIsLeft : 0), QueueFiles.Active, m.Id, m.DataOffset, m.DataSize,
            entry.Destination.Nexthop, m.Encoding, m.SendOptions, m.Sender, m.EnvelopeId, m.Return, m.ArrivalMicros, m.ActiveMicros, m.Client, entry.Recipients));
    }

    /// <summary>A channel for one more request: an idle one, a new one, or one whose agent takes several; null when all have enough.</summary>
    private AgentChannel? Channel()
    {
        AgentChannel? least = null;
        foreach (var c in channels)
        {
            if (c.UnderWay.Count == 0)
                return c;
            if (c.UnderWay.Count < c.Depth && (least == null || c.UnderWay.Count < least.UnderWay.Count))
                least = c;
        }
        int limit = least != null ? Math.Min(channelLimit, MaxDeepChannels) : channelLimit;
        return channels.Count < limit ? Connect() ?? least : least;
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
            channel.Depth = AgentGreeting.Read(reader).Depth;
            return;
        }
        var report = DeliveryReport.Read(reader);
        if (!channel.UnderWay.Remove(report.Serial, out var entry))
            throw new IpcException($"report for a request that is not under way: {report.Serial}");
        channel.Used = true;
        if (channel.UnderWay.Count == 0)
            channel.IdleSince = manager.Loop.Now;
        var d = entry.Destination;
        d.Busy--;
        if (report.DestinationTrouble.Length == 0)
            d.Succeeded();
        else if (d.Failed(new Dsn(report.TroubleStatus, report.DestinationTrouble)))
            Suspend(d);
        entry.Message.Logs |= report.Logs;
        if (!report.AllDone)
            entry.Message.Unfinished++;
        if (Limits.RateDelay > TimeSpan.Zero)
            Pause(d);
        List(d);
        manager.EntryDone(entry);
        manager.PumpSoon(this);
        if (d is { Busy: 0, Waiting.Count: 0, DeadBecause: null } && destinations.Count > 1000)
            destinations.Remove(d.Key);
    }

    /// <summary>rate_delay: the destination keeps still for a while after each delivery.</summary>
    private void Pause(Destination d)
    {
        d.Busy++;
        manager.Loop.After(Limits.RateDelay, () =>
        {
            d.Busy--;
            List(d);
            manager.PumpSoon(this);
        });
    }

    /// <summary>A dead destination: what waits for it is deferred with the reason, and in a while it gets another chance.</summary>
    private void Suspend(Destination d)
    {
        var why = d.DeadBecause! with { Status = "4.4.1", Reason = "delivery temporarily suspended: " + d.DeadBecause!.Reason };
        while (d.Waiting.TryDequeue(out var entry))
            manager.Defer(entry, why);
        manager.Loop.After(manager.Config.Get(QmgrParams.MinimalBackoffTime), () =>
        {
            d.Revive();
            List(d);
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
            entry.Destination.Busy--;
            List(entry.Destination);
            entry.AgentsLost++;
            List<DeliveryRecipient> left;
            try
            {
                left = MessageFile.NotDone(manager.Files.PathOf(QueueFiles.Active, entry.Message.Id), entry.Recipients);
            }
            catch (UnixException e)
            {
                Log.Warning($"{entry.Message.Id}: {e.Message}");
                left = entry.Recipients;
            }
            if (left.Count == 0)
                manager.EntryDone(entry);
            else if (entry.AgentsLost >= MaxAgentsLost)
            {
                entry.Recipients = left;
                manager.Defer(entry, new Dsn("4.3.0", "mail transport unavailable"));
            }
            else
            {
                entry.Recipients = left;
                manager.Loop.After(TimeSpan.FromMilliseconds(entry.AgentsLost == 1 ? 20 : 1000), () => Enqueue(entry));
            }
        }
        manager.PumpSoon(this);
    }

    private void BecomeUnavailable()
    {
        unavailable = new Dsn("4.3.0", "mail transport unavailable");
        foreach (var d in destinations.Values)
            while (d.Waiting.TryDequeue(out var entry))
                manager.Defer(entry, unavailable);
        turns.Clear();
        foreach (var d in destinations.Values)
            d.IsListed = false;
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
