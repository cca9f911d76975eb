namespace MailSuite.Maps;

/// <summary>The search orders of access(5): hosts by name, parent domains, address and network; mail addresses by their parts.</summary>
public sealed class AccessSearch
{
    private readonly MapList maps;
    private readonly bool parents;

    /// <summary>Searches one table, or several of which the first answer wins.</summary>
    public AccessSearch(MapList maps, MailConfig config)
    {
        this.maps = maps;
        parents = PatternList.ParentsMatch("smtpd_access_maps", config);
    }

    /// <summary>Searches a table that is open already.</summary>
    public AccessSearch(LookupTable table, MailConfig config) : this(MapList.Single(table, config, "smtpd_access_maps"), config)
    {
    }

    /// <summary>A domain or host name: itself, then its parents (as ".parent", unless smtpd_access_maps is in parent_domain_matches_subdomains).</summary>
    public LookupResult Domain(string name)
    {
        if (name.EndsWith('.'))
            name = name[..^1];
        var result = maps.Find(name);
        // The parts of an address in digits are no domains.
        bool numeric = name.AsSpan().IndexOfAnyExcept("0123456789.") < 0;
        for (int dot = name.IndexOf('.', Math.Min(1, name.Length)); !numeric && result.Status == LookupStatus.NotFound && dot >= 0; dot = name.IndexOf('.', dot + 1))
            result = maps.Find(name[(parents ? dot + 1 : dot)..], full: false);
        return result;
    }

    /// <summary>A host address: itself, then the networks that remain when octets, or groups behind ":", are cut off at the right.</summary>
    public LookupResult Address(string address)
    {
        char delimiter = address.Contains(':') ? ':' : '.';
        var result = maps.Find(address);
        for (int cut = address.LastIndexOf(delimiter); result.Status == LookupStatus.NotFound && cut > 0; cut = address.LastIndexOf(delimiter))
            result = maps.Find(address = address[..cut], full: false);
        return result;
    }

    /// <summary>A client or server: by its name ("unknown" included), then by its address.</summary>
    public LookupResult Host(string name, string address) => Domain(name) is { Status: not LookupStatus.NotFound } result ? result : Address(address);

    /// <summary>A mail address in internal form: user+ext@domain, user@domain, the domain and its parents, user+ext@, user@.</summary>
    public LookupResult Mail(string address) => maps.FindAddress(address,
        AddressKeys.Full | AddressKeys.NoExtension | AddressKeys.Domain | AddressKeys.LocalPartAt | (parents ? AddressKeys.ParentDomains : AddressKeys.DotParentDomains));
}
