using MailSuite.Mail;

namespace MailSuite.Qmgr;

/// <summary>
/// Which delivery of a transport is next. A delivery belongs to a destination that can take one, and there to the job whose turn is first. A small
/// job may overtake a large one that has earned the slots for it (SCHEDULER_README, "preemptive scheduling"): a mailing list does not keep
/// a letter waiting, and letters cannot keep a mailing list from going on.
/// </summary>
internal sealed class Scheduler(TransportLimits limits, Clock clock)
{
    /// <summary>How long the answer to "who may overtake?" holds: looking for one means looking at many jobs.</summary>
    private const long CandidateMillis = 100;

    private readonly Line<Job> jobs = new();
    private readonly SortedSet<Destination> ready = new(Comparer<Destination>.Create(static (a, b) =>
    {
        int order = a.First!.Job.Order.CompareTo(b.First!.Job.Order);
        if (order == 0)
            order = a.Served.CompareTo(b.Served);
        return order != 0 ? order : string.CompareOrdinal(a.Key, b.Key);
    }));
    private long turns;
    private Job? askedFor, candidate;
    private long askedAt;

    internal TransportLimits Limits => limits;

    /// <summary>Recipients of this transport that are in memory.</summary>
    internal int Recipients { get; private set; }

    internal bool HasReady => ready.Count > 0;

    /// <summary>How many recipients more of a job may be read; those that overtake others have a reserve of their own.</summary>
    internal int Room(Job? job) => limits.RecipientsInMemory - Recipients + (job is { Level: > 0 } ? limits.ExtraRecipients : 0);

    /// <summary>The message's job here.</summary>
    internal Job JobOf(QueuedMessage message)
    {
        for (var known = message.FirstJob; known != null; known = known.Next)
            if (known.Scheduler == this)
                return known;
        return message.FirstJob = new Job(message, this) { Next = message.FirstJob };
    }

    /// <summary>Takes recipients of a message for a destination. They join the message's last entry there while that has room.</summary>
    internal void Add(QueuedMessage message, Destination destination, DeliveryRecipient recipient)
    {
        var job = JobOf(message);
        Recipients++;
        message.InMemory++;
        var peer = job.PeerAt(destination);
        if (peer.Last is { } last && message.Options.Verp.Length == 0 && (limits.Recipients == 0 || last.Recipients.Count < limits.Recipients))
        {
            last.Recipients.Add(recipient);
            return;
        }
        AddEntry(new Entry(peer, new List<DeliveryRecipient>(1) { recipient }));
        message.EntriesLeft++;
        job.Entries++;
    }

    /// <summary>An entry that an agent has lost comes back.</summary>
    internal void Return(Entry entry)
    {
        var job = entry.Peer.Job;
        job.Selected--;
        var again = new Entry(job.PeerAt(entry.Destination), entry.Recipients) { AgentsLost = entry.AgentsLost };
        AddEntry(again);
    }

    private void AddEntry(Entry entry)
    {
        var (peer, destination) = (entry.Peer, entry.Destination);
        Join(peer.Job);
        destination.Entries++;
        if (peer.First == null)
        {
            Unlist(destination);
            peer.Add(entry);
            destination.Insert(peer);
            List(destination);
        }
        else
            peer.Add(entry);
        if (candidate == null)
            askedFor = null;
    }

    /// <summary>A job that has something to deliver stands in the line, at its end when it is new.</summary>
    private void Join(Job job)
    {
        if (job.IsInLine)
            return;
        job.Order = (jobs.Last?.Order ?? 0) + 1;
        jobs.Append(job);
        job.IsInLine = true;
    }

    /// <summary>Something of a destination has changed (a delivery is over, its window is another): it may be able to take one.</summary>
    internal void List(Destination d)
    {
        if (d.IsListed || !d.IsReady)
            return;
        d.IsListed = true;
        ready.Add(d);
    }

    // Before anything by which the set is sorted changes.
    private void Unlist(Destination d)
    {
        if (!d.IsListed)
            return;
        ready.Remove(d);
        d.IsListed = false;
    }

    /// <summary>The next delivery, which now counts as under way; null when no destination can take one.</summary>
    internal Entry? Select()
    {
        while (ready.Min is { } first)
        {
            if (!first.IsReady)
            {
                Unlist(first);
                continue;
            }
            if (limits.SlotCost >= 2 && first.First!.Job is var current && MayOvertake(current) is { } small)
            {
                Overtake(small, current);
                continue;
            }
            return Take(first);
        }
        return null;
    }

    private Entry Take(Destination d)
    {
        Unlist(d);
        var peer = d.First!;
        var job = peer.Job;
        var entry = peer.Take();
        d.Busy++;
        d.Served = ++turns;
        job.Selected++;
        job.SlotsAvailable++;
        job.SlotsUsed++;
        if (job != askedFor)
            askedFor = null;   // it has earned something: the answer may be another
        if (peer.First == null)
        {
            d.Remove(peer);
            job.Drop(peer);
            Leave(job);
        }
        List(d);
        return entry;
    }

