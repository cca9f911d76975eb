namespace MailSuite.Maps;

/// <summary>
/// The connection of this process to proxymap or proxywrite, which all its tables share; opened when first needed, and again when the server has gone. A request is
/// repeated over the new connection: asking twice, or writing the same value twice, does no harm.
/// </summary>
internal sealed class ProxyConnection
{
    private static readonly Dictionary<string, ProxyConnection> All = new(StringComparer.Ordinal);

    private readonly string path;
    private readonly TimeSpan timeout;
    private readonly List<(string Name, string Value)> attributes = [];
    private LineStream? stream;

    private ProxyConnection(string path, TimeSpan timeout)
    {
        this.path = path;
        this.timeout = timeout;
    }

    /// <summary>The connection to a service of this instance. A daemon stands in the queue directory, which is also its root when it is jailed.</summary>
    public static ProxyConnection To(string service, MailConfig config)
    {
        string path = "private/" + service;
        if (Sys.TryAccess(path, 0) != Errno.None)
            path = $"{config.Get(GlobalParams.QueueDirectory)}/{path}";
        lock (All)
            return All.TryGetValue(path, out var known) ? known : All[path] = new ProxyConnection(path, config.Get(GlobalParams.IpcTimeout));
    }

    /// <summary>Sends a request and returns the values of the answer, in the order of <paramref name="names"/>; null, after a warning, when there is none.</summary>
    public string[]? Ask(byte[] request, params ReadOnlySpan<string> names)
    {
        lock (this)
            for (bool again = stream != null; ; again = false)
            {
                string problem;
                try
                {
                    if (stream == null && Connect() is var error && error != Errno.None)
                    {
                        Log.Warning($"connect to subsystem {path}: {error.Text()}");
                        return null;
                    }
                    stream!.Write(request);
                    stream.Flush();
                    return Answer(names);
                }
                catch (PeerGoneException)
                {
                    problem = "Connection closed by server";
                }
                catch (PeerTimeoutException)
                {
                    problem = Errno.TIMEDOUT.Text();
                    again = false;
                }
                catch (InvalidDataException e)
                {
                    problem = e.Message;
                    again = false;
                }
                Close();
                if (again)
                    continue;
                Log.Warning($"service {path}: {problem}");
                return null;
            }
    }

    private Errno Connect()
    {
        int fd = Sys.StreamSocket(1);
        var error = Sys.TryConnect(fd, SocketAddress.Unix(path));
        if (error != Errno.None)
        {
            Sys.CloseQuietly(fd);
            return error;
        }
        var transport = new FdTransport(fd);
        transport.SetTimeout(timeout);
        stream = new LineStream(transport, 4096);
        return Answer("protocol") is [ProxyProtocol.Name] ? Errno.None : throw new InvalidDataException("unexpected protocol");
    }

    private string[] Answer(params ReadOnlySpan<string> names)
    {
        int size;
        while ((size = ProxyProtocol.Read(stream!.Available, attributes)) == 0)
        {
            if (stream.BufferedCount >= ProxyProtocol.Limit)
                throw new InvalidDataException("answer too long");
            if (!stream.FillMore())
                throw new PeerGoneException();
        }
        stream.Advance(size);
        if (attributes.Count != names.Length)
            throw new InvalidDataException("unexpected number of attributes");
        var values = new string[names.Length];
        for (int i = 0; i < names.Length; i++)
            values[i] = attributes[i].Name == names[i] ? attributes[i].Value : throw new InvalidDataException($"unexpected attribute {attributes[i].Name} (expecting: {names[i]})");
        return values;
    }

    private void Close()
    {
        stream?.Dispose();
        stream = null;
    }
}
