namespace MailSuite.Flush;

/// <summary>
/// Agents and qmgr say which message waits for which site; users, whom authorized_flush_users allows, ask for a site or a message. Whoever connects
/// and leaves without a request is master with its wake-up: the time to look after the lists.
/// </summary>
internal sealed class FlushService : EventService
{
    private SiteLogs logs = null!;

    public override Peers AllowedPeers => Peers.Anyone;

    public override void PreJail()
    {
        if (Context.Options.Arguments is [var unexpected, ..])
            throw new FatalException($"unexpected command-line argument: {unexpected}");
        logs = new SiteLogs(Config, Context.Clock);
    }

    public override void Accepted(Client client)
    {
        int uid = client.Peer == null ? 0 : client.Credentials.Uid;
        bool asked = false;
        var channel = new LoopChannel(Loop, client.Fd);
        channel.Received = reader =>
        {
            asked = true;
            channel.Send(new FlushReply(Answer(FlushRequest.Read(reader), uid)));
        };
        channel.Closed = why =>
        {
            if (!asked && IsMailSystem(uid))
                logs.Refresh(everything: false);
            ClientGone();
        };
    }

    private static bool IsMailSystem(int uid) => uid == 0 || uid == Sys.EffectiveUid;

    private FlushStatus Answer(FlushRequest request, int uid)
    {
        // What the mail system does for itself, and what others may ask for.
        bool forOthers = request.Request is "send_site" or "send_file";
        if (!IsMailSystem(uid) && !(forOthers && UserAcl.Allows(Config, PostqueueParams.AuthorizedFlushUsers, uid)))
            return FlushStatus.Denied;
        switch (request.Request)
        {
            case "add": return logs.Add(request.Site, request.QueueId);
            case "send_site": return logs.SendSite(request.Site);
            case "send_file": return logs.SendFile(request.QueueId);
            case "refresh": return logs.Refresh(everything: false);
            case "purge": return logs.Refresh(everything: true);
            default:
                Log.Warning($"unrecognized fast flush request: {request.Request}");
                return FlushStatus.Bad;
        }
    }
}
