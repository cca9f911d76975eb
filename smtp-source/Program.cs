using System.Net.Sockets;
using SocketAddress = MailSuite.Base.SocketAddress;

namespace MailSuite.SmtpSource;

/// <summary>smtp-source(1): sends test messages to an SMTP or LMTP server, in many sessions at a time.</summary>
public static class Program
{
    /// <summary>Runs until all messages are sent; exit status 1 at the first refusal, unless -A says to go on.</summary>
    public static int Main(string[] args) => CommandStart.Run(Invocation.BaseName, () =>
    {
        var settings = Settings.Read(args);
        using var loop = new Loop();
        var work = new Work(settings, Find(settings), loop);
        for (int i = 0; i < settings.Sessions; i++)
            _ = work.Start();
        while (work.Running > 0 && work.Failed == null)
            loop.Turn(-1);
        if (work.Failed is { } why)
            throw why;
        work.Finish();
        return 0;
    });

    private static SocketAddress Find(Settings settings)
    {
        string server = settings.Server;
        if (server.StartsWith("unix:", StringComparison.Ordinal))
            return SocketAddress.Unix(server[5..]);
        if (server.StartsWith("inet:", StringComparison.Ordinal))
            server = server[5..];
        if (HostPort.Read(server, null, settings.Lmtp ? "24" : "smtp", out string host, out string service) is { } wrong)
            throw new FatalException($"{wrong}: {server}");
        int port = HostNames.Port(service);
        if (port < 0)
            throw new FatalException($"{service}/tcp: unknown service");
        HostNames.Addresses(host, out var addresses, out string error);
        var usable = addresses.Find(a => a.AddressFamily == AddressFamily.InterNetwork ? settings.Four : settings.Six);
        return usable != null ? SocketAddress.Inet(usable, port) : throw new FatalException($"{host}: {(error.Length > 0 ? error : "host not found")}");
    }
}

/// <summary>What the sessions share: how many messages are left, and how far they are.</summary>
internal sealed class Work(Settings settings, SocketAddress server, Loop loop)
{
    private int left = settings.Messages, counter, recipient;

    internal Settings Settings => settings;
    internal SocketAddress Server => server;
    internal Loop Loop => loop;
    internal int Running { get; private set; }
    internal Exception? Failed { get; private set; }

    /// <summary>The number of a recipient whose address was never used before.</summary>
    internal int NextRecipient() => ++recipient;

    /// <summary>Takes one of the messages that are left; how many are behind it, or -1.</summary>
    internal int Take() => left > 0 ? --left : -1;

    internal bool HasMore => left > 0;

    internal void Sent()
    {
        counter++;
        if (settings.Counter)
            Sys.WriteOnce(1, Bytes.Of($"{counter}\r"));
    }

    internal void Finish()
    {
        if (settings.Counter)
            Sys.WriteOnce(1, "\n"u8);
    }

    internal async Task Start()
    {
        Running++;
        try
        {
            await new Session(this).Run();
        }
        catch (Exception e) when (e is FatalException or UnixException or PeerGoneException)
        {
            Failed ??= e is PeerGoneException ? new FatalException("lost connection") : e;
        }
        Running--;
    }
}
