namespace MailSuite.Smtpd;

/// <summary>smtpd(8): receives mail by SMTP.</summary>
public static class Program
{
    /// <summary>The daemon's main; -S serves one client on standard input and output.</summary>
    public static int Main(string[] args) => SingleServer.Main<SmtpdService>("smtpd", args);
}
