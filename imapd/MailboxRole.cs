using MailSuite.Config;
using MailSuite.Daemon;
using MailSuite.Net;

namespace MailSuite.Imapd;

/// <summary>
/// The process behind the door: takes logged-in clients from imapd over a UNIX-domain socket and serves their mailboxes. It starts as root, believes nothing that the
/// door says, and is the mailbox's owner for the rest of its life; with root rights it therefore serves one client.
/// </summary>
internal sealed class MailboxRole(MailConfig config)
{
    private static readonly TimeSpan DoorTimeout = TimeSpan.FromSeconds(10);

    private readonly bool startedAsRoot = Sys.EffectiveUid == 0;

    /// <summary>This process is somebody's now, or may be half on the way to it.</summary>
    internal bool IsUsedUp { get; private set; }

    internal void Serve(Client door)
    {
        IsUsedUp = startedAsRoot;
        int fd = -1;
        try
        {
            if (Handover.Take(door, DoorTimeout, out fd) is not { Protocol: "imap" } login)
            {
                Log.Warning("handover refused: not an IMAP login");
                Handover.Answer(door, HandoverAnswer.TryLater);
                return;
            }
            var stream = new LineStream(new ResumedTransport(new FdTransport(fd), login.Input));
            var ticket = new AuthTicket(login.AuthProcess, login.AuthRequest, login.AuthCookie);
            if (!MailboxOpening.Serve(config, ticket, stream, login.Tag, login.Client, () => Handover.Answer(door, HandoverAnswer.Taken)))
                Handover.Answer(door, HandoverAnswer.TryLater);
        }
        finally
        {
            Sys.CloseQuietly(fd);
        }
    }
}
