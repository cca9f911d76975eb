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
        string status = @class + ".0.0", reason = nexthop;
        int space = nexthop.IndexOfAny([' ', '\t']);
        string first = space < 0 ? nexthop : nexthop[..space];
        if (IsStatus(first))
        {
            status = @class + first[1..];
            reason = space < 0 ? "" : nexthop[space..].TrimStart();
        }
        if (reason.Length == 0)
            reason = retry ? "delivery temporarily suspended" : "unspecified reason";
        return retry ? Outcome.Deferred(status, reason) : Outcome.Bounced(status, reason);
    }

    private static bool IsStatus(string text)
    {
        var parts = text.Split('.');
        return parts.Length == 3 && parts[0] is "2" or "4" or "5" && IsNumber(parts[1]) && IsNumber(parts[2]);

        static bool IsNumber(string part) => part.Length is > 0 and <= 3 && part.All(char.IsAsciiDigit);
    }
}
