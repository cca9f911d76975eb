using System.Globalization;
using MailSuite.Daemon;

namespace MailSuite.Postfix;

/// <summary>The mail system that a command speaks of: its configuration, its master, its log.</summary>
internal sealed class Instance
{
    internal Instance(string? directory)
    {
        ConfigDirectory = Path.GetFullPath(directory ?? Sys.GetEnvironment("MAIL_CONFIG") ?? "/etc/postfix");
        Config = CommandStart.Read("postfix-script", ConfigDirectory);
        QueueDirectory = Config.Get(GlobalParams.QueueDirectory);
        // As the shell script of Postfix: what is said on the terminal stands in the mail log, under the script's name.
        Log.To(new LogToAll(new StandardErrorLog(MailLog.Tag(Config, "postfix-script")), MailLog.Open(Config, "postfix-script", QueueDirectory + "/")));
    }

    internal string ConfigDirectory { get; }
    internal MailConfig Config { get; }
    internal string QueueDirectory { get; }
    internal string DaemonDirectory => Config.Get(GlobalParams.DaemonDirectory);
    internal string CommandDirectory => Config.Get(GlobalParams.CommandDirectory);

    /// <summary>-D: daemons run under the debugger_command.</summary>
    internal bool Debugs { get; set; }

    /// <summary>What runs postfix commands for all instances, when there are several (multi_instance_wrapper); else null.</summary>
    internal string[]? Wrapper => Config.Get(MultiInstanceParams.Directories).Length > 0 && Config.Get(MultiInstanceParams.Wrapper) is { Length: > 0 } wrapper
        ? wrapper.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries) : null;

    private string PidFile => QueueDirectory + "/pid/master.pid";

    /// <summary>Does a master hold the lock on its pid file?</summary>
    internal bool IsRunning
    {
        get
        {
            if (Sys.TryOpen(PidFile, Sys.RdOnly, 0, out int fd) != Errno.None)
                return false;
            bool free = Sys.Lock(fd, exclusive: true, wait: false);
            Sys.CloseQuietly(fd);
            return !free;
        }
    }

    /// <summary>The process id in master's pid file.</summary>
    internal int MasterPid =>
        int.TryParse(Bytes.Text(Sys.ReadFile(PidFile, 64)).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int pid) && pid > 1 || pid == 1
            ? pid : throw new FatalException($"{PidFile}: no process id");
}
