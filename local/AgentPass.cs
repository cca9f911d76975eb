namespace MailSuite.Local;

/// <summary>Hands one recipient to another delivery agent, "transport:nexthop" (mailbox_transport, fallback_transport).</summary>
internal static class AgentPass
{
    /// <summary>The outcome when the agent cannot be used; null when it has logged and recorded by itself, and <paramref name="done"/> tells whether anything is left.</summary>
    public static Outcome? Deliver(LocalTools tools, OpenMessage message, DeliveryRecipient recipient, string sender, string service, out bool done)
    {
        done = false;
        int colon = service.IndexOf(':');
        string transport = colon < 0 ? service : service[..colon], nexthop = colon < 0 ? "" : service[(colon + 1)..];
        if (nexthop.Length == 0)
            nexthop = tools.Config.Get(GlobalParams.Myhostname);
        if (transport.Length == 0)
        {
            Log.Warning($"null transport name in \"{service}\"");
            return Outcome.Deferred("4.3.5", "mail system configuration error");
        }
        string path = "private/" + transport;
        try
        {
            using var channel = IpcChannel.TryConnect(path);
            if (channel == null)
            {
                Log.Warning($"connect to {path}: {Sys.LastError.Text()}");
                return Outcome.Deferred("4.3.0", "mail transport unavailable");
            }
            channel.Expect<ProtocolGreeting>();
            // It is all that is left of this request of ours, so the agent marks nothing: the recipient may stand for others, too.
            channel.Send(message.Request with { Serial = 1, Flags = message.Request.Flags | DeliveryFlags.AllThatIsLeft, Nexthop = nexthop, Sender = sender, Recipients = [recipient] });
            var report = channel.Expect<DeliveryReport>();
            message.Delivery.Join(report);
            done = report.AllDone;
            return null;
        }
        catch (IpcException e)
        {
            Log.Warning($"{path}: {e.Message}");
            return Outcome.Deferred("4.3.0", "mail transport unavailable");
        }
    }
}
