namespace MailSuite.Config;

/// <summary>Parameters whose owner is master.</summary>
public static class MasterParams
{
    /// <summary>debugger_command</summary>
    public static readonly Param<string> DebuggerCommand = Table.Text("debugger_command", "", min: 1);

    /// <summary>master_service_disable</summary>
    public static readonly Param<string> MasterServiceDisable = Table.Text("master_service_disable", "");

    /// <summary>service_throttle_time</summary>
    public static readonly Param<TimeSpan> ServiceThrottleTime = Table.Time("service_throttle_time", "60s", min: 1);
}
