namespace MailSuite.Postmulti;

/// <summary>What man(1) and the shell know of postmulti.</summary>
internal static class Manual
{
    internal static readonly ManualPage Page = new("postmulti", "manages several instances of the mail system",
        "postmulti -l [-aRjv] [-g group] [-i name]\npostmulti -p [-av] [-g group] [-i name] postfix-command ...\npostmulti -x [-aRv] [-g group] [-i name] command ...\n"
        + "postmulti -e action [-av] [-g group] [-i name] [-G group] [-I name] [parameter=value ...]")
    {
        Description =
        [
            "Instances share their programs; each has a configuration, a queue and data of its own. The primary one, in /etc/postfix, knows the others by multi_instance_directories. Once it is told to (-e init), postfix(1) acts on all of them.",
            "With -p, start becomes check for an instance that is not enabled, and what stops or needs a running system passes it by; stopping goes in reverse order. postmulti_start_commands, postmulti_stop_commands and postmulti_control_commands say which commands these are.",
            "With -x, the command finds MAIL_CONFIG, config_directory, queue_directory, data_directory and the instance's name, group and state in its environment.",
        ],
        Options =
        [
            new("-a", "All instances; with -e create or import: the new instance comes first."),
            new("-e action", "init: make postfix(1) use postmulti. create: a new instance, with config_directory, queue_directory and data_directory beside the primary one's when they are not named. import, deport: take an instance into the list or out of it. destroy: deport, and remove the files that create has made. enable, disable: whether it starts with the others. assign: a new name or group."),
            new("-g group", "The instances of a group; with -e create or import: the new instance comes before these."),
            new("-G group", "The group that an instance gets, - for none."),
            new("-i name", "One instance, by its name or configuration directory, - for the primary one; with -e create or import: the new instance comes before it."),
            new("-I name", "The name that an instance gets, which begins with postfix-, or - for none."),
            new("-j", "With -l: print JSON."),
            new("-l", "List the instances: name, group, whether it is enabled, configuration directory."),
            new("-p", "Run a command of postfix(1)."),
            new("-R", "In reverse order."),
            ManualEntry.Verbose,
            new("-x", "Run any command."),
        ],
        SeeAlso = ["postfix(1)", "postconf(1)"],
    };
}
