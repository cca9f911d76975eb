using MailSuite.Protocol.Pop3;
using MailSuite.Store;

namespace MailSuite.Pop3d.Commands;

/// <summary>DELE and RSET change what QUIT will do; QUIT does it.</summary>
internal static class Deleting
{
    internal static Pop3Reply Dele(Pop3Session session, Pop3Line line)
    {
        int number = line.Number();
        line.End();
        if (!line.Ok)
            return Replies.BadArguments;

        if (session.Maildrop!.Refusal(number) is { } refusal)
            return refusal;

        session.Maildrop.Delete(number);
        return Pop3Reply.Ok("Marked to be deleted.");
    }

    internal static Pop3Reply Rset(Pop3Session session, Pop3Line line)
    {
        session.Maildrop!.Reset();
        return Replies.Nothing;
    }

    internal static Pop3Reply Quit(Pop3Session session, Pop3Line line)
    {
        if (session.Maildrop is not { } drop)
            return Replies.Bye(loggedIn: false);
        try
        {
            session.Counts.Deleted = drop.Update();
            return session.Counts.Deleted > 0 ? Pop3Reply.Ok("Logging out, messages deleted.") with { Then = Afterwards.Close } : Replies.Bye(loggedIn: true);
        }
        catch (Exception e) when (e is UnixException or MailboxBusyException)
        {
            Log.Error(LogLines.Trouble(session.Client, drop.User, "QUIT", e.Message));
            return Replies.NotRemoved;
        }
    }
}
