namespace MailSuite.Error;

/// <summary>Needs no rights. Under the service name "retry" it defers; else it returns to the sender.</summary>
internal sealed class ErrorService : SingleService
{
    private DeliveryRun run = null!;

    private bool retry;

    public override void PostJail()
    {
        retry = Context.ServiceName == "retry";
        if (!retry && Context.ServiceName != "error")
            throw new FatalException($"bad error service name: {Context.ServiceName}");
        run = new DeliveryRun(Config, Context.Clock);
    }

    public override void Serve(Client client) => run.Serve(client.Fd, Deliver, depth: 50);

    private void Deliver(IReadOnlyList<Mail.Delivery> batch)
    {
        foreach (var delivery in batch)
            delivery.AllDone(Ending(delivery.Request.Nexthop, retry), "none");
    }

    /// <summary>The reason may begin with an enhanced status code; its class then follows from the service.</summary>
    internal static Outcome Ending(string nexthop, bool retry)
    {
        char @class = retry ? '4' : '5';
        string status = EnhancedStatus.Split(nexthop, out string own, out string reason) ? @class + own[1..] : @class + ".0.0";
        if (reason.Length == 0)
            reason = retry ? "delivery temporarily suspended" : "unspecified reason";
        return retry ? Outcome.Deferred(status, reason) : Outcome.Bounced(status, reason);
    }
}
