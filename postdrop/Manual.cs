namespace MailSuite.Postdrop;

/// <summary>What man(1) and the shell know of postdrop.</summary>
internal static class Manual
{
    internal static readonly ManualPage Page = new("postdrop", "takes a message for the mail system from a program",
        "postdrop [-rv] [-c config_dir]")
    {
        Description =
        [
            "Reads a message as records of a queue file from standard input, puts it durably into the maildrop queue, and tells its queue id and its fate as attributes on standard output. sendmail(1) is for people.",
            "When the input ends early, or the caller is killed, nothing of the message is left.",
        ],
        Options =
        [
            ManualEntry.Configuration,
            new("-r", "Speak this protocol; there is no other."),
            ManualEntry.Verbose,
        ],
        ExitStatus = "0 when the message was taken, or the input ended early; 77 for those whom authorized_submit_users does not allow; 1 otherwise.",
        SeeAlso = ["sendmail(1)", "pickup(8)"],
    };
}
