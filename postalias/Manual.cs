namespace MailSuite.Postalias;

/// <summary>What man(1) and the shell know of postalias.</summary>
internal static class Manual
{
    internal static readonly ManualPage Page = new("postalias", "makes and asks alias tables",
        "postalias [-Nfinopruvw] [-c config_dir] [-d key] [-q key] [-s] [type:]file ...")
    {
        Description =
        [
            "Makes the table type:file from the text file, in the form of aliases(5), and puts it in the place of the old one when it is whole: readers see the one or the other. Without a type it is of default_database_type.",
        ],
        Options =
        [
            ManualEntry.Configuration,
            new("-d key", "Delete the key from each table; - reads keys from standard input."),
            new("-f", "Do not fold keys to lower case."),
            new("-i", "Add entries from standard input, and keep those that are there."),
            new("-j", "Print JSON, with -q and -s."),
            new("-n", "Keys and values end without a NUL byte."),
            new("-N", "Keys and values end with a NUL byte."),
            new("-o", "Stay root: do not become the owner of the source file."),
            new("-p", "Do not take over the source file's permissions to read; the table is readable for all."),
            new("-q key", "Print the key's value, from the first table that has it; - reads keys from standard input."),
            new("-r", "A later entry of the same key takes the place of an earlier one."),
            new("-s", "Print all entries of the first table."),
            new("-u", "Do not check for UTF-8."),
            ManualEntry.Verbose,
            new("-w", "Do not warn of entries with the same key."),
        ],
        Operand = "maptype:file",
        ExitStatus = "0 when all went well; with -q and -d, when the key was found. 1 otherwise.",
        SeeAlso = ["aliases(5)", "postmap(1)", "newaliases(1)", "local(8)"],
    };
}
