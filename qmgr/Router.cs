using MailSuite.Mail;

namespace MailSuite.Qmgr;

/// <summary>Where a recipient's mail goes now: transport and next hop, by the resolver, the message's own filter or redirection, and defer_transports.</summary>
internal sealed class Router(MailConfig config, Clock clock)
{
    private const string DiscardService = "discard";

    private readonly AddressResolver resolver = new(config, clock: clock);
    // Probes go other ways than mail only where address_verify_transport_maps and its kin say so.
    private readonly AddressResolver? probes = config.Settings.Keys.Any(static name => name.StartsWith("address_verify_", StringComparison.Ordinal))
        ? new AddressResolver(config, probe: true, clock: clock) : null;
    private readonly HashSet<string> deferTransports = [.. config.Get(QmgrParams.DeferTransports).Split([' ', ',', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries)];
    private readonly string errorService = config.Get(GlobalParams.ErrorServiceName), retryService = QueueManager.RetryService;
    private readonly string doubleBounce = config.Get(GlobalParams.DoubleBounceSender);

    /// <summary>The error, retry and discard services get as next hop what they shall say.</summary>
    internal (string Transport, string Nexthop, string Address) Route(QueuedMessage message, DeliveryRecipient recipient)
    {
        string address = message.Options.Redirect.Length > 0 ? message.Options.Redirect : recipient.Address;
        if (message.Options.Filter.Length > 0)
            return Filter(message.Options.Filter, address);
        var answer = (message.Probe ? probes ?? resolver : resolver).Resolve(message.Sender, address);
        if (answer.TryLater)
            return (retryService, "4.3.0 address resolver failure", address);
        if (answer.Error)
            return (errorService, "5.1.3 bad address syntax", address);
        // Nobody reads what comes to the sender of double bounces, and it must not be bounced: such a message ends here, whoever delivers local mail.
        if (answer.Class == AddressClass.Local && IsDoubleBounce(answer.Recipient))
            return (DiscardService, "undeliverable postmaster notification discarded", answer.Recipient);
        if (!message.IsFlushed && deferTransports.Contains(answer.Transport))
            return (retryService, "4.3.2 deferred transport", answer.Recipient);
        return (answer.Transport, answer.Nexthop, answer.Recipient);
    }

    private bool IsDoubleBounce(string address) => address.LastIndexOf('@') is var at && Bytes.Same(at < 0 ? address : address[..at], doubleBounce);

    private (string, string, string) Filter(string filter, string address)
    {
        int colon = filter.IndexOf(':');
        string nexthop = colon < 0 ? "" : filter[(colon + 1)..];
        if (nexthop.Length == 0)
            nexthop = config.Get(QmgrParams.DefaultFilterNexthop);
        if (nexthop.Length == 0)
            nexthop = address.LastIndexOf('@') is >= 0 and var at ? address[(at + 1)..] : config.Get(GlobalParams.Myhostname);
        return (colon < 0 ? filter : filter[..colon], nexthop, address);
    }
}
