namespace MailSuite.Postfix;

/// <summary>postfix logrotate: the log file gets a name with the time, is compressed, and postlogd opens a new one by itself.</summary>
internal static class LogRotation
{
    internal static int Run(Instance instance, IReadOnlyList<string> words)
    {
        if (words.Count > 0)
            throw new FatalException("usage postfix logrotate (no arguments)");
        string file = instance.Config.Get(GlobalParams.MaillogFile);
        if (file.Length == 0)
            throw new FatalException("empty 'maillog_file' parameter value - logfile rotation failed");
        if (file.StartsWith("/dev/", StringComparison.Ordinal))
            throw new FatalException($"not rotating '{file}'");
        LocalTime.LoadZone();
        string rotated = $"{file}.{LocalTime.Format(instance.Config.Get(GlobalParams.MaillogFileRotateSuffix), Clock.System.UnixSeconds)}";
        if (Sys.TryRename(file, rotated) is var e and not Errno.None)
            throw new FatalException($"logfile '{file}' rotation failed: cannot rename it to {rotated}: {e.Text()}");
        string compress = instance.Config.Get(GlobalParams.MaillogFileCompressor);
        string program = compress.StartsWith('/') ? compress : "/usr/bin/" + compress;
        var status = Sys.Run(new SpawnRequest { Path = program, Arguments = [compress, rotated], Environment = ["PATH=/usr/bin:/bin"], Descriptors = SpawnRequest.Standard });
        return status.Success ? 0 : throw new FatalException($"logfile '{file}' rotation failed: {compress} {rotated}: exit status {status.Code}");
    }
}
