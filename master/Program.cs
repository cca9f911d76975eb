using System.Globalization;
using MailSuite.Daemon;

namespace MailSuite.Master;

/// <summary>master(8): starts and watches all other daemons, and owns their sockets.</summary>
public static class Program
{
    private static readonly int[] Signals = [Sys.SigHup, Sys.SigTerm, Sys.SigInt, Sys.SigQuit, Sys.SigChld];

    /// <summary>The program's entry.</summary>
    public static int Main(string[] args)
    {
        Log.To(new StandardErrorLog("master"));
        try
        {
            var options = new GetOpt(args, "c:Dde:istvw");
            if (options.Problem is { } problem || options.Operands.Count > 0)
                throw new FatalException("usage: master [-c config_dir] [-D (debug)] [-d (don't detach from terminal)] [-e exit_time] [-t (test)] [-v] [-w (wait)]");
            string directory = options.Value('c') ?? Sys.GetEnvironment("MAIL_CONFIG") ?? "/etc/postfix";
            var config = MailConfig.Load(directory);
            Log.Verbose = options.Count('v');
            if (options.Has('t'))
                return PidFile.IsFree(config) ? 0 : 1;
            bool foreground = options.Has('d') || options.Has('i') || options.Has('s');
            if (options.Has('i') && Sys.ProcessId != 1)
                throw new FatalException("-i is allowed only for PID 1 process");
            if (!foreground)
                return Detached.Start(args, wait: options.Has('w'));
            if (Sys.EffectiveUid == 0)
                Sys.HideMemory();   // the secret of TLS tickets
            using var signals = SignalQueue.Open(Executable, [Invocation.Name, .. args], Signals);
            using var master = new Master(config, signals, isInit: options.Has('i'));
            if (options.Value('e') is { } seconds)
                master.EndAfter(TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture)));
            return master.Run();
        }
        catch (FatalException e)
        {
            Log.Fatal(e.Message);
            Log.Flush();
            return e.ExitStatus;
        }
        catch (UnixException e)
        {
            Log.Fatal(e.Message);
            Log.Flush();
            return 1;
        }
    }

    /// <summary>The image that this process runs; its links are the other programs.</summary>
    internal static string Executable => Sys.ReadLink("/proc/self/exe") ?? Invocation.Name;
}
