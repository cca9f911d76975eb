namespace MailSuite.Master;

/// <summary>What man(1) knows of master.</summary>
internal static class Manual
{
    internal static readonly ManualPage Page = new("master", "runs the services of master.cf",
        "master [-Ddistvw] [-c config_dir] [-e exit_time]")
    {
        Options =
        [
            ManualEntry.Configuration,
            new("-d", "Stay in the foreground, and run under a debugger or a test."),
            new("-D", "Run the debugger_command beside itself."),
            new("-e exit_time", "End after so many seconds."),
            new("-i", "Be the init process of a container."),
            new("-s", "Stay in the foreground, in a process group of its own."),
            new("-t", "Exit with 0 when no master is running."),
            ManualEntry.Verbose,
            new("-w", "Go into the background, and end when the mail system is up."),
        ],
    };
}
