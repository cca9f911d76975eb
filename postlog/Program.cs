namespace MailSuite.Postlog;

/// <summary>postlog(1): scripts' way to the mail log.</summary>
public static class Program
{
    private const string Usage = "usage: postlog [-c config_dir] [-i] [-p priority] [-t tag] [-v] [text]";
    private const int LongestLine = 2000;

    private static readonly (string Name, LogLevel Level)[] Priorities =
        [("info", LogLevel.Info), ("warn", LogLevel.Warning), ("warning", LogLevel.Warning), ("error", LogLevel.Error), ("fatal", LogLevel.Fatal), ("panic", LogLevel.Panic)];

    /// <summary>Logs the operands as one line, or else each line of standard input.</summary>
    public static int Main(string[] args) => CommandStart.Run("postlog", () =>
    {
        // Scripts' standard error is for a person to read; what is wrong with our own start is for the log.
        if (!Sys.IsTerminal(2))
            Log.To(new DatagramLog("/dev/log", static line => LogFormat.Syslog(line, "postlog", LogFormat.Facility("mail"))));
        return Run(args);
    });

    private static int Run(string[] args)
    {
        var options = CommandStart.Options(args, "+c:ip:t:v", Usage);
        var level = LogLevel.Info;
        if (options.Value('p') is { } wanted)
        {
            int at = Array.FindIndex(Priorities, p => Bytes.Same(p.Name, wanted));
            level = at >= 0 ? Priorities[at].Level : throw new FatalException($"bad severity: \"{wanted}\"");
        }
        Log.Verbose = options.Count('v');
        var config = CommandStart.Configure("postlog", options.Value('c'));
        string tag = Bytes.Printable(options.Value('t') ?? MailLog.Tag(config, "postlog"));
        var mailLog = MailLog.OpenTagged(config, tag, config.Get(GlobalParams.QueueDirectory) + "/");
        Log.To(Sys.IsTerminal(2) ? new LogToAll(new StandardErrorLog(tag), mailLog) : mailLog);
        if (options.Operands.Count > 0)
            Say(level, string.Join(' ', options.Operands));
        else
        {
            using var input = new LineStream(new FdTransport(0, 1));
            while (input.ReadLine(LongestLine, out var line) is var end && (end != LineEnd.End || !line.IsEmpty))
            {
                Say(level, Bytes.Text(line));
                while (end == LineEnd.TooLong)
                    end = input.ReadLine(LongestLine, out _);
            }
        }
        if (level >= LogLevel.Fatal)
            Thread.Sleep(1000);
        return 0;
    }

    private static void Say(LogLevel level, string text)
    {
        switch (level)
        {
            case LogLevel.Warning: Log.Warning(text); break;
            case LogLevel.Error: Log.Error(text); break;
            case LogLevel.Fatal: Log.Fatal(text); break;
            case LogLevel.Panic: Log.Panic(text); break;
            default: Log.Info(text); break;
        }
    }
}
