namespace MailSuite.Postlock;

/// <summary>What man(1) and the shell know of postlock.</summary>
internal static class Manual
{
    internal static readonly ManualPage Page = new("postlock", "runs a command while a mailbox is locked",
        "postlock [-v] [-c config_dir] [-l lock_style] file command [argument ...]")
    {
        Description =
        [
            "Locks the mailbox as local delivery does, so that no mail comes into it meanwhile, and runs the command without a shell. A mailbox that does not exist is made.",
        ],
        Options =
        [
            ManualEntry.Configuration,
            new("-l lock_style", "Lock in these ways (fcntl, flock, dotlock) instead of those of mailbox_delivery_lock."),
            ManualEntry.Verbose,
        ],
        Operand = "file",
        ExitStatus = "That of the command; 75 when the mailbox could not be locked.",
        SeeAlso = ["local(8)", "postconf(5)"],
    };
}
