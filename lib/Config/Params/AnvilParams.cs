namespace MailSuite.Config;

/// <summary>Parameters whose owner is anvil.</summary>
public static class AnvilParams
{
    /// <summary>anvil_rate_time_unit</summary>
    public static readonly Param<TimeSpan> RateTimeUnit = Table.Time("anvil_rate_time_unit", "60s", min: 1);

    /// <summary>anvil_status_update_time</summary>
    public static readonly Param<TimeSpan> StatusUpdateTime = Table.Time("anvil_status_update_time", "600s", min: 1);

    /// <summary>config_directory</summary>
    public static readonly Param<string> ConfigDirectory = Table.Text("config_directory", "/etc/postfix", min: 1);

    /// <summary>process_id</summary>
    public static readonly Param<string> ProcessId = Table.Text("process_id", "26133");

    /// <summary>process_name</summary>
    public static readonly Param<string> ProcessName = Table.Text("process_name", "postconf");

    /// <summary>service_name</summary>
    public static readonly Param<string> ServiceName = Table.Text("service_name", "");
}
