namespace MailSuite.Smtpd.Restrictions;

/// <summary>Restrictions by the recipient, and those that keep this host from being an open relay.</summary>
internal static class RecipientRestrictions
{
    public static Verdict Access(PolicyCheck c, Element e)
    {
        if (c.RecipientAddress is not { } recipient)
            return Verdict.Dunno;
        var verdict = AccessLookup.Mail(c, e.Table!, recipient, Stage.RecipientAddress);
        // An address that carries a route of its own could go anywhere: a table's OK for it proves nothing (allow_untrusted_routing).
        return verdict.Kind == VerdictKind.Permit && !c.Config.Get(SmtpdParams.AllowUntrustedRouting) && Resolve(c) is { } r && (r.Flags & ResolutionFlags.Routed) != 0
            ? Verdict.Dunno : verdict;
    }

    public static Verdict UnauthDestination(PolicyCheck c, Element e) => Destination(c, c.Config.Get(SmtpdParams.RelayDomainsRejectCode), "5.7.1");

    public static Verdict DeferUnauthDestination(PolicyCheck c, Element e) => Destination(c, c.Config.Get(SmtpdParams.RelayDomainsRejectCode) - 100, "4.7.1");

    public static Verdict AuthDestination(PolicyCheck c, Element e) =>
        c.RecipientAddress == null ? Verdict.Dunno : IsOurs(c) switch { LookupStatus.Found => Verdict.Permit, LookupStatus.NotFound => Verdict.Dunno, _ => c.TryLater(c.RecipientAddress) };

    private static Verdict Destination(PolicyCheck c, int code, string dsn)
    {
        if (c.RecipientAddress is not { } recipient)
            return Verdict.Dunno;
        return IsOurs(c) switch
        {
            LookupStatus.Found => Verdict.Dunno,
            LookupStatus.NotFound => c.Refuse(code, dsn, $"<{recipient}>: Relay access denied"),
            _ => c.TryLater(recipient),
        };
    }

    /// <summary>Is this host the final destination, or a relay, for the recipient, and does the address hold no route to elsewhere?</summary>
    private static LookupStatus IsOurs(PolicyCheck c)
    {
        var r = Resolve(c)!;
        if (r.TryLater)
            return LookupStatus.TryLater;
        // An address without domain goes to $myorigin, that is to us, in Postfix's eyes too.
        if (!c.RecipientAddress!.Contains('@') && r.Class == AddressClass.Local)
            return LookupStatus.Found;
        bool ours = r.Class is AddressClass.Local or AddressClass.VirtualAlias or AddressClass.VirtualMailbox or AddressClass.Relay;
        return ours && (r.Flags & (ResolutionFlags.Routed | ResolutionFlags.Error)) == 0 ? LookupStatus.Found : LookupStatus.NotFound;
    }

    private static Resolution? Resolve(PolicyCheck c) => c.RecipientAddress is { } recipient ? c.Tables.Resolve(c.SenderAddress, recipient) : null;

    public static Verdict NonFqdn(PolicyCheck c, Element e) => c.RecipientAddress is { } recipient ? AddressChecks.NonFqdn(c, recipient, "Recipient address") : Verdict.Dunno;

    public static Verdict UnknownDomain(PolicyCheck c, Element e) =>
        c.RecipientAddress is { } recipient ? AddressChecks.UnknownDomain(c, recipient, "Recipient address", "4.1.2", "556", "5.1.10") : Verdict.Dunno;

    public static Verdict Unlisted(PolicyCheck c, Element e) =>
        c.RecipientAddress is { } recipient && c.JudgeUnlistedOnce() ? Listing.Check(c, recipient, "Recipient address", "5.1.1", ofSender: false) : Verdict.Dunno;
}
