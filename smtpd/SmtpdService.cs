namespace MailSuite.Smtpd;

/// <summary>The SMTP server: what lives as long as the process.</summary>
internal sealed class SmtpdService : SingleService
{
    private SmtpdSettings settings = null!;
    private bool prepared;

    public override Peers AllowedPeers => Peers.Anyone;

    public override void PreJail() => settings = new SmtpdSettings(Context);

    /// <summary>smtpd -T ... explain name=value ...: what the restrictions say to a client (postfix explain).</summary>
    public override int Try() => Context.Options.Arguments is [] ? 0 : Restrictions.PolicyExplanation.Run(settings, Context.Options.Arguments.Skip(1));

    /// <summary>What accept(2) hands on from the listening socket need not be set on each connection.</summary>
    public override void PostJail()
    {
        if (Context.Options.StandAlone || Context.Options.Transport != "inet")
            return;
        for (int fd = DaemonStart.ListenFd; fd < DaemonStart.ListenFd + Context.Options.Sockets; fd++)
        {
            Sys.SetNoDelay(fd);
            Sys.SetSocketTimeouts(fd, settings.Timeout);
        }
        prepared = true;
    }

    public override bool PreAccept()
    {
        if (settings.ChangedTable() is not { } table)
            return true;
        Log.Info($"table {table} has changed -- restarting");
        return false;
    }

    public override void Serve(Client client)
    {
        var transport = client.NewTransport();
        if (prepared && client.OutputFd == client.Fd)
            transport.AssumeTimeout(settings.Timeout);
        else if (client.Peer is { Family: 2 or 10 })
            Sys.SetNoDelay(client.Fd);
        // The skeleton closes the descriptor; the session ends TLS, which has a copy of its own.
        var stream = new LineStream(transport, 32768);
        var peer = settings.HasUpstreamProxy && client.Peer != null ? UpstreamProxy.Read(client, settings, stream) : SmtpPeer.Of(client, settings);
        if (peer == null)
        {
            stream.Release();
            return;
        }
        using var session = new SmtpSession(settings, peer, stream);
        session.Run();
    }
}
