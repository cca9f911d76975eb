namespace MailSuite.Showq;

/// <summary>public/showq: says its protocol, then one attribute list a message, then an empty one. The client says nothing.</summary>
internal sealed class ShowqService : SingleService
{
    private const int SendAt = 16384;
    private QueueListing listing = null!;

    public override Peers AllowedPeers => Peers.Anyone;

    public override void PreJail()
    {
        if (Context.Options.Arguments is [var unexpected, ..])
            throw new FatalException($"unexpected command-line argument: {unexpected}");
        listing = new QueueListing(Config);
    }

    public override void Serve(Client client)
    {
        // By hand on a terminal or pipe (-S) there is no peer to ask for: who started us may read the files anyway.
        if (client.Peer is { Family: 1 } && client.Credentials.Uid is var uid && !UserAcl.Allows(Config, PostqueueParams.AuthorizedMailqUsers, uid))
        {
            Log.Warning($"User {UserAcl.NameOf(uid)}({uid}) is not allowed to view the mail queue");
            return;
        }
        using var to = client.NewTransport();
        to.SetTimeout(Config.Get(GlobalParams.IpcTimeout));
        var writer = new AttrWriter();
        writer.Text("protocol", QueueEntry.Protocol);
        writer.End();
        foreach (var entry in listing.All())
        {
            entry.Write(writer);
            if (writer.Written.Length >= SendAt)
            {
                to.Write(writer.Written);
                writer.Clear();
            }
        }
        writer.End();
        to.Write(writer.Written);
    }
}
