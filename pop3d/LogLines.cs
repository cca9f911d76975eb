namespace MailSuite.Pop3d;

/// <summary>Every log line of pop3d; worded as imapd's and smtpd's, so that the same filters find them.</summary>
internal static class LogLines
{
    internal static string Connect(string client) => $"connect from {client}";

    internal static string AuthenticationFailed(string client, string mechanism, string reason, string user) =>
        $"{client}: SASL {mechanism} authentication failed: {(reason.Length > 0 ? reason : "(reason unavailable)")}{(user.Length > 0 ? ", sasl_username=" + user : "")}";

    internal static string Login(string client, string mechanism, string user, string encryption) =>
        $"login: client={client}, sasl_method={mechanism}, sasl_username={user}, encryption={encryption}";

    internal static string Logout(string client, string user, SessionCounts c, int messages, string reason) =>
        $"logout: client={client}, sasl_username={user}, top={c.Tops}, retr={c.Retrieved}/{c.Bytes}, del={c.Deleted}/{messages} ({reason})";

    internal static string Disconnect(string client, int logins, int attempts, int commands) => $"disconnect from {client} login={logins}/{attempts} commands={commands}";

    internal static string Ended(string what, string command, string client) => $"{what} after {command} from {client}";

    internal static string TlsFailed(string client, string error) => $"SSL_accept error from {client}: {error}";

    internal static string Pipelined(string client, int bytes) => $"improper command pipelining after STLS from {client}: {bytes} bytes discarded";

    internal static string TooManyErrors(string command, string client) => $"too many errors after {command} from {client}";

    internal static string NotALogin(string why) => $"handover refused: {why}";

    internal static string Trouble(string client, string user, string command, string cause) => $"{client}: sasl_username={user}: {command}: {cause}";
}
