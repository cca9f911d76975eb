using MailSuite.Mail;
using MailSuite.Store.Delivery;

namespace MailSuite.Postlock;

/// <summary>postlock(1): runs a command while a mailbox is locked the way local(8) locks it.</summary>
public static class Program
{
    private static readonly string Usage = $"usage: {Invocation.Name} [-c config_dir] [-l lock_style] [-v] folder command...";
    private const int ExTempFail = 75;
    private static readonly char[] Separators = [',', ' ', '\t', '\r', '\n'];

    /// <summary>Exit status of the command; 75 when it did not come to that.</summary>
    public static int Main(string[] args) => CommandStart.Run(Invocation.Name, () =>
    {
        try
        {
            return Run(args);
        }
        catch (FatalException e) when (e.ExitStatus == 1)
        {
            throw new FatalException(e.Message, ExTempFail);
        }
        catch (UnixException e)
        {
            throw new FatalException(e.Message, ExTempFail);
        }
    });

    private static int Run(string[] args)
    {
        var options = CommandStart.Options(args, "+c:l:v", Usage);
        if (options.Operands.Count < 2)
            throw new FatalException(Usage);
        Log.Verbose = options.Count('v');
        var config = CommandStart.Configure("postlock", options.Value('c'));
        string style = options.Value('l') ?? config.Get(LocalParams.MailboxDeliveryLock), folder = options.Operands[0];
        var rules = new MboxLockRules(Kinds(style), config.Get(GlobalParams.DeliverLockAttempts), config.Get(GlobalParams.DeliverLockDelay), config.Get(GlobalParams.StaleLockTime));
        using var held = HeldMbox.TryTake(folder, rules, out string problem) ?? throw new FatalException($"open file {folder}: {problem}");
        return Execute([.. options.Operands.Skip(1)]);
    }

    private static MboxLockKinds Kinds(string style)
    {
        foreach (string word in style.Split(Separators, StringSplitOptions.RemoveEmptyEntries))
            if (MboxLockRules.Parse(word) == null)
                throw new FatalException($"unknown {LocalParams.MailboxDeliveryLock.Name} value \"{word}\" in \"{style}\"");
        return MboxLockRules.Parse(style)!.Value;
    }

    /// <summary>Runs the command itself, no shell; a command that a signal ended has failed.</summary>
    private static int Execute(string[] command)
    {
        // The locks must outlive whoever types ^C: that is for the command, which ends by it.
        Sys.Ignore(Sys.SigInt);
        Sys.Ignore(Sys.SigQuit);
        try
        {
            var status = Sys.Run(new SpawnRequest { Path = Find(command[0]), Arguments = command, Environment = Sys.EnvironmentStrings(), Descriptors = SpawnRequest.Standard });
            return status.Exited ? status.Code : 1;
        }
        catch (UnixException e)
        {
            Log.Fatal($"execvp {command[0]}: {e.Errno.Text()}");
            return 1;
        }
    }

    /// <summary>The caller's own path is the one to search: nothing here has more rights than he.</summary>
    private static string Find(string program)
    {
        if (program.Contains('/'))
            return program;
        foreach (string directory in (Sys.GetEnvironment("PATH") ?? ExportedEnvironment.DefaultPath).Split(':'))
            if (Sys.TryAccess($"{directory}/{program}", 1) == Errno.None)
                return $"{directory}/{program}";
        throw new UnixException(Errno.NOENT, program);
    }
}
