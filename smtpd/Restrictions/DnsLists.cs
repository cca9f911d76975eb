using System.Net;

namespace MailSuite.Smtpd.Restrictions;

/// <summary>Restrictions that ask DNS lists: reject_rbl_client and reject_rhsbl_..., permit_dnswl_client and permit_rhswl_client.</summary>
internal static class DnsLists
{
    public static Verdict RejectClient(PolicyCheck c, Element e)
    {
        string address = c.Session.Peer.Address;
        return IPAddress.TryParse(address, out var ip) && e.List!.AskAddress(c, ip) is { Listed: true } answer ? RblReply.Refuse(c, e.List, answer, address, Stage.ClientHost) : Verdict.Dunno;
    }

    public static Verdict RejectClientName(PolicyCheck c, Element e) => RejectDomain(c, e, c.Session.Peer.Name, Stage.ClientHost);

    public static Verdict RejectReverseClientName(PolicyCheck c, Element e) => RejectDomain(c, e, c.Session.Peer.ReverseName, Stage.UnverifiedClientHost);

    public static Verdict RejectHelo(PolicyCheck c, Element e) => RejectDomain(c, e, c.HeloName ?? "", Stage.HeloCommand);

    public static Verdict RejectSender(PolicyCheck c, Element e) => RejectDomain(c, e, c.SenderAddress, Stage.SenderAddress);

    public static Verdict RejectRecipient(PolicyCheck c, Element e) => RejectDomain(c, e, c.RecipientAddress ?? "", Stage.RecipientAddress);

    private static Verdict RejectDomain(PolicyCheck c, Element e, string what, string kind) =>
        DomainOf(what) is { } domain && e.List!.AskDomain(c, domain) is { Listed: true } answer ? RblReply.Refuse(c, e.List, answer, what, kind) : Verdict.Dunno;

    public static Verdict PermitClient(PolicyCheck c, Element e)
    {
        string address = c.Session.Peer.Address;
        return MayPermit(c) && IPAddress.TryParse(address, out var ip) ? Permit(c, e.List!.AskAddress(c, ip), address) : Verdict.Dunno;
    }

    public static Verdict PermitClientName(PolicyCheck c, Element e)
    {
        string name = c.Session.Peer.Name;
        return MayPermit(c) && DomainOf(name) is { } domain ? Permit(c, e.List!.AskDomain(c, domain), name) : Verdict.Dunno;
    }

    private static Verdict Permit(PolicyCheck c, DnsListAnswer answer, string what) =>
        answer.Listed ? Verdict.Permit
        : answer.TryLater ? c.DeferIfReject(450, "4.7.1", $"<{what}>: {Stage.ClientHost} rejected: Service unavailable")
        : Verdict.Dunno;

    /// <summary>Who is on somebody's list of good hosts may not therefore relay through us.</summary>
    private static bool MayPermit(PolicyCheck c) => c.RecipientAddress == null || RecipientRestrictions.AuthDestination(c, null!).Kind == VerdictKind.Permit;

    /// <summary>The domain of an address or host name; null where there is none that a list of domains could have.</summary>
    private static string? DomainOf(string what)
    {
        string domain = what[(what.LastIndexOf('@') + 1)..].TrimEnd('.');
        return domain == PeerName.Unknown || !DnsMessage.IsHostName(domain) ? null : domain;
    }
}
