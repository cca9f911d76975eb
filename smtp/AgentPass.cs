using MailSuite.Mail;

namespace MailSuite.Smtp;

/// <summary>Hands a whole request to another delivery agent, "transport:nexthop".</summary>
internal static class AgentPass
{
    /// <summary>Null when the agent has logged, recorded and marked by itself; else why it could not be used.</summary>
    internal static Dsn? All(Delivery delivery, string service, string defaultNexthop)
    {
        int colon = service.IndexOf(':');
        string path = "private/" + (colon < 0 ? service : service[..colon]), nexthop = colon < 0 ? "" : service[(colon + 1)..];
        try
        {
            using var channel = IpcChannel.TryConnect(path);
            if (channel == null)
            {
                Log.Warning($"connect to {path}: {Sys.LastError.Text()}");
                return new Dsn("4.3.0", "mail transport unavailable");
            }
            channel.Expect<ProtocolGreeting>();
            channel.Send(delivery.Request with { Nexthop = nexthop.Length > 0 ? nexthop : defaultNexthop });
            delivery.Passed(channel.Expect<DeliveryReport>());
            return null;
        }
        catch (IpcException e)
        {
            Log.Warning($"{path}: {e.Message}");
            return new Dsn("4.3.0", "mail transport unavailable");
        }
    }
}
