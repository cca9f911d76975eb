namespace MailSuite.Discard;

/// <summary>Needs no rights and reads no message. The nexthop is the reason that the log shows.</summary>
internal sealed class DiscardService : SingleService
{
    private DeliveryRun run = null!;

    public override void PostJail() => run = new DeliveryRun(Config, Context.Clock);

    public override void Serve(Client client) => run.Serve(client.Fd, Deliver, depth: 50);

    private static void Deliver(IReadOnlyList<Mail.Delivery> batch)
    {
        foreach (var delivery in batch)
            delivery.AllDone(Outcome.Delivered(delivery.Request.Nexthop), "none");
    }
}
