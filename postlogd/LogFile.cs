using System.Globalization;

namespace MailSuite.Postlogd;

/// <summary>
/// maillog_file: opened with the rights of the start, and again when its name has come to mean another file ("postfix logrotate"
/// and logrotate(8) rename it). When it cannot be written, lines go to syslog instead of nowhere.
/// </summary>
internal sealed class LogFile
{
    private readonly string path;
    private readonly int mode;
    private readonly Clock clock;
    private readonly int syslog;
    private int fd = -1;
    private ulong inode, device;
    private long lookAgain;

    internal LogFile(MailConfig config, Clock clock)
    {
        this.clock = clock;
        path = config.Get(GlobalParams.MaillogFile);
        mode = Permissions(config.Get(GlobalParams.MaillogFilePermissions));
        Sys.TryConnectUnix("/dev/log", out syslog, datagram: true);
        if (path.Length == 0)
            return;   // somebody logs to us although nobody should: syslog takes it
        CheckPrefix(path, config.Get(GlobalParams.MaillogFilePrefixes));
        if (path == "/dev/stdout")
            fd = 1;   // open(2) of /dev/stdout fails when it is a socket
        else if (TryOpen() is var e and not Errno.None)
            throw new FatalException($"open logfile '{path}': {e.Text()}");
    }

    /// <summary>The file was renamed, and this process may not make the new one.</summary>
    internal bool NeedsNewProcess { get; private set; }

    private static int Permissions(string octal) =>
        octal.Length is > 0 and <= 4 && octal.AsSpan().IndexOfAnyExceptInRange('0', '7') < 0
            ? octal.Aggregate(0, static (n, c) => n * 8 + (c - '0'))
            : throw new FatalException($"bad {GlobalParams.MaillogFilePermissions.Name} value: {octal}");

    private static void CheckPrefix(string path, string prefixes)
    {
        foreach (string prefix in prefixes.Split([' ', ',', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries))
            if (path.StartsWith(prefix, StringComparison.Ordinal) && !path.Contains("/../", StringComparison.Ordinal))
                return;
        throw new FatalException($"{GlobalParams.MaillogFile.Name} value '{path}' does not match any prefix in {GlobalParams.MaillogFilePrefixes.Name}");
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

    /// <summary>Writes finished lines.</summary>
    internal void Write(ReadOnlySpan<byte> lines)
    {
        if (lines.IsEmpty)
            return;
        if (fd != 1 && fd >= 0 && clock.Milliseconds >= lookAgain)
        {
            lookAgain = clock.Milliseconds + 1000;
            if (Sys.TryStat(path, out var now) != Errno.None || now.Inode != inode || now.Device != device)
                NeedsNewProcess = TryOpen() != Errno.None;
        }
        while (!lines.IsEmpty && fd >= 0)
        {
            int n = Sys.WriteOnce(fd, lines);
            if (n >= 0)
                lines = lines[n..];
            else if (Sys.LastError != Errno.INTR)
            {
                ToSyslog(Bytes.Of(string.Create(CultureInfo.InvariantCulture, $"warning: write logfile '{path}': {Sys.LastError.Text()}")), 20);
                break;
            }
        }
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
