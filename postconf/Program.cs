namespace MailSuite.Postconf;

/// <summary>postconf(1): shows and edits main.cf and master.cf.</summary>
public static class Program
{
    /// <summary>Does what the options say. An unknown name is a warning, not a failure.</summary>
    public static int Main(string[] args) => CommandStart.Run(Invocation.Name, () =>
    {
        // Errors go to the terminal only: who mistypes a name must not fill the mail log.
        return Run(args, static text => Sys.Write(1, Bytes.Of(text)));
    });

    /// <summary>The command without its frame.</summary>
    internal static int Run(string[] args, Action<string> write)
    {
        var options = new Options(args);
        var output = new Output(options, write);
        string directory = options.Directory ?? MailConfig.DefaultDirectory;
        switch (options.Mode)
        {
            case 'a' or 'A' or 'l' or 'm' or 'T':
                return Lists.Show(options, output);
            case 'b' or 't':
                BounceTemplates.Show(options, directory);
                return 0;
        }
        if (options.Edits)
        {
            if (options.Mode == 'p')
                MainEdit.Run(options, directory);
            else
                MasterEdit.Run(options, directory);
            return 0;
        }
        var settings = Settings.Read(options, directory);
        Log.Flush();
        if (options.Mode == 'p')
            MainListing.Show(options, settings, output);
        else
            MasterListing.Show(options, settings, output);
        output.Flush();
        if (!options.Has('d') && !options.Has('q'))
            UnusedParameters.Warn(settings, options.Mode == 'p');
        return 0;
    }
}
