namespace MailSuite.Config;

/// <summary>Parameters whose owner is postmulti.</summary>
public static class PostmultiParams
{
    /// <summary>postfix(1) commands that postmulti runs for running instances only.</summary>
    public static readonly Param<string> PostmultiControlCommands = Table.Text("postmulti_control_commands", "reload flush");

    /// <summary>postfix(1) commands that postmulti takes as a start.</summary>
    public static readonly Param<string> PostmultiStartCommands = Table.Text("postmulti_start_commands", "start");

    /// <summary>postfix(1) commands that postmulti takes as a stop.</summary>
    public static readonly Param<string> PostmultiStopCommands = Table.Text("postmulti_stop_commands", "stop abort drain quick-stop");
}
