namespace MailSuite.Maps;

/// <summary>The search orders for a mail address in a list of tables (mail_addr_find(3)). Keys are asked quoted first, then as they are.</summary>
internal readonly struct AddressSearch(MapList maps, MailConfig config, LocalDomains localDomains)
{
    public LookupResult Find(string address, AddressKeys keys, out string unmatchedExtension)
    {
        unmatchedExtension = "";
        int at = address.LastIndexOf('@');
        var (bare, extension) = AddressExtension.SplitAddress(address, config);

        if (keys.HasFlag(AddressKeys.Full) && Ask(address, true) is { Status: not LookupStatus.NotFound } full)
            return full;
        if (keys.HasFlag(AddressKeys.NoExtension) && extension.Length > 0 && Ask(bare, false) is { Status: not LookupStatus.NotFound } noExtension)
        {
            unmatchedExtension = extension;
            return noExtension;
        }
        if (at < 0)
            return LookupResult.NotFound;
        string user = address[..at], domain = address[(at + 1)..];

        if ((keys & (AddressKeys.LocalPartIfLocal | AddressKeys.LocalPartAtIfLocal)) != 0)
        {
            var isLocal = localDomains.IsLocalOrOrigin(domain);
            if (isLocal == LookupStatus.TryLater)
                return LookupResult.TryLater;
            string suffix = keys.HasFlag(AddressKeys.LocalPartIfLocal) ? "" : "@";
            if (isLocal == LookupStatus.Found && LocalPart(user, suffix, keys, out unmatchedExtension) is { Status: not LookupStatus.NotFound } local)
                return local;
        }
        if (keys.HasFlag(AddressKeys.AtDomain) && maps.Find("@" + domain, full: false) is { Status: not LookupStatus.NotFound } atDomain)
            return atDomain;
        if (keys.HasFlag(AddressKeys.Domain) && Domains(domain, keys) is { Status: not LookupStatus.NotFound } byDomain)
            return byDomain;
        return keys.HasFlag(AddressKeys.LocalPartAt) ? LocalPart(user, "@", keys, out unmatchedExtension) : LookupResult.NotFound;
    }

    private LookupResult LocalPart(string user, string suffix, AddressKeys keys, out string unmatchedExtension)
    {
        unmatchedExtension = "";
        var result = Ask(user + suffix, false);
        if (result.Status != LookupStatus.NotFound || !keys.HasFlag(AddressKeys.NoExtension))
            return result;
        var (bare, extension) = AddressExtension.Split(user, config);
        if (extension.Length == 0)
            return result;
        result = Ask(bare + suffix, false);
        if (result.IsFound)
            unmatchedExtension = extension;
        return result;
    }

    private LookupResult Domains(string domain, AddressKeys keys)
    {
        var result = maps.Find(domain, full: false);
        bool dots = keys.HasFlag(AddressKeys.DotParentDomains);
        if (!dots && !keys.HasFlag(AddressKeys.ParentDomains))
            return result;
        for (int dot = domain.IndexOf('.', Math.Min(1, domain.Length)); result.Status == LookupStatus.NotFound && dot >= 0; dot = domain.IndexOf('.', dot + 1))
            result = maps.Find(domain[(dots ? dot : dot + 1)..], full: false);
        return result;
    }

    /// <summary>Asks for the quoted form, then for the plain one where that differs.</summary>
    private LookupResult Ask(string key, bool full)
    {
        string quoted = QuotedForm.Of(key);
        var result = maps.Find(quoted, full);
        return result.Status == LookupStatus.NotFound && !ReferenceEquals(quoted, key) ? maps.Find(key, full) : result;
    }
}
