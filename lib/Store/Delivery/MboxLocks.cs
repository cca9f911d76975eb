namespace MailSuite.Store.Delivery;

/// <summary>How an mbox is locked: the words of mailbox_delivery_lock.</summary>
[Flags]
public enum MboxLockKinds
{
    /// <summary>Not at all.</summary>
    None = 0,
    /// <summary>fcntl(2).</summary>
    Fcntl = 1,
    /// <summary>flock(2).</summary>
    Flock = 2,
    /// <summary>A file of the mailbox's name with ".lock".</summary>
    DotLock = 4,
}

/// <summary>Locks and their patience: mailbox_delivery_lock, deliver_lock_attempts, deliver_lock_delay, stale_lock_time.</summary>
public sealed record MboxLockRules(MboxLockKinds Kinds, int Attempts, TimeSpan Delay, TimeSpan Stale)
{
    /// <summary>Reads the list of kinds; null with a word that is none.</summary>
    public static MboxLockKinds? Parse(string words)
    {
        var kinds = MboxLockKinds.None;
        foreach (string word in words.Split([',', ' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            MboxLockKinds? kind = word.ToLowerInvariant() switch { "fcntl" => MboxLockKinds.Fcntl, "flock" => MboxLockKinds.Flock, "dotlock" => MboxLockKinds.DotLock, _ => null };
            if (kind == null)
                return null;
            kinds |= kind.Value;
        }
        return kinds;
    }

    internal long PatienceMillis => (long)(Attempts * Delay.TotalMilliseconds);
}

/// <summary>The locks held on one mbox during a delivery.</summary>
internal sealed class MboxLocks(MboxLockRules rules, Clock clock)
{
    private const int FirstPause = 5, LongestPause = 250;
    private string? dotLock;

    /// <summary>Takes the dot-lock, before the mailbox is opened. Without write permission in the directory the other locks must do, when those are given and it may.</summary>
    internal DeliveryFailure? TakeDotLock(string mailbox, bool mayFail)
    {
        if ((rules.Kinds & MboxLockKinds.DotLock) == 0)
            return null;
        string path = mailbox + ".lock";
        Errno e = Errno.None;
        bool taken = Wait(() =>
        {
            e = Sys.TryOpen(path, Sys.WrOnly | Sys.Creat | Sys.Excl | Sys.NoFollow, 0, out int fd);
            if (e == Errno.None)
                Sys.CloseQuietly(fd);
            else if (e == Errno.EXIST)
                RemoveStale(path);
            return e != Errno.EXIST;
        });
        if (e == Errno.None && taken)
        {
            dotLock = path;
            return null;
        }
        if (e is Errno.ACCES or Errno.PERM or Errno.ROFS && mayFail)
            return null;
        return new DeliveryFailure(e, e == Errno.EXIST ? "4.2.0" : DeliveryFailure.StatusOf(e, "4.2.0"), $"unable to create lock file {path}: {e.Text()}");
    }

    private void RemoveStale(string path)
    {
        if (Sys.TryLstat(path, out var status) == Errno.None && clock.UnixSeconds - status.ModifiedSeconds > rules.Stale.TotalSeconds)
            Sys.TryUnlink(path);
    }

    /// <summary>Locks the open file, so that nobody writes or reads half of our message.</summary>
    internal DeliveryFailure? Lock(int fd)
    {
        bool free = ((rules.Kinds & MboxLockKinds.Flock) == 0 || Wait(() => Sys.Lock(fd, exclusive: true, wait: false)))
            && ((rules.Kinds & MboxLockKinds.Fcntl) == 0 || Wait(() => Sys.LockPosix(fd, exclusive: true, wait: false)));
        return free ? null : new DeliveryFailure(Errno.AGAIN, "4.2.0", $"unable to lock for exclusive access: {Errno.AGAIN.Text()}");
    }

    /// <summary>Tries in pauses that grow: a delivery that another has just finished with waits milliseconds, not Postfix's second.</summary>
    private bool Wait(Func<bool> done)
    {
        long until = clock.Milliseconds + rules.PatienceMillis;
        for (int pause = FirstPause; !done(); pause = Math.Min(pause * 2, LongestPause))
        {
            if (clock.Milliseconds >= until)
                return false;
            Log.Flush();
            Sys.Poll([], pause);
        }
        return true;
    }

    /// <summary>Gives the dot-lock back; the others go with the descriptor.</summary>
    internal void Release()
    {
        if (dotLock != null)
            Sys.TryUnlink(dotLock);
        dotLock = null;
    }
}
