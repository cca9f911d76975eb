using MailSuite.Config;

namespace MailSuite.Mail;

/// <summary>What is known of an address (the numbers are those of Postfix's cache).</summary>
public enum AddressState
{
    /// <summary>A probe found that mail would be delivered.</summary>
    Deliverable = 0,
    /// <summary>A probe was deferred.</summary>
    Deferred = 1,
    /// <summary>A probe found that mail would bounce.</summary>
    Undeliverable = 2,
    /// <summary>Not known yet: a probe is on its way.</summary>
    Unknown = 3,
}

/// <summary>To private/verify: what is known of an address ("query"), or what a probe has found ("update").</summary>
public sealed record VerifyRequest(string Request, string Address, AddressState State, string Reason) : IIpcMessage<VerifyRequest>
{
    /// <summary>The requests by name.</summary>
    public const string Query = "query", Update = "update";

    /// <inheritdoc/>
    public static string Protocol => "address_verification_protocol";

    /// <inheritdoc/>
    public void Write(AttrWriter to)
    {
        to.Text("request", Request);
        to.Text("address", Address);
        to.Number("recipient_status", (int)State);
        to.Text("reason", Reason);
        to.End();
    }

    /// <inheritdoc/>
    public static VerifyRequest Read(AttrReader from)
    {
        string request = from.Text("request");
        if (request is not (Query or Update))
            throw new IpcException($"unrecognized request: \"{Bytes.Printable(request)}\"");
        var message = new VerifyRequest(request, from.Text("address"), (AddressState)from.Count("recipient_status", 3), from.Text("reason"));
        from.End();
        return message;
    }
}

/// <summary>The answer to both.</summary>
public sealed record VerifyReply(AddressState State, string Reason) : IIpcMessage<VerifyReply>
{
    /// <inheritdoc/>
    public static string Protocol => VerifyRequest.Protocol;

    /// <inheritdoc/>
    public void Write(AttrWriter to)
    {
        to.Number("recipient_status", (int)State);
        to.Text("reason", Reason);
        to.End();
    }

    /// <inheritdoc/>
    public static VerifyReply Read(AttrReader from)
    {
        var reply = new VerifyReply((AddressState)from.Count("recipient_status", 3), from.Text("reason"));
        from.End();
        return reply;
    }
}

/// <summary>Asks and tells the verify service, over a channel that stays open. Null: it could not be reached.</summary>
public sealed class VerifyClient(MailConfig config) : IDisposable
{
    private readonly ServiceChannel verify = ServiceChannel.To(config, "private", VerifyParams.ServiceName, VerifyRequest.Protocol);

    /// <summary>What is known of an address; asking for an unknown one sends a probe.</summary>
    public VerifyReply? Query(string address) => Call(new VerifyRequest(VerifyRequest.Query, address, AddressState.Unknown, ""));

    /// <summary>What a probe has found. False when the service could not be told.</summary>
    public bool Update(string address, AddressState state, string reason) => Call(new VerifyRequest(VerifyRequest.Update, address, state, reason)) != null;

    private VerifyReply? Call(VerifyRequest request) => verify.Ask<VerifyRequest, VerifyReply>(request);

    /// <inheritdoc/>
    public void Dispose() => verify.Dispose();
}
