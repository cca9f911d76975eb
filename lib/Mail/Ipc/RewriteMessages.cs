namespace MailSuite.Mail;

/// <summary>
/// To private/rewrite: put an address into standard form ("rewrite", with the name of a context), or say how mail for it travels ("resolve" and
/// "verify", the latter by the settings for probes, with the sender).
/// </summary>
public sealed record RewriteRequest(string Request, string RuleOrSender, string Address) : IIpcMessage<RewriteRequest>
{
    /// <summary>The requests by name.</summary>
    public const string Rewrite = "rewrite", Resolve = "resolve", Verify = "verify";

    /// <inheritdoc/>
    public static string Protocol => "trivial_rewrite_protocol";

    /// <inheritdoc/>
    public void Write(AttrWriter to)
    {
        to.Text("request", Request);
        to.Text(Request == Rewrite ? "rule" : "sender", RuleOrSender);
        to.Text("address", Address);
        to.End();
    }

    /// <inheritdoc/>
    public static RewriteRequest Read(AttrReader from)
    {
        string request = from.Text("request");
        if (request is not (Rewrite or Resolve or Verify))
            throw new IpcException($"unrecognized request: \"{Bytes.Printable(request)}\"");
        var message = new RewriteRequest(request, from.Text(request == Rewrite ? "rule" : "sender"), from.Text("address"));
        from.End();
        return message;
    }
}

/// <summary>The answer to "rewrite".</summary>
public sealed record RewriteReply(string Address) : IIpcMessage<RewriteReply>
{
    /// <inheritdoc/>
    public static string Protocol => RewriteRequest.Protocol;

    /// <inheritdoc/>
    public void Write(AttrWriter to)
    {
        to.Number("flags", 0);
        to.Text("address", Address);
        to.End();
    }

    /// <inheritdoc/>
    public static RewriteReply Read(AttrReader from)
    {
        from.Count("flags", 1);
        var reply = new RewriteReply(from.Text("address"));
        from.End();
        return reply;
    }
}

/// <summary>The answer to "resolve" and "verify".</summary>
public sealed record ResolveReply(Resolution Resolution) : IIpcMessage<ResolveReply>
{
    /// <inheritdoc/>
    public static string Protocol => RewriteRequest.Protocol;

    /// <inheritdoc/>
    public void Write(AttrWriter to)
    {
        to.Number("flags", 0);
        to.Text("transport", Resolution.Transport);
        to.Text("nexthop", Resolution.Nexthop);
        to.Text("recipient", Resolution.Recipient);
        to.Number("flags", (int)Resolution.Class | (int)Resolution.Flags);
        to.End();
    }

    /// <inheritdoc/>
    public static ResolveReply Read(AttrReader from)
    {
        from.Count("flags", 1);
        string transport = from.Text("transport"), nexthop = from.Text("nexthop"), recipient = from.Text("recipient");
        int flags = from.Count("flags", 0x1FFF);
        var reply = new ResolveReply(new Resolution(transport, nexthop, recipient, (AddressClass)(flags & ~0xFF), (ResolutionFlags)(flags & 0xFF)));
        from.End();
        return reply;
    }
}
