namespace MailSuite.Sendmail;

/// <summary>What man(1) and the shell know of sendmail, mailq and newaliases.</summary>
internal static class Manual
{
    internal static readonly ManualPage Page = new("sendmail", "takes mail from programs of this host",
        "sendmail [options] [recipient ...]\nmailq\nnewaliases")
    {
        Description =
        [
            "Reads a message from standard input, up to its end or a line with a single dot, and puts it into the queue. mailq lists the queue, newaliases makes the tables of alias_database.",
        ],
        Options =
        [
            new("-A c", "Taken, without effect."),
            new("-B type", "7BIT or 8BITMIME: what the body is made of."),
            new("-C config_dir", "Use the configuration of this directory."),
            new("-F name", "The sender's full name."),
            new("-G", "The message comes from elsewhere: its addresses are completed with remote_header_rewrite_domain."),
            new("-I", "Make the alias tables, as newaliases."),
            new("-L tag", "Taken, without effect."),
            new("-N when", "Reports of delivery: never, or failure, delay, success."),
            new("-O option=value", "smtputf8=yes, requiretls=yes; other options are taken, without effect."),
            new("-R part", "What a report returns: full or hdrs."),
            new("-U", "Taken, without effect."),
            new("-V envelope_id", "A name for the message, in reports; \"-V\" of old, see -X."),
            new("-X V", "Returned mail comes to an address that names the recipient (VERP); -XVxy with other delimiters."),
            new("-b mode", "m: send a message (the default); s: speak SMTP on standard input and output; p: list the queue; i: make the alias tables; v: find out what would become of the recipients, and send a report; d: start the mail system."),
            new("-c", "Taken, without effect."),
            new("-e x", "Taken, without effect."),
            new("-f sender", "The envelope sender."),
            new("-h hops", "Taken, without effect."),
            new("-i", "A line with a single dot does not end the message."),
            new("-m", "Taken, without effect."),
            new("-n", "Refused, as Postfix does."),
            new("-o option", "i: as -i; other options of old are taken, without effect."),
            new("-p protocol", "Taken, without effect."),
            new("-q what", "Without more: deliver the queue now. Rsite: mail for the site. Iid: one message. A time is taken, without effect."),
            new("-r sender", "The envelope sender, as -f."),
            new("-t", "Take the recipients from the headers To, Cc and Bcc, besides those of the command line."),
            ManualEntry.Verbose,
            new("-x", "Taken, without effect."),
        ],
        ExitStatus = "Values of sysexits(3): 0 queued, 64 wrong command line, 65 no recipients, 69 the mail system is down, 75 try again, 77 not allowed.",
        Aliases = ["mailq", "newaliases"],
        SeeAlso = ["postqueue(1)", "postalias(1)", "pickup(8)", "aliases(5)"],
    };
}
