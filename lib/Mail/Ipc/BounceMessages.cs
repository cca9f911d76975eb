using MailSuite.Config;

namespace MailSuite.Mail;

/// <summary>What the bounce daemon is asked to do with a message's log of failures.</summary>
public enum BounceAction
{
    /// <summary>Add one recipient's outcome to the log, durably.</summary>
    Append = 0,
    /// <summary>Send the notice that the log calls for, then remove the log.</summary>
    Flush = 1,
    /// <summary>Send a "delayed" warning; the log stays.</summary>
    Warn = 2,
}

/// <summary>
/// To private/bounce, private/defer or private/trace: a recipient's outcome for the message's log, or the order to send the notice.
/// For Flush and Warn the recipient and the outcome are empty. Verp: two delimiters when each failed recipient is to have a notice of
/// its own, to the sender with that recipient in it; else empty.
/// </summary>
public sealed record BounceRequest(
    BounceAction Action, int Flags, string Queue, string QueueId, string Encoding, int SendOptions, string Sender, string EnvelopeId, int Return,
    DeliveryRecipient Recipient, string ActionWord, Dsn Dsn, string Verp = "") : IIpcMessage<BounceRequest>
{
    /// <inheritdoc/>
    public static string Protocol => "delivery_status_protocol";

    /// <inheritdoc/>
    public void Write(AttrWriter to)
    {
        to.Number("nrequest", (int)Action);
        to.Number("flags", Flags);
        to.Text("queue_name", Queue);
        to.Text("queue_id", QueueId);
        to.Text("encoding", Encoding);
        to.Number("sendopts", SendOptions);
        to.Text("sender", Sender);
        to.Text("envelope_id", EnvelopeId);
        to.Number("ret_flags", Return);
        Recipient.Write(to);
        to.Text("action", ActionWord);
        to.Text("status", Dsn.Status);
        to.Text("diag_type", Dsn.DiagnosticType);
        to.Text("diag_text", Dsn.Diagnostic);
        to.Text("mta_mname", Dsn.Mta);
        to.Text("reason", Dsn.Reason);
        to.Text("verp_delimiters", Verp);
        to.End();
    }

    /// <inheritdoc/>
    public static BounceRequest Read(AttrReader from)
    {
        int action = from.Count("nrequest", 2), flags = from.Count("flags", int.MaxValue);
        string queue = from.Text("queue_name"), id = from.Text("queue_id"), encoding = from.Text("encoding");
        int options = from.Count("sendopts", int.MaxValue);
        string sender = from.Text("sender"), envelopeId = from.Text("envelope_id");
        int ret = from.Count("ret_flags", 3);
        var recipient = DeliveryRecipient.Read(from);
        string word = from.Text("action"), status = from.Text("status"), type = from.Text("diag_type"), text = from.Text("diag_text"), mta = from.Text("mta_mname");
        var request = new BounceRequest((BounceAction)action, flags, queue, id, encoding, options, sender, envelopeId, ret, recipient, word,
            new Dsn(status, from.Text("reason"), type, text, mta), from.Text("verp_delimiters"));
        from.End();
        return request;
    }
}

/// <summary>
/// Tells the bounce daemon (its bounce, defer and trace services) of failures and successes. Channels stay open. Each call returns
/// false when the service could not be reached or did not store it: then the recipient stays in the queue, never forgotten.
/// </summary>
public sealed class BounceClient(MailConfig config) : IDisposable
{
    private readonly Dictionary<Param<string>, ServiceChannel> services = [];
    private readonly FlushRecorder sites = new(config);

    /// <summary>Adds a recipient's outcome to the log of its kind: bounce for Bounced, defer for Deferred. A deferred one is on its site's list then, too.</summary>
    public bool Append(OutcomeKind kind, DeliveryRequest request, DeliveryRecipient recipient, Dsn dsn)
    {
        if (kind == OutcomeKind.Bounced)
            return Call(GlobalParams.BounceServiceName, Appending(request, recipient, "failed", dsn));
        bool stored = Call(GlobalParams.DeferServiceName, Appending(request, recipient, "delayed", dsn));
        sites.Add(recipient.Address, request.QueueId);
        return stored;
    }

    /// <summary>Adds a recipient's outcome to the trace log, for the report that the sender asked for.</summary>
    public bool Trace(DeliveryRequest request, DeliveryRecipient recipient, string action, Dsn dsn) =>
        Call(GlobalParams.TraceServiceName, Appending(request, recipient, action, dsn));

    private static BounceRequest Appending(DeliveryRequest r, DeliveryRecipient recipient, string word, Dsn dsn) =>
        new(BounceAction.Append, r.Flags, r.Queue, r.QueueId, r.Encoding, r.SendOptions, r.Sender, r.EnvelopeId, r.Return, recipient, word, dsn);

    /// <summary>Asks a service (bounce, defer or trace, by its parameter) to do something; false when it could not.</summary>
    public bool Call(Param<string> service, BounceRequest request)
    {
        if (!services.TryGetValue(service, out var channel))
            services[service] = channel = ServiceChannel.To(config, "private", service, BounceRequest.Protocol);
        return channel.Ask<BounceRequest, StatusReply>(request) is { Ok: true };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var channel in services.Values)
            channel.Dispose();
        sites.Dispose();
    }
}
