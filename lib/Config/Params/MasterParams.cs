namespace MailSuite.Config;

/// <summary>Parameters whose owner is master.</summary>
public static class MasterParams
{
    /// <summary>Command started beside a daemon that runs with -D.</summary>
    public static readonly Param<string> DebuggerCommand = Table.Text("debugger_command", "");

    /// <summary>Services that the master does not run: "name/type" or just a type.</summary>
    public static readonly Param<string> MasterServiceDisable = Table.Text("master_service_disable", "");

    /// <summary>Pause before a daemon that fails at once is started again.</summary>
    public static readonly Param<TimeSpan> ServiceThrottleTime = Table.Time("service_throttle_time", "60s", min: 1);
}
