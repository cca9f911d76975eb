namespace MailSuite.Postmap;

/// <summary>postmap(1): makes lookup tables from text, asks, lists and changes them.</summary>
public static class Program
{
    private const string Usage = "usage: postmap [-bfFhijmnNoprsuUvw] [-c config_dir] [-d key] [-q key] [map_type:]file...";

    /// <summary>Does what the options say; 0 when done or found.</summary>
    public static int Main(string[] args) => CommandStart.Run(Invocation.BaseName, () => Run(args));

    private static int Run(string[] args)
    {
        var given = CommandStart.Options(args, "bc:d:fFhijmnNopq:rsuUvw", Usage);
        if (given.Operands.Count == 0)
            throw new FatalException(Usage);
        if (given.Count('d') + given.Count('q') + (given.Has('i') ? 1 : 0) + (given.Has('s') ? 1 : 0) > 1)
            throw new FatalException("specify only one of -d -i -q or -s");
        if (MessageKeys.AreAsked(given) && given.Value('q') != "-")
            throw new FatalException("specify -b -h or -m only with \"-q -\"");
        Log.Verbose = given.Count('v');
        var config = CommandStart.Configure("postmap", given.Value('c'));
        CommandStart.LogToMailLog(config, "postmap");

        var options = CommandOptions.Of(given, AnyBytes(given));
        var output = new TableOutput("\t", given.Has('j'));
        var command = new TableCommand(config, options, output);
        bool done = true;
        if (given.Has('m') && !given.Has('b') && !given.Has('h'))
            Log.Warning("ignoring -m option without -b or -h");
        if (given.Has('b') || given.Has('h'))
            done = new MessageKeys(given, config, command, output).Query(given.Operands);
        else if (given.Value('q') is { } query)
            done = command.Query(query, given.Operands);
        else if (given.Value('d') is { } delete)
            done = command.Delete(delete, given.Operands);
        else if (given.Has('s'))
            command.Dump(given.Operands[0]);   // only the first, as Postfix does
        else
            foreach (string table in given.Operands)
            {
                var (type, name) = Tables.Split(table, config);
                PostmapFile.Build(type, name, config, options);
            }
        output.Flush();
        return done ? 0 : 1;
    }

    // Lines of a message need not be UTF-8 (-b, -h), unless -U says so.
    private static bool AnyBytes(GetOpt given) => given.Has('u') || (given.Has('b') || given.Has('h')) && !given.Has('U');
}
