using MailSuite.Daemon;

namespace MailSuite.Auth;

/// <summary>
/// The authentication server. It alone reads password databases; smtpd, pop3d and imapd (and any program that speaks Dovecot's
/// authentication protocol) ask it over a socket. Runs as root where it must read shadow or call PAM.
/// </summary>
public static class Program
{
    /// <summary>The daemon's main.</summary>
    public static int Main(string[] args) => EventServer.Main<AuthService>("auth", args);
}
