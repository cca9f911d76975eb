namespace MailSuite.Postcat;

/// <summary>What man(1) and the shell know of postcat.</summary>
internal static class Manual
{
    internal static readonly ManualPage Page = new("postcat", "shows messages of the queue",
        "postcat [-bdefhoqrv] [-c config_dir] [-s offset] [file ...]")
    {
        Description =
        [
            "Prints queue files in readable form: envelope, headers, body. Without operands it reads standard input.",
        ],
        Options =
        [
            new("-b", "The body."),
            ManualEntry.Configuration,
            new("-d", "Print the type of each record as a number."),
            new("-e", "The envelope."),
            new("-f", "Put the file's name before each line."),
            new("-h", "The headers."),
            new("-o", "Print the offset of each record."),
            new("-q", "Operands are queue ids; they are looked for in all queues."),
            new("-r", "In the order of the file, without following changes that were made to it."),
            new("-s offset", "Begin there."),
            ManualEntry.Verbose,
        ],
        Operand = "queue_id",
        SeeAlso = ["postqueue(1)", "postsuper(1)"],
    };
}
