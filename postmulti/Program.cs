namespace MailSuite.Postmulti;

/// <summary>postmulti(1): several instances of the mail system on one host, each with its own configuration, queue and data.</summary>
public static class Program
{
    private const string Primary = "/etc/postfix";

    /// <summary>Lists instances, runs a command for them, or changes the list.</summary>
    public static int Main(string[] args) => CommandStart.Run(Invocation.BaseName, () =>
    {
        var options = new Options(args);
        // Which instance is the primary one is not for the caller to say.
        if (Sys.GetEnvironment("MAIL_CONFIG") is { Length: > 0 } directory && directory != Primary)
            throw new FatalException($"Non-default configuration directory: MAIL_CONFIG={directory}");
        try
        {
            return Run(options, Primary, static text => Sys.Write(1, Bytes.Of(text)), Commands.Run);
        }
        catch (FailedCommandException e)
        {
            return e.Status;
        }
    });

    /// <summary>The command without its frame: <paramref name="primary"/> is the directory of the instance that knows the others.</summary>
    internal static int Run(Options options, string primary, Action<string> write, RunCommand run)
    {
        var instances = new InstanceList(primary);
        if (options.Action != null)
            return new LifeCycle(options, instances, run).Run();
        return new Iteration(options, instances, write, run).Run();
    }
}
