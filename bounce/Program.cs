namespace MailSuite.Bounce;

/// <summary>bounce(8): keeps the logs of what became of recipients, and tells senders. One program, three services: bounce, defer, trace.</summary>
public static class Program
{
    /// <summary>Runs the daemon.</summary>
    public static int Main(string[] args) => SingleServer.Main<BounceService>("bounce", args);
}
