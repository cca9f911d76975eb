using System.Globalization;
using System.Text;

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
        string rotated = $"{file}.{Suffix(instance.Config.Get(GlobalParams.MaillogFileRotateSuffix), Clock.System.UnixSeconds)}";
        if (Sys.TryRename(file, rotated) is var e and not Errno.None)
            throw new FatalException($"logfile '{file}' rotation failed: cannot rename it to {rotated}: {e.Text()}");
        string compress = instance.Config.Get(GlobalParams.MaillogFileCompressor);
        string program = compress.StartsWith('/') ? compress : "/usr/bin/" + compress;
        int pid = Sys.Spawn(new SpawnRequest { Path = program, Arguments = [compress, rotated], Environment = ["PATH=/usr/bin:/bin"], Descriptors = [(0, 0), (1, 1), (2, 2)] });
        Sys.TryReap(pid, wait: true, out var status);
        return status.Success ? 0 : throw new FatalException($"logfile '{file}' rotation failed: {compress} {rotated}: exit status {status.Code}");
    }

    /// <summary>The conversions of date(1) that make up file names.</summary>
    internal static string Suffix(string format, long time)
    {
        var t = LocalTime.Of(time);
        var text = new StringBuilder();
        for (int i = 0; i < format.Length; i++)
            if (format[i] != '%' || ++i == format.Length)
                text.Append(format[Math.Min(i, format.Length - 1)]);
            else
                text.Append(format[i] switch
                {
                    'Y' => t.Year.ToString("D4", CultureInfo.InvariantCulture),
                    'y' => $"{t.Year % 100:D2}",
                    'm' => $"{t.Month:D2}",
                    'd' => $"{t.Day:D2}",
                    'H' => $"{t.Hour:D2}",
                    'M' => $"{t.Minute:D2}",
                    'S' => $"{t.Second:D2}",
                    'F' => $"{t.Year:D4}-{t.Month:D2}-{t.Day:D2}",
                    'T' => $"{t.Hour:D2}:{t.Minute:D2}:{t.Second:D2}",
                    'b' => t.MonthName,
                    'a' => t.DayName,
                    'z' => t.Zone,
                    's' => time.ToString(CultureInfo.InvariantCulture),
                    '%' => "%",
                    var other => throw new FatalException($"bad configuration: {GlobalParams.MaillogFileRotateSuffix.Name} = {format}: no conversion %{other}"),
                });
        return text.ToString();
    }
}
