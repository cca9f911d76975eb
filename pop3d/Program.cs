using MailSuite.Daemon;

namespace MailSuite.Pop3d;

/// <summary>
/// POP3 (RFC 1939). As a network service it is the door: unprivileged, does TLS and asks the authentication server; trusts nobody. As the UNIX-domain
/// service pop3-session it starts as root, redeems a login's ticket, becomes that mail user for good and serves one mailbox.
/// </summary>
public static class Program
{
    /// <summary>The daemon's main.</summary>
    public static int Main(string[] args) => SingleServer.Main<Pop3dService>("pop3d", args);
}
