using SocketAddress = MailSuite.Base.SocketAddress;

namespace MailSuite.PosttlsFinger;

/// <summary>The whole run: finds servers, connects to the first that answers, and once more when session reuse is asked for.</summary>
internal sealed class Probe(FingerSettings settings)
{
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);

    internal void Run()
    {
        if (settings.ByProxy)
        {
            Log.Warning($"connect to private/tlsproxy service: {Errno.NOENT.Text()}");
            return;
        }
        using var resolver = new LibcResolver(dnssec: true);
        var finder = new ServerFinder(settings, resolver);
        var servers = finder.Find(out string why);
        if (servers.Count == 0)
        {
            Log.Info($"Destination address lookup failed: {why}");
            return;
        }
        using var tls = FingerTls.Create(settings, resolver, finder.NextHop);
        var lines = settings.Lines;
        for (int round = 0; ; round++)
        {
            bool known = Visit(servers, finder, tls, lines);
            if (settings.ReconnectDelay is not { } delay)
                return;
            if (known)
            {
                Log.Info("Found a previously used server.  Done reconnecting.");
                return;
            }
            if (round >= settings.MostReconnects)
            {
                Log.Info("Maximum reconnect count reached.");
                return;
            }
            Log.Info($"Reconnecting after {delay} seconds");
            Log.Flush();
            Thread.Sleep(TimeSpan.FromSeconds(delay));
            lines = TlsLines.Summary | TlsLines.Cache;
        }
    }

    /// <summary>One connection; was its server met before?</summary>
    private bool Visit(List<Server> servers, ServerFinder finder, FingerTls tls, TlsLines lines)
    {
        string why = "";
        foreach (var server in servers)
        {
            int fd = Connect(server, finder.UnixPath, out why);
            if (fd < 0)
                continue;
            string peer = server.Address == null ? $"{server.Name}[{finder.UnixPath}]" : $"{server.Name}[{server.Address}]:{server.Port}";
            if (settings.Chat)
                Log.Info($"Connected to {peer}");
            using var conversation = new Conversation(settings, fd, peer);
            string name = conversation.Run(tls, server, lines);
            return name.Length > 0 && !seen.Add($"{name} {server.Address}");
        }
        string via = finder.UnixPath.Length > 0 ? "" : $" via {servers[^1].Name}";
        Log.Info($"Failed to establish session to {settings.Destination}{via}: {why}");
        return true;
    }

    private int Connect(Server server, string path, out string why)
    {
        var target = server.Address == null ? SocketAddress.Unix(path) : SocketAddress.Inet(server.Address, server.Port);
        int fd = Sys.StreamSocket(target.Family, nonBlocking: true);
        var e = Sys.TryConnect(fd, target);
        if (e == Errno.INPROGRESS)
        {
            Span<PollFd> one = [new PollFd(fd, PollFd.Out, 0)];
            e = Sys.Poll(one, (int)settings.ConnectTimeout.TotalMilliseconds) == 0 ? Errno.TIMEDOUT : Sys.SocketError(fd);
        }
        why = $"connect to {server.Name}[{(server.Address == null ? path : server.Address)}]{(server.Address == null ? "" : $":{server.Port}")}: {e.Text()}";
        if (e == Errno.None)
        {
            Sys.SetNonBlocking(fd, false);
            return fd;
        }
        Sys.CloseQuietly(fd);
        return -1;
    }
}
