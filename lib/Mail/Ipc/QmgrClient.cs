using MailSuite.Config;

namespace MailSuite.Mail;

/// <summary>
/// Tells qmgr which message is complete in incoming, over a channel that stays open. When qmgr is not there nothing is wrong: it
/// finds the message when it starts, or at its next scan.
/// </summary>
public sealed class QmgrClient(MailConfig config, IncomingFlow flow) : IDisposable
{
    private readonly string path = "public/" + config.Get(GlobalParams.QueueServiceName);
    private int fd = -1;

    /// <summary>
    /// A message is complete in incoming. Never waits: a qmgr that does not read has more than enough to do, and finds it later.
    /// It is counted before qmgr hears of it, because qmgr counts it down.
    /// </summary>
    public void Arrived(string queueId)
    {
        flow.Entered();
        if (!Tell(queueId))
            flow.NotTold();
    }

    private bool Tell(string queueId)
    {
        // A message's lines stand in the log in the order of its life: what we said of it comes before what qmgr will say.
        Log.Flush();
        Span<byte> line = stackalloc byte[queueId.Length + 2];
        line[0] = (byte)'N';
        System.Text.Encoding.ASCII.GetBytes(queueId, line[1..]);
        line[^1] = (byte)'\n';
        if (fd >= 0)
        {
            if (Sys.Send(fd, line, wait: false) >= 0)
                return true;
            if (Sys.LastError == Errno.AGAIN)
                return false;
        }
        Dispose();
        return Sys.TryConnectUnix(path, out fd) == Errno.None && Sys.Send(fd, line, wait: false) >= 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Sys.CloseQuietly(fd);
        fd = -1;
    }
}
