namespace MailSuite.Smtpd;

/// <summary>
/// A message on its way through a before-queue filter (smtpd_proxy_filter): what the filter answers is what the client is told, and it is the
/// filter that has the message queued. Each command goes on as it comes.
/// </summary>
internal sealed class ProxyTarget : MailTarget
{
    private readonly SmtpSession session;
    private readonly MailTransaction transaction;
    private readonly ProxyClient filter;
    private readonly SmtpReply? refusal;
    private bool atLineStart = true, inContent;

    private ProxyTarget(SmtpSession session, MailTransaction transaction)
    {
        (this.session, this.transaction) = (session, transaction);
        filter = ProxyClient.Connect(session.Settings);
        refusal = ProxyEnvelope.Begin(filter, session, transaction);
    }

    /// <summary>Connects; the filter's refusal when it does not take the sender, or cannot be reached.</summary>
    public static SmtpReply? TryOpen(SmtpSession session, MailTransaction transaction, out MailTarget? target)
    {
        var proxy = new ProxyTarget(session, transaction);
        target = proxy.refusal == null ? proxy : null;
        if (target == null)
            proxy.Dispose();
        else
            Log.Info(LogLines.Client(session, proxy.Id, transaction));
        return proxy.refusal;
    }

    public override string Id => "NOQUEUE";

    public override long ArrivalMicros { get; } = Clock.System.UnixMicros;

    public override SmtpReply Recipient(EnvelopeRecipient recipient, SmtpCommandLine line) => filter.Say(line.Text);

    public override SmtpReply? StartContent()
    {
        var reply = filter.Say("DATA");
        if (reply.Code != 354)
            return reply.Code >= 400 ? reply : Replies.ProxyFailed;
        inContent = true;
        if (session.Forwarded == null)
            Received.Write(session, transaction, this);
        return null;
    }

    public override void Line(ReadOnlySpan<byte> line, bool more = false)
    {
        ContentWriter.Write(filter, line, atLineStart, more);
        atLineStart = !more;
    }

    public override SmtpReply Finish()
    {
        var reply = filter.Say(".");
        inContent = false;
        Log.Info(LogLines.Proxy(session, reply));
        return reply;
    }

    protected override void Release()
    {
        filter.Leave(inContent);
        filter.Dispose();
    }
}
