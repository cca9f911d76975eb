using System.Net;

namespace MailSuite.Config;

/// <summary>The internet addresses at which this mail system itself is reached (inet_interfaces, within inet_protocols) and the prefix lengths of their networks: for mynetworks.</summary>
public static class InterfaceNetworks
{
    private static readonly char[] Separators = [',', ' ', '\t', '\r', '\n'];

    /// <summary>The addresses of interfaces, without those of proxy_interfaces.</summary>
    public static List<(IPAddress Address, int Prefix)> Of(MailConfig config)
    {
        var (four, six) = Protocols(config);
        var local = new List<(IPAddress Address, int Prefix)>();
        foreach (var entry in Interfaces.Addresses())
        {
            byte[] bytes = entry.Address.GetAddressBytes();
            if (bytes.Length == 4 ? four : six)
                local.Add((entry.Address, entry.Mask == null ? bytes.Length * 8 : entry.Mask.GetAddressBytes().Sum(b => int.PopCount(b))));
        }
        string wanted = config.Text("inet_interfaces");
        if (wanted is "all" or "")
            return local;
        if (wanted == "loopback-only")
            return local.FindAll(a => IPAddress.IsLoopback(a.Address));
        var own = new List<(IPAddress, int)>();
        foreach (string host in wanted.Split(Separators, StringSplitOptions.RemoveEmptyEntries))
        {
            if (HostNames.Addresses(host is ['[', .., ']'] ? host[1..^1] : host, out var addresses, out _) != NameAnswer.Found)
                throw new FatalException($"config variable inet_interfaces: host not found: {host}");
            foreach (var address in addresses)
            {
                int at = local.FindIndex(a => a.Address.Equals(address)), bits = address.GetAddressBytes().Length * 8;
                var entry = at >= 0 ? local[at] : (address, bits);
                if ((bits == 32 ? four : six) && !own.Contains(entry))
                    own.Add(entry);
            }
        }
        return own;
    }

    /// <summary>inet_protocols: is IPv4 wanted, is IPv6 wanted?</summary>
    public static (bool Four, bool Six) Protocols(MailConfig config)
    {
        string text = config.Text("inet_protocols");
        bool four = false, six = false;
        foreach (string word in text.Split(Separators, StringSplitOptions.RemoveEmptyEntries))
            switch (word.ToLowerInvariant())
            {
                case "all": four = six = true; break;
                case "ipv4": four = true; break;
                case "ipv6": six = true; break;
                default: throw new FatalException($"unknown inet_protocols value \"{word}\" in \"{text}\"");
            }
        return (four, six);
    }
}
