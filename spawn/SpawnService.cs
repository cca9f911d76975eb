namespace MailSuite.Spawn;

/// <summary>
/// Runs as root, so that it can give the command its user's rights. It talks to nobody itself: the connection is the command's. One command at
/// a time in a process, so that the process limit of master.cf limits the commands.
/// </summary>
internal sealed class SpawnService : SingleService
{
    private CommandAttributes attributes = null!;
    private List<string> environment = null!;
    private TimeSpan limit;

    /// <summary>Whoever may open the socket may use the service, as with inetd(8).</summary>
    public override Peers AllowedPeers => Peers.Anyone;

    public override void PreJail()
    {
        attributes = new CommandAttributes(Context.Options.Arguments, Config, static (_, _) => false);
        environment = ExportedEnvironment.Of(Config);
        limit = Config.ForTransport(Context.ServiceName, ServiceParams.TimeLimit);
    }

    public override void Serve(Client client)
    {
        string name = attributes.Arguments[0];
        int pid;
        try
        {
            pid = Sys.Spawn(new SpawnRequest
            {
                Path = ProgramPath.Of(name), Arguments = attributes.Arguments, Environment = environment, As = attributes.Owner, NewSession = true,
                Attempts = Config.Get(GlobalParams.ForkAttempts), Delay = Config.Get(GlobalParams.ForkDelay),
                Descriptors = [(client.Fd, 0), (client.OutputFd, 1), (client.OutputFd, 2)],
            });
        }
        catch (UnixException e)
        {
            Log.Warning($"spawn_command: execvp {name}: {e.Errno.Text()}");
            return;
        }
        Log.Flush();
        bool late = !Ends(pid);
        Sys.TryReap(pid, wait: true, out var status);
        if (late)
            Log.Warning($"command {name}: process id {pid}: command time limit exceeded");
        else if (status.Signal != 0)
            Log.Warning($"command {name} killed by signal {status.Signal}");
        else if (!status.Success)
            Log.Warning($"command {name} exit status {status.Code}");
    }

    /// <summary>Waits for the command; kills it with all that it started when its time is over, and says false.</summary>
    private bool Ends(int pid)
    {
        long until = Clock.System.Milliseconds + (long)limit.TotalMilliseconds;
        int process = Sys.OpenPid(pid);
        try
        {
            while (until - Clock.System.Milliseconds is > 0 and var left)
                if (Sys.Readable(process, (int)Math.Min(left, 60_000)))
                    return true;
            Sys.TryKill(-pid, Sys.SigKill);
            return false;
        }
        finally
        {
            Sys.CloseQuietly(process);
        }
    }
}
