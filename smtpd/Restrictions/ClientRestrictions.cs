namespace MailSuite.Smtpd.Restrictions;

/// <summary>Restrictions by who the client is.</summary>
internal static class ClientRestrictions
{
    public static Verdict Mynetworks(PolicyCheck c, Element e) => c.Tables.IsInMynetworks(c.Session.Peer) switch
    {
        LookupStatus.Found => Verdict.Permit,
        LookupStatus.NotFound => Verdict.Dunno,
        _ => c.TryLater(c.Subject),
    };

    public static Verdict InetInterfaces(PolicyCheck c, Element e) => c.Tables.IsOwnAddress(c.Session.Peer.Address) ? Verdict.Permit : Verdict.Dunno;

    public static Verdict SaslAuthenticated(PolicyCheck c, Element e) => c.Session.SaslUser.Length > 0 ? Verdict.Permit : Verdict.Dunno;

    public static Verdict Access(PolicyCheck c, Element e)
    {
        var peer = c.Session.Peer;
        return AccessLookup.Host(c, e.Table!, peer.Name, peer.Address, peer.Display, Stage.ClientHost);
    }

    public static Verdict ReverseAccess(PolicyCheck c, Element e) => AccessLookup.Host(c, e.Table!, c.Session.Peer.ReverseName, c.Session.Peer.Address, c.Session.Peer.ReverseName, Stage.UnverifiedClientHost);

    public static Verdict SaslAccess(PolicyCheck c, Element e) =>
        c.Session.SaslUser.Length > 0 ? AccessLookup.Key(c, e.Table!, c.Session.SaslUser, c.Session.SaslUser, Stage.SaslLogin) : Verdict.Dunno;

    public static Verdict UnknownHostname(PolicyCheck c, Element e)
    {
        var peer = c.Session.Peer;
        return peer.Name != PeerName.Unknown ? Verdict.Dunno
            : c.Refuse(peer.NameStatus == 4 ? 450 : c.Config.Get(SmtpdParams.UnknownClientRejectCode), "4.7.25", $"Client host rejected: cannot find your hostname, [{peer.Address}]");
    }

    public static Verdict UnknownReverseHostname(PolicyCheck c, Element e)
    {
        var peer = c.Session.Peer;
        return peer.ReverseName != PeerName.Unknown ? Verdict.Dunno
            : c.Refuse(peer.NameStatus == 4 ? 450 : c.Config.Get(SmtpdParams.UnknownClientRejectCode), "4.7.1", $"Client host rejected: cannot find your reverse hostname, [{peer.Address}]");
    }
}
