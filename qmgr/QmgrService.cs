using MailSuite.Daemon;
using MailSuite.Mail;

namespace MailSuite.Qmgr;

/// <summary>
/// Listens for letters on public/qmgr: W (wake up), I (scan incoming), D (scan deferred), F (forget dead destinations), A (heed no
/// time stamps); from our own daemons also "N", a queue id and LF: a new message is complete.
/// </summary>
internal sealed class QmgrService : EventService
{
    private const int MaxWord = 256;
    private QueueManager manager = null!;
    private readonly Dictionary<int, string> unfinished = [];

    public override Peers AllowedPeers => Peers.Anyone;
    public override bool LivesForever => true;
    public override TimeSpan HangLimit => Config.Get(QmgrParams.DaemonTimeout);

    public override void PreJail() => manager = new QueueManager(Config, Context);

    public override void PostJail() => manager.Start(Loop);

    public override bool MayEnd() => manager.Drain();

    public override void Accepted(Client client)
    {
        int uid = client.Peer == null ? 0 : client.Credentials.Uid;
        Loop.Watching(client.Fd, PollFd.In, _ => Read(client.Fd, uid));
    }

    private bool IsMailSystem(int uid) => uid == 0 || uid == Sys.EffectiveUid;

    private void Read(int fd, int uid)
    {
        bool trusted = IsMailSystem(uid);
        Span<byte> buffer = stackalloc byte[4096];
        int n = Sys.ReadOnce(fd, buffer);
        if (n < 0 && Sys.LastError is Errno.AGAIN or Errno.INTR)
            return;
        if (n <= 0)
        {
            Loop.Forget(fd);
            Sys.CloseQuietly(fd);
            unfinished.Remove(fd);
            ClientGone();
            return;
        }
        string text = unfinished.GetValueOrDefault(fd, "") + Bytes.Text(buffer[..n]);
        int at = 0;
        var letters = new HashSet<char>();
        while (at < text.Length)
        {
            char letter = text[at];
            if (letter == 'N')
            {
                int end = text.IndexOf('\n', at);
                if (end < 0)
                    break;
                string id = text[(at + 1)..end];
                if (QueueId.IsValid(id) && trusted)
                    manager.Arrived(id);
                at = end + 1;
                continue;
            }
            letters.Add(letter);
            at++;
        }
        string rest = text[at..];
        if (rest.Length is > 0 and < MaxWord)
            unfinished[fd] = rest;
        else
            unfinished.Remove(fd);
        if (letters.Count > 0)
            manager.Triggered(letters, uid, trusted);
    }
}
