using MailSuite.Protocol.Imap;

namespace MailSuite.Imapd.Commands;

/// <summary>Commands that need no mailbox.</summary>
internal static class General
{
    private const int IdFieldLimit = 30;

    internal static ImapReply Capability(ImapSession s, ref ImapReader r)
    {
        r.End();
        if (r.Ok)
            s.Write($"* CAPABILITY {Capabilities.Inside}\r\n");
        return ImapReply.Done("Capability");
    }

    internal static ImapReply Noop(ImapSession s, ref ImapReader r)
    {
        r.End();
        return ImapReply.Done("NOOP");
    }

    internal static ImapReply Check(ImapSession s, ref ImapReader r)
    {
        r.End();
        return ImapReply.Done("Check");
    }

    internal static ImapReply Logout(ImapSession s, ref ImapReader r)
    {
        r.End();
        if (!r.Ok)
            return ImapReply.Silent;
        s.Ended = true;
        s.Write(Replies.ByeLogout);
        return ImapReply.Done("Logout");
    }

    // RFC 2971. What a client tells of itself is of no use to us; that it is well-formed is.
    internal static ImapReply Id(ImapSession s, ref ImapReader r)
    {
        ReadId(ref r);
        if (r.Ok)
            s.Write(IdLine);
        return ImapReply.Done("ID");
    }

    internal const string IdLine = "* ID (\"name\" \"MailSuite\")\r\n";

    internal static void ReadId(ref ImapReader r)
    {
        r.Sp();
        if (r.TryTake('('))
        {
            for (int fields = 0; r.Ok && !r.TryTake(')'); fields++)
            {
                if (fields > 0)
                    r.Sp();
                if (fields == IdFieldLimit)
                    r.Misfit("fewer fields");
                r.String("a field name");
                r.Sp();
                r.NString();
            }
        }
        else
            r.NString("a list or NIL");
        r.End();
    }

    // RFC 5161: there is nothing to enable yet; what we do not know is passed over.
    internal static ImapReply Enable(ImapSession s, ref ImapReader r)
    {
        do
        {
            r.Sp();
            r.Atom("a capability");
        }
        while (r.Ok && !r.AtEnd);
        r.End();
        if (r.Ok)
            s.Write("* ENABLED\r\n");
        return ImapReply.Done("Enable");
    }

    internal static ImapReply Namespace(ImapSession s, ref ImapReader r)
    {
        r.End();
        if (r.Ok)
            s.Write($"* NAMESPACE ((\"\" \"{s.Store.Separator}\")) NIL NIL\r\n");
        return ImapReply.Done("Namespace");
    }

    internal static ImapReply LoginAgain(ImapSession s, ref ImapReader r) => Replies.LoggedInAlready;

    internal static ImapReply TlsTooLate(ImapSession s, ref ImapReader r) => Replies.LoggedInAlready;
}
