using System.Globalization;

namespace MailSuite.Smtpd;

/// <summary>The client as the network, a proxy in front or XCLIENT tells: name, address, port; and the address it connected to. Replaced, never changed.</summary>
internal sealed record SmtpPeer
{
    private readonly Client client;
    private readonly string? localAddress, localPort;
    private SocketAddress? local;

    private SmtpPeer(Client client) => this.client = client;

    /// <summary>Who connected. A client without network address (a terminal, a UNIX-domain socket) counts as localhost, as in Postfix.</summary>
    public static SmtpPeer Of(Client client, SmtpdSettings settings)
    {
        if (client.Peer?.Address is not { } address)
            return Named(client, new PeerName("localhost", "localhost", 2, 2), "127.0.0.1", "0");
        var name = settings.LooksUpNames ? settings.PeerNames.Of(address) : PeerName.Nameless(5);
        return Named(client, name, address.ToString(), Text(client.Peer.Port)) with { WithPort = settings.LogsPorts };
    }

    /// <summary>Who connected to the proxy in front of us, as the proxy tells.</summary>
    public static SmtpPeer Of(Client client, SmtpdSettings settings, ProxyHeader header)
    {
        if (header.Source is not { } source || header.Destination is not { } destination)
            return Of(client, settings);
        var name = settings.LooksUpNames ? settings.PeerNames.Of(source) : PeerName.Nameless(5);
        return Named(client, name, source.ToString(), Text(header.SourcePort)) with
        {
            WithPort = settings.LogsPorts, LocalAddress = destination.ToString(), LocalPort = Text(header.DestinationPort),
        };
    }

    /// <summary>A client of which nothing is known: never somebody to trust.</summary>
    public static SmtpPeer Unknown(Client client) => Named(client, PeerName.Nameless(5), ClientAttribute.Unknown, ClientAttribute.Unknown);

    /// <summary>A client whose name is known already.</summary>
    public static SmtpPeer Named(Client client, PeerName name, string address, string port) => new(client)
    {
        Name = name.Name, ReverseName = name.ReverseName, NameStatus = name.NameStatus, ReverseStatus = name.ReverseStatus, Address = address, Port = port,
    };

    public string Name { get; init; } = "";
    public string ReverseName { get; init; } = "";
    /// <summary>2 verified, 4 not known now, 5 none.</summary>
    public int NameStatus { get; init; }
    /// <summary>The same of the name that may not lead back.</summary>
    public int ReverseStatus { get; init; }
    public string Address { get; init; } = "";
    public string Port { get; init; } = "";
    private bool WithPort { get; init; }

    /// <summary>The socket's family: 2 for IPv4, 10 for IPv6.</summary>
    public int Family => Address.Contains(':') ? AddressFamily6 : AddressFamily4;

    private const int AddressFamily4 = 2, AddressFamily6 = 10;

    /// <summary>"name[address]", the form of logs.</summary>
    public string Display => WithPort ? $"{Name}[{Address}]:{Port}" : $"{Name}[{Address}]";

    /// <summary>The address in the form of a Received header.</summary>
    public string HeaderAddress => Family == AddressFamily6 ? "IPv6:" + Address : Address;

    private SocketAddress Local => local ??= client.Peer == null ? SocketAddress.Inet(System.Net.IPAddress.Loopback, 0) : Sys.LocalAddress(client.Fd);

    /// <summary>The address that the client connected to.</summary>
    public string LocalAddress
    {
        get => localAddress ?? Local.Address?.ToString() ?? "";
        init => localAddress = value;
    }

    /// <summary>The port that the client connected to.</summary>
    public string LocalPort
    {
        get => localPort ?? Text(Local.Port);
        init => localPort = value;
    }

    /// <summary>The connected socket.</summary>
    public int Fd => client.Fd;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
