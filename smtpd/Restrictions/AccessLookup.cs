namespace MailSuite.Smtpd.Restrictions;

/// <summary>Asks access(5) tables with the keys that each kind of subject has, in Postfix's order, and does what the answer says.</summary>
internal static class AccessLookup
{
    /// <summary>A host: its name and parent domains, then its address and the networks it is in.</summary>
    public static Verdict Host(PolicyCheck c, AccessTable table, string name, string address, string subject, string kind)
    {
        var found = name.Length > 0 ? table.Search.Domain(name) : LookupResult.NotFound;
        if (found.Status == LookupStatus.NotFound && address.Length > 0)
            found = table.Search.Address(address);
        return Act(c, found, table, name.Length > 0 ? name : address, subject, kind);
    }

    /// <summary>A mail address: user+ext@domain, user@domain, domain and parents, user+ext@, user@.</summary>
    public static Verdict Mail(PolicyCheck c, AccessTable table, string address, string kind) => Act(c, table.Search.Mail(address), table, address, address, kind);

    /// <summary>One key.</summary>
    public static Verdict Key(PolicyCheck c, AccessTable table, string key, string subject, string kind) => Act(c, table.Maps.Find(key), table, key, subject, kind);

    /// <summary>Does what a table's answer says.</summary>
    public static Verdict Act(PolicyCheck c, LookupResult result, AccessTable table, string key, string subject, string kind) => result.Status switch
    {
        LookupStatus.NotFound => Verdict.Dunno,
        LookupStatus.TryLater => c.Refuse(451, "4.3.5", $"<{subject}>: {kind} rejected: Server configuration error", ourTrouble: true),
        _ => AccessAction.Do(c, result.Value, new AccessEntry(table.Name, key, subject, kind)),
    };
}
