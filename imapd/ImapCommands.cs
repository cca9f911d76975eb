using MailSuite.Imapd.Commands;
using MailSuite.Protocol.Imap;

namespace MailSuite.Imapd;

/// <summary>When a command of a logged-in client may come and what may be said in its answer.</summary>
[Flags]
internal enum When
{
    /// <summary>Any time after login.</summary>
    LoggedIn = 0,
    /// <summary>Only while a mailbox is selected.</summary>
    Selected = 1,
    /// <summary>The client counts messages while it waits for the answer: nothing may be told as expunged (RFC 3501 7.4.1).</summary>
    KeepsNumbers = 2,
    /// <summary>The mailbox is not looked at afterwards.</summary>
    NoSync = 4,
    /// <summary>A UID goes in front: "UID FETCH".</summary>
    Uid = 8,
}

/// <summary>A handler: reads its arguments, refuses what the state forbids, does it, returns the tagged line.</summary>
internal delegate ImapReply ImapHandler(ImapSession session, ref ImapReader r);

/// <summary>One command of a logged-in client.</summary>
/// <param name="Name">Its name in capitals, with "UID " in front where that is part of it.</param>
/// <param name="Run">What it does.</param>
/// <param name="When">When it may come.</param>
/// <param name="Capability">The capability that announces it; empty: it is part of IMAP4rev1.</param>
internal sealed record ImapCommand(string Name, ImapHandler Run, When When, string Capability = "");

/// <summary>All commands of a logged-in client.</summary>
internal static class ImapCommands
{
    internal static readonly ImapCommand[] Table =
    [
        new("CAPABILITY", General.Capability, When.LoggedIn),
        new("NOOP", General.Noop, When.LoggedIn),
        new("LOGOUT", General.Logout, When.NoSync),
        new("ID", General.Id, When.LoggedIn, "ID"),
        new("ENABLE", General.Enable, When.LoggedIn, "ENABLE"),
        new("NAMESPACE", General.Namespace, When.LoggedIn, "NAMESPACE"),
        new("LOGIN", General.LoginAgain, When.NoSync),
        new("AUTHENTICATE", General.LoginAgain, When.NoSync),
        new("STARTTLS", General.TlsTooLate, When.NoSync),

        new("LIST", Listing.List, When.LoggedIn),
        new("LSUB", Listing.Lsub, When.LoggedIn),
        new("CREATE", Folders.Create, When.LoggedIn),
        new("DELETE", Folders.Delete, When.LoggedIn),
        new("RENAME", Folders.Rename, When.LoggedIn),
        new("SUBSCRIBE", Folders.Subscribe, When.LoggedIn),
        new("UNSUBSCRIBE", Folders.Unsubscribe, When.LoggedIn),
        new("STATUS", Folders.Status, When.LoggedIn),
        new("APPEND", Append.Run, When.LoggedIn),

        new("SELECT", Selecting.Select, When.NoSync),
        new("EXAMINE", Selecting.Examine, When.NoSync),
        new("CLOSE", Selecting.Close, When.Selected | When.NoSync),
        new("UNSELECT", Selecting.Unselect, When.Selected | When.NoSync, "UNSELECT"),
        new("CHECK", General.Check, When.Selected),
        new("IDLE", Idle.Run, When.LoggedIn, "IDLE"),

        new("EXPUNGE", Messages.Expunge, When.Selected),
        new("UID EXPUNGE", Messages.UidExpunge, When.Selected | When.Uid),
        new("FETCH", Messages.Fetch, When.Selected | When.KeepsNumbers),
        new("UID FETCH", Messages.UidFetch, When.Selected | When.Uid),
        new("STORE", Messages.Store, When.Selected | When.KeepsNumbers),
        new("UID STORE", Messages.UidStore, When.Selected | When.Uid),
        new("COPY", Messages.Copy, When.Selected),
        new("UID COPY", Messages.UidCopy, When.Selected | When.Uid),
        new("MOVE", Messages.Move, When.Selected, "MOVE"),
        new("UID MOVE", Messages.UidMove, When.Selected | When.Uid, "MOVE"),
        new("SEARCH", Search.Run, When.Selected | When.KeepsNumbers),
        new("UID SEARCH", Search.RunUid, When.Selected | When.Uid),
    ];

    private static readonly Dictionary<string, ImapCommand> ByName = Table.ToDictionary(static c => c.Name, StringComparer.Ordinal);

    internal static ImapCommand? Find(string name) => ByName.GetValueOrDefault(name);
}
