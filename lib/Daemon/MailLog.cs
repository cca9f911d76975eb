using MailSuite.Config;

namespace MailSuite.Daemon;

/// <summary>Where this instance logs: postlogd's socket when maillog_file is set, else syslog; the tag is syslog_name/program.</summary>
public static class MailLog
{
    /// <summary>The sink for a program.</summary>
    public static ILogSink Open(MailConfig config, string program)
    {
        string tag = $"{config.Get(GlobalParams.SyslogName)}/{program}";
        if (config.Get(GlobalParams.MaillogFile).Length > 0)
        {
            string host = config.Get(GlobalParams.Myhostname);
            int dot = host.IndexOf('.');
            string shortHost = dot > 0 ? host[..dot] : host;
            return new DatagramLog("public/" + config.Get(GlobalParams.PostlogServiceName), line => LogFormat.File(line, tag, shortHost));
        }
        int facility = SyslogFacility(config.Get(GlobalParams.SyslogFacility));
        return new DatagramLog("/dev/log", line => LogFormat.Syslog(line, tag, facility));
    }

    private static readonly string[] Facilities =
        ["kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp", "", "", "", "",
         "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7"];

    /// <summary>The number of a syslog facility; fatal when there is none of the name.</summary>
    public static int SyslogFacility(string name) =>
        Array.IndexOf(Facilities, name) is >= 0 and var number && name.Length > 0 ? number : throw new FatalException($"file main.cf: parameter syslog_facility: unrecognized value: {name}");
}
