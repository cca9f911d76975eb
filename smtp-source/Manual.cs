namespace MailSuite.SmtpSource;

/// <summary>What man(1) and the shell know of smtp-source.</summary>
internal static class Manual
{
    internal static readonly ManualPage Page = new("smtp-source", "sends test messages by SMTP or LMTP",
        "smtp-source [options] [inet:]host[:port]\nsmtp-source [options] unix:pathname")
    {
        Description =
        [
            "Sends messages in many sessions at a time and ends when all are sent, or at the first refusal.",
        ],
        Options =
        [
            new("-4", "Connect by IPv4 only."),
            new("-6", "Connect by IPv6 only."),
            new("-A", "Go on after a refusal."),
            new("-c", "Show a counter of messages."),
            new("-C count", "Try so many times to connect when the connection is refused."),
            new("-d", "Send all messages of a session over one connection."),
            new("-f address", "Envelope sender; foo@ and the host's name otherwise."),
            new("-F file", "Send this message; each line gets CRLF, and a dot before one at its beginning."),
            new("-l length", "Send so many bytes of content."),
            new("-L", "Speak LMTP."),
            new("-m count", "Send so many messages."),
            new("-M hostname", "Host name for HELO and the usual addresses."),
            new("-N", "Put a number before each recipient that is never used twice."),
            new("-o", "Send neither HELO nor message headers."),
            new("-r count", "So many recipients for each message."),
            new("-R seconds", "Wait at random between messages, at most so long."),
            new("-s count", "So many sessions at a time."),
            new("-S subject", "Subject of the messages."),
            new("-t address", "Recipient; foo@ and the host's name otherwise."),
            new("-T bytes", "Size of the socket's buffers."),
            ManualEntry.Verbose,
            new("-w seconds", "Wait between messages."),
        ],
        SeeAlso = ["smtp-sink(1)"],
    };
}
