namespace MailSuite.Postmap;

/// <summary>What man(1) and the shell know of postmap.</summary>
internal static class Manual
{
    internal static readonly ManualPage Page = new("postmap", "makes and asks lookup tables",
        "postmap [-bfFhijmnNoprsuUvw] [-c config_dir] [-d key] [-q key] [type:]file ...")
    {
        Description =
        [
            "Makes the table type:file from the text file: on each line a key, white space, a value. A line that begins with white space continues the one before it; empty lines and lines that begin with # do not count. The new table takes the place of the old one when it is whole: readers see the one or the other. Without a type it is of default_database_type.",
            "postconf -m lists the types. Tables that are text (regexp, pcre, cidr, texthash, inline, ...) or live elsewhere are only asked (-q, -s).",
        ],
        Options =
        [
            ManualEntry.Configuration,
            new("-b", "With -q -: standard input is a message; each line of its body is asked for."),
            new("-d key", "Delete the key from each table; - reads keys from standard input."),
            new("-f", "Do not fold keys to lower case."),
            new("-F", "Values are names of files: their content goes into the table, and comes out of it."),
            new("-h", "With -q -: standard input is a message; each of its headers is asked for."),
            new("-i", "Add entries from standard input, and keep those that are there."),
            new("-j", "Print JSON, with -q and -s."),
            new("-m", "With -b or -h: look into the parts of a MIME message."),
            new("-n", "Keys and values end without a NUL byte."),
            new("-N", "Keys and values end with a NUL byte."),
            new("-o", "Stay root: do not become the owner of the source file."),
            new("-p", "Do not take over the source file's permissions to read; the table is readable for all."),
            new("-q key", "Print the key's value, from the first table that has it; - reads keys from standard input and prints key, tab, value."),
            new("-r", "A later entry of the same key takes the place of an earlier one."),
            new("-s", "Print all entries of the first table."),
            new("-u", "Do not check for UTF-8."),
            new("-U", "With -b or -h: check for UTF-8 all the same."),
            ManualEntry.Verbose,
            new("-w", "Do not warn of entries with the same key."),
        ],
        Operand = "maptype:file",
        ExitStatus = "0 when all went well; with -q and -d, when the key was found. 1 otherwise.",
        SeeAlso = ["postalias(1)", "postconf(1)", "postconf(5)"],
    };
}
