using System.Net;
using System.Net.Sockets;
using SocketAddress = MailSuite.Base.SocketAddress;

namespace MailSuite.SmtpSink;

/// <summary>smtp-sink(1): a server for tests that takes mail and throws it away, as fast as it comes, or misbehaves as it is told.</summary>
public static class Program
{
    /// <summary>Runs until it is ended, or for as many sessions or messages as were asked for.</summary>
    public static int Main(string[] args) => CommandStart.Run(Invocation.BaseName, () =>
    {
        var settings = new SinkSettings(args);
        using var loop = new Loop();
        var listeners = Listen(settings);
        Confine(settings);
        new Sink(settings, loop, listeners).Run();
        return 0;
    });

    private static List<int> Listen(SinkSettings settings)
    {
        string address = settings.Address;
        if (address.StartsWith("unix:", StringComparison.Ordinal))
        {
            Sys.TryUnlink(address[5..]);
            return [Open(SocketAddress.Unix(address[5..]), address, settings)];
        }
        if (address.StartsWith("inet:", StringComparison.Ordinal))
            address = address[5..];
        if (HostPort.Read(address, "", null, out string host, out string service) is { } wrong)
            throw new FatalException($"{wrong}: {address}");
        int port = HostNames.Port(service);
        if (port < 0)
            throw new FatalException($"{service}/tcp: unknown service");
        List<IPAddress> addresses = [IPAddress.Any, IPAddress.IPv6Any];
        if (host.Length > 0 && HostNames.Addresses(host, out addresses, out string error) != NameAnswer.Found)
            throw new FatalException($"host not found: {host}: {error}");
        var listeners = new List<int>();
        foreach (var one in addresses.Where(a => a.AddressFamily == AddressFamily.InterNetwork ? settings.Four : settings.Six))
            try
            {
                listeners.Add(Open(SocketAddress.Inet(one, port), address, settings));
            }
            catch (UnixException) when (listeners.Count > 0)
            {
                // A host without IPv6, most of all.
            }
        return listeners.Count > 0 ? listeners : throw new FatalException($"no address to listen on: {address}");
    }

    private static int Open(SocketAddress address, string text, SinkSettings settings)
    {
        int fd = Sys.StreamSocket(address.Family, nonBlocking: true);
        if (address.Family != 1)
            Sys.SetOption(fd, 1, 2, 1);   // SO_REUSEADDR
        if (address.Family == 10)
            Sys.SetOption(fd, 41, 26, 1);   // IPV6_V6ONLY
        if (settings.Window > 0)
        {
            Sys.SetOption(fd, 1, 7, settings.Window);   // SO_SNDBUF, SO_RCVBUF
            Sys.SetOption(fd, 1, 8, settings.Window);
        }
        if (Sys.TryBind(fd, address) is var e and not Errno.None)
        {
            Sys.CloseQuietly(fd);
            throw new UnixException(e, $"bind {text}");
        }
        Sys.Listen(fd, settings.Backlog);
        return fd;
    }

    /// <summary>Gives up what root may: a test server needs nothing.</summary>
    private static void Confine(SinkSettings settings)
    {
        LocalTime.LoadZone();
        UserAccount? user = null;
        if (settings.User is { } name && (Accounts.User(name, out user) != AccountAnswer.Found || user == null))
            throw new FatalException($"unknown user: {name}");
        if (settings.Root is { } root)
            Sys.ChangeRoot(root);
        if (user != null && Sys.Uid == 0)
            Sys.BecomeForGood(Accounts.CredentialsOf(user));
    }
}
