using MailSuite.Imapd.Commands;
using MailSuite.Protocol.Imap;

namespace MailSuite.Imapd;

/// <summary>A handler of a command before login.</summary>
internal delegate ImapReply DoorHandler(DoorSession session, ref ImapReader r);

/// <summary>One command that a stranger may send.</summary>
internal sealed record DoorCommand(string Name, DoorHandler Run, string Capability = "");

/// <summary>All commands before login.</summary>
internal static class DoorCommands
{
    internal static readonly DoorCommand[] Table =
    [
        new("CAPABILITY", Door.Capability),
        new("NOOP", Door.Noop),
        new("LOGOUT", Door.Logout),
        new("ID", Door.Id, "ID"),
        new("STARTTLS", Door.StartTls),
        new("LOGIN", Door.Login),
        new("AUTHENTICATE", Door.Authenticate),
    ];

    internal static IEnumerable<string> Capabilities => Table.Select(static c => c.Capability);

    internal static DoorCommand? Find(string name) => Array.Find(Table, c => c.Name == name);
}
