namespace MailSuite.Base;

/// <summary>
/// Gives memory back when a process rests: a second after its last work it collects once and returns what is free to the kernel.
/// A mail system is idle most of the time, and then its daemons should weigh nothing.
/// </summary>
public sealed class RestingMemory
{
    private const int RestAfterMilliseconds = 1000;

    /// <summary>
    /// Between clients next to nothing is alive: collecting then, and compacting, costs 0.1 ms and starts again in the same pages. Left alone, .NET
    /// walks through 4 MB of fresh pages before it comes back to the first, at 20 us a page.
    /// </summary>
    private const long CollectAfterBytes = 1 << 20;

    /// <summary>
    /// What has lived for a moment (a message in qmgr) is not found by that. All is collected when as much was allocated as is alive, so that it costs
    /// no more than a part of the allocations themselves.
    /// </summary>
    private const long CollectAllAfterBytes = 4 << 20;

    private bool worked = true;
    private long allocated, allocatedAtAll;

    /// <summary>How long to wait at most: not past the moment of rest.</summary>
    public long Limit(long milliseconds) => worked && (milliseconds < 0 || milliseconds > RestAfterMilliseconds) ? RestAfterMilliseconds : milliseconds;

    /// <summary>There was something to do.</summary>
    public void Worked()
    {
        worked = true;
        long now = GC.GetAllocatedBytesForCurrentThread();
        if (now - allocated < CollectAfterBytes)
            return;
        allocated = now;
        bool all = now - allocatedAtAll >= Math.Max(CollectAllAfterBytes, GC.GetTotalMemory(false));
        if (all)
            allocatedAtAll = now;
        GC.Collect(all ? GC.MaxGeneration : 0, GCCollectionMode.Forced, blocking: true, compacting: true);
    }

    /// <summary>A wait has passed without anything to do.</summary>
    public void Rested()
    {
        if (!worked)
            return;
        worked = false;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}
