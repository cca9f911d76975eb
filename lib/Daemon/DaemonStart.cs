using System.Globalization;
using MailSuite.Config;

namespace MailSuite.Daemon;

/// <summary>The hall that every daemon enters by: options, configuration, log, working directory, jail, and one place where failures end.</summary>
public static class DaemonStart
{
    /// <summary>Descriptors by which master hands things over.</summary>
    public const int PoolFd = 3, SuiteFd = 4, StatusFd = 5, ListenFd = 6;

    /// <summary>Runs a daemon's body; fatal errors and our own mistakes are logged here and nowhere else. The result is the exit status.</summary>
    public static int Run(string program, string[] args, Func<DaemonContext, int> body)
    {
        try
        {
            Sys.OpenStandardDescriptors();
            Log.To(new StandardErrorLog(program));
            Sys.Umask(0x3F);   // 077
            Sys.Ignore(Sys.SigPipe);
            return body(Prepare(program, new DaemonOptions(program, args)));
        }
        catch (FatalException e)
        {
            Log.Fatal(e.Message);
            Pause(args);
            return e.ExitStatus;
        }
        catch (UnixException e)
        {
            Log.Fatal(e.Message);
            Pause(args);
            return 1;
        }
        catch (Exception e)
        {
            Log.Panic($"{e.GetType().Name}: {e.Message} {e.StackTrace?.ReplaceLineEndings(" |")}");
            return 1;
        }
        finally
        {
            Log.Flush();
        }
    }

    // As Postfix: master throttles a service that fails at once, and this keeps a person's loop from spinning.
    private static void Pause(string[] args)
    {
        if (!args.Contains("-T"))
            Thread.Sleep(1000);
    }

    private static DaemonContext Prepare(string program, DaemonOptions options)
    {
        bool underMaster = !options.StandAlone && !options.Trial && Sys.IsOpen(StatusFd) && Sys.GetEnvironment("GENERATION") != null;
        if (!underMaster && !options.StandAlone && !options.Foreground && !options.Trial)
            throw new FatalException("do not run this command by hand");
        for (int fd = PoolFd; underMaster && fd < ListenFd + options.Sockets; fd++)
            Sys.SetCloseOnExec(fd, true);
        var config = MailConfig.Load(MailConfig.DefaultDirectory);
        foreach (var (name, value) in options.Overrides)
            config.Set(name, value);
        config.Set("process_name", program);
        Invocation.IsJailed = options.Chroot && Sys.EffectiveUid == 0;
        config.Set("service_name", options.ServiceName);
        Directory.SetWorkingDirectory(config);
        if (!options.LogToStandardError && !options.Trial && !(options.StandAlone && Log.Verbose > 0 && Sys.IsTerminal(2)))
            Log.To(MailLog.Open(config, program));
        MailLog.TakeForm(config);
        HostNames.KnownPorts = config.Get(GlobalParams.KnownTcpPorts);
        config.Check();
        CommonChecks.Run(config);
        if (options.Debug)
            RunDebugger(config);
        LocalTime.LoadZone();
        Sys.InterruptOn(Sys.SigUsr1);
        var suite = underMaster ? new SuitePage(SharedPage.Map(SuiteFd)) : null;
        if (suite != null)
            Sys.DieWithParent(Sys.SigTerm);
        var context = new DaemonContext(program, config, options) { Suite = suite };
        context.Remember();
        Transport.Stopping = () => suite is { Stopping: true };
        return context;
    }

    // debugger_command of postconf(5): a shell command that attaches itself to this process, which waits until the command ends.
    private static void RunDebugger(MailConfig config)
    {
        config.Set("process_id", Sys.ProcessId.ToString(CultureInfo.InvariantCulture));
        string command = config.Get(MasterParams.DebuggerCommand);
        if (command.Length == 0)
            return;
        Log.Info($"running: {command}");
        string[] environment = [.. Sys.EnvironmentStrings().Where(static e => !e.StartsWith("PATH=", StringComparison.Ordinal)), "PATH=/bin:/usr/bin:/sbin:/usr/sbin"];
        var status = Sys.Run(new SpawnRequest { Path = "/bin/sh", Arguments = ["sh", "-c", command], Environment = environment, Descriptors = [] });
        if (!status.Success)
            Log.Warning($"debugger_command: exit status {status.Code}");
    }

    /// <summary>Confines and drops privileges as master.cf says; then nothing is left that could bring them back.</summary>
    public static void EnterJail(DaemonContext context)
    {
        if (Sys.EffectiveUid == 0)
        {
            Credentials? owner = context.Options.Unprivileged ? MailOwner.Of(context.Config) : null;
            if (context.Options.Chroot)
                Sys.ChangeRoot(".");
            // A core dump would hold other people's mail, keys and passwords. (The kernel does the same to who changes user; this is for root's own daemons.)
            Sys.HideMemory();
            if (owner != null)
                Sys.BecomeForGood(owner);
        }
        if (context.Suite != null)
        {
            Sys.DieWithParent(Sys.SigTerm);   // a change of user has cleared it
            if (Sys.ParentId == 1 && Sys.GetEnvironment("MASTER_PID") != "1")
                throw new FatalException("master is gone");
        }
    }

    private static class Directory
    {
        internal static void SetWorkingDirectory(MailConfig config)
        {
            try
            {
                Sys.ChangeDirectory(config.Get(GlobalParams.QueueDirectory));
            }
            catch (UnixException e)
            {
                throw new FatalException(e.Message);
            }
        }
    }
}

/// <summary>The user and group that own the queue and most daemons.</summary>
public static class MailOwner
{
    /// <summary>uid, gid and groups of mail_owner; fatal when there is no such user.</summary>
    public static Credentials Of(MailConfig config)
    {
        string name = config.Get(GlobalParams.MailOwner);
        return Accounts.User(name, out var account) == AccountAnswer.Found
            ? Accounts.CredentialsOf(account!)
            : throw new FatalException($"file {config.Directory}/main.cf: parameter mail_owner: unknown user name value: {name}");
    }
}
