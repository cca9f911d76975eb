namespace MailSuite.Smtpd.Restrictions;

/// <summary>Does an address of one of our own domains exist? Mail for one that does not is refused at the door instead of bounced later.</summary>
internal static class Listing
{
    public static Verdict Check(PolicyCheck c, string address, string kind, string dsn, bool ofSender)
    {
        var tables = c.Tables;
        var r = tables.Resolve(ofSender ? "" : c.SenderAddress, address);
        if (r.TryLater)
            return c.TryLater(address);
        var mapped = IsMapped(tables, r.Recipient, address, ofSender);
        if (mapped != LookupStatus.NotFound)
            return mapped == LookupStatus.Found ? Verdict.Dunno : c.TryLater(address);
        if (r.Transport is "error" or "retry")
            return OfErrorTransport(c, address, kind, dsn, r);
        var (maps, table, code) = r.Class switch
        {
            AddressClass.Local when !IsOfTheSystem(c, r.Recipient) => (tables.LocalRecipients, "local recipient", SmtpdParams.UnknownLocalRecipientRejectCode),
            AddressClass.VirtualMailbox => (tables.VirtualMailboxes, "virtual mailbox", SmtpdParams.UnknownVirtualMailboxRejectCode),
            AddressClass.Relay => (tables.RelayRecipients, "relay recipient", SmtpdParams.UnknownRelayRecipientRejectCode),
            AddressClass.VirtualAlias => (tables.VirtualAliases, "virtual alias", SmtpdParams.UnknownVirtualAliasRejectCode),
            _ => (null, "", SmtpdParams.RejectCode),
        };
        if (maps == null || maps.IsEmpty && r.Class != AddressClass.VirtualAlias)
            return Verdict.Dunno;
        if (tables.IsKnown(r.Recipient))
            return Verdict.Dunno;
        return maps.FindAddress(r.Recipient).Status switch
        {
            LookupStatus.Found => Known(tables, r.Recipient),
            LookupStatus.TryLater => c.TryLater(address),
            _ => c.Refuse(c.Config.Get(code), dsn, $"<{address}>: {kind} rejected: User unknown"
                + (c.Config.Get(SmtpdParams.ShowUserUnknownTableName) ? $" in {table} table" : "")),
        };
    }

    private static Verdict Known(PolicyTables tables, string recipient)
    {
        tables.Know(recipient);
        return Verdict.Dunno;
    }

    /// <summary>An address that some table turns into another is taken for good: what it becomes is judged when it is resolved.</summary>
    private static LookupStatus IsMapped(PolicyTables tables, string resolved, string given, bool ofSender)
    {
        foreach (var maps in (MapList[])[ofSender ? tables.SenderCanonical : tables.RecipientCanonical, tables.Canonical, tables.VirtualAliases])
        {
            if (maps.IsEmpty)
                continue;
            var status = maps.FindAddress(resolved).Status;
            if (status == LookupStatus.NotFound && given != resolved)
                status = maps.FindAddress(given).Status;
            if (status != LookupStatus.NotFound)
                return status;
        }
        return LookupStatus.NotFound;
    }

    /// <summary>Addresses that the mail system itself uses.</summary>
    private static bool IsOfTheSystem(PolicyCheck c, string address)
    {
        int at = address.LastIndexOf('@');
        var user = at < 0 ? address : address.AsSpan(0, at);
        return Bytes.Same(user, "postmaster") || Bytes.Same(user, AddressRewriter.MailerDaemon) || Bytes.Same(user, c.Config.Get(GlobalParams.DoubleBounceSender))
            || VerifySender.IsOne(c.Config, c.Session.Settings.Context.Clock, address);
    }

    /// <summary>The transport says itself why: "error:5.1.6 User has moved to ...".</summary>
    private static Verdict OfErrorTransport(PolicyCheck c, string address, string kind, string dsn, Resolution r)
    {
        string text = r.Nexthop;
        int space = text.IndexOf(' ');
        if (space > 0 && text[..space].Split('.') is { Length: 3 } parts && parts.All(static p => p.Length > 0 && p.All(char.IsAsciiDigit)))
            (dsn, text) = (text[..space], text[(space + 1)..]);
        else
            dsn = r.Transport == "retry" ? "4.0.0" : "5.0.0";
        return c.Refuse(r.Transport == "retry" ? 450 : 550, dsn, $"<{address}>: {kind} rejected: {text}");
    }
}
