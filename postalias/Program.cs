namespace MailSuite.Postalias;

/// <summary>postalias(1): makes alias databases from aliases(5) text, asks, lists and changes them.</summary>
public static class Program
{
    private const string Usage = "usage: postalias [-Nfijnoprsuvw] [-c config_dir] [-d key] [-q key] [map_type:]file...";

    /// <summary>Does what the options say; 0 when done or found.</summary>
    public static int Main(string[] args) => CommandStart.Run(Invocation.BaseName, () => Run(args));

    private static int Run(string[] args)
    {
        var given = CommandStart.Options(args, "Nc:d:fijnopq:rsuvw", Usage);
        if (given.Operands.Count == 0)
            throw new FatalException(Usage);
        if (given.Count('d') + given.Count('q') + (given.Has('i') ? 1 : 0) + (given.Has('s') ? 1 : 0) > 1)
            throw new FatalException("specify only one of -d -i -q or -s");
        Log.Verbose = given.Count('v');
        var config = CommandStart.Configure("postalias", given.Value('c'));
        CommandStart.LogToMailLog(config, "postalias");

        var options = CommandOptions.Of(given, anyBytes: given.Has('u'));
        var output = new TableOutput(":\t", given.Has('j'));
        var command = new TableCommand(config, options, output, aliases: true);
        bool done = true;
        if (given.Value('q') is { } query)
            done = command.Query(query, given.Operands);
        else if (given.Value('d') is { } delete)
            done = command.Delete(delete, given.Operands);
        else if (given.Has('s'))
            command.Dump(given.Operands[0]);   // only the first, as Postfix does
        else
            foreach (string table in given.Operands)
            {
                var (type, name) = Tables.Split(table, config);
                AliasDatabase.Build(type, name, config, options);
            }
        output.Flush();
        return done ? 0 : 1;
    }
}
