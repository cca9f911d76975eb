namespace MailSuite.SmtpSink;

/// <summary>What man(1) and the shell know of smtp-sink.</summary>
internal static class Manual
{
    internal static readonly ManualPage Page = new("smtp-sink", "a server for tests that throws mail away, or misbehaves as told",
        "smtp-sink [options] [inet:][host]:port backlog\nsmtp-sink [options] unix:pathname backlog")
    {
        Description =
        [
            "Takes any mail by SMTP or LMTP, many sessions at a time. Where an option takes commands, these are CONNECT, HELO, EHLO, LHLO, XCLIENT, XFORWARD, AUTH, MAIL, RCPT, DATA, \".\", RSET, NOOP, VRFY and QUIT, several with commas between them.",
            "A dump begins with headers X-Client-Addr, X-Client-Proto, X-Helo-Args, X-Mail-Args, X-Rcpt-Args (one for each recipient) and Received, and ends with an empty line.",
        ],
        Options =
        [
            new("-4", "Listen on IPv4 addresses only."),
            new("-6", "Listen on IPv6 addresses only."),
            new("-8", "Do not offer 8BITMIME."),
            new("-a", "Do not offer AUTH."),
            new("-A seconds", "Wait after DATA, then refuse with 550 before the message is there, and hang up."),
            new("-b reply", "Reply of refusals for now: \"450 4.3.0 Error: command failed\" otherwise."),
            new("-B reply", "Reply of refusals for good: \"500 5.3.0 Error: command failed\" otherwise."),
            new("-c", "Show counters."),
            new("-C", "Do not offer XCLIENT."),
            new("-d template", "Keep each message in a file of this name, a format of strftime(3), with a random number behind it."),
            new("-D template", "Append all messages to a file of this name, a format of strftime(3)."),
            new("-e", "Do not speak ESMTP."),
            new("-E", "Do not offer ENHANCEDSTATUSCODES."),
            new("-f commands", "Refuse these commands for good. Implies -p."),
            new("-F", "Do not offer XFORWARD."),
            new("-h hostname", "Host name for greetings; smtp-sink otherwise."),
            new("-H seconds", "Wait after DATA before anything is read."),
            new("-L", "Speak LMTP."),
            new("-m count", "Have at most so many sessions at a time; 256 otherwise."),
            new("-M count", "End after so many messages."),
            new("-n count", "End after so many sessions."),
            new("-N", "Do not offer DSN."),
            new("-p", "Do not offer PIPELINING."),
            new("-P", "Greet like a PIX firewall. Implies -e."),
            new("-q commands", "Hang up at these commands without a reply."),
            new("-Q commands", "Reply 421 to these commands, and hang up."),
            new("-r commands", "Refuse these commands for now. Implies -p."),
            new("-R directory", "Change the root directory to this one."),
            new("-s commands", "Log these commands to syslog."),
            new("-S text", "Begin each dump with this text; escapes of C are understood."),
            new("-t seconds", "How long a client may be silent; 100 otherwise."),
            new("-T bytes", "Size of the socket's buffers."),
            new("-u username", "Become this user; root must."),
            new("-v", "Show the commands."),
            new("-w seconds", "Wait before the reply to DATA."),
            new("-W command:delay[:odds]", "Wait before the reply to a command; once more for each throw of a dice from 0 to 99 below the odds."),
        ],
        SeeAlso = ["smtp-source(1)"],
    };
}
