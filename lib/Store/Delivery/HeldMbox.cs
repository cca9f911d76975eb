namespace MailSuite.Store.Delivery;

/// <summary>An mbox that stays open and locked as local delivery locks it, for who works on it in another way (postlock(1)).</summary>
public sealed class HeldMbox : IDisposable
{
    private readonly MboxLocks locks;
    private int fd = -1;

    private HeldMbox(MboxLocks locks) => this.locks = locks;

    /// <summary>Opens a mailbox, making it when there is none, and takes all its locks; null with what stands in the way.</summary>
    public static HeldMbox? TryTake(string path, MboxLockRules rules, out string problem)
    {
        var held = new HeldMbox(new MboxLocks(rules, Clock.System));
        try
        {
            var failure = held.locks.TakeDotLock(path, mayFail: (rules.Kinds & ~MboxLockKinds.DotLock) != 0);
            if (failure == null && Sys.TryOpen(path, Sys.RdWr | Sys.Creat | Sys.Append, 0x180, out held.fd) is var e and not Errno.None)
                failure = new DeliveryFailure(e, "4.2.0", $"cannot open file: {e.Text()}");
            failure ??= held.locks.Lock(held.fd);
            problem = failure?.Text ?? "";
            if (failure == null)
                return held;
        }
        catch (UnixException e)
        {
            problem = e.Message;
        }
        held.Dispose();
        return null;
    }

    /// <summary>Gives all locks back.</summary>
    public void Dispose()
    {
        Sys.CloseQuietly(fd);
        fd = -1;
        locks.Release();
    }
}
