using MailSuite.Daemon;

namespace MailSuite.Smtp;

/// <summary>smtp(8), lmtp(8): the client side of SMTP and LMTP.</summary>
public static class Program
{
    /// <summary>Delivers by SMTP, or by LMTP when started as "lmtp".</summary>
    public static int Main(string[] args) =>
        Path.GetFileName(Invocation.Name) == "lmtp" ? SingleServer.Main<LmtpService>("lmtp", args) : SingleServer.Main<SmtpService>("smtp", args);
}
