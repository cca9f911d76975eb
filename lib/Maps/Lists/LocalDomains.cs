using System.Net;

namespace MailSuite.Maps;

/// <summary>Which domains this host is the final destination of: $mydestination, and [address] of one of its interfaces (resolve_local(3)).</summary>
public sealed class LocalDomains
{
    private readonly MailConfig config;
    private StringList? destinations;
    private OwnAddresses? addresses;

    /// <summary>By a configuration; its tables are opened when first asked.</summary>
    public LocalDomains(MailConfig config) => this.config = config;

    /// <summary>Opens the tables now, before a jail closes the door to their files.</summary>
    public void Open()
    {
        destinations ??= StringList.Parse(config.Get(GlobalParams.Mydestination), config, "mydestination");
        addresses ??= new OwnAddresses(config);
    }

    /// <summary>Is the domain local? A trailing dot is without meaning.</summary>
    public LookupStatus IsLocal(string domain)
    {
        Open();
        if (domain.EndsWith('.'))
            domain = domain[..^1];
        if (domain.Length == 0)
            return LookupStatus.NotFound;
        var listed = destinations!.Contains(domain);
        if (listed != LookupStatus.NotFound)
            return listed;
        if (domain[0] != '[' || domain[^1] != ']')
            return LookupStatus.NotFound;
        string literal = domain[1..^1];
        if (literal.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase))
            literal = literal[5..];
        return AddressText.TryParse(literal, out var address) && addresses!.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address) ? LookupStatus.Found : LookupStatus.NotFound;
    }

    /// <summary>Is the domain local, or the $myorigin that local users' addresses get?</summary>
    public LookupStatus IsLocalOrOrigin(string domain) => Bytes.Same(domain, config.Get(GlobalParams.Myorigin)) ? LookupStatus.Found : IsLocal(domain);

    /// <summary>Was a table behind $mydestination changed?</summary>
    public bool HasChanged() => destinations?.HasChanged() ?? false;
}
