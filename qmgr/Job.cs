namespace MailSuite.Qmgr;

/// <summary>
/// One message on one transport. Jobs are served in the order of their arrival, unless a small one overtakes: for each delivery a job earns
/// a part of a slot, and pays with slots for the deliveries of those that overtake it (SCHEDULER_README).
/// </summary>
internal sealed class Job(QueuedMessage message, Scheduler scheduler)
{
    internal QueuedMessage Message { get; } = message;
    internal Scheduler Scheduler { get; } = scheduler;

    /// <summary>The message's job on another transport.</summary>
    internal Job? Next { get; set; }

    /// <summary>Where it has entries that wait.</summary>
    internal List<Peer> Peers { get; } = new(1);
    private Dictionary<Destination, Peer>? byDestination;

    /// <summary>Its turn among the transport's jobs: lower is sooner.</summary>
    internal double Order { get; set; }
    internal LinkedListNode<Job>? Place { get; set; }

    /// <summary>Entries made of the recipients that were read so far, and how many of them have gone to agents.</summary>
    internal int Entries { get; set; }
    internal int Selected { get; set; }

    /// <summary>Deliveries that it has not spent on being overtaken; what it owes makes it negative. slot_cost of them are one slot.</summary>
    internal int SlotsAvailable { get; set; }

    /// <summary>Its deliveries; since it overtook, less those that were paid in advance.</summary>
    internal int SlotsUsed { get; set; }

    /// <summary>Whom it has overtaken, and who has overtaken it and is not through yet.</summary>
    internal Job? Parent { get; set; }
    internal int Children { get; set; }

    /// <summary>How many it has overtaken, one upon the other; stays when they have left.</summary>
    internal int Level { get; set; }

    internal bool HasWaiting => Selected < Entries;

    /// <summary>Nothing is left to select, now or later.</summary>
    internal bool IsThrough => !HasWaiting && Message.Unread == 0;

    /// <summary>The most deliveries it can come to: each recipient that is not read yet may need one of its own.</summary>
    internal int MostEntries => Entries + Message.Unread;

    internal int MostNeeded => MostEntries - Selected;

    internal Peer PeerAt(Destination destination)
    {
        if (Find(destination) is { } known)
            return known;
        var peer = new Peer(this, destination);
        Peers.Add(peer);
        if (byDestination != null || Peers.Count > 8)
            (byDestination ??= Peers.ToDictionary(static p => p.Destination))[destination] = peer;
        return peer;
    }

    private Peer? Find(Destination destination)
    {
        if (byDestination != null)
            return byDestination.GetValueOrDefault(destination);
        foreach (var p in Peers)
            if (p.Destination == destination)
                return p;
        return null;
    }

    /// <summary>Nothing of it waits there any more.</summary>
    internal void Drop(Peer peer)
    {
        byDestination?.Remove(peer.Destination);
        int at = Peers.IndexOf(peer);
        Peers[at] = Peers[^1];
        Peers.RemoveAt(Peers.Count - 1);
    }
}
