using System.Buffers.Binary;
using System.Globalization;

namespace MailSuite.Daemon;

/// <summary>A child's side of its relation with master: its slot in the pool and the status pipe.</summary>
internal sealed class MasterLink
{
    private readonly PoolPage pool = new(SharedPage.Map(DaemonStart.PoolFd));
    private readonly int slot = int.Parse(Sys.GetEnvironment("MASTER_SLOT") ?? "0", CultureInfo.InvariantCulture);
    private readonly int generation = int.Parse(Sys.GetEnvironment("GENERATION") ?? "0", CultureInfo.InvariantCulture);

    /// <summary>Takes the slot: from now on master counts without us.</summary>
    internal void Take()
    {
        pool.Set(slot, PoolPage.Taken);
        pool.MarkUsed(slot);
    }

    /// <summary>This process has served somebody: should it be killed now, that is no bad start, and master replaces it at once.</summary>
    internal void Used() => pool.MarkUsed(slot);

    /// <summary>When nobody is left to wait for clients and more are at the door, master must hear of it.</summary>
    internal void TellIfDry(ReadOnlySpan<PollFd> listeners)
    {
        if (pool.MasterWatches || pool.AvailableCount > 0)
            return;
        Span<byte> status = stackalloc byte[12];
        BinaryPrimitives.WriteInt32LittleEndian(status, Sys.ProcessId);
        BinaryPrimitives.WriteInt32LittleEndian(status[4..], generation);
        BinaryPrimitives.WriteInt32LittleEndian(status[8..], 0);
        // Full (EAGAIN): master has not read what others said, which is the same. It looks again also when a process ends.
        if (Sys.WriteOnce(DaemonStart.StatusFd, status) < 0 && Sys.LastError is var e and not Errno.AGAIN)
            Log.Warning($"write to master's status pipe: {e.Text()}");
    }

    /// <summary>Waits for clients again.</summary>
    internal void GiveBack() => pool.Set(slot, PoolPage.Available);

    /// <summary>Leaves the pool; false when a client came just then and should be served first.</summary>
    internal bool TryLeave(Span<PollFd> listeners)
    {
        pool.Set(slot, PoolPage.None);
        if (Sys.Poll(listeners, 0) == 0)
            return true;
        GiveBack();
        return false;
    }

    /// <summary>Leaves the pool, whatever is at the door: the process will end.</summary>
    internal void Leave() => pool.Set(slot, PoolPage.None);
}
