using System.Net;
using SocketAddress = MailSuite.Base.SocketAddress;

namespace MailSuite.Maps;

/// <summary>
/// The connection to a server of lookups, opened when first needed and kept. A question is asked a second time, over a new connection, when
/// the server has closed the old one while it was idle.
/// </summary>
internal sealed class TableServer : IDisposable
{
    private readonly string endpoint;
    private readonly TimeSpan timeout;
    private LineStream? stream;

    /// <summary>Was there no connection to be had for the last question?</summary>
    public bool IsAway { get; private set; }

    /// <summary>A server at "host:port", or at the path of a socket when <paramref name="isUnix"/> says so.</summary>
    public TableServer(string endpoint, TimeSpan timeout, bool isUnix = false)
    {
        this.endpoint = endpoint;
        this.timeout = timeout;
        IsUnix = isUnix;
        string service = endpoint[(endpoint.LastIndexOf(':') + 1)..];
        if (!isUnix && service.Length > 0 && char.IsAsciiDigit(service[0]) && service.AsSpan().IndexOfAnyExceptInRange('0', '9') >= 0)
            throw new TableUnavailableException($"{service}: garbage after numerical service");
    }

    private bool IsUnix { get; }

    /// <summary>Why the last question has no answer.</summary>
    public string Trouble { get; private set; } = "";

    /// <summary>Sends a question and reads its answer; null, after a warning, when that cannot be done now.</summary>
    /// <param name="what">What is connected to, for warnings.</param>
    /// <param name="question">The bytes to send.</param>
    /// <param name="read">Reads the answer; null when it is not one, after its own warning.</param>
    public string? Ask(string what, byte[] question, Func<LineStream, string?> read)
    {
        for (bool idle = stream != null; ; idle = false)
        {
            string problem;
            try
            {
                IsAway = false;
                if (stream == null && Connect() is var error && error != Errno.None)
                {
                    IsAway = true;
                    Trouble = error.Text();
                    Log.Warning($"connect to {what}: {Trouble}");
                    return null;
                }
                // Answers in reserve belong to no question of ours.
                if (stream!.MoreIsHere)
                    throw new PeerGoneException();
                stream.Write(question);
                stream.Flush();
                if (read(stream) is { } answer)
                    return answer;
                Trouble = Errno.PROTO.Text();
                Dispose();
                return null;
            }
            catch (PeerGoneException)
            {
                problem = "Connection closed by server";
            }
            catch (PeerTimeoutException)
            {
                problem = Errno.TIMEDOUT.Text();
                idle = false;
            }
            Dispose();
            if (idle)
                continue;
            Trouble = problem;
            Log.Warning($"read reply from {what}: {problem}");
            return null;
        }
    }

    private Errno Connect()
    {
        var last = Errno.ADDRNOTAVAIL;
        foreach (var address in Addresses())
        {
            int fd = Sys.StreamSocket(address.Family);
            Sys.SetSocketTimeouts(fd, timeout);
            last = Sys.TryConnect(fd, address);
            if (last == Errno.None)
            {
                var transport = new FdTransport(fd);
                transport.SetTimeout(timeout);
                stream = new LineStream(transport, 4096);
                return Errno.None;
            }
            Sys.CloseQuietly(fd);
        }
        return last;
    }

    private IEnumerable<SocketAddress> Addresses()
    {
        if (IsUnix)
            return [SocketAddress.Unix(endpoint)];
        int colon = endpoint.LastIndexOf(':');
        string host = colon < 0 ? "" : endpoint[..colon].Trim('[', ']');
        int port = HostNames.Port(endpoint[(colon + 1)..]);
        var found = new List<IPAddress>();
        string error = "bad host:port";
        if (port > 0 && HostNames.Addresses(host.Length == 0 ? "localhost" : host, out found, out error) == NameAnswer.Found)
            return found.Select(a => SocketAddress.Inet(a, port));
        Log.Warning($"host or service {endpoint} not found: {error}");
        return [];
    }

    public void Dispose()
    {
        stream?.Dispose();
        stream = null;
    }
}
