namespace MailSuite.Qmgr;

/// <summary>One message at one destination: its entries that wait there, first come, first served.</summary>
internal sealed class Peer(Job job, Destination destination) : IInLine<Peer>
{
    internal Job Job { get; } = job;
    internal Destination Destination { get; } = destination;
    internal Entry? First { get; private set; }

    /// <summary>The youngest that waits; recipients that are read later may still join it.</summary>
    internal Entry? Last { get; private set; }

    /// <summary>Neighbours in the destination's line, while it has entries.</summary>
    public Peer? Before { get; set; }
    public Peer? Behind { get; set; }

    /// <summary>The job's peers at other destinations.</summary>
    internal Peer? NextOfJob { get; set; }
    internal Peer? PreviousOfJob { get; set; }

    internal void Add(Entry entry)
    {
        if (Last == null)
            First = entry;
        else
            Last.Next = entry;
        Last = entry;
    }

    internal Entry Take()
    {
        var entry = First!;
        First = entry.Next;
        if (First == null)
            Last = null;
        entry.Next = null;
        return entry;
    }
}
