using System.Net.Sockets;

namespace MailSuite.Smtp;

/// <summary>In which order servers are tried, and how many of them.</summary>
internal sealed class HostOrder(SmtpSettings settings, Random random)
{
    /// <summary>Equal preferences in random order, the preferred family first, at most smtp_mx_address_limit.</summary>
    internal List<SmtpHost> Apply(List<SmtpHost> hosts)
    {
        var keyed = new List<(SmtpHost Host, int Order)>();
        for (int i = 0; i < hosts.Count; i++)
            keyed.Add((hosts[i], settings.RandomizeAddresses ? random.Next() : i));
        int Family(SmtpHost h) => settings.AddressPreference.ToLowerInvariant() switch
        {
            "ipv6" => h.Address!.AddressFamily == AddressFamily.InterNetworkV6 ? 0 : 1,
            "ipv4" => h.Address!.AddressFamily == AddressFamily.InterNetworkV6 ? 1 : 0,
            _ => 0,
        };
        return Limited([.. keyed.OrderBy(static k => k.Host.Preference).ThenBy(k => Family(k.Host)).ThenBy(static k => k.Order).Select(static k => k.Host)]);
    }

    /// <summary>Cuts the list, but not so that only one address family is left: that one may have no way to the world here.</summary>
    internal List<SmtpHost> Limited(List<SmtpHost> ordered)
    {
        if (settings.MxAddressLimit <= 0 || ordered.Count <= settings.MxAddressLimit)
            return ordered;
        var cut = ordered.Take(settings.MxAddressLimit).ToList();
        if (settings.MxAddressLimit > 1 && settings.BalanceInetProtocols
            && ordered.Find(h => cut.TrueForAll(c => c.Address!.AddressFamily != h.Address!.AddressFamily)) is { } other)
            cut[^1] = other;
        return cut;
    }

    /// <summary>RFC 2782: by priority; within one, each next server by chance in proportion to its weight.</summary>
    internal List<Net.DnsRecord> ByWeight(IEnumerable<Net.DnsRecord> services)
    {
        var result = new List<Net.DnsRecord>();
        foreach (var group in services.GroupBy(static s => s.Preference).OrderBy(static g => g.Key))
        {
            var left = group.OrderBy(static s => s.Weight).ToList();
            while (left.Count > 0)
            {
                int point = random.Next(left.Sum(static s => s.Weight) + 1), sum = 0;
                var next = left.Find(s => (sum += s.Weight) >= point)!;
                left.Remove(next);
                result.Add(next);
            }
        }
        return result;
    }
}
