using MailSuite.Daemon;

namespace MailSuite.Postfix;

/// <summary>The commands that act on a running mail system, or make one run. Messages and exit codes are those of Postfix's script.</summary>
internal static class Control
{
    private const int StopWaitSeconds = 10;

    internal static int Start(Instance instance, IReadOnlyList<string> words)
    {
        if (instance.IsRunning)
            throw new FatalException("the Postfix mail system is already running");
        Prepare(instance);
        return QuickStart(instance, words);
    }

    internal static int QuickStart(Instance instance, IReadOnlyList<string> words)
    {
        Log.Info("starting the Postfix mail system");
        var status = Sys.Run(new SpawnRequest
        {
            Path = instance.DaemonDirectory + "/master",
            Arguments = ["master", "-w", .. Enumerable.Repeat("-v", Log.Verbose)],
            Environment = MasterEnvironment(instance),
            Descriptors = SpawnRequest.Standard,
        });
        if (!status.Success)
            throw new FatalException("mail system startup failed");
        return 0;
    }

    /// <summary>postfix -D start: every daemon runs the debugger_command.</summary>
    private static List<string> MasterEnvironment(Instance instance) => [.. Child.Environment(instance), .. instance.Debugs ? (string[])["MAIL_DEBUG="] : []];

    internal static int StartInForeground(Instance instance, IReadOnlyList<string> words)
    {
        if (instance.Config.Get(MultiInstanceParams.Directories).Length > 0)
            throw new FatalException("start-fg does not support multi_instance_directories");
        if (instance.IsRunning)
            throw new FatalException("the Postfix mail system is already running");
        Prepare(instance);
        Log.Info("starting the Postfix mail system");
        Log.Flush();
        string[] mode = Sys.ProcessId == 1 ? ["-i"] : ["-s"];
        // This process becomes master: as PID 1 of a container it is the one that docker stops.
        Sys.Exec(instance.DaemonDirectory + "/master", ["master", .. mode, .. Enumerable.Repeat("-v", Log.Verbose)], MasterEnvironment(instance));
        return 1;
    }

    internal static int Stop(Instance instance, IReadOnlyList<string> words)
    {
        MustRun(instance);
        Log.Info("stopping the Postfix mail system");
        Log.Flush();
        int pid = instance.MasterPid;
        Signal(pid, Sys.SigTerm);
        for (int i = 0; i < StopWaitSeconds * 20; i++)
        {
            if (!instance.IsRunning)
                return 0;
            if (i > 0 && i % 20 == 0)
                Log.Info("waiting for the Postfix mail system to terminate");
            Log.Flush();
            Thread.Sleep(50);
        }
        Log.Warning("stopping the Postfix mail system with force");
        Sys.TryKill(pid, Sys.SigKill);
        return 0;
    }

    internal static int Abort(Instance instance, IReadOnlyList<string> words)
    {
        MustRun(instance);
        Log.Info("aborting the Postfix mail system");
        Log.Flush();
        int pid = instance.MasterPid;
        Signal(pid, Sys.SigTerm);
        Thread.Sleep(100);
        // The second signal tells master not to wait for anybody.
        Sys.TryKill(pid, Sys.SigTerm);
        for (int i = 0; i < 40 && instance.IsRunning; i++)
            Thread.Sleep(50);
        return 0;
    }

    internal static int Reload(Instance instance, IReadOnlyList<string> words)
    {
        MustRun(instance);
        // A slip must not stop the mail: what the check calls fatal does not come into force, and the processes go on with what they have read.
        if (!Checking.ConfigurationCheck.Run(instance))
            throw new FatalException($"{Failed} The mail system goes on with the configuration that it has.");
        SpoolLayout.FillJail(instance);
        Log.Info("refreshing the Postfix mail system");
        Log.Flush();
        Signal(instance.MasterPid, Sys.SigHup);
        return PutQueueInOrder(instance) ? 0 : 1;
    }

    internal static int Flush(Instance instance, IReadOnlyList<string> words)
    {
        MustRun(instance);
        Sys.Exec(instance.CommandDirectory + "/postqueue", ["postqueue", "-f"], Child.Environment(instance));
        return 1;
    }

    internal static int Status(Instance instance, IReadOnlyList<string> words)
    {
        if (!instance.IsRunning)
        {
            Log.Info("the Postfix mail system is not running");
            return 1;
        }
        Log.Info($"the Postfix mail system is running: PID: {instance.MasterPid}");
        return 0;
    }

    internal static int Check(Instance instance, IReadOnlyList<string> words)
    {
        SpoolLayout.Create(instance, repair: false);
        MustBeGood(instance);
        return PutQueueInOrder(instance) ? 0 : 1;
    }

    /// <summary>Before a start: directories and the files of the chroot, the configuration, the queue.</summary>
    private static void Prepare(Instance instance)
    {
        SpoolLayout.Create(instance, repair: false);
        SpoolLayout.FillJail(instance);
        MustBeGood(instance);
        if (!PutQueueInOrder(instance))
            throw new FatalException(Failed);
    }

    private const string Failed = "Postfix integrity check failed!";

    private static void MustBeGood(Instance instance)
    {
        if (!Checking.ConfigurationCheck.Run(instance))
            throw new FatalException(Failed);
    }

    /// <summary>postsuper without options: what a crash left half written a week ago goes, and every file gets the place and the name that it must have.</summary>
    private static bool PutQueueInOrder(Instance instance)
    {
        var status = Sys.Run(new SpawnRequest
        {
            Path = instance.CommandDirectory + "/postsuper",
            Arguments = ["postsuper"],
            Environment = Child.Environment(instance),
            Descriptors = SpawnRequest.Standard,
        });
        return status.Success;
    }

    private static void MustRun(Instance instance)
    {
        if (!instance.IsRunning)
            throw new FatalException("the Postfix mail system is not running");
    }

    private static void Signal(int pid, int signal)
    {
        if (Sys.TryKill(pid, signal) is var e and not Errno.None)
            throw new FatalException($"signal {signal} to process {pid}: {e.Text()}");
    }
}
