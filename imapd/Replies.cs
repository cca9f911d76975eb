using MailSuite.Store;

namespace MailSuite.Imapd;

/// <summary>Every sentence that imapd says to a client.</summary>
internal static class Replies
{
    internal static ImapReply Misfit(string command, string? wanted) => ImapReply.Bad($"Error in IMAP command {command}: expected {wanted}.");
    internal static ImapReply NoTag { get; } = ImapReply.Bad("Error in IMAP command: expected a tag and a command.");
    internal static ImapReply Unknown { get; } = ImapReply.Bad("Error in IMAP command: Unknown command.");
    internal static ImapReply LiteralTooBig { get; } = ImapReply.No("TOOBIG", "Literal is too large.");
    internal static ImapReply LogInFirst { get; } = ImapReply.Bad("Please log in first.");
    internal static ImapReply LoggedInAlready { get; } = ImapReply.Bad("Already logged in.");
    internal static ImapReply NoMailboxSelected { get; } = ImapReply.Bad("No mailbox selected.");
    internal static ImapReply ReadOnly { get; } = ImapReply.No("READ-ONLY", "Mailbox is read-only.");
    internal static ImapReply NotOutsideTls { get; } = ImapReply.No("PRIVACYREQUIRED", "Plaintext authentication disallowed on non-secure (SSL/TLS) connections.");
    internal static ImapReply AuthenticationFailed { get; } = ImapReply.No("AUTHENTICATIONFAILED", "Authentication failed.");
    internal static ImapReply AuthenticationLater { get; } = ImapReply.No("UNAVAILABLE", "Temporary authentication failure.");
    internal static ImapReply AuthenticationAborted { get; } = ImapReply.Bad("Authentication aborted by client.");
    internal static ImapReply NoMechanism { get; } = ImapReply.No("", "Unsupported authentication mechanism.");
    internal static ImapReply MailboxLater { get; } = ImapReply.No("UNAVAILABLE", "Mailbox is not available now, try again later.");
    internal static ImapReply TlsActive { get; } = ImapReply.Bad("TLS is already active.");
    internal static ImapReply TlsUnavailable { get; } = ImapReply.No("UNAVAILABLE", "TLS is not available now.");
    internal static ImapReply BadCharset { get; } = ImapReply.No("BADCHARSET (US-ASCII UTF-8)", "Unknown charset.");
    internal static ImapReply TryCreate(string name) => ImapReply.No("TRYCREATE", $"Mailbox doesn't exist: {Safe(name)}");
    internal static ImapReply TooBig { get; } = ImapReply.No("TOOBIG", "Message is too large.");
    internal static ImapReply Busy { get; } = ImapReply.No("INUSE", "Mailbox is locked by somebody else, try again later.");
    internal static ImapReply Full { get; } = ImapReply.No("OVERQUOTA", "No space left to store mail.");
    internal static ImapReply Trouble { get; } = ImapReply.No("SERVERBUG", "Internal error occurred. Refer to server log for more information.");
    internal static ImapReply SomeAreGone { get; } = ImapReply.No("EXPUNGEISSUED", "Some of the requested messages no longer exist.");

    internal const string GreetingEnd = "ready.";
    internal const string ByeLogout = "* BYE Logging out\r\n";
    internal const string ByeErrors = "* BYE Too many invalid IMAP commands.\r\n";
    internal const string ByeAuthErrors = "* BYE Too many authentication failures.\r\n";
    internal const string ByeTooLong = "* BYE [TOOBIG] Command is too long.\r\n";
    internal const string ByeIdle = "* BYE Disconnected for inactivity.\r\n";
    internal const string ByeStopping = "* BYE Server shutting down.\r\n";
    internal const string ByeHttp = "* BYE This is not a web server.\r\n";

    /// <summary>The answer for a folder operation that was not done.</summary>
    internal static ImapReply Folder(FolderAnswer answer, string name) => answer switch
    {
        FolderAnswer.NotFound => ImapReply.No("NONEXISTENT", $"Mailbox doesn't exist: {Safe(name)}"),
        FolderAnswer.Exists => ImapReply.No("ALREADYEXISTS", "Mailbox already exists."),
        FolderAnswer.BadName => ImapReply.No("CANNOT", "Invalid mailbox name."),
        _ => ImapReply.No("CANNOT", "Operation is not allowed on this mailbox."),
    };

    private static string Safe(string name) => Bytes.Printable(name.Length > 200 ? name[..200] : name);
}
