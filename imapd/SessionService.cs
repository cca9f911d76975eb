using MailSuite.Config;
using MailSuite.Daemon;
using MailSuite.Net;

namespace MailSuite.Imapd;

/// <summary>
/// imap-session: takes logged-in clients from imapd over a UNIX-domain socket and serves their mailboxes. Starts as root, believes nothing that the door says,
/// and is the mailbox's owner for the rest of its life; with root rights it therefore serves one client.
/// </summary>
public sealed class SessionService : SingleService
{
    private static readonly TimeSpan DoorTimeout = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public override void PreJail()
    {
        if (Sys.EffectiveUid == 0)
            Config.Set("max_use", "1");
    }

    /// <inheritdoc/>
    public override void Serve(Client door)
    {
        if (Context.Options.StandAlone)
        {
            MailboxOpening.RunAsCaller(Config, new LineStream(door.NewTransport()));
            return;
        }
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
            if (!MailboxOpening.Serve(Config, ticket, stream, login.Tag, login.Client, () => Handover.Answer(door, HandoverAnswer.Taken)))
                Handover.Answer(door, HandoverAnswer.TryLater);
        }
        finally
        {
            Sys.CloseQuietly(fd);
        }
    }
}
