using System.Globalization;
using MailSuite.Daemon;

namespace MailSuite.Master;

/// <summary>
/// The one parent of all daemons: one thread, one loop over sockets, status pipes, process descriptors and signals.
/// States: running; stopping (SIGTERM: nobody new is let in, who is inside may finish for a while); then the end.
/// </summary>
internal sealed class Master : IDisposable
{
    /// <summary>How long daemons may finish what they have in hand after SIGTERM, before they are told harder.</summary>
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(5);

    /// <summary>
    /// What daemons tell .NET's collector: collect each 256 KB instead of some MB (hexadecimal), and reserve address space for 2 GB instead of 256.
    /// Measured: qmgr 23 MB of its own before, 6 after (docs/decisions/0005-memory.md).
    /// </summary>
    private static readonly string[] CollectorSettings = ["DOTNET_GCgen0size=40000", "DOTNET_GCHeapHardLimit=80000000"];

    private readonly Dictionary<string, Service> services = [];
    private readonly List<Service> leaving = [];
    private readonly SignalQueue signals;
    private readonly PidFile pidFile;
    private readonly bool isInit;
    private readonly List<string> missing = [];

    internal Master(MailConfig config, SignalQueue signals, bool isInit)
    {
        (Config, this.signals, this.isInit) = (config, signals, isInit);
        Sys.Umask(0x3F);
        Sys.Ignore(Sys.SigPipe);
        Sys.Ignore(Sys.SigUsr1);   // so that a child that has just started ignores it, too
        Sys.ChangeDirectory(config.Get(GlobalParams.QueueDirectory));
        NullFd = Sys.Open("/dev/null", Sys.RdWr);
        OutputFd = isInit || Sys.IsOpen(1) && config.Get(GlobalParams.MaillogFile) == "/dev/stdout" ? Sys.Duplicate(1, 10) : NullFd;
        pidFile = new PidFile(config);
        Suite = new SuitePage(SharedPage.Create("suite", SuitePage.Size));
        Sys.Random(Suite.Secret);
        Environment = ImportedEnvironment();
        Loop.Watching(signals.Fd, PollFd.In, _ => TakeSignals());
    }

    internal MailConfig Config { get; private set; }
    internal Loop Loop { get; } = new();
    internal SuitePage Suite { get; }
    internal int NullFd { get; }
    internal int OutputFd { get; }
    internal int Generation => Suite.Generation;
    internal bool IsStopping => Suite.Stopping;
    internal IReadOnlyList<string> Environment { get; private set; }

    internal void EndAfter(TimeSpan time) => Loop.After(time, () => Stop(Sys.SigTerm));

    internal int Run()
    {
        // Lines gather while the sockets are made; postlog's is one of them.
        var mailLog = MailLog.Open(Config, "master");
        Log.To(new LogToAll(new StandardErrorLog("postfix/master"), mailLog));
        Apply(MasterCf.Load(Config));
        Log.Flush();
        Log.To(mailLog);
        Log.Info($"daemon started -- version {Version}, configuration {Config.Directory}");
        Log.Flush();
        Detached.SayReady();
        Loop.Run();
        Log.Flush();
        pidFile.Release();
        return 0;
    }

    private string Version => Config.Text("mail_version");

