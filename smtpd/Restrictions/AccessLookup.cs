namespace MailSuite.Smtpd.Restrictions;

/// <summary>Asks access(5) tables with the keys that each kind of subject has, in Postfix's order, and does what the answer says.</summary>
internal static class AccessLookup
{
    /// <summary>A host: its name and parent domains, then its address and the networks it is in.</summary>
    public static Verdict Host(PolicyCheck c, MapList maps, string name, string address, string subject, string kind = "Client host")
    {
        var found = Domain(c, maps, name);
        if (found.Status == LookupStatus.NotFound && address.Length > 0)
            found = Networks(maps, address);
        return Act(c, found, subject, kind);
    }

    private static LookupResult Domain(PolicyCheck c, MapList maps, string name)
    {
        bool full = true;
        for (string key = name; key.Length > 0; full = false)
        {
            var result = maps.Find(key, full);
            if (result.Status != LookupStatus.NotFound)
                return result;
            int dot = key.IndexOf('.', key.StartsWith('.') ? 1 : 0);
            if (dot < 0)
                break;
            key = c.Tables.AccessParentsMatch ? key[(dot + 1)..] : key[dot..];
        }
        return LookupResult.NotFound;
    }

    private static LookupResult Networks(MapList maps, string address)
    {
        char separator = address.Contains(':') ? ':' : '.';
        bool full = true;
        for (string key = address; key.Length > 0; full = false)
        {
            var result = maps.Find(key, full);
            if (result.Status != LookupStatus.NotFound)
                return result;
            int cut = key.LastIndexOf(separator);
            if (cut < 0)
                break;
            key = key[..cut].TrimEnd(separator);
        }
        return LookupResult.NotFound;
    }

    /// <summary>A mail address: user+ext@domain, user@domain, domain and parents, user+ext@, user@.</summary>
    public static Verdict Mail(PolicyCheck c, MapList maps, string address, string kind)
    {
        var keys = AddressKeys.Full | AddressKeys.NoExtension | AddressKeys.Domain | AddressKeys.LocalPartAt
            | (c.Tables.AccessParentsMatch ? AddressKeys.ParentDomains : AddressKeys.DotParentDomains);
        return Act(c, maps.FindAddress(address, keys), address, kind);
    }

    /// <summary>Does what a table's answer says.</summary>
    public static Verdict Act(PolicyCheck c, LookupResult result, string subject, string kind) => result.Status switch
    {
        LookupStatus.NotFound => Verdict.Dunno,
        LookupStatus.TryLater => c.TryLater(subject),
        _ => AccessAction.Do(c, result.Value, subject, kind),
    };
}
