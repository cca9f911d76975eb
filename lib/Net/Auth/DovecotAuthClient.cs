using System.Globalization;
using System.Text;

namespace MailSuite.Net;

/// <summary>How an authentication ended.</summary>
public enum AuthStatus
{
    /// <summary>The user is who they say.</summary>
    Success,
    /// <summary>Not let in.</summary>
    Failed,
    /// <summary>Could not find out: the server is away, late, or has trouble of its own. Never told as a wrong password.</summary>
    TryLater,
    /// <summary>The client gave up ("*").</summary>
    Cancelled,
}

/// <summary>The end of an authentication.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="User">The user's name, as the server settled it; in a failure, as far as it is known; else empty.</param>
/// <param name="Reason">For the log; empty when the server gave none.</param>
/// <param name="Fields">All that the server said besides ("uid", "home", "nologin", ...).</param>
public sealed record AuthResult(AuthStatus Status, string User, string Reason, IReadOnlyDictionary<string, string> Fields)
{
    private static readonly Dictionary<string, string> Nothing = [];

    /// <summary>After a success with <see cref="AuthContext.Login"/>: what the mailbox's process needs to ask for the user. Good once.</summary>
    public AuthTicket? Ticket { get; init; }

    internal static AuthResult Later(string reason) => new(AuthStatus.TryLater, "", reason, Nothing);
    internal static AuthResult GivenUp { get; } = new(AuthStatus.Cancelled, "", "", Nothing);
}

/// <summary>Who wants to be authenticated, from where, over what: servers use it for limits and logs.</summary>
/// <param name="Service">"smtp", "pop3", "imap".</param>
/// <param name="LocalAddress">This end's address; empty when unknown.</param>
/// <param name="LocalPort">This end's port; 0 when unknown.</param>
/// <param name="RemoteAddress">The client's address.</param>
/// <param name="RemotePort">The client's port.</param>
/// <param name="Secured">Inside TLS?</param>
/// <param name="ClientCertificate">Did the client show a certificate that we trust?</param>
/// <param name="Login">A mailbox will be opened: the server keeps its answer until the mailbox's process asks for it (<see cref="AuthTicket"/>).</param>
public sealed record AuthContext(string Service, string LocalAddress, int LocalPort, string RemoteAddress, int RemotePort, bool Secured, bool ClientCertificate = false, bool Login = false);

/// <summary>The proof of a login towards the authentication server's master socket: who asked, which request it was, and the secret of their connection.</summary>
public sealed record AuthTicket(int Process, uint Request, string Cookie);

/// <summary>
/// The client's side of Dovecot's authentication protocol: asks a Dovecot "auth", or ours, over its socket. The connection stays open
/// between logins; a connection that was lost meanwhile is made again once. Everything the server says is bounded and may be nonsense.
/// </summary>
/// <param name="endpoint">Path of a UNIX-domain socket (relative to the queue directory), or inet:host:port.</param>
/// <param name="timeout">How long one answer may take; Postfix's limit is 10 s, and failures are held back 2 s.</param>
public sealed class DovecotAuthClient(string endpoint, TimeSpan? timeout = null) : IDisposable
{
    private const int MaxIrrelevantLines = 1000;

    private readonly TimeSpan limit = timeout ?? TimeSpan.FromSeconds(10);
    private LineStream? stream;
    private AuthHandshake? handshake;
    private uint lastId;

    /// <summary>What the server offers; null when it cannot be reached, and <paramref name="error"/> says why.</summary>
    public IReadOnlyList<SaslMechanism>? Mechanisms(out string error)
    {
        error = stream == null ? Connect() : "";
        return handshake is { IsComplete: true } h && error.Length == 0 ? h.Mechanisms : null;
    }

