namespace MailSuite.Qmgr;

/// <summary>
/// One message on one transport. Jobs are served in the order of their arrival, unless a small one overtakes: for each delivery a job earns
/// a part of a slot, and pays with slots for the deliveries of those that overtake it (SCHEDULER_README).
/// </summary>
internal sealed class Job(QueuedMessage message, Scheduler scheduler) : IInLine<Job>
{
    internal QueuedMessage Message { get; } = message;
    internal Scheduler Scheduler { get; } = scheduler;

    /// <summary>The message's job on another transport.</summary>
    internal Job? Next { get; set; }

    // Mostly it has one peer: they are linked, and only many are in a dictionary.
    private const int Few = 8;
    private Peer? firstPeer;
    private int peers;
    private Dictionary<Destination, Peer>? byDestination;

    /// <summary>Where it has entries that wait.</summary>
    internal IEnumerable<Peer> Peers
    {
        get
        {
            for (var peer = firstPeer; peer != null; peer = peer.NextOfJob)
                yield return peer;
        }
    }

    /// <summary>Its turn among the transport's jobs: lower is sooner.</summary>
    internal double Order { get; set; }

    /// <summary>Its neighbours in the transport's line, while it stands there.</summary>
    public Job? Before { get; set; }
    public Job? Behind { get; set; }
    internal bool IsInLine { get; set; }

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
        peer.NextOfJob = firstPeer;
        if (firstPeer != null)
            firstPeer.PreviousOfJob = peer;
        firstPeer = peer;
        if (++peers > Few || byDestination != null)
            (byDestination ??= Peers.ToDictionary(static p => p.Destination))[destination] = peer;
        return peer;
    }

    private Peer? Find(Destination destination)
    {
        if (byDestination != null)
            return byDestination.GetValueOrDefault(destination);
        var peer = firstPeer;
        while (peer != null && peer.Destination != destination)
            peer = peer.NextOfJob;
        return peer;
    }

    /// <summary>Nothing of it waits there any more.</summary>
    internal void Drop(Peer peer)
    {
        byDestination?.Remove(peer.Destination);
        if (peer.PreviousOfJob != null)
            peer.PreviousOfJob.NextOfJob = peer.NextOfJob;
        else
            firstPeer = peer.NextOfJob;
        if (peer.NextOfJob != null)
            peer.NextOfJob.PreviousOfJob = peer.PreviousOfJob;
        peers--;
    }
}
