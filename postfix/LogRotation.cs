namespace MailSuite.Postfix;

/// <summary>postfix logrotate: the log file gets a name with the time, is compressed, and postlogd opens a new one by itself.</summary>
internal static class LogRotation
{
    internal static int Run(Instance instance)
    {
        string file = instance.Config.Get(GlobalParams.MaillogFile);
        if (file.Length == 0)
            throw new FatalException("to rotate logs, specify a non-empty maillog_file parameter value");
        if (file.StartsWith("/dev/", StringComparison.Ordinal))
            throw new FatalException($"not rotating {file}");
        var now = LocalTime.Of(Clock.System.UnixSeconds);
        string rotated = $"{file}.{now.Year:D4}{now.Month:D2}{now.Day:D2}-{now.Hour:D2}{now.Minute:D2}{now.Second:D2}";
        if (Sys.TryRename(file, rotated) is var e and not Errno.None)
            throw new FatalException($"cannot rename {file} to {rotated}: {e.Text()}");
        string compress = instance.Config.Text("maillog_file_compressor");
        if (compress.Length == 0)
            return 0;
        string program = compress.StartsWith('/') ? compress : "/usr/bin/" + compress;
        int pid = Sys.Spawn(new SpawnRequest { Path = program, Arguments = [compress, rotated], Environment = ["PATH=/usr/bin:/bin"], Descriptors = [(0, 0), (1, 1), (2, 2)] });
        Sys.TryReap(pid, wait: true, out var status);
        return status.Success ? 0 : throw new FatalException($"{compress} {rotated} failed");
    }
}
