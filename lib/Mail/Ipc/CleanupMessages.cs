namespace MailSuite.Mail;

/// <summary>To public/cleanup: a message begins. Answered by <see cref="CleanupStarted"/>; then content follows.</summary>
public sealed record CleanupStart(MailEnvelope Envelope) : IIpcMessage<CleanupStart>
{
    /// <inheritdoc/>
    public static string Protocol => "cleanup_protocol";

    /// <inheritdoc/>
    public void Write(AttrWriter to)
    {
        var e = Envelope;
        to.Number("flags", (int)e.Flags);
        to.Text("sender", e.Sender);
        to.Text("envelope_id", e.EnvelopeId);
        to.Number("ret_flags", e.Return);
        to.Text("encoding", e.Encoding);
        to.Number("sendopts", e.SendOptions);
        to.Number("trace_flags", e.TraceFlags);
        to.Text("log_client_name", e.Client.Name);
        to.Text("log_client_address", e.Client.Address);
        to.Text("log_client_port", e.Client.Port);
        to.Text("log_protocol_name", e.Client.Protocol);
        to.Text("log_helo_name", e.Client.Helo);
        to.Text("sasl_method", e.Client.SaslMethod);
        to.Text("sasl_username", e.Client.SaslUser);
        to.Text("sasl_sender", e.Client.SaslSender);
        to.Text("log_ident", e.Client.LogIdent);
        to.Text("rewrite_context", e.Client.RewriteContext);
        to.Number("recipient_count", e.Recipients.Count);
        foreach (var r in e.Recipients)
        {
            to.Text("recipient", r.Address);
            to.Text("original_recipient", r.Original);
            to.Text("dsn_orig_rcpt", r.DsnOriginal);
            to.Number("notify_flags", r.Notify);
        }
        to.End();
    }

    /// <inheritdoc/>
    public static CleanupStart Read(AttrReader from)
    {
        var flags = (CleanupFlags)from.Count("flags", 127);
        var envelope = new MailEnvelope(from.Text("sender"), [])
        {
            Flags = flags,
            EnvelopeId = from.Text("envelope_id"),
            Return = from.Count("ret_flags", 3),
            Encoding = from.Text("encoding"),
            SendOptions = from.Count("sendopts", int.MaxValue),
            TraceFlags = from.Count("trace_flags", int.MaxValue),
            Client = new ClientAttributes(from.Text("log_client_name"), from.Text("log_client_address"), from.Text("log_client_port"),
                from.Text("log_protocol_name"), from.Text("log_helo_name"), from.Text("sasl_method"), from.Text("sasl_username"),
                from.Text("sasl_sender"), from.Text("log_ident"), from.Text("rewrite_context")),
        };
        var recipients = new EnvelopeRecipient[from.Count("recipient_count", 1_000_000)];
        for (int i = 0; i < recipients.Length; i++)
            recipients[i] = new EnvelopeRecipient(from.Text("recipient"), from.Text("original_recipient"), from.Text("dsn_orig_rcpt"), from.Count("notify_flags", 15));
        from.End();
        return new CleanupStart(envelope with { Recipients = recipients });
    }
}

/// <summary>The answer to <see cref="CleanupStart"/>: the queue id that the message will have; empty when it cannot be taken now.</summary>
public sealed record CleanupStarted(string QueueId) : IIpcMessage<CleanupStarted>
{
    /// <inheritdoc/>
    public static string Protocol => "cleanup_protocol";

    /// <inheritdoc/>
    public void Write(AttrWriter to)
    {
        to.Text("queue_id", QueueId);
        to.End();
    }

    /// <inheritdoc/>
    public static CleanupStarted Read(AttrReader from)
    {
        var started = new CleanupStarted(from.Text("queue_id"));
        from.End();
        return started;
    }
}

/// <summary>A part of the content, lines ended by LF; a line may go on in the next part. The last part says so, and is answered by <see cref="CleanupDone"/>.</summary>
public sealed record CleanupContent(byte[] Part, bool Last) : IIpcMessage<CleanupContent>
{
    /// <inheritdoc/>
    public static string Protocol => "cleanup_protocol";

    /// <inheritdoc/>
    public void Write(AttrWriter to)
    {
        to.Number("last", Last ? 1 : 0);
        to.Block("content", Part);
        to.End();
    }

    /// <inheritdoc/>
    public static CleanupContent Read(AttrReader from)
    {
        bool last = from.Count("last", 1) == 1;
        var content = new CleanupContent(from.Block("content"), last);
        from.End();
        return content;
    }
}

/// <summary>How the submission ended.</summary>
public sealed record CleanupDone(CleanupResult Result) : IIpcMessage<CleanupDone>
{
    /// <inheritdoc/>
    public static string Protocol => "cleanup_protocol";

    /// <inheritdoc/>
    public void Write(AttrWriter to)
    {
        to.Number("status", (int)Result.Status);
        to.Number("code", Result.Code);
        to.Text("dsn", Result.Dsn);
        to.Text("reason", Result.Reason);
        to.End();
    }

    /// <inheritdoc/>
    public static CleanupDone Read(AttrReader from)
    {
        var done = new CleanupDone(new CleanupResult((CleanupStatus)from.Count("status", 2), from.Count("code", 599), from.Text("dsn"), from.Text("reason")));
        from.End();
        return done;
    }
}
