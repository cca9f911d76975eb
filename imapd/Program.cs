using MailSuite.Daemon;

namespace MailSuite.Imapd;

/// <summary>The program's entries.</summary>
public static class Program
{
    /// <summary>imapd.</summary>
    public static int Main(string[] args) => SingleServer.Main<ImapdService>("imapd", args);

    /// <summary>imap-session, for a person's own mailbox.</summary>
    public static int SessionMain(string[] args) => SingleServer.Main<TunnelService>("imap-session", args);
}
