using System.Globalization;

namespace MailSuite.Smtpd;

/// <summary>The client as the network tells: name, address, port; and the address it connected to.</summary>
internal sealed class SmtpPeer
{
    private readonly Client client;
    private SocketAddress? local;

    private SmtpPeer(Client client, PeerName name, string address, string port, int family)
    {
        this.client = client;
        (Name, ReverseName, NameStatus, Address, Port, Family) = (name.Name, name.ReverseName, name.NameStatus, address, port, family);
    }

    /// <summary>Who connected. A client without network address (a terminal, a UNIX-domain socket) counts as localhost, as in Postfix.</summary>
    public static SmtpPeer Of(Client client, SmtpdSettings settings)
    {
        if (client.Peer?.Address is not { } address)
            return new SmtpPeer(client, new PeerName("localhost", "localhost", 2, 2), "127.0.0.1", "0", 2);
        var name = settings.LooksUpNames ? settings.PeerNames.Of(address) : PeerName.Nameless(5);
        return new SmtpPeer(client, name, address.ToString(), client.Peer.Port.ToString(CultureInfo.InvariantCulture),
            address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? 10 : 2)
        { WithPort = settings.LogsPorts };
    }

    /// <summary>A client whose name is known already.</summary>
    public static SmtpPeer Named(Client client, PeerName name, string address, string port) => new(client, name, address, port, address.Contains(':') ? 10 : 2);

    public string Name { get; }
    public string ReverseName { get; }
    /// <summary>2 verified, 4 not known now, 5 none.</summary>
    public int NameStatus { get; }
    public string Address { get; }
    public string Port { get; }
    public int Family { get; }
    private bool WithPort { get; init; }

    /// <summary>"name[address]", the form of logs.</summary>
    public string Display => display ??= WithPort ? $"{Name}[{Address}]:{Port}" : $"{Name}[{Address}]";

    private string? display;

    /// <summary>The address in the form of a Received header.</summary>
    public string HeaderAddress => Family == 10 ? "IPv6:" + Address : Address;

    /// <summary>The address that the client connected to.</summary>
    public SocketAddress Local => local ??= client.Peer == null ? SocketAddress.Inet(System.Net.IPAddress.Loopback, 0) : Sys.LocalAddress(client.Fd);

    /// <summary>The connected socket.</summary>
    public int Fd => client.Fd;
}
