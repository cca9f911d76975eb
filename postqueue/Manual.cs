namespace MailSuite.Postqueue;

/// <summary>What man(1) and the shell know of postqueue.</summary>
internal static class Manual
{
    internal static readonly ManualPage Page = new("postqueue", "lists the queue, and makes it move",
        "postqueue [-v] [-c config_dir] -f | -p | -j\npostqueue [-v] [-c config_dir] -i queue_id\npostqueue [-v] [-c config_dir] -s site")
    {
        Description =
        [
            "For all users, as far as authorized_mailq_users and authorized_flush_users say so.",
        ],
        Options =
        [
            ManualEntry.Configuration,
            new("-f", "Try to deliver all deferred mail now."),
            new("-i queue_id", "Try to deliver this message now."),
            new("-j", "List the queue, a line of JSON for each message."),
            new("-p", "List the queue as mailq does."),
            new("-s site", "Try to deliver all mail for this site of fast_flush_domains now."),
            ManualEntry.Verbose,
        ],
        ExitStatus = "0 when all went well, 64 for a wrong command line, 69 when the mail system is down, 77 for those who may not, other values of sysexits(3).",
        SeeAlso = ["postsuper(1)", "qshape(1)", "qmgr(8)", "flush(8)"],
    };
}