    /// <summary>
    /// Runs one authentication. <paramref name="initialResponse"/> is base64, null when the client sent none. <paramref name="respond"/> gets each
    /// challenge in base64 and returns the client's response in base64, or null when the client cancels; what it throws ends the exchange.
    /// </summary>
    public AuthResult Authenticate(string mechanism, string? initialResponse, AuthContext context, Func<string, string?> respond)
    {
        if (initialResponse != null && !AuthLine.IsBase64(initialResponse))
            return new AuthResult(AuthStatus.Failed, "", "malformed initial response", new Dictionary<string, string>());
        string request = Request(mechanism, initialResponse, context);
        if (request.Length > AuthLine.MaxLength)
            return new AuthResult(AuthStatus.Failed, "", "initial response too long", new Dictionary<string, string>());
        bool done = false;
        try
        {
            var result = Exchange(request, respond);
            done = true;
            return result;
        }
        finally
        {
            // An exchange that did not come to its end leaves an answer under way: the next must not take it for its own.
            if (!done)
                Close();
        }
    }

    private AuthResult Exchange(string request, Func<string, string?> respond)
    {
        for (int attempt = 0; ; attempt++)
        {
            bool fresh = stream == null;
            if (fresh && Connect() is { Length: > 0 } error)
                return AuthResult.Later(error);
            uint id = lastId = lastId == uint.MaxValue ? 1 : lastId + 1;
            string line = string.Create(CultureInfo.InvariantCulture, $"AUTH\t{id}\t{request}\n");
            bool answered = false;
            while (true)
            {
                string wrong = "";
                var reply = Ask(line, id, ref wrong);
                if (reply == null)
                {
                    Close();
                    // The server may have restarted since the last login; one that was connected just now had its chance.
                    if (!fresh && !answered && attempt == 0 && wrong.Length == 0)
                        break;
                    return AuthResult.Later(wrong.Length > 0 ? wrong : $"lost connection to authentication server {endpoint}");
                }
                answered = true;
                switch (reply.Kind)
                {
                    case AuthReplyKind.Ok:
                        return new AuthResult(AuthStatus.Success, reply["user"], "", reply.Fields) { Ticket = new AuthTicket(Sys.ProcessId, id, handshake!.Cookie) };
                    case AuthReplyKind.Fail:
                        return new AuthResult(reply.IsTemporary ? AuthStatus.TryLater : AuthStatus.Failed, reply["user"], Bytes.Printable(reply["reason"]), reply.Fields);
                }
                string? response = respond(reply.Challenge);
                if (response == null)
                {
                    Tell($"CANCEL\t{id}\n");
                    return AuthResult.GivenUp;
                }
                if (!AuthLine.IsBase64(response) || response.Length > AuthLine.MaxLength - 64)
                {
                    Tell($"CANCEL\t{id}\n");
                    return new AuthResult(AuthStatus.Failed, "", "malformed response", reply.Fields);
                }
                line = string.Create(CultureInfo.InvariantCulture, $"CONT\t{id}\t{response}\n");
            }
        }
    }

    private static string Request(string mechanism, string? initialResponse, AuthContext c)
    {
        var text = new StringBuilder(AuthLine.Escape(mechanism)).Append("\tservice=").Append(AuthLine.Escape(c.Service));
        if (!c.Login)
            text.Append("\tnologin");
        if (c.LocalAddress.Length > 0)
            text.Append("\tlip=").Append(AuthLine.Escape(c.LocalAddress));
        if (c.RemoteAddress.Length > 0)
            text.Append("\trip=").Append(AuthLine.Escape(c.RemoteAddress));
        if (c.LocalPort > 0)
            text.Append("\tlport=").Append(c.LocalPort);
        if (c.RemotePort > 0)
            text.Append("\trport=").Append(c.RemotePort);
        if (c.Secured)
            text.Append("\tsecured");
        if (c.ClientCertificate)
            text.Append("\tvalid-client-cert");
        // "resp" must be last. An empty one is written "=": older servers take a bare "resp=" for none.
        if (initialResponse != null)
            text.Append("\tresp=").Append(initialResponse.Length > 0 ? initialResponse : "=");
        return text.ToString();
    }

