namespace MailSuite.Imapd;

/// <summary>Every log line of imapd.</summary>
internal static class LogLines
{
    internal static string Connect(string client) => $"connect from {client}";

    /// <summary>As smtpd writes it, so that the same fail2ban filter finds it.</summary>
    internal static string AuthenticationFailed(string client, string mechanism, string reason, string user) =>
        $"{client}: SASL {mechanism} authentication failed: {(reason.Length > 0 ? reason : "(reason unavailable)")}{(user.Length > 0 ? ", sasl_username=" + user : "")}";

    internal static string Login(string client, string mechanism, string user, string encryption) =>
        $"login: client={client}, sasl_method={mechanism}, sasl_username={user}, encryption={encryption}";

    internal static string Logout(string client, string user, string reason, SessionCounts c) =>
        $"logout: client={client}, sasl_username={user}, commands={c.Commands}, fetched={c.Fetched}, bytes={c.FetchedBytes}, appended={c.Appended}, copied={c.Copied}, expunged={c.Expunged} ({reason})";

    internal static string Disconnect(string client, int logins, int attempts, int commands) =>
        $"disconnect from {client} login={logins}/{attempts} commands={commands}";

    internal static string Ended(string what, string client) => $"{what} from {client}";

    internal static string TlsFailed(string client, string error) => $"SSL_accept error from {client}: {error}";

    internal static string NotALogin(string client, string why) => $"{client}: handover refused: {why}";

    internal static string Trouble(ImapSession session, string command, string cause) => $"{session.Client}: sasl_username={session.User}: {command}: {cause}";
}
