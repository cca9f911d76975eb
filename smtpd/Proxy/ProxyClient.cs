using System.Text;

namespace MailSuite.Smtpd;

/// <summary>The conversation with a before-queue filter, as its SMTP client. Whatever goes wrong is told once in the log and becomes one temporary reply; nothing is thrown.</summary>
internal sealed class ProxyClient : IDisposable
{
    // Replies are bounded: a filter that never ends one must not fill the memory.
    private const int MaxLine = 2048, MaxLines = 100;

    private readonly string endpoint;
    private readonly LineStream? stream;

    private ProxyClient(string endpoint, LineStream? stream)
    {
        (this.endpoint, this.stream) = (endpoint, stream);
        HasFailed = stream == null;
    }

    /// <summary>The filter cannot be talked to any more.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>The attributes that it takes by XFORWARD.</summary>
    public string ForwardAttributes { get; private set; } = "";

    /// <summary>Connects, and gets through the greetings.</summary>
    public static ProxyClient Connect(SmtpdSettings settings)
    {
        string endpoint = settings.ProxyFilter;
        var client = new ProxyClient(endpoint, Open(endpoint, settings.ProxyTimeout));
        if (client.HasFailed)
            return client;
        if (client.Hear().Code / 100 != 2)
            client.Refused("(greeting)");
        else if (client.Say($"EHLO {settings.ProxyEhlo}") is var hello && hello.Code / 100 != 2)
            client.Refused("EHLO");
        else
            foreach (string line in hello.Text.Split('\n'))
                if (line.StartsWith("XFORWARD ", StringComparison.OrdinalIgnoreCase))
                    client.ForwardAttributes = line[9..];
        return client;
    }

    private void Refused(string what)
    {
        if (!HasFailed)
            Log.Warning($"proxy {endpoint} rejected \"{what}\"");
        HasFailed = true;
    }

    private static LineStream? Open(string endpoint, TimeSpan limit)
    {
        string error = endpoint.StartsWith("unix:", StringComparison.Ordinal) ? Sys.TryConnectUnix(endpoint[5..], out int fd) is var e && e == Errno.None ? "" : e.Text()
            : OpenInet(endpoint.StartsWith("inet:", StringComparison.Ordinal) ? endpoint[5..] : endpoint, limit, out fd);
        if (error.Length > 0)
        {
            Log.Warning($"connect to proxy filter {endpoint}: {error}");
            return null;
        }
        var transport = new FdTransport(fd);
        transport.SetTimeout(limit);
        return new LineStream(transport);
    }

    private static string OpenInet(string target, TimeSpan limit, out int fd)
    {
        fd = -1;
        if (HostPort.Read(target, "localhost", null, out string host, out string service) is { } wrong)
            return wrong;
        int port = HostNames.Port(service);
        if (port < 0)
            return $"unknown service {service}";
        if (HostNames.Addresses(host, out var addresses, out string error) != NameAnswer.Found)
            return error;
        foreach (var address in addresses)
        {
            var to = SocketAddress.Inet(address, port);
            fd = Sys.StreamSocket(to.Family);
            Sys.SetSocketTimeouts(fd, limit);
            Sys.SetNoDelay(fd);
            var e = Sys.TryConnect(fd, to);
            if (e == Errno.None)
                return "";
            error = e.Text();
            Sys.CloseQuietly(fd);
        }
        return error;
    }

    /// <summary>Sends a command and hears the reply.</summary>
    public SmtpReply Say(string command)
    {
        // What the client wrote goes on: a stray CR in it must not look like the end of a command to the filter.
        Send(Bytes.Of(string.Concat(command.Select(static c => c < ' ' ? ' ' : c))));
        return Hear();
    }

    /// <summary>Sends a line. The end of line is ours: there is none inside.</summary>
    public void Send(ReadOnlySpan<byte> line) => Write(line, "\r\n"u8);

    /// <summary>Sends bytes, and more behind them.</summary>
    public void Write(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> more)
    {
        if (HasFailed)
            return;
        try
        {
            stream!.Write(bytes);
            stream.Write(more);
        }
        catch (PeerGoneException)
        {
            Failed("lost connection with");
        }
        catch (PeerTimeoutException)
        {
            Failed("timeout talking to");
        }
    }

    /// <summary>Hears a reply; the one that stands for a failed conversation when there is none.</summary>
    public SmtpReply Hear()
    {
        if (HasFailed)
            return Replies.ProxyFailed;
        try
        {
            var text = new StringBuilder();
            for (int i = 0; i < MaxLines; i++)
            {
                var end = stream!.ReadLine(MaxLine, out var bytes);
                if (end == LineEnd.End)
                    throw new PeerGoneException();
                string line = Bytes.Text(bytes);
                if (end == LineEnd.TooLong || line.Length < 3 || !int.TryParse(line.AsSpan(0, 3), out int code) || code is < 200 or > 599 || line.Length > 3 && line[3] is not (' ' or '-'))
                {
                    Log.Warning($"received garbage from proxy {endpoint}: {Bytes.Printable(line.Length > 100 ? line[..100] : line)}");
                    break;
                }
                text.Append(i > 0 ? "\n" : "").Append(line.Length > 4 ? line.AsSpan(4) : default);
                if (line.Length == 3 || line[3] == ' ')
                    return new SmtpReply(code, text.ToString());
            }
            HasFailed = true;
        }
        catch (PeerGoneException)
        {
            Failed("lost connection with");
        }
        catch (PeerTimeoutException)
        {
            Failed("timeout talking to");
        }
        return Replies.ProxyFailed;
    }

    private void Failed(string what)
    {
        Log.Warning($"{what} proxy {endpoint}");
        HasFailed = true;
    }

    /// <summary>Says QUIT where there is still somebody, without waiting for the answer. In the middle of a message nothing is said: it must not be taken for its end.</summary>
    public void Leave(bool inContent)
    {
        if (HasFailed || inContent)
            return;
        Send("QUIT"u8);
        if (!HasFailed)
            try
            {
                stream!.Flush();
            }
            catch (Exception e) when (e is PeerGoneException or PeerTimeoutException)
            {
                // It is gone already.
            }
    }

    public void Dispose() => stream?.Dispose();
}
