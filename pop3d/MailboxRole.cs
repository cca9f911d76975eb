using MailSuite.Daemon;
using MailSuite.Net;
using MailSuite.Protocol.Pop3;
using MailSuite.Store;

namespace MailSuite.Pop3d;

/// <summary>The process of a mailbox: proves the login, becomes the mail user, serves the mailbox.</summary>
internal sealed class MailboxRole(MailConfig config, UidlFormat format, Func<MailUser, bool>? becomeAtTheDoor = null)
{
    /// <summary>From now on this process is somebody's.</summary>
    internal bool HasBecomeUser { get; private set; }

    /// <summary>Takes a client from a door.</summary>
    internal void Serve(Client door)
    {
        int fd = -1;
        try
        {
            if (Handover.Take(door, TimeSpan.FromSeconds(10), out fd) is not { Protocol: "pop3" } login)
            {
                Log.Warning(LogLines.NotALogin("this is no handover of a POP3 login"));
                return;
            }
            if (Redeem(new AuthTicket(login.AuthProcess, login.AuthRequest, login.AuthCookie)) is not { } user)
            {
                Handover.Answer(door, HandoverAnswer.TryLater);
                return;
            }
            HasBecomeUser = Sys.EffectiveUid == 0;
            if (!user.Become())
            {
                Handover.Answer(door, HandoverAnswer.TryLater);
                return;
            }
            Handover.Answer(door, HandoverAnswer.Taken);
            using var stream = new LineStream(new FdTransport(fd));
            stream.Preload(login.Input);
            var session = new Pop3Session(config, login.Client) { Stream = stream, Secured = login.Secured };
            Converse(session, new Conversation(session, config.Get(Pop3dParams.ErrorLimit)), user);
            fd = -1;   // closed with the stream
        }
        finally
        {
            Sys.CloseQuietly(fd);
        }
    }

    /// <summary>Opens the mailbox in the process at the door: a small instance whose only user is who we are.</summary>
    internal void Open(Pop3Session session, Conversation talk, AuthTicket ticket)
    {
        if (Redeem(ticket) is not { } user || !(becomeAtTheDoor ?? BecomeAtTheDoor)(user))
            Say(session, talk, Replies.MailboxTrouble);
        else
            Converse(session, new Conversation(session, config.Get(Pop3dParams.ErrorLimit)), user);
    }

    // A door of root's would have to become one user for good and serve the others no more.
    private static bool BecomeAtTheDoor(MailUser user) => Sys.EffectiveUid != 0 && user.Become();

    private MailUser? Redeem(AuthTicket ticket)
    {
        switch (new AuthMasterClient(config.Get(Pop3dParams.AuthMasterPath), TimeSpan.FromSeconds(30)).Redeem(ticket, out string name, out var fields))
        {
            case AuthMasterStatus.Found:
                return MailUser.From(name, fields);
            case AuthMasterStatus.NotFound:
                Log.Warning(LogLines.NotALogin("the authentication server knows no such login, or no mailbox of this user"));
                return null;
            default:
                return null;
        }
    }

    private void Converse(Pop3Session session, Conversation talk, MailUser user)
    {
        session.Stream.Transport.SetTimeout(config.Get(Pop3dParams.Timeout));
        string reason = "logged out";
        try
        {
            session.Maildrop = OpenMaildrop(session, user, out var refusal);
            Say(session, talk, refusal ?? Replies.LoggedIn);
            if (session.Maildrop == null)
                return;
            if (talk.Run() != Afterwards.Close || talk.Last != "QUIT")
                reason = "too many errors";
            session.Stream.Flush();
        }
        catch (PeerGoneException)
        {
            reason = "lost connection after " + talk.Last;
        }
        catch (PeerTimeoutException)
        {
            reason = "timeout after " + talk.Last;
            Say(session, talk, Replies.Idle);
        }
        catch (ServiceStoppingException)
        {
            reason = "the system is stopping";
            Say(session, talk, Replies.Stopping);
        }
        catch (Exception e) when (e is UnixException or MailboxBusyException)
        {
            reason = "mailbox trouble";
            Log.Error(LogLines.Trouble(session.Client, user.Name, talk.Last, e.Message));
            Say(session, talk, Replies.MailboxTrouble);
        }
        finally
        {
            if (session.Maildrop is { } drop)
            {
                Log.Info(LogLines.Logout(session.Client, user.Name, session.Counts, drop.Count, reason));
                drop.Dispose();
            }
        }
    }

    private Maildrop? OpenMaildrop(Pop3Session session, MailUser user, out Pop3Reply? refusal)
    {
        refusal = null;
        try
        {
            var drop = Maildrop.Open(config, format, user.Mail.Length > 0 ? user.Mail : config.Get(AuthParams.MailLocation), user.Name, user.Home);
            if (drop == null)
                refusal = Replies.InUse;
            return drop;
        }
        catch (MailboxBusyException)
        {
            refusal = Replies.InUse;
        }
        catch (Exception e) when (e is UnixException or FatalException)
        {
            Log.Error(LogLines.Trouble(session.Client, user.Name, "login", e.Message));
            refusal = Replies.MailboxTrouble;
        }
        return null;
    }

    private static void Say(Pop3Session session, Conversation talk, Pop3Reply reply)
    {
        try
        {
            talk.Send(reply);
            if (reply.Then == Afterwards.Close || !reply.Positive)
                session.Stream.Flush();
        }
        catch (Exception e) when (e is PeerGoneException or PeerTimeoutException or ServiceStoppingException)
        {
            Log.Debug($"{session.Client}: {e.Message}");
        }
    }
}
