namespace MailSuite.Pop3d;

/// <summary>Every sentence that pop3d says to a client. Codes in brackets: RFC 2449 8, RFC 3206.</summary>
internal static class Replies
{
    internal static readonly Pop3Reply UnknownCommand = Pop3Reply.Mistake("Unknown command.");
    internal static readonly Pop3Reply TooLong = Pop3Reply.Mistake("Command line too long.");
    internal static readonly Pop3Reply BadArguments = Pop3Reply.Mistake("Invalid arguments.");
    internal static readonly Pop3Reply NotNow = Pop3Reply.Mistake("Command is not valid in this state.");
    internal static readonly Pop3Reply TooMany = Pop3Reply.Err("Too many errors, closing connection.") with { Then = Afterwards.Close };
    internal static readonly Pop3Reply TooManyLogins = Pop3Reply.Err("[AUTH] Too many failed logins, closing connection.") with { Then = Afterwards.Close };
    internal static readonly Pop3Reply Idle = Pop3Reply.Err("Disconnected for inactivity.") with { Then = Afterwards.Close };
    internal static readonly Pop3Reply Stopping = Pop3Reply.Err("[SYS/TEMP] Server is shutting down.") with { Then = Afterwards.Close };

    internal static readonly Pop3Reply SendPassword = Pop3Reply.Ok("Send your password.");
    internal static readonly Pop3Reply NoUser = Pop3Reply.Mistake("No username given.");
    internal static readonly Pop3Reply NeedTls = Pop3Reply.Err("[AUTH] Plaintext authentication disallowed on non-secure (SSL/TLS) connections.");
    internal static readonly Pop3Reply MustStartTls = Pop3Reply.Err("[AUTH] Must issue a STLS command first.");
    internal static readonly Pop3Reply AuthFailed = Pop3Reply.Err("[AUTH] Authentication failed.");
    internal static readonly Pop3Reply AuthLater = Pop3Reply.Err("[SYS/TEMP] Temporary authentication failure.");
    internal static readonly Pop3Reply AuthCancelled = Pop3Reply.Mistake("Authentication aborted.");
    internal static readonly Pop3Reply BadMechanism = Pop3Reply.Mistake("Unsupported authentication mechanism.");
    internal static readonly Pop3Reply BeginTls = Pop3Reply.Ok("Begin TLS negotiation now.") with { Then = Afterwards.StartTls };
    internal static readonly Pop3Reply TlsActive = Pop3Reply.Mistake("TLS is already active.");
    internal static readonly Pop3Reply NoTls = Pop3Reply.Mistake("TLS support isn't enabled.");
    internal static readonly Pop3Reply HandOver = Pop3Reply.Ok("") with { Then = Afterwards.HandOver };

    internal static readonly Pop3Reply LoggedIn = Pop3Reply.Ok("Logged in.");
    internal static readonly Pop3Reply InUse = Pop3Reply.Err("[IN-USE] Mailbox is locked by another session.") with { Then = Afterwards.Close };
    internal static readonly Pop3Reply MailboxTrouble = Pop3Reply.Err("[SYS/TEMP] Internal error occurred. Refer to server log for more information.");
    internal static readonly Pop3Reply Gone = Pop3Reply.Err("[SYS/TEMP] Message is gone.");
    internal static readonly Pop3Reply NotRemoved = Pop3Reply.Err("[SYS/TEMP] Some deleted messages not removed.") with { Then = Afterwards.Close };
    internal static readonly Pop3Reply Nothing = Pop3Reply.Ok("");

    internal static Pop3Reply NoSuch(int number, int count) => Pop3Reply.Err($"There's no message {number}{(count == 0 ? "" : $", only {count} messages")}.");
    internal static Pop3Reply Deleted(int number) => Pop3Reply.Err($"Message {number} is deleted.");
    internal static Pop3Reply Bye(bool loggedIn) => Pop3Reply.Ok(loggedIn ? "Logging out." : "Logging out") with { Then = Afterwards.Close };
}
