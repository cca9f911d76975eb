namespace MailSuite.Mail;

/// <summary>Wakes a daemon with letters, as Postfix's mail_trigger(): nothing comes back.</summary>
public static class Trigger
{
    /// <summary>For any daemon: look whether there is work.</summary>
    public const string WakeUp = "W";

    /// <summary>For qmgr: forget dead destinations (F), heed no time stamps (A), scan deferred (D) and incoming (I).</summary>
    public const string FlushQueue = "FADI";

    /// <summary>For qmgr: scan incoming.</summary>
    public const string ScanIncoming = "I";

    /// <summary>Sends letters to a service's socket or FIFO. The error number when it cannot (nobody listens: ECONNREFUSED, ENOENT).</summary>
    /// <param name="path">The socket or FIFO.</param>
    /// <param name="letters">What it is to do.</param>
    /// <param name="unsaid">Why it may be out of reach without a warning.</param>
    public static Errno Send(string path, string letters, Errno unsaid = Errno.None)
    {
        var e = Sys.TryStat(path, out var status);
        if (e != Errno.None)
        {
            if (e != unsaid)
                Log.Warning($"unable to look up {path}: {e.Text()}");
            return e;
        }
        e = status.IsFifo ? Sys.TryOpen(path, Sys.WrOnly | Sys.NonBlock, 0, out int fd) : Sys.TryConnectUnix(path, out fd);
        if (e != Errno.None)
            return e;
        e = Sys.WriteOnce(fd, Bytes.Of(letters)) == letters.Length ? Errno.None : Sys.LastError;
        Sys.CloseQuietly(fd);
        return e;
    }
}
