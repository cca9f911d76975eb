namespace MailSuite.Postlog;

/// <summary>What man(1) and the shell know of postlog.</summary>
internal static class Manual
{
    internal static readonly ManualPage Page = new("postlog", "writes to the mail log",
        "postlog [-iv] [-c config_dir] [-p priority] [-t tag] [text ...]")
    {
        Description =
        [
            "Logs the text, or each line of standard input, the way the mail system logs.",
        ],
        Options =
        [
            ManualEntry.Configuration,
            new("-i", "Taken, for old scripts; without effect."),
            new("-p priority", "info, warn, error, fatal or panic; the default is info."),
            new("-t tag", "The name before the text."),
            ManualEntry.Verbose,
        ],
        ExitStatus = "0 when all went well, 77 for those who may not log, 1 otherwise.",
        SeeAlso = ["postlogd(8)", "postconf(5)"],
    };
}
