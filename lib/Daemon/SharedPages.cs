namespace MailSuite.Daemon;

/// <summary>
/// The state of one service's processes, seen by master and by all of them. A process takes and gives back its slot by writing
/// memory, so that master is woken when a pool has run dry and not for every client.
/// </summary>
public sealed class PoolPage(SharedPage page)
{
    /// <summary>Most processes that one service can have.</summary>
    public const int MaxSlots = 1984;
    private const int StatesAt = 64, UsedAt = StatesAt + MaxSlots;

    /// <summary>No process, or one that is about to end.</summary>
    public const byte None = 0;
    /// <summary>Waits for a client.</summary>
    public const byte Available = 1;
    /// <summary>Serves a client.</summary>
    public const byte Taken = 2;

    /// <summary>The page's size.</summary>
    public const int Size = 4096;

    /// <summary>The descriptor that a child gets.</summary>
    public int Fd => page.Fd;

    /// <summary>1 while master itself watches the service's sockets; then a pool that runs dry need not be told.</summary>
    public bool MasterWatches
    {
        get => Volatile.Read(ref page.Cell(0)) != 0;
        set => Volatile.Write(ref page.Cell(0), value ? 1 : 0);
    }

    /// <summary>Sets a slot's state and makes it visible before anything that follows.</summary>
    public void Set(int slot, byte state)
    {
        page.Bytes[StatesAt + slot] = state;
        Interlocked.MemoryBarrier();
    }

    /// <summary>A slot's state.</summary>
    public byte Get(int slot) => page.Bytes[StatesAt + slot];

    /// <summary>Says that the process in this slot has served a client: a failure after that is no bad start.</summary>
    public void MarkUsed(int slot) => page.Bytes[UsedAt + slot] = 1;

    /// <summary>Has the process in this slot served a client?</summary>
    public bool WasUsed(int slot) => page.Bytes[UsedAt + slot] != 0;

    /// <summary>Prepares a slot for a new process.</summary>
    public void Reset(int slot)
    {
        page.Bytes[UsedAt + slot] = 0;
        Set(slot, Available);
    }

    /// <summary>How many processes wait for clients.</summary>
    public int AvailableCount
    {
        get
        {
            Interlocked.MemoryBarrier();
            return page.Bytes.Slice(StatesAt, MaxSlots).Count(Available);
        }
    }
}

/// <summary>What the whole instance shares: whether it is stopping, which generation of the configuration holds, and how much mail waits for qmgr.</summary>
public sealed class SuitePage(SharedPage page)
{
    /// <summary>The page's size.</summary>
    public const int Size = 4096;

    /// <summary>The descriptor that a child gets.</summary>
    public int Fd => page.Fd;

    /// <summary>Master is stopping: finish the client at hand and exit.</summary>
    public bool Stopping
    {
        get => Volatile.Read(ref page.Cell(0)) != 0;
        set => Volatile.Write(ref page.Cell(0), value ? 1 : 0);
    }

    /// <summary>Rises with each reload; a process of an older generation exits when it is idle.</summary>
    public int Generation
    {
        get => Volatile.Read(ref page.Cell(4));
        set => Volatile.Write(ref page.Cell(4), value);
    }

    /// <summary>
    /// What the processes of this instance alone know, for the keys of their TLS session tickets: made when master starts, never on a disk.
    /// All zero in a page that master has not filled.
    /// </summary>
    public Span<byte> Secret => page.Bytes.Slice(64, 64);

    /// <summary>Messages accepted into incoming that qmgr has not taken yet: the measure of in_flow_delay.</summary>
    public ref int Backlog => ref page.Cell(8);
}
