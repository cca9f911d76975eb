namespace MailSuite.Proxymap;

/// <summary>
/// Serves <see cref="SharedTables"/> to daemons of the mail system, and to commands of root; one request after the other, as in Postfix. Only tables that
/// proxy_read_maps (proxywrite: proxy_write_maps) names are opened.
/// </summary>
internal sealed class ProxymapService : EventService
{
    private SharedTables tables = null!;

    public override void PreJail()
    {
        if (Context.Options.Arguments.Count > 0)
            throw new FatalException($"unexpected command-line argument: {Context.Options.Arguments[0]}");
        bool writes = Context.ServiceName == Config.Get(GlobalParams.ProxywriteServiceName);
        tables = new SharedTables(Config, writes, Context.Clock);
    }

    public override void Accepted(Client client) => new Session(Loop, client, tables, ClientGone).Start();
}
