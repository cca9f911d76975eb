using MailSuite.Smtpd.Commands;

namespace MailSuite.Smtpd;

/// <summary>What the loop must know of a command before running it.</summary>
[Flags]
internal enum When
{
    None = 0,
    /// <summary>Counts against smtpd_junk_command_limit.</summary>
    Limited = 1,
    /// <summary>Allowed before STARTTLS where TLS is required.</summary>
    BeforeTls = 2,
    /// <summary>Must be the last in a group of pipelined commands.</summary>
    LastInGroup = 4,
    /// <summary>Success begins the session anew: the statistics do not count it as served, as in Postfix.</summary>
    StartsAnew = 8,
}

/// <summary>One SMTP command: its verb, its handler, and when it may be given. HELP and the disconnect statistics are made from these rows.</summary>
internal sealed record SmtpCommand(string Verb, Func<SmtpSession, SmtpCommandLine, SmtpReply> Run, When When)
{
    /// <summary>All commands, in the order of the disconnect statistics.</summary>
    public static readonly SmtpCommand[] Table =
    [
        new("HELO", Greeting.Helo, When.Limited | When.BeforeTls | When.LastInGroup),
        new("EHLO", Greeting.Ehlo, When.Limited | When.BeforeTls | When.LastInGroup),
        new("XCLIENT", XClient.Run, When.BeforeTls | When.StartsAnew),
        new("XFORWARD", XForward.Run, When.BeforeTls),
        new("STARTTLS", StartTls.Run, When.BeforeTls | When.LastInGroup),
        new("AUTH", Auth.Run, When.None),
        new("MAIL", Envelope.Mail, When.None),
        new("RCPT", Envelope.Rcpt, When.None),
        new("DATA", Data.Run, When.LastInGroup),
        new("BDAT", Bdat.Run, When.None),
        new("RSET", Other.Rset, When.Limited),
        new("NOOP", Other.Noop, When.Limited | When.BeforeTls | When.LastInGroup),
        new("VRFY", Other.Vrfy, When.Limited | When.LastInGroup),
        new("ETRN", Etrn.Run, When.Limited),
        new("QUIT", Other.Quit, When.BeforeTls),
        new("HELP", Other.Help, When.Limited | When.BeforeTls),
    ];

    /// <summary>The index of a verb in <see cref="Table"/>; -1 when there is none.</summary>
    public static int Find(string verb) => Array.FindIndex(Table, row => Bytes.Same(row.Verb, verb));
}
