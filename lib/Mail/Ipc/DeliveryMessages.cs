namespace MailSuite.Mail;

/// <summary>One recipient of a delivery request.</summary>
/// <param name="Address">Where to deliver, in internal (unquoted) form.</param>
/// <param name="Original">As the sender gave it; empty when unknown.</param>
/// <param name="Offset">Offset of its record in the queue file; its type byte there becomes Done when it is done.</param>
/// <param name="DsnOriginal">RFC 3461 ORCPT, "type;address"; empty when none.</param>
/// <param name="Notify">RFC 3461 NOTIFY bits, <see cref="DsnNotify"/>.</param>
public sealed record DeliveryRecipient(string Address, string Original, long Offset, string DsnOriginal, int Notify)
{
    /// <summary>Its attributes, inside a message.</summary>
    public void Write(AttrWriter to)
    {
        to.Text("original_recipient", Original);
        to.Text("recipient", Address);
        to.Number("offset", Offset);
        to.Text("dsn_orig_rcpt", DsnOriginal);
        to.Number("notify_flags", Notify);
    }

    /// <summary>Reads them back.</summary>
    public static DeliveryRecipient Read(AttrReader from)
    {
        string original = from.Text("original_recipient"), address = from.Text("recipient");
        return new DeliveryRecipient(address, original, from.Number("offset"), from.Text("dsn_orig_rcpt"), from.Count("notify_flags", 15));
    }
}

/// <summary>Bits of RFC 3461 NOTIFY as Postfix stores them.</summary>
public static class DsnNotify
{
    /// <summary>NOTIFY bits; 0 means that the sender asked for nothing in particular.</summary>
    public const int None = 0, Never = 1, Success = 2, Failure = 4, Delay = 8;

    /// <summary>For those behind an alias: the promise to tell of success ends where it was expanded (RFC 3461 5.2.7).</summary>
    public static int BehindAlias(int notify) => (notify & Success) == 0 ? notify : (notify & ~Success) is > 0 and var rest ? rest : Never;
}

/// <summary>RFC 3461 RET values as Postfix stores them.</summary>
public static class DsnReturn
{
    /// <summary>RET: 0 unspecified, full message, headers only.</summary>
    public const int Unspecified = 0, Full = 1, Headers = 2;
}

/// <summary>What the first server knew of the client, for logs and for agents that pass it on.</summary>
public sealed record ClientAttributes(
    string Name, string Address, string Port, string Protocol, string Helo, string SaslMethod, string SaslUser, string SaslSender, string LogIdent, string RewriteContext)
{
    /// <summary>Nothing known.</summary>
    public static ClientAttributes Empty { get; } = new("", "", "", "", "", "", "", "", "", "local");
}

/// <summary>qmgr asks an agent to deliver one message to recipients that share transport and destination. Many may be under way on one channel.</summary>
/// <param name="Serial">Names the request in the report.</param>
/// <param name="Flags">Bits of <see cref="DeliveryFlags"/>.</param>
/// <param name="Queue">Queue in which the file lies, "active".</param>
/// <param name="QueueId">The message.</param>
/// <param name="DataOffset">Offset of the content in the file (behind the Message record).</param>
/// <param name="DataSize">Size of the content in bytes.</param>
/// <param name="Nexthop">The destination that transport resolution gave.</param>
/// <param name="Encoding">"7bit", "8bit" or empty.</param>
/// <param name="SendOptions">SMTPUTF8 and other options, the last number of the Size record.</param>
/// <param name="Sender">Envelope sender, internal form; empty is the null sender.</param>
/// <param name="EnvelopeId">RFC 3461 ENVID in xtext; empty when none.</param>
/// <param name="Return">RFC 3461 RET.</param>
/// <param name="ArrivalMicros">When the message arrived, microseconds since 1970.</param>
/// <param name="ActiveMicros">When it entered the active queue.</param>
/// <param name="Client">Who brought it.</param>
/// <param name="Recipients">To whom.</param>
public sealed record DeliveryRequest(
    long Serial, int Flags, string Queue, string QueueId, long DataOffset, long DataSize, string Nexthop, string Encoding, int SendOptions,
    string Sender, string EnvelopeId, int Return, long ArrivalMicros, long ActiveMicros, ClientAttributes Client,
    IReadOnlyList<DeliveryRecipient> Recipients) : IIpcMessage<DeliveryRequest>
{
    /// <inheritdoc/>
    public static string Protocol => "delivery_request_protocol";

    /// <inheritdoc/>
    public void Write(AttrWriter to)
    {
        to.Number("serial", Serial);
        to.Number("flags", Flags);
        to.Text("queue_name", Queue);
        to.Text("queue_id", QueueId);
        to.Number("offset", DataOffset);
        to.Number("size", DataSize);
        to.Text("nexthop", Nexthop);
        to.Text("encoding", Encoding);
        to.Number("sendopts", SendOptions);
        to.Text("sender", Sender);
        to.Text("envelope_id", EnvelopeId);
        to.Number("ret_flags", Return);
        to.Number("arrival", ArrivalMicros);
        to.Number("active", ActiveMicros);
        to.Text("log_client_name", Client.Name);
        to.Text("log_client_address", Client.Address);
        to.Text("log_client_port", Client.Port);
        to.Text("log_protocol_name", Client.Protocol);
        to.Text("log_helo_name", Client.Helo);
        to.Text("sasl_method", Client.SaslMethod);
        to.Text("sasl_username", Client.SaslUser);
        to.Text("sasl_sender", Client.SaslSender);
        to.Text("log_ident", Client.LogIdent);
        to.Text("rewrite_context", Client.RewriteContext);
        to.Number("recipient_count", Recipients.Count);
        foreach (var r in Recipients)
            r.Write(to);
        to.End();
    }

    /// <inheritdoc/>
    public static DeliveryRequest Read(AttrReader from)
    {
        var request = new DeliveryRequest(
            from.Number("serial"), from.Count("flags", int.MaxValue), from.Text("queue_name"), from.Text("queue_id"), from.Number("offset"),
            from.Number("size"), from.Text("nexthop"), from.Text("encoding"), from.Count("sendopts", int.MaxValue), from.Text("sender"),
            from.Text("envelope_id"), from.Count("ret_flags", 3), from.Number("arrival"), from.Number("active"),
            new ClientAttributes(from.Text("log_client_name"), from.Text("log_client_address"), from.Text("log_client_port"), from.Text("log_protocol_name"),
                from.Text("log_helo_name"), from.Text("sasl_method"), from.Text("sasl_username"), from.Text("sasl_sender"), from.Text("log_ident"),
                from.Text("rewrite_context")),
            []);
        var recipients = new DeliveryRecipient[from.Count("recipient_count", 1_000_000)];
        for (int i = 0; i < recipients.Length; i++)
            recipients[i] = DeliveryRecipient.Read(from);
        from.End();
        return request with { Recipients = recipients };
    }
}

