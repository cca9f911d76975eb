using System.Net;

namespace MailSuite.Maps;

/// <summary>The addresses at which this host receives mail: inet_interfaces, and proxy_interfaces in front of it.</summary>
public sealed class OwnAddresses
{
    private readonly HashSet<IPAddress> addresses = [];

    /// <summary>Reads the interfaces once.</summary>
    public OwnAddresses(MailConfig config)
    {
        foreach (string word in Braces.Words(config.Get(GlobalParams.InetInterfaces)).Concat(Braces.Words(config.Get(GlobalParams.ProxyInterfaces))))
            Add(word);
    }

    private void Add(string word)
    {
        string literal = word.StartsWith('[') && word.EndsWith(']') ? word[1..^1] : word;
        if (AddressText.TryParse(literal, out var address))
            addresses.Add(address);
        else if (Bytes.Same(word, "all"))
            addresses.UnionWith(Interfaces.Addresses().Select(static i => i.Address));
        else if (Bytes.Same(word, "loopback-only"))
            addresses.UnionWith(Interfaces.Addresses().Select(static i => i.Address).Where(IPAddress.IsLoopback));
        else if (HostNames.Addresses(word, out var found, out string error) == NameAnswer.Found)
            addresses.UnionWith(found);
        else
            Log.Warning($"inet_interfaces: host not found: {word}: {error}");
    }

    /// <summary>Is the address this host's?</summary>
    public bool Contains(IPAddress address) => addresses.Contains(address);
}
