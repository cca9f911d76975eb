using MailSuite.Daemon;

namespace MailSuite.Imapd;

/// <summary>The program's entries: imapd at the door, imap-session behind it.</summary>
public static class Program
{
    /// <summary>imapd.</summary>
    public static int Main(string[] args) => SingleServer.Main<DoorService>("imapd", args);

    /// <summary>imap-session.</summary>
    public static int SessionMain(string[] args) => SingleServer.Main<SessionService>("imap-session", args);
}
