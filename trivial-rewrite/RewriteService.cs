namespace MailSuite.TrivialRewrite;

/// <summary>
/// Serves <see cref="AddressRewriter"/> and <see cref="AddressResolver"/> to processes that cannot do it themselves (a jail without the
/// tables, another user). Trusts its clients with nothing but the questions; a question that does not parse ends the connection.
/// </summary>
internal sealed class RewriteService : EventService
{
    private AddressRewriter rewriter = null!;
    private AddressResolver resolver = null!;
    private AddressResolver? probes;

    public override void PreJail()
    {
        rewriter = new AddressRewriter(Config);
        resolver = new AddressResolver(Config, rewriter, clock: Context.Clock);
        probes = HasOwnProbeSettings() ? new AddressResolver(Config, rewriter, probe: true, Context.Clock) : null;
    }

    /// <summary>Are probes resolved by other settings than mail?</summary>
    private bool HasOwnProbeSettings()
    {
        foreach (string name in Config.Settings.Keys)
            if (name.StartsWith("address_verify_", StringComparison.Ordinal))
                return true;
        return false;
    }

    public override void Accepted(Client client)
    {
        var channel = new LoopChannel(Loop, client.Fd);
        channel.Received = question => Answer(RewriteRequest.Read(question), channel);
        channel.Closed = why =>
        {
            if (why != "peer closed the connection")
                Log.Warning($"client of service {Context.ServiceName}: {why}");
            ClientGone();
        };
        channel.Send(new ProtocolGreeting(RewriteRequest.Protocol));
    }

    private void Answer(RewriteRequest request, LoopChannel to)
    {
        if (request.Request == RewriteRequest.Rewrite)
            to.Send(new RewriteReply(rewriter.Rewrite(request.Address, AddressRewriter.Context(request.RuleOrSender))));
        else
            to.Send(new ResolveReply((request.Request == RewriteRequest.Verify ? probes ?? resolver : resolver).Resolve(request.RuleOrSender, request.Address)));
    }
}
