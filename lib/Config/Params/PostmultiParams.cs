namespace MailSuite.Config;

/// <summary>Parameters whose owner is postmulti.</summary>
public static class PostmultiParams
{
    /// <summary>postmulti_control_commands</summary>
    public static readonly Param<string> PostmultiControlCommands = Table.Text("postmulti_control_commands", "reload flush");

    /// <summary>postmulti_start_commands</summary>
    public static readonly Param<string> PostmultiStartCommands = Table.Text("postmulti_start_commands", "start");

    /// <summary>postmulti_stop_commands</summary>
    public static readonly Param<string> PostmultiStopCommands = Table.Text("postmulti_stop_commands", "stop abort drain quick-stop");
}
