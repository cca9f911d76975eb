namespace MailSuite.Postconf;

/// <summary>What man(1) and the shell know of postconf.</summary>
internal static class Manual
{
    internal static readonly ManualPage Page = new("postconf", "shows and edits the configuration",
        "postconf [-dhHjnopqvx] [-C class,...] [-c config_dir] [parameter ...]\npostconf [-epv] [-c config_dir] parameter=value ...\npostconf -# | -X [-c config_dir] parameter ...\npostconf -M | -F | -P [-efhHjnoqvxX#] [-c config_dir] [service[/type[/name]][=value] ...]\npostconf -b | -t [-c config_dir] [template_file]\npostconf -a | -A | -l | -m\npostconf -T mode")
    {
        Description =
        [
            "Prints \"name = value\" for each parameter, of all when none is named. Edits keep comments, order and permissions of the file, and put the new file in the place of the old one when it is whole; one that changes nothing leaves the file alone.",
        ],
        Options =
        [
            new("-a", "List the SASL plug-ins of the server."),
            new("-A", "List the SASL plug-ins of the client."),
            new("-b", "Print the texts of bounces, with parameters replaced; of the file that is named, or the built-in ones."),
            ManualEntry.Configuration,
            new("-C class", "Only parameters of these classes: builtin, service, user, all."),
            new("-d", "Print defaults instead of what is set."),
            new("-e", "Edit: set parameters, services or fields of services. name=value alone means the same."),
            new("-E", "Print fields of master.cf and their parameters as they stand in the file."),
            new("-f", "Fold long lines."),
            new("-F", "Fields of services in master.cf: service/type/field."),
            new("-h", "Print values without names."),
            new("-H", "Print names without values."),
            new("-j", "Print JSON."),
            new("-l", "List the ways to lock a mailbox."),
            new("-m", "List the types of lookup tables."),
            new("-M", "Services of master.cf: service/type."),
            new("-n", "Only what is set."),
            new("-o name=value", "Pretend that main.cf says so."),
            new("-p", "Parameters of main.cf, which is the default."),
            new("-P", "Parameters that services of master.cf set: service/type/parameter."),
            new("-q", "Do not warn of parameters that nobody uses."),
            new("-t", "Print the texts of bounces, parameters unreplaced."),
            new("-T mode", "About TLS: compile-version, run-version or public-key-algorithms."),
            ManualEntry.Verbose,
            new("-x", "Replace $name in values."),
            new("-X", "Delete parameters, services or a service's parameters."),
            new("-#", "Put a # before parameters or services."),
        ],
        Operand = "parameter",
        SeeAlso = ["postconf(5)", "master(5)", "postfix(1)"],
    };
}