    /// <summary>A delivery has come back from its agent; the entry is over, or will be returned.</summary>
    internal void Done(Destination d)
    {
        d.Busy--;
        d.Entries--;
        List(d);
    }

    /// <summary>Recipients of a message are off our hands.</summary>
    internal void Forget(QueuedMessage message, int recipients)
    {
        Recipients -= recipients;
        message.InMemory -= recipients;
    }

    /// <summary>Takes everything away that waits for a destination.</summary>
    internal List<Entry> TakeAll(Destination d)
    {
        var entries = new List<Entry>();
        Unlist(d);
        while (d.First is { } peer)
        {
            while (peer.First != null)
                entries.Add(peer.Take());
            d.Remove(peer);
            peer.Job.Drop(peer);
        }
        d.Entries -= entries.Count;
        foreach (var entry in entries)
            entry.Peer.Job.Selected++;
        foreach (var entry in entries)
            Leave(entry.Peer.Job);
        return entries;
    }

    /// <summary>A job with nothing left to select gives its place up, and settles with whom it has overtaken.</summary>
    internal void Leave(Job job)
    {
        if (!job.IsThrough || !job.IsInLine)
            return;
        Settle(job);
        // Those that have overtaken it go on without owing anybody.
        if (job.Children > 0)
            for (var other = jobs.First; other != null; other = other.Behind)
                if (other.Parent == job)
                    other.Parent = null;
        jobs.Remove(job);
        job.IsInLine = false;
        if (job == askedFor || job == candidate)
            askedFor = candidate = null;
    }

    private void Settle(Job job)
    {
        if (job.Parent is not { } parent)
            return;
        // What it did not need of what was paid in advance is given back.
        parent.SlotsAvailable -= job.SlotsUsed * limits.SlotCost;
        parent.Children--;
        job.Parent = null;
    }

    /// <summary>The job that may go before another now; null when there is none.</summary>
    private Job? MayOvertake(Job current)
    {
        // Only a large job is overtaken, and only when it has earned something since it was overtaken last.
        if (current.SlotsAvailable <= 0 || current.MostEntries < limits.MinimumSlots * limits.SlotCost)
            return null;
        if (Candidate(current) is not { } small)
            return null;
        // The loan and the discount let it happen earlier; they are paid back all the same.
        double have = current.SlotsAvailable / limits.SlotCost + limits.SlotLoan;
        return have >= small.MostNeeded * (100 - limits.SlotDiscount) / 100.0 ? small : null;
    }

    /// <summary>Of the jobs behind this one that it will ever earn the slots for, the one that has waited longest for its size.</summary>
    private Job? Candidate(Job current)
    {
        long now = clock.Milliseconds;
        if (askedFor == current && now - askedAt < CandidateMillis && (candidate == null || IsSuitable(candidate)))
            return candidate;
        (askedFor, askedAt, candidate) = (current, now, null);
        long most = (current.Entries - current.Selected + current.SlotsAvailable) / limits.SlotCost;
        if (most <= 0)
            return null;
        long seconds = clock.UnixSeconds;
        double best = 0;
        for (var job = current.Behind; job != null; job = job.Behind)
        {
            long waited = Math.Max(0, seconds - job.Message.ActiveMicros / 1_000_000) + 1;
            if (job.MostNeeded <= most && IsSuitable(job))
            {
                double score = (double)waited / job.MostEntries;
                if (score > best)
                    (best, candidate) = (score, job);
            }
            // Those behind have not waited longer, and cannot be smaller than one delivery.
            if (waited <= best && job.Level == 0)
                break;
        }
        return candidate;
    }

    private static bool IsSuitable(Job job) => job.Children == 0 && job.HasWaiting && job.IsInLine && job.Peers.Any(static p => p.Destination.IsReady);

    private void Overtake(Job small, Job current)
    {
        Settle(small);   // it may have overtaken somebody before
        var before = current.Before;
        double order = before == null ? current.Order - 1 : (before.Order + current.Order) / 2;
        if (before != null && !(order > before.Order && order < current.Order))
        {
            Renumber();
            order = (before.Order + current.Order) / 2;
        }
        foreach (var peer in small.Peers)
        {
            Unlist(peer.Destination);
            peer.Destination.Remove(peer);
        }
        small.Order = order;
        foreach (var peer in small.Peers)
        {
            peer.Destination.Insert(peer);
            List(peer.Destination);
        }
        jobs.Remove(small);
        jobs.InsertBefore(current, small);
        int needed = small.MostNeeded;
        current.SlotsAvailable -= needed * limits.SlotCost;
        current.Children++;
        (small.Parent, small.Level, small.SlotsUsed) = (current, current.Level + 1, -needed);
        askedFor = candidate = null;
    }

    // The sequence stays, so what is sorted by it stays sorted.
    private void Renumber()
    {
        double order = 0;
        for (var job = jobs.First; job != null; job = job.Behind)
            job.Order = ++order;
    }
}
