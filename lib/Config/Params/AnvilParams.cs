namespace MailSuite.Config;

/// <summary>Parameters whose owner is anvil.</summary>
public static class AnvilParams
{
    /// <summary>Time over which rates of connections and requests are counted.</summary>
    public static readonly Param<TimeSpan> RateTimeUnit = Table.Time("anvil_rate_time_unit", "60s", min: 1);

    /// <summary>Pause between log lines with the highest rates that were seen.</summary>
    public static readonly Param<TimeSpan> StatusUpdateTime = Table.Time("anvil_status_update_time", "600s", min: 1);

    /// <summary>Where main.cf and master.cf are.</summary>
    public static readonly Param<string> ConfigDirectory = Table.Text("config_directory", "/etc/postfix", min: 1);

    /// <summary>Process id of the program that reads the configuration; cannot be set.</summary>
    public static readonly Param<string> ProcessId = Table.Text("process_id", "26133");

    /// <summary>Name of the program that reads the configuration; cannot be set.</summary>
    public static readonly Param<string> ProcessName = Table.Text("process_name", "postconf");

    /// <summary>Name in master.cf of the service that reads the configuration; cannot be set.</summary>
    public static readonly Param<string> ServiceName = Table.Text("service_name", "");
}
