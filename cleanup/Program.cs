namespace MailSuite.Cleanup;

/// <summary>cleanup(8): takes messages of other daemons (notices, forwarded mail) into the queue.</summary>
public static class Program
{
    /// <summary>The daemon's main.</summary>
    public static int Main(string[] args) => SingleServer.Main<CleanupService>("cleanup", args);
}
