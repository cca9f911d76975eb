using MailSuite.Config;

namespace MailSuite.Daemon;

/// <summary>Where this instance logs: postlogd's socket when maillog_file is set, else syslog; the tag is syslog_name/program.</summary>
public static class MailLog
{
    /// <summary>The sink for a program. A daemon stands in the queue directory; a command gives it as <paramref name="queueDirectory"/>, with a slash.</summary>
    public static ILogSink Open(MailConfig config, string program, string queueDirectory = "") =>
        OpenTagged(config, Tag(config, program), queueDirectory);

    /// <summary>Takes over how lines are worded: info_log_address_format.</summary>
    public static void TakeForm(MailConfig config)
    {
        string form = config.Get(GlobalParams.InfoLogAddressFormat);
        Log.InternalAddresses = Bytes.Same(form, "internal") ? true : Bytes.Same(form, "external") ? false
            : throw new FatalException($"invalid setting: \"{GlobalParams.InfoLogAddressFormat.Name} = {form}\"");
    }

    /// <summary>The tag of a program's lines, "postfix/smtpd".</summary>
    public static string Tag(MailConfig config, string program) => $"{config.Get(GlobalParams.SyslogName)}/{program}";

    /// <summary>The first label of the host's name, as the lines of a log file carry it.</summary>
    public static string ShortHost(MailConfig config)
    {
        string host = config.Get(GlobalParams.Myhostname);
        return host.IndexOf('.') is > 0 and var dot ? host[..dot] : host;
    }

    /// <summary>The sink for lines under any tag (postlog -t).</summary>
    public static ILogSink OpenTagged(MailConfig config, string tag, string queueDirectory)
    {
        if (config.Get(GlobalParams.MaillogFile).Length > 0)
        {
            CheckFile(config);
            string shortHost = ShortHost(config);
            string Format(LogLine line) => LogFormat.File(line, tag, shortHost);
            bool json = IsJson(config);
            string Whole(LogLine line) => json ? LogJson.Of(Format(line), line.UnixMicros / 1_000_000) : Format(line);
            // A command also has something to say while the mail system is down, when nobody reads the socket.
            var otherwise = queueDirectory.Length > 0 ? new FileLog(config.Get(GlobalParams.MaillogFile), Whole) : null;
            return new DatagramLog($"{queueDirectory}public/{config.Get(GlobalParams.PostlogServiceName)}", Format, otherwise, together: true);
        }
        int facility = LogFormat.Facility(config.Get(GlobalParams.SyslogFacility));
        return new DatagramLog("/dev/log", line => LogFormat.Syslog(line, tag, facility));
    }

    /// <summary>A file that a mistake of an administrator, or his enemy, names is not written to: maillog_file_prefixes says where log files are.</summary>
    public static void CheckFile(MailConfig config)
    {
        string path = config.Get(GlobalParams.MaillogFile);
        foreach (string prefix in config.Get(GlobalParams.MaillogFilePrefixes).Split([' ', ',', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries))
            if (path.StartsWith(prefix, StringComparison.Ordinal) && !path.Contains("/../", StringComparison.Ordinal))
                return;
        throw new FatalException($"{GlobalParams.MaillogFile.Name} value '{path}' does not match any prefix in {GlobalParams.MaillogFilePrefixes.Name}");
    }

    /// <summary>Are the lines of maillog_file JSON objects (maillog_file_format)?</summary>
    public static bool IsJson(MailConfig config) => config.Get(GlobalParams.MaillogFileFormat) switch
    {
        "text" => false,
        "json" => true,
        var other => throw new FatalException($"bad {GlobalParams.MaillogFileFormat.Name} value: {other}"),
    };
}

/// <summary>Lines appended to the log file without postlogd, where this process may.</summary>
internal sealed class FileLog(string path, Func<LogLine, string> format) : ILogSink
{
    public void Write(IReadOnlyList<LogLine> lines)
    {
        if (Sys.TryOpen(path, Sys.WrOnly | Sys.Append | Sys.NonBlock, 0, out int fd) != Errno.None)
            return;
        Sys.WriteOnce(fd, Bytes.Of(string.Concat(lines.Select(line => format(line) + "\n"))));
        Sys.CloseQuietly(fd);
    }
}
