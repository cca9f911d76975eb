namespace MailSuite.Smtpd.Restrictions;

/// <summary>smtpd_sender_login_maps: who may use which sender address.</summary>
internal static class SenderLogin
{
    public static Verdict Mismatch(PolicyCheck c, Element e) => NotOwner(c, allowUnlisted: false) is { Kind: VerdictKind.Refuse } refused ? refused : NotLoggedIn(c);

    public static Verdict KnownMismatch(PolicyCheck c, Element e) => NotOwner(c, allowUnlisted: true) is { Kind: VerdictKind.Refuse } refused ? refused : NotLoggedIn(c);

    public static Verdict AuthenticatedMismatch(PolicyCheck c, Element e) => NotOwner(c, allowUnlisted: false);

    public static Verdict UnauthenticatedMismatch(PolicyCheck c, Element e) => NotLoggedIn(c);

    /// <summary>Logged in as somebody who does not own the sender address.</summary>
    private static Verdict NotOwner(PolicyCheck c, bool allowUnlisted)
    {
        string user = c.Session.SaslUser, sender = c.SenderAddress;
        if (user.Length == 0 || sender.Length == 0)
            return Verdict.Dunno;
        var owners = Owners(c, sender);
        if (owners.Status == LookupStatus.TryLater)
            return c.TryLater(sender);
        bool owns = owners.IsFound && Array.Exists(SmtpdSettings.Words(owners.Value), name => Bytes.Same(name, user));
        return owns || !owners.IsFound && allowUnlisted ? Verdict.Dunno
            : c.Refuse(553, "5.7.1", $"<{sender}>: Sender address rejected: not owned by user {user}");
    }

    /// <summary>Not logged in, and the sender address has an owner.</summary>
    private static Verdict NotLoggedIn(PolicyCheck c)
    {
        string sender = c.SenderAddress;
        if (c.Session.SaslUser.Length > 0 || sender.Length == 0)
            return Verdict.Dunno;
        return Owners(c, sender).Status switch
        {
            LookupStatus.TryLater => c.TryLater(sender),
            LookupStatus.Found => c.Refuse(553, "5.7.1", $"<{sender}>: Sender address rejected: not logged in"),
            _ => Verdict.Dunno,
        };
    }

    private static LookupResult Owners(PolicyCheck c, string sender)
    {
        var resolved = c.Tables.Resolve("", sender);
        return resolved.TryLater ? LookupResult.TryLater : c.Tables.SenderLogins.FindAddress(resolved.Recipient);
    }
}