    /// <summary>Brings the running services in line with master.cf.</summary>
    private void Apply(MasterCf file)
    {
        var wanted = new Dictionary<string, MasterService>();
        foreach (var s in file.Services.Where(static s => !s.IsNeedless))
        {
            if (wanted.ContainsKey(s.Key))
                Log.Warning($"duplicate master.cf entry for service \"{s.Name}\" ({s.Type}) -- using the last entry");
            wanted[s.Key] = s;
        }
        var disabled = Config.Get(MasterParams.MasterServiceDisable).Split([' ', ',', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);
        foreach (var (key, service) in services.Where(s => !wanted.ContainsKey(s.Key) || IsDisabled(wanted[s.Key], disabled)).ToList())
            Remove(key, service);
        foreach (var (key, definition) in wanted)
        {
            if (IsDisabled(definition, disabled))
                continue;
            string program = $"{Config.Get(GlobalParams.DaemonDirectory)}/{definition.Command}";
            if (services.TryGetValue(key, out var running))
                running.Reconfigure(definition, program);
            else if (Sys.TryAccess(program, 1) is var e and not Errno.None)
                // Debian's stock master.cf names programs that are not there yet; the rest must run.
                missing.Add($"{file.Path}: line {definition.Line}: service \"{definition.Name}\" is not started: {program}: {e.Text()}");
            else
                services[key] = new Service(this, definition);
        }
        // A socket holds ten datagrams, and postlogd runs only when we are back in the loop: many lines wait for it.
        Loop.After(TimeSpan.FromMilliseconds(500), () =>
        {
            missing.ForEach(Log.Warning);
            missing.Clear();
        });
    }

    // service-name.type, service-name, or *.type (postconf(5) master_service_disable: "foo.inet", "foo", ".inet" forms).
    private static bool IsDisabled(MasterService s, string[] disabled) =>
        disabled.Any(d => d == $"{s.Name}.{s.Type}" || d == $"{s.Name}/{s.Type}" || d == s.Name || d == s.Type);

    private void Remove(string key, Service service)
    {
        services.Remove(key);
        service.CloseListeners();
        service.Signal(Sys.SigTerm);
        leaving.Add(service);
    }

    private void TakeSignals()
    {
        for (int signal; (signal = signals.Next()) != 0;)
            if (signal == Sys.SigChld)
                ReapOrphans();
            else if (signal == Sys.SigHup)
                Reload();
            else
                Stop(signal);
    }

    /// <summary>PID 1 is the parent of every orphan, and must take its status or it stays for ever.</summary>
    private void ReapOrphans()
    {
        if (!isInit)
            return;
        for (int pid; (pid = Sys.ReapAny(out var status)) > 0;)
            if (!services.Values.Concat(leaving).ToList().Any(s => s.TookStatus(pid, status)))
                Log.Debug($"reaped orphan {pid}");
    }

    private void Reload()
    {
        if (IsStopping)
            return;
        try
        {
            var config = MailConfig.Load(Config.Directory);
            var file = MasterCf.Load(config);
            if (config.Get(GlobalParams.InetInterfaces) != Config.Get(GlobalParams.InetInterfaces))
            {
                Log.Warning("ignoring inet_interfaces parameter value change");
                Log.Warning($"old value: \"{Config.Get(GlobalParams.InetInterfaces)}\", new value: \"{config.Get(GlobalParams.InetInterfaces)}\"");
                Log.Warning("to change inet_interfaces, stop and start Postfix");
                config.Set("inet_interfaces", Config.Get(GlobalParams.InetInterfaces));
            }
            Config = config;
            Environment = ImportedEnvironment();
            Suite.Generation++;
            Log.Info($"reload -- version {Version}, configuration {Config.Directory}");
            Apply(file);
        }
        catch (FatalException e)
        {
            // What runs goes on as it was: a mistake in a file must not stop the mail.
            Log.Error($"reload refused, the old configuration stays: {e.Message}");
        }
        catch (UnixException e)
        {
            Log.Error($"reload refused, the old configuration stays: {e.Message}");
        }
    }

    /// <summary>Lets nobody in and waits for those inside; the second time does not wait.</summary>
    private void Stop(int signal)
    {
        if (IsStopping)
        {
            End();
            return;
        }
        Suite.Stopping = true;
        Log.Info($"terminating on signal {signal}");
        Log.Flush();
        foreach (var s in services.Values)
        {
            s.CloseListeners();
            s.Signal(Sys.SigUsr1);
        }
        Loop.After(DrainTime, () =>
        {
            foreach (var s in services.Values.Concat(leaving))
                s.Signal(Sys.SigTerm);
            Loop.After(TimeSpan.FromSeconds(1), End);
        });
        ChildEnded();
    }

    /// <summary>Called when a process has ended: the last one lets master go.</summary>
    internal void ChildEnded()
    {
        foreach (var s in leaving.Where(static s => s.Running == 0).ToList())
        {
            leaving.Remove(s);
            s.Dispose();
        }
        if (IsStopping && services.Values.Concat(leaving).All(static s => s.Running == 0))
            Loop.Stop();
    }

    private void End()
    {
        foreach (var s in services.Values.Concat(leaving))
            s.Signal(Sys.SigKill);
        Loop.Stop();
    }

    /// <summary>import_environment: names to keep and name=value settings; nothing else of our environment reaches a daemon.</summary>
    private List<string> ImportedEnvironment()
    {
        var result = new List<string> { $"MAIL_CONFIG={Config.Directory}", $"MASTER_PID={Sys.ProcessId}", "PATH=/usr/bin:/bin:/usr/sbin:/sbin" };
        result.AddRange(CollectorSettings);
        result.Add(string.Create(CultureInfo.InvariantCulture, $"GENERATION={Convert.ToString(Generation, 8)}"));
        foreach (string item in Config.Get(GlobalParams.ImportEnvironment).Split([' ', ',', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            int at = item.IndexOf('=');
            string? value = at > 0 ? item[(at + 1)..] : Sys.GetEnvironment(item);
            string name = at > 0 ? item[..at] : item;
            if (value != null && !result.Exists(r => r.StartsWith(name + "=", StringComparison.Ordinal)))
                result.Add($"{name}={value}");
        }
        return result;
    }

    public void Dispose()
    {
        foreach (var s in services.Values.Concat(leaving))
            s.Dispose();
        Loop.Dispose();
    }
}
