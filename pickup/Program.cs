namespace MailSuite.Pickup;

/// <summary>pickup(8): takes what sendmail(1) dropped into the maildrop directory into the queue.</summary>
public static class Program
{
    /// <summary>The daemon's main.</summary>
    public static int Main(string[] args) => EventServer.Main<PickupService>("pickup", args);
}
