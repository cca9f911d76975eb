namespace MailSuite.Mail;

/// <summary>Hands a request to another delivery agent, named as "transport:nexthop" (mailbox_transport, fallback_transport, best_mx_transport).</summary>
public static class AgentPass
{
    /// <summary>The agent's report: it has logged, recorded and marked by itself. Null when it could not be used, and why: <paramref name="trouble"/>.</summary>
    public static DeliveryReport? TryPass(DeliveryRequest request, string service, string defaultNexthop, out Dsn trouble)
    {
        int colon = service.IndexOf(':');
        string transport = colon < 0 ? service : service[..colon], nexthop = colon < 0 ? "" : service[(colon + 1)..];
        trouble = new Dsn("4.3.0", "mail transport unavailable");
        if (transport.Length == 0)
        {
            Log.Warning($"null transport name in \"{service}\"");
            trouble = new Dsn("4.3.5", "mail system configuration error");
            return null;
        }
        string path = "private/" + transport;
        try
        {
            using var channel = IpcChannel.TryConnect(path);
            if (channel == null)
            {
                Log.Warning($"connect to {path}: {Sys.LastError.Text()}");
                return null;
            }
            channel.Expect<ProtocolGreeting>();
            channel.Send(request with { Nexthop = nexthop.Length > 0 ? nexthop : defaultNexthop });
            return channel.Expect<DeliveryReport>();
        }
        catch (IpcException e)
        {
            Log.Warning($"{path}: {e.Message}");
            return null;
        }
    }
}
