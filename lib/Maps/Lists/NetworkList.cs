using System.Net;

namespace MailSuite.Maps;

/// <summary>A list of hosts by name or network ($mynetworks, smtpd_authorized_xclient_hosts, debug_peer_list): namadr_list(3).</summary>
public sealed class NetworkList
{
    private readonly PatternList list;
    private readonly bool parents;

    private NetworkList(PatternList list, bool parents)
    {
        this.list = list;
        this.parents = parents;
    }

    /// <summary>Reads a list; <paramref name="parameter"/> decides over subdomains of host names and is the name for warnings.</summary>
    public static NetworkList Parse(string list, MailConfig config, string parameter) =>
        new(new PatternList(list, config, parameter), PatternList.ParentsMatch(parameter, config));

    /// <summary>The list of a parameter.</summary>
    public static NetworkList Of(Param<string> parameter, MailConfig config) => Parse(config.Get(parameter), config, parameter.Name);

    /// <summary>Are there no entries?</summary>
    public bool IsEmpty => list.IsEmpty;

    /// <summary>Is the address covered?</summary>
    public LookupStatus Contains(string address) => Contains("", address);

    /// <summary>Is the host covered, by its name or by its address? An empty name fits no pattern.</summary>
    public LookupStatus Contains(string name, string address)
    {
        bool isAddress = AddressText.TryParse(address, out var ip);
        // An IPv4 client of an IPv6 socket is the same client, whoever tells of it.
        if (isAddress && ip.IsIPv4MappedToIPv6)
            address = (ip = ip.MapToIPv4()).ToString();
        return list.Match(pattern =>
        {
            if (name.Length > 0 && PatternList.FitsDomain(pattern, name, parents) is var byName && byName != LookupStatus.NotFound)
                return byName;
            return pattern.Table is { } table ? table.Find(address).Status : isAddress ? FitsAddress(pattern, ip) : LookupStatus.NotFound;
        });
    }

    private LookupStatus FitsAddress(PatternList.Pattern pattern, IPAddress address)
    {
        if (pattern.Network is { } network)
            return network.Contains(address) ? LookupStatus.Found : LookupStatus.NotFound;
        // A mistyped network must not silently mean "nobody": the question stays open.
        if (pattern.Mistake.Length == 0)
            return LookupStatus.NotFound;
        Log.Warning($"{list.Title}: {pattern.Mistake}");
        return LookupStatus.TryLater;
    }

    /// <summary>Was a table behind it changed?</summary>
    public bool HasChanged() => list.HasChanged();
}
