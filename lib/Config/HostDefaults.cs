using System.Globalization;
using System.Net;

namespace MailSuite.Config;

/// <summary>Defaults that are computed from the host: its name, domain and networks (postconf(5): myhostname, mydomain, mynetworks).</summary>
public static class HostDefaults
{
    private const string NoDomain = "localdomain";

    /// <summary>Parameters that main.cf cannot set, because each process has its own value.</summary>
    public static bool IsReadOnly(string name) => name is "process_id" or "process_name" or "service_name";

    /// <summary>The computed default of a parameter as main.cf text, or null when it has none.</summary>
    public static string? Of(MailConfig config, string name) => name switch
    {
        "myhostname" => HostName(config),
        "mydomain" => Domain(config),
        "mynetworks" => Networks(config),
        "process_id" => Sys.ProcessId.ToString(CultureInfo.InvariantCulture),
        "process_name" => Invocation.BaseName,
        "config_directory" => config.Directory,
        _ => null,
    };

    private static string HostName(MailConfig config)
    {
        string host = Sys.HostName;
        if (host.Contains('.'))
            return host;
        return $"{host}.{(config.IsSet("mydomain") ? config.Expand(config.Raw("mydomain")!) : NoDomain)}";
    }

    private static string Domain(MailConfig config)
    {
        string host = config.Text("myhostname");
        int dot = host.IndexOf('.');
        return dot >= 0 ? host[(dot + 1)..] : NoDomain;
    }

    /// <summary>The networks of our own interfaces, by mynetworks_style (mynetworks(3)).</summary>
    private static string Networks(MailConfig config)
    {
        string style = config.Text("mynetworks_style");
        if (style is not ("host" or "subnet" or "class"))
            throw new FatalException($"unknown mynetworks mask style value \"{style}\" in \"{style}\"");
        var networks = new List<string>();
        foreach (var (address, prefix) in InterfaceNetworks.Of(config))
        {
            byte[] bytes = address.GetAddressBytes();
            int bits = style switch { "host" => bytes.Length * 8, "class" when bytes.Length == 4 => ClassBits(address, bytes[0]), _ => prefix };
            for (int i = 0; i < bytes.Length; i++)
                bytes[i] &= (byte)(0xff00 >> Math.Clamp(bits - 8 * i, 0, 8) & 0xff);
            string network = bytes.Length == 4 ? $"{new IPAddress(bytes)}/{bits}" : $"[{new IPAddress(bytes)}]/{bits}";
            if (!networks.Contains(network))
                networks.Add(network);
        }
        return string.Join(' ', networks);
    }

    private static int ClassBits(IPAddress address, byte first) => first switch
    {
        < 128 => 8,
        < 192 => 16,
        < 224 => 24,
        _ => throw new FatalException($"my_networks: bad address class: {address}"),
    };
}