    /// <summary>Sends a line and waits for the answer to this request; null when there is none, and <paramref name="wrong"/> says what is odd about the server.</summary>
    private AuthReply? Ask(string line, uint id, ref string wrong)
    {
        try
        {
            stream!.Write(line);
            for (int i = 0; i < MaxIrrelevantLines; i++)
            {
                if (ReadLine() is not { } answer)
                    return null;
                var reply = AuthReply.Read(answer, out string odd);
                if (odd.Length > 0)
                {
                    wrong = $"authentication server {endpoint}: {odd}";
                    return null;
                }
                // An answer to a request that was given up earlier is nobody's any more.
                if (reply != null && reply.Id == id)
                    return reply;
            }
            wrong = $"authentication server {endpoint}: too many unexpected lines";
            return null;
        }
        catch (PeerGoneException)
        {
            return null;
        }
        catch (PeerTimeoutException)
        {
            wrong = "Connection timed out";
            return null;
        }
    }

    private void Tell(string line)
    {
        try
        {
            stream!.Write(line);
            stream.Flush();
        }
        catch (Exception e) when (e is PeerGoneException or PeerTimeoutException)
        {
            Close();
        }
    }

    private string? ReadLine()
    {
        var end = stream!.ReadLine(AuthLine.MaxLength, out var line);
        return end is LineEnd.End or LineEnd.TooLong ? null : Bytes.Text(line);
    }

    /// <summary>Connects and shakes hands; empty, or what went wrong.</summary>
    private string Connect()
    {
        Close();
        if (Open(out int fd) is { Length: > 0 } why)
            return $"unable to connect to authentication server {endpoint}: {why}";
        var transport = new FdTransport(fd);
        transport.SetTimeout(limit);
        stream = new LineStream(transport);
        handshake = new AuthHandshake();
        string error = "";
        try
        {
            stream.Write(string.Create(CultureInfo.InvariantCulture, $"VERSION\t1\t1\nCPID\t{Sys.ProcessId}\n"));
            for (int i = 0; i < MaxIrrelevantLines && !handshake.IsComplete && error.Length == 0; i++)
                error = ReadLine() is not { } line ? "lost connection" : handshake.Take(line) ?? "";
            if (error.Length == 0 && !handshake.IsComplete)
                error = "too many lines in the handshake";
        }
        catch (PeerGoneException)
        {
            error = "lost connection";
        }
        catch (PeerTimeoutException)
        {
            error = "Connection timed out";
        }
        if (error.Length == 0)
            return "";
        Close();
        return $"authentication server {endpoint}: {error}";
    }

    private string Open(out int fd)
    {
        fd = -1;
        if (!endpoint.StartsWith("inet:", StringComparison.Ordinal))
        {
            var e = Sys.TryConnectUnix(endpoint.StartsWith("unix:", StringComparison.Ordinal) ? endpoint[5..] : endpoint, out fd);
            return e == Errno.None ? "" : e.Text();
        }
        int colon = endpoint.LastIndexOf(':');
        string host = colon > 5 ? endpoint[5..colon].Trim('[', ']') : "localhost";
        int port = HostNames.Port(endpoint[(colon + 1)..]);
        if (port < 0)
            return "unknown service " + endpoint[(colon + 1)..];
        if (HostNames.Addresses(host, out var addresses, out string error) != NameAnswer.Found)
            return error;
        foreach (var address in addresses)
        {
            var target = SocketAddress.Inet(address, port);
            fd = Sys.StreamSocket(target.Family);
            Sys.SetSocketTimeouts(fd, limit);
            var e = Sys.TryConnect(fd, target);
            if (e == Errno.None)
                return "";
            error = e.Text();
            Sys.CloseQuietly(fd);
            fd = -1;
        }
        return error;
    }

    private void Close()
    {
        stream?.Dispose();
        stream = null;
        handshake = null;
    }

    /// <inheritdoc/>
    public void Dispose() => Close();
}