/// <summary>Bits that change what a delivery does.</summary>
public static class DeliveryFlags
{
    /// <summary>The request covers all recipients that are left: when all get done the file is removed at once, so the agent need not mark them.</summary>
    public const int AllThatIsLeft = 1;
    /// <summary>Record a success in the trace log (sendmail -v, DSN success).</summary>
    public const int Trace = 2;
    /// <summary>Only find out whether it would be delivered (sendmail -bv).</summary>
    public const int VerifyOnly = 4;
    /// <summary>Report to the verify service (address probe).</summary>
    public const int Probe = 8;
    /// <summary>The sender was warned of a delay and hears of success, too (confirm_delay_cleared).</summary>
    public const int DelayCleared = 16;
}

/// <summary>The per-message logs that the bounce daemon keeps, as bits.</summary>
public static class DeliveryLogs
{
    /// <summary>bounce/ID, defer/ID, trace/ID.</summary>
    public const int Bounce = 1, Defer = 2, Trace = 4;
}

/// <summary>An agent's answer to one <see cref="DeliveryRequest"/>. The agent has logged each recipient, told bounce or defer, and marked what is done.</summary>
/// <param name="Serial">The request.</param>
/// <param name="AllDone">No recipient of the request is left to try again.</param>
/// <param name="DestinationTrouble">Not empty when the destination as a whole failed: qmgr lowers its concurrency, and the text is the reason for those deferred unseen.</param>
/// <param name="TroubleStatus">Enhanced status code of that trouble; empty without it.</param>
/// <param name="Logs">Bits of <see cref="DeliveryLogs"/>: which logs of the message now have an entry.</param>
public sealed record DeliveryReport(long Serial, bool AllDone, string DestinationTrouble, string TroubleStatus, int Logs) : IIpcMessage<DeliveryReport>
{
    /// <inheritdoc/>
    public static string Protocol => "delivery_request_protocol";

    /// <inheritdoc/>
    public void Write(AttrWriter to)
    {
        to.Number("serial", Serial);
        to.Number("status", AllDone ? 0 : 1);
        to.Text("reason", DestinationTrouble);
        to.Text("dsn", TroubleStatus);
        to.Number("logs", Logs);
        to.End();
    }

    /// <inheritdoc/>
    public static DeliveryReport Read(AttrReader from)
    {
        var report = new DeliveryReport(from.Number("serial"), from.Count("status", 1) == 0, from.Text("reason"), from.Text("dsn"), from.Count("logs", 7));
        from.End();
        return report;
    }
}

/// <summary>The first frame on a channel, from the server. A client connected to the wrong socket learns it here.</summary>
/// <param name="Name">The protocol that it speaks.</param>
/// <param name="Depth">
/// How many requests it likes to have on the channel at a time. An agent that makes several messages durable together says so here; one that talks
/// to a network takes one, and so does whoever answers before he reads on.
/// </param>
public sealed record ProtocolGreeting(string Name, int Depth = 1) : IIpcMessage<ProtocolGreeting>
{
    /// <inheritdoc/>
    public static string Protocol => "protocol";

    /// <summary>The greeting, when it is of the protocol that a client expects; else an <see cref="IpcException"/>.</summary>
    public ProtocolGreeting Expecting(string protocol) => Name == protocol ? this : throw new IpcException($"unexpected protocol {Name} (expecting: {protocol})");

    /// <inheritdoc/>
    public void Write(AttrWriter to)
    {
        to.Text("protocol", Name);
        to.Number("depth", Depth);
        to.End();
    }

    /// <inheritdoc/>
    public static ProtocolGreeting Read(AttrReader from)
    {
        var greeting = new ProtocolGreeting(from.Text("protocol"), Math.Max(1, from.Count("depth", 1000)));
        from.End();
        return greeting;
    }
}

/// <summary>A plain answer: 0 for done, else not, with a reason for the log.</summary>
public sealed record StatusReply(int Status, string Reason = "") : IIpcMessage<StatusReply>
{
    /// <inheritdoc/>
    public static string Protocol => "status";

    /// <summary>Done.</summary>
    public bool Ok => Status == 0;

    /// <inheritdoc/>
    public void Write(AttrWriter to)
    {
        to.Number("status", Status);
        to.Text("reason", Reason);
        to.End();
    }

    /// <inheritdoc/>
    public static StatusReply Read(AttrReader from)
    {
        var reply = new StatusReply((int)from.Number("status"), from.Text("reason"));
        from.End();
        return reply;
    }
}
