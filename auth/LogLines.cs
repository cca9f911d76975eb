using MailSuite.Auth.Backends;

namespace MailSuite.Auth;

/// <summary>What auth says in the log; Dovecot's wording, that fail2ban's filters know. Never a password, nor anything made from one.</summary>
internal static class LogLines
{
    internal static string Wrong(string database, Attempt a) => $"{Who(database, a)}: Password mismatch";
    internal static string Unknown(string database, Attempt a) => $"{Who(database, a)}: unknown user";
    internal static string Refused(string database, Attempt a) => $"{Who(database, a)}: user may not log in";
    internal static string Trouble(string database, Attempt a, string reason) => $"{Who(database, a)}: {reason}";
    internal static string UnknownScheme(string database, Attempt a, string scheme) => $"{Who(database, a)}: Unknown scheme {scheme}";
    internal static string TimedOut(Attempt a) => $"{Who("auth", a)}: no answer within auth_timeout";
    internal static string Busy(Attempt a) => $"{Who("auth", a)}: too many logins are waiting";
    internal static string NoSuchTicket(int pid) => $"login of process {pid} is not known, or was used before";
    internal static string BadLine(string what) => $"BUG: Authentication client sent {what}; connection closed";

    private static string Who(string database, Attempt a) => $"{database}({a.User},{(a.RemoteAddress.Length > 0 ? a.RemoteAddress : "-")})";
}
