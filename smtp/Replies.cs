using MailSuite.Mail;

namespace MailSuite.Smtp;

/// <summary>Every reason that the client gives for a delivery that failed, worded as in Postfix.</summary>
internal static class Replies
{
    /// <summary>A server refused something.</summary>
    internal static Dsn Said(SmtpSession session, SmtpReply reply, string inReplyTo) =>
        Remote(session, reply, $"host {session.Peer} said: {reply.Text} (in reply to {inReplyTo})");

    /// <summary>A server refused to talk at all.</summary>
    internal static Dsn RefusedToTalk(SmtpSession session, SmtpReply reply) =>
        Remote(session, reply, $"host {session.Peer} refused to talk to me: {reply.Text}");

    /// <summary>A reply that is neither yes nor no where one of them was due is nobody's refusal: try again.</summary>
    internal static Dsn Remote(SmtpSession session, SmtpReply reply, string reason) => reply.Code is >= 400 and <= 599
        ? new Dsn(reply.Status, reason, "smtp", reply.Text, session.Host.Name)
        : new Dsn("4.5.0", "Protocol error: " + reason, "smtp", reply.Text, session.Host.Name);

    /// <summary>The server closed the connection.</summary>
    internal static Dsn LostConnection(SmtpSession session) => new("4.4.2", $"lost connection with {session.Peer} while {session.Doing}");

    /// <summary>The server was late.</summary>
    internal static Dsn TimedOut(SmtpSession session) => new("4.4.2", $"conversation with {session.Peer} timed out while {session.Doing}");

    /// <summary>The queue file could not be read.</summary>
    internal static Dsn LocalTrouble(SmtpSession session) => new("4.3.0", $"local data error while talking to {session.Peer}");

    internal static Dsn TooLarge(SmtpSession session, long size) =>
        new("5.3.4", $"message size {size} exceeds size limit {session.SizeLimit} of server {session.Peer}");

    internal static Dsn NeedsUtf8(SmtpSession session) => new("5.6.7", $"SMTPUTF8 is required, but was not offered by host {session.Peer}");

    internal static Dsn RequireTlsNotOffered(SmtpSession session) => new("5.7.30", $"REQUIRETLS is required, but was not offered by host {session.Peer}");

    internal static Dsn TlsNotOffered(SmtpSession session) => new("4.7.4", $"TLS is required, but was not offered by host {session.Peer}");

    internal static Dsn TlsRefused(SmtpSession session, SmtpReply reply) =>
        new("4.7.4", $"TLS is required, but host {session.Peer} refused to start TLS: {reply.Text}", "smtp", reply.Text, session.Host.Name);

    internal static Dsn TlsUnavailable { get; } = new("4.7.5", "TLS is required, but our TLS engine is unavailable");

    internal static Dsn TlsFailed { get; } = new("4.7.5", "Cannot start TLS: handshake failure");

    internal static Dsn NotTrusted { get; } = new("4.7.5", "Server certificate not trusted");

    internal static Dsn NotVerified { get; } = new("4.7.5", "Server certificate not verified");

    internal static Dsn ConfigurationError { get; } = new("4.3.5", "Server configuration error");

    internal static Dsn BadAddress(bool sender) =>
        new(sender ? "5.1.7" : "5.1.3", $"bad {(sender ? "sender" : "recipient")} address syntax: control character in address");
}
