using MailSuite.Config;
using MailSuite.Daemon;
using MailSuite.Net;
using MailSuite.Protocol.Imap;
using MailSuite.Store;

namespace MailSuite.Imapd;

/// <summary>From a login's ticket to a served client: asks whose login it is, becomes that user, opens the mail.</summary>
internal static class MailboxOpening
{
    private static readonly TimeSpan AuthTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Serves the client to its end; false when it never began, and the client has not been told. <paramref name="taken"/> is called when nothing can go wrong any more.</summary>
    internal static bool Serve(MailConfig config, AuthTicket ticket, LineStream stream, string tag, string client, Action taken)
    {
        var found = new AuthMasterClient(config.Get(ImapdParams.AuthMasterPath), AuthTimeout).Redeem(ticket, out string name, out var fields);
        if (found != AuthMasterStatus.Found)
        {
            Log.Warning(LogLines.NotALogin(client, found == AuthMasterStatus.NotFound ? "the authentication server knows of no such login" : "the authentication server gave no answer"));
            return false;
        }
        if (MailUser.From(name, fields) is not { } user || !user.Become() || Open(config, user, client) is not { } store)
            return false;
        taken();
        Run(config, stream, store, user.Name, client, ImapReply.Ok($"CAPABILITY {Capabilities.Inside}", "Logged in").Line(tag));
        return true;
    }

    /// <summary>The user's mail; null when it cannot be opened, which was logged.</summary>
    private static MailStore? Open(MailConfig config, MailUser user, string client)
    {
        string location = user.Mail.Length > 0 ? user.Mail : config.Get(AuthParams.MailLocation) is { Length: > 0 } general ? general : "maildir:~/Maildir";
        try
        {
            return MailStore.Open(location, user.Name, user.Home);
        }
        catch (FatalException e)
        {
            Log.Error($"{client}: {user}: {e.Message}");
            return null;
        }
    }

    /// <summary>Serves a client whose mail is open.</summary>
    internal static void Run(MailConfig config, LineStream stream, MailStore store, string user, string client, string greeting)
    {
        var session = new ImapSession(config, stream, store, user, client);
        session.Write(greeting);
        string reason = session.Run();
        Log.Info(LogLines.Logout(client, user, reason, session.Counts));
    }

    /// <summary>With -S: the caller's own mailbox, without a login, as over ssh ("tunnel" of mutt and mbsync).</summary>
    internal static void RunAsCaller(MailConfig config, LineStream stream)
    {
        if (Accounts.User(Sys.EffectiveUid, out var account) != AccountAnswer.Found)
            throw new FatalException($"no account for user id {Sys.EffectiveUid}");
        var user = new MailUser(account!.Name, account.Uid, account.Gid, account.Home, "");
        if (Open(config, user, "stdin") is { } store)
            Run(config, stream, store, user.Name, "stdin", $"* PREAUTH [CAPABILITY {Capabilities.Inside}] Logged in as {ImapText.AString(user.Name)}\r\n");
    }
}
