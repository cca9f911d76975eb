namespace MailSuite.Showq;

/// <summary>showq(8): lists the queues for whoever may see them.</summary>
public static class Program
{
    /// <summary>Runs the daemon.</summary>
    public static int Main(string[] args) => SingleServer.Main<ShowqService>("showq", args);
}
