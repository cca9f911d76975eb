namespace MailSuite.Sendmail;

/// <summary>sendmail(1), mailq(1) and newaliases(1): the face of the mail system for programs that know Sendmail.</summary>
public static class Program
{
    /// <summary>Runs the command.</summary>
    public static int Main(string[] args) => CommandStart.Run(Invocation.BaseName, () => Run(args));

    private static int Run(string[] args)
    {
        try
        {
            return Start(args);
        }
        // Whatever is wrong with the mail system now, the caller may try again later (EX_TEMPFAIL).
        catch (FatalException e) when (e.ExitStatus == 1)
        {
            throw new FatalException(e.Message, ExitStatus.TempFail);
        }
        catch (UnixException e) when (e.Errno != Errno.PIPE)
        {
            throw new FatalException(e.Message, ExitStatus.TempFail);
        }
    }

    private static int Start(string[] args)
    {
        var options = SendmailOptions.Parse(Invocation.BaseName, args);
        var config = CommandStart.Configure("sendmail", options.ConfigDirectory);
        CommandStart.LogToMailLog(config, "sendmail");
        Sys.ChangeDirectory(config.Get(GlobalParams.QueueDirectory));
        return options.Mode switch
        {
            Mode.Deliver => Submission.Run(config, options),
            Mode.Smtp => Other.Run(config, DaemonPath(config, "smtpd"), ["smtpd", "-S"]),
            Mode.List => Other.Run(config, CommandPath(config, "postqueue"), ["postqueue", "-p"]),
            Mode.Flush => Other.Run(config, CommandPath(config, "postqueue"), options.FlushSite.Length > 0 ? ["postqueue", "-s", options.FlushSite]
                : options.FlushId.Length > 0 ? ["postqueue", "-i", options.FlushId] : ["postqueue", "-f"]),
            Mode.Aliases => Other.Aliases(config, CommandPath(config, "postalias"), options.AliasFile),
            Mode.Daemon => Other.Run(config, CommandPath(config, "postfix"), ["postfix", "start"]),
            _ => 0,
        };
    }

    private static string CommandPath(MailConfig config, string program) => $"{config.Get(GlobalParams.CommandDirectory)}/{program}";

    private static string DaemonPath(MailConfig config, string program) => $"{config.Get(GlobalParams.DaemonDirectory)}/{program}";
}

/// <summary>What other programs do: sendmail becomes them.</summary>
internal static class Other
{
    public static int Run(MailConfig config, string path, string[] arguments)
    {
        var environment = Sys.EnvironmentStrings();
        environment.RemoveAll(static e => e.StartsWith("MAIL_CONFIG=", StringComparison.Ordinal));
        environment.Add("MAIL_CONFIG=" + config.Directory);
        Sys.Exec(path, arguments, environment);
        return ExitStatus.OsError;
    }

    public static int Aliases(MailConfig config, string path, string file)
    {
        string files = file.Length > 0 ? file : config.Get(GlobalParams.AliasDatabase);
        string[] names = files.Split((char[])[',', ' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return names.Length == 0 ? 0 : Run(config, path, ["postalias", "--", .. names]);
    }
}

/// <summary>sysexits(3).</summary>
internal static class ExitStatus
{
    public const int Usage = 64, DataError = 65, Unavailable = 69, Software = 70, OsError = 71, TempFail = 75, NoPermission = 77;
}
