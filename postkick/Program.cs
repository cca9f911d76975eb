namespace MailSuite.Postkick;

/// <summary>postkick(1): wakes a daemon from a script.</summary>
public static class Program
{
    /// <summary>Sends the request's letters to the service of a class (public or private).</summary>
    public static int Main(string[] args) => CommandStart.Run(Invocation.BaseName, () => Run(args));

    private const string Usage = "usage: postkick [-c config_dir] [-v] class service request";

    private static int Run(string[] args)
    {
        var options = CommandStart.Options(args, "+c:v", Usage);
        if (options.Operands is not [var kind, var service, var request])
            throw new FatalException(Usage);
        Log.Verbose = options.Count('v');
        var config = CommandStart.Configure("postkick", options.Value('c'));
        Sys.ChangeDirectory(config.Get(GlobalParams.QueueDirectory));
        if (Trigger.Send($"{kind}/{service}", request) == Errno.None)
            return 0;
        Log.Warning($"Cannot contact class {kind} service {service} - perhaps the mail system is down");
        return 1;
    }
}
