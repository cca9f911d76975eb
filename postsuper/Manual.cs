namespace MailSuite.Postsuper;

/// <summary>What man(1) and the shell know of postsuper.</summary>
internal static class Manual
{
    internal static readonly ManualPage Page = new("postsuper", "removes, holds and requeues messages",
        "postsuper [-psSv] [-c config_dir] [-d queue_id] [-e queue_id] [-f queue_id] [-h queue_id] [-H queue_id] [-r queue_id] [directory ...]")
    {
        Description =
        [
            "For the superuser. ALL in the place of a queue id is every message, - reads queue ids from standard input. Operands limit it to some queues: hold, incoming, active, deferred. Without options it does what -s -p do.",
        ],
        Options =
        [
            ManualEntry.Configuration,
            new("-d queue_id", "Delete the message."),
            new("-e queue_id", "Return the message to its sender at the next attempt."),
            new("-f queue_id", "The same, also of a message on hold."),
            new("-h queue_id", "Put the message on hold: it stays, and nobody tries to deliver it."),
            new("-H queue_id", "Release the message from hold."),
            new("-p", "Remove files that a crash has left."),
            new("-r queue_id", "Take the message through cleanup again: addresses are rewritten by today's tables."),
            new("-s", "Put files into the places that their names call for."),
            new("-S", "The same for long names, too."),
            ManualEntry.Verbose,
        ],
        Operand = "queue",
        SeeAlso = ["postqueue(1)", "postcat(1)"],
    };
}
