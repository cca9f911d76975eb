namespace MailSuite.Smtpd;

/// <summary>The SMTP server: what lives as long as the process.</summary>
internal sealed class SmtpdService : SingleService
{
    private SmtpdSettings settings = null!;

    public override Peers AllowedPeers => Peers.Anyone;

    public override void PreJail() => settings = new SmtpdSettings(Context);

    public override bool PreAccept()
    {
        if (settings.ChangedTable() is not { } table)
            return true;
        Log.Info($"table {table} has changed -- restarting");
        return false;
    }

    public override void Serve(Client client)
    {
        if (client.Peer is { Family: 2 or 10 })
            Sys.SetNoDelay(client.Fd);
        using var stream = new LineStream(client.NewTransport(), 32768);
        using var session = new SmtpSession(settings, SmtpPeer.Of(client, settings), stream);
        session.Run();
    }
}
