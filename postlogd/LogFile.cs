namespace MailSuite.Postlogd;

/// <summary>
/// maillog_file: opened with the rights of the start, and again when its name has come to mean another file ("postfix logrotate"
/// and logrotate(8) rename it). While it cannot be written (a full disk) lines wait here, and when there are many of them, in the programs
/// that say them: nothing is lost. What still waits at the end goes to syslog.
/// </summary>
internal sealed class LogFile
{
    private const int Much = 1 << 20;
    private static readonly string[] Modes = ["600", "640", "644"];

    private readonly string path;
    private readonly int mode;
    private readonly Clock clock;
    private readonly int syslog;
    private readonly MemoryStream waiting = new();
    private int fd = -1;
    private ulong inode, device;
    private long lookAgain, tryAgain;
    private bool troubled;

    internal LogFile(MailConfig config, Clock clock)
    {
        this.clock = clock;
        path = config.Get(GlobalParams.MaillogFile);
        mode = Permissions(config.Get(GlobalParams.MaillogFilePermissions));
        Sys.TryConnectUnix("/dev/log", out syslog, datagram: true);
        if (path.Length == 0)
            return;   // somebody logs to us although nobody should: syslog takes it
        MailLog.CheckFile(config);
        if (path == "/dev/stdout")
            fd = 1;   // open(2) of /dev/stdout fails when it is a socket
        else if (TryOpen() is var e and not Errno.None)
            throw new FatalException($"open logfile '{path}': {e.Text()}");
    }

    /// <summary>The file was renamed, and this process may not make the new one.</summary>
    internal bool NeedsNewProcess { get; private set; }

    /// <summary>Are there lines to be tried again in a while?</summary>
    internal bool HasWaiting => waiting.Length > 0;

    /// <summary>So many lines wait that no more should be taken.</summary>
    internal bool IsFull => waiting.Length > Much;

    private static int Permissions(string octal)
    {
        string digits = octal.Length == 4 && octal[0] == '0' ? octal[1..] : octal;
        return Array.IndexOf(Modes, digits) >= 0 ? Convert.ToInt32(digits, 8) : throw new FatalException($"bad {GlobalParams.MaillogFilePermissions.Name} value: {octal}");
    }

    private Errno TryOpen()
    {
        int before = Sys.Umask(0);
        var e = Sys.TryOpen(path, Sys.WrOnly | Sys.Append | Sys.Creat | Sys.NonBlock, mode, out int opened);
        Sys.Umask(before);
        if (e != Errno.None)
            return e;
        Sys.CloseQuietly(fd);
        fd = opened;
        var status = Sys.Fstat(fd);
        (inode, device) = (status.Inode, status.Device);
        return Errno.None;
    }

    /// <summary>Writes finished lines, behind those that wait.</summary>
    internal void Write(ReadOnlySpan<byte> lines)
    {
        if (lines.IsEmpty && waiting.Length == 0)
            return;
        if (fd < 0)
        {
            ToSyslog(lines);
            return;
        }
        if (fd != 1 && clock.Milliseconds >= lookAgain)
        {
            lookAgain = clock.Milliseconds + 1000;
            if (Sys.TryStat(path, out var now) != Errno.None || now.Inode != inode || now.Device != device)
                NeedsNewProcess = TryOpen() != Errno.None;
        }
        if (waiting.Length > 0)
        {
            waiting.Write(lines);
            if (clock.Milliseconds < tryAgain)
                return;
            var all = waiting.GetBuffer().AsSpan(0, (int)waiting.Length);
            int written = Append(all);
            int rest = all.Length - written;
            all[written..].CopyTo(all);
            waiting.SetLength(rest);
            return;
        }
        waiting.Write(lines[Append(lines)..]);
    }

    /// <summary>How many bytes the file took.</summary>
    private int Append(ReadOnlySpan<byte> lines)
    {
        int done = 0;
        while (done < lines.Length)
        {
            int n = Sys.WriteOnce(fd, lines[done..]);
            if (n > 0)
                done += n;
            else if (n == 0 || Sys.LastError != Errno.INTR)
            {
                tryAgain = clock.Milliseconds + 1000;
                if (!troubled)
                    ToSyslog(Bytes.Of($"warning: write logfile '{path}': {Sys.LastError.Text()}"), 20);
                troubled = true;
                return done;
            }
        }
        troubled = false;
        return done;
    }

    /// <summary>Nobody will write any more: what waits goes to syslog.</summary>
    internal void GiveUp()
    {
        ToSyslog(waiting.GetBuffer().AsSpan(0, (int)waiting.Length));
        waiting.SetLength(0);
    }

    private void ToSyslog(ReadOnlySpan<byte> lines)
    {
        foreach (var range in lines.Split((byte)'\n'))
            if (!lines[range].IsEmpty)
                ToSyslog(lines[range], 22);
    }

    private void ToSyslog(ReadOnlySpan<byte> line, int priority)
    {
        if (syslog >= 0)
            Sys.Send(syslog, [.. Bytes.Of($"<{priority}>postfix/postlogd[{Sys.ProcessId}]: "), .. line], wait: false);
    }
}
