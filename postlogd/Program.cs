namespace MailSuite.Postlogd;

/// <summary>postlogd(8): gathers the log lines of all programs and writes them to maillog_file.</summary>
public static class Program
{
    /// <summary>Runs the daemon.</summary>
    public static int Main(string[] args) => DatagramServer.Main<LogService>("postlogd", args);
}
