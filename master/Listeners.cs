using System.Net;
using SocketAddress = MailSuite.Base.SocketAddress;
using MailSuite.Daemon;

namespace MailSuite.Master;

/// <summary>Opens the sockets of a service: they belong to master, so that no connection is lost when a daemon ends.</summary>
internal static class Listeners
{
    private const int PublicSocketMode = 0x1B6;   // 0666: who may connect is the directory's business, and the daemon's, which asks the kernel who calls
    private const int FifoMode = 0x192;           // 0622

    internal static List<int> Open(MasterService service, MailConfig config)
    {
        int backlog = Math.Max(service.ProcessLimit, config.Get(GlobalParams.DefaultProcessLimit));
        return service.Type switch
        {
            "inet" => Inet(service, config, backlog),
            "fifo" => [Fifo(service, config)],
            _ => [Unix(service, config, backlog)],
        };
    }

    private static List<int> Inet(MasterService service, MailConfig config, int backlog)
    {
        int port = HostNames.Port(service.Port);
        if (port < 0)
            throw new FatalException($"{config.Directory}/master.cf: line {service.Line}: unknown service: {service.Port}/tcp");
        var sockets = new List<int>();
        foreach (var address in Addresses(service, config))
        {
            int fd;
            try
            {
                fd = Sys.StreamSocket(address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? 10 : 2, nonBlocking: true);
            }
            catch (UnixException refused) when (refused.Errno == Errno.AFNOSUPPORT)
            {
                continue;
            }
            Sys.SetOption(fd, 1, 2, 1);    // SO_REUSEADDR
            if (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6)
                Sys.SetOption(fd, 41, 26, 1);   // IPV6_V6ONLY: the IPv4 wildcard has a socket of its own
            Sys.SetOption(fd, 6, 1, 1);    // TCP_NODELAY, inherited by accepted connections: one system call less for each
            if (Sys.TryBind(fd, SocketAddress.Inet(address, port)) is var e and not Errno.None)
            {
                Sys.CloseQuietly(fd);
                if (e == Errno.ADDRNOTAVAIL && IsWildcard(address) && address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6)
                    continue;
                sockets.ForEach(Sys.CloseQuietly);
                throw new FatalException($"bind {address} port {port}: {e.Text()}");
            }
            Sys.Listen(fd, backlog);
            sockets.Add(fd);
        }
        return sockets.Count > 0 ? sockets : throw new FatalException($"service {service.Name}: no network protocol of inet_protocols is available");
    }

    private static bool IsWildcard(IPAddress a) => a.Equals(IPAddress.Any) || a.Equals(IPAddress.IPv6Any);

    private static IEnumerable<IPAddress> Addresses(MasterService service, MailConfig config)
    {
        string protocols = config.Get(GlobalParams.InetProtocols);
        bool four = protocols.Contains("all", StringComparison.Ordinal) || protocols.Contains("ipv4", StringComparison.Ordinal);
        bool six = protocols.Contains("all", StringComparison.Ordinal) || protocols.Contains("ipv6", StringComparison.Ordinal);
        bool Wanted(IPAddress a) => a.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? six : four;
        var hosts = service.Host.Length > 0 ? [service.Host] : config.Get(GlobalParams.InetInterfaces).Split([' ', ',', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);
        var found = new List<IPAddress>();
        foreach (string host in hosts)
        {
            if (host == "all")
                found.AddRange([IPAddress.Any, IPAddress.IPv6Any]);
            else if (host == "loopback-only")
                found.AddRange([IPAddress.Loopback, IPAddress.IPv6Loopback]);
            else if (HostNames.Addresses(host.Trim('[', ']'), out var addresses, out string error) == NameAnswer.Found)
                found.AddRange(addresses);
            else
                throw new FatalException($"host not found: {host} ({error})");
        }
        return found.Distinct().Where(Wanted);
    }

    private static int Unix(MasterService service, MailConfig config, int backlog)
    {
        string path = service.SocketPath;
        Remove(path);
        int fd = service.Type == "unix-dgram" ? Sys.DatagramSocket(1) : Sys.StreamSocket(1, nonBlocking: true);
        if (Sys.TryBind(fd, SocketAddress.Unix(path)) is var e and not Errno.None)
            throw new FatalException($"bind: {path}: {e.Text()}");
        Sys.TryChmod(path, PublicSocketMode);
        Own(path, config);
        if (service.Type != "unix-dgram")
            Sys.Listen(fd, backlog);
        return fd;
    }

    private static int Fifo(MasterService service, MailConfig config)
    {
        string path = service.SocketPath;
        Remove(path);
        if (Sys.TryMakeFifo(path, FifoMode) is var e and not Errno.None)
            throw new FatalException($"create fifo {path}: {e.Text()}");
        Sys.TryChmod(path, FifoMode);
        Own(path, config);
        // Read and write: with a writer of our own the FIFO never has an end of file.
        return Sys.Open(path, Sys.RdWr | Sys.NonBlock);
    }

    /// <summary>A socket or FIFO of an earlier run goes; anything else in its place is somebody's mistake and stays.</summary>
    private static void Remove(string path)
    {
        if (Sys.TryLstat(path, out var status) == Errno.None)
        {
            if (!status.IsSocket && !status.IsFifo)
                throw new FatalException($"{path} exists and is no socket");
            Sys.TryUnlink(path);
        }
    }

    private static void Own(string path, MailConfig config)
    {
        if (Sys.EffectiveUid == 0)
            Sys.TryChown(path, MailOwner.Of(config).Uid, -1);
    }
}
