namespace MailSuite.Qshape;

/// <summary>What man(1) and the shell know of qshape.</summary>
internal static class Manual
{
    internal static readonly ManualPage Page = new("qshape", "shows how old the mail for each domain is",
        "qshape [-hlps] [-b buckets] [-c config_dir] [-m minimum] [-n top] [-N batch] [-t minutes] [-w width] [queue ...]")
    {
        Description =
        [
            "Counts the messages of queues by domain and age; the default are incoming and active. A column that grows at the right is a destination that does not take mail.",
        ],
        Options =
        [
            new("-b buckets", "Columns of age."),
            ManualEntry.Configuration,
            new("-h", "Print how it is called."),
            new("-l", "Columns of equal length instead of doubling ones."),
            new("-m minimum", "A parent domain needs so many subdomains, with -p."),
            new("-n top", "Only so many domains."),
            new("-N batch", "Print intermediate results after so many messages."),
            new("-p", "Count parent domains, too."),
            new("-s", "Count senders' domains instead of recipients'."),
            new("-t minutes", "Length of the first column."),
            new("-w width", "Width of a domain's name."),
        ],
        Operand = "queue",
        SeeAlso = ["postqueue(1)", "qmgr(8)"],
    };
}
