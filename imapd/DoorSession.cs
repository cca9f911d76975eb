using MailSuite.Config;
using MailSuite.Net;
using MailSuite.Protocol.Imap;

namespace MailSuite.Imapd;

/// <summary>A login that succeeded and now needs a mailbox.</summary>
internal sealed record LoggedIn(AuthTicket Ticket, string User, string Tag);

/// <summary>
/// A client that has not logged in. States: in clear, or inside TLS (<see cref="BeginTls"/>). A login (<see cref="Login"/>), LOGOUT, too many
/// mistakes, silence or the client's leaving end it. Nothing of a mailbox is known here.
/// </summary>
internal sealed class DoorSession(MailConfig config, LineStream stream, AuthContext peer, string client, DovecotAuthClient auth, TlsServerContext? tls)
{
    // Before login a client may make us keep this much, whatever it announces (I-01).
    private const int CommandLimit = 65536;

    private static readonly string[] WebVerbs = ["GET", "POST", "HEAD", "PUT", "OPTIONS", "CONNECT", "DELETE", "HOST:", "USER-AGENT:"];

    private readonly CommandReader reader = new(stream, CommandLimit);
    private AuthContext peer = peer;
    private IReadOnlyList<string>? mechanisms;
    private int errors, failures;

    internal LineStream Stream => stream;
    internal string Tag { get; private set; } = "*";
    internal bool Ended { get; set; }
    internal int Commands { get; private set; }
    internal int Attempts { get; private set; }

    /// <summary>The login that ended this session; null while there is none.</summary>
    internal LoggedIn? Login { get; private set; }
    internal string Mechanism { get; private set; } = "";

    internal TlsTransport? Tls { get; private set; }
    internal bool IsInsideTls => Tls != null;
    internal bool OffersTls => tls != null;
    internal bool MaySendPasswords => IsInsideTls || !config.Get(ImapdParams.TlsAuthOnly) && config.Get(ImapdParams.TlsLevel) != "encrypt";
    internal bool AuthIsAway { get; private set; }

    internal string Encryption => Tls?.Session.Protocol ?? "none";

    internal IReadOnlyList<string> Mechanisms
    {
        get
        {
            if (mechanisms != null)
                return mechanisms;
            var offered = auth.Mechanisms(out string error);
            AuthIsAway = offered == null;
            if (offered == null)
                Log.Warning(error);
            return mechanisms = offered?.Where(static m => !m.IsAnonymous).Select(static m => m.Name).ToList() ?? [];
        }
    }

    internal string Capabilities => Imapd.Capabilities.AtDoor(OffersTls && !IsInsideTls, MaySendPasswords, MaySendPasswords ? Mechanisms : []);

    internal void Write(string line) => stream.Write(line);

    /// <summary>Serves the client until it has logged in or is gone; what ended it, empty for a login.</summary>
    internal string Run()
    {
        Write($"* OK [CAPABILITY {Capabilities}] {config.Get(ImapdParams.Banner)} {Replies.GreetingEnd}\r\n");
        while (!Ended && Login == null)
        {
            var end = reader.Read();
            if (end == CommandEnd.Closed)
                return "lost connection";
            if (end == CommandEnd.TooLong)
                return Bye(Replies.ByeTooLong, "command too long");
            Commands++;
            if (IsWebClient())
                return Bye(Replies.ByeHttp, "not an IMAP client");
            Obey(end);
            if (errors >= config.Get(ImapdParams.LoginErrorLimit))
                return Bye(Replies.ByeErrors, "too many errors");
            if (failures >= config.Get(ImapdParams.AuthErrorLimit))
                return Bye(Replies.ByeAuthErrors, "too many authentication failures");
        }
        if (Login == null)
            stream.Flush();
        return Login != null ? "" : "logout";
    }

    private string Bye(string line, string reason)
    {
        Write(line);
        stream.Flush();
        return reason;
    }

    // A browser that was lured here would send commands of its master's choosing in what follows (ALPACA).
    private bool IsWebClient()
    {
        int space = reader.Command.IndexOf((byte)' ');
        var word = Bytes.Text(space < 0 ? default : reader.Command[..Math.Min(space, 20)]);
        return Array.Exists(WebVerbs, v => Bytes.Same(v, word)) && Commands == 1;
    }

    private void Obey(CommandEnd end)
    {
        var r = new ImapReader(reader.Command);
        int space = r.Rest.IndexOf((byte)' ');
        Tag = space is > 0 and <= 100 ? Bytes.Text(r.Rest[..space]) : "";
        if (Tag.Length == 0 || Tag.AsSpan().IndexOfAnyExceptInRange('!', '~') >= 0 || Tag.AsSpan().ContainsAny("(){%*\"\\+"))
        {
            errors++;
            Write(Replies.NoTag.Line("*"));
            return;
        }
        r = new ImapReader(r.Rest[(space + 1)..]);
        var name = Bytes.Text(r.Word("a command")).ToUpperInvariant();
        var command = DoorCommands.Find(name);
        var reply = end == CommandEnd.LiteralRefused ? Replies.LiteralTooBig
            : command != null ? command.Run(this, ref r)
            : ImapCommands.Find(name) != null || name == "UID" ? Replies.LogInFirst
            : Replies.Unknown;
        if (!r.Ok)
            reply = Replies.Misfit(name.Length > 0 ? name : "line", r.Wanted);
        if (reply.IsBad)
            errors++;
        if (!reply.IsSilent)
            Write(reply.Line(Tag));
        // A client that sends the next bytes of a refused literal all the same would be misread from here on.
        if (end == CommandEnd.MessageFollows && !reader.Literal.Synchronizing)
            Ended = true;
    }

    /// <summary>From here on inside TLS. What the client sent in clear behind STARTTLS is forgotten (T-01), and what we told it before TLS too.</summary>
    internal void BeginTls()
    {
        stream.Flush();
        if (stream.BufferedCount > 0)
            Log.Warning($"{client}: input behind STARTTLS is ignored");
        if (!tls!.TryAccept(stream.Transport.InputFd, config.Get(ImapdParams.LoginTimeout), out var inside, out string error))
        {
            Log.Info(LogLines.TlsFailed(client, error));
            throw new PeerGoneException();
        }
        UseTls(inside);
        stream.Upgrade(inside);
    }

    internal void UseTls(TlsTransport inside)
    {
        Tls = inside;
        peer = peer with { Secured = true };
    }

    /// <summary>Asks the authentication server. A success ends this session with <see cref="Login"/>; then somebody else answers the command.</summary>
    internal ImapReply LogIn(string mechanism, string? initial, Func<string, string?> respond)
    {
        Attempts++;
        Mechanism = mechanism;
        // A response that is no base64 is the client's mistake; asked one by one, so that the server never sees it.
        var result = auth.Authenticate(mechanism, initial, peer, respond);
        switch (result.Status)
        {
            case AuthStatus.Success when result.Ticket is { } ticket:
                Login = new LoggedIn(ticket, result.User, Tag);
                return ImapReply.Silent;
            case AuthStatus.Cancelled:
                return Replies.AuthenticationAborted;
            case AuthStatus.Failed:
                failures++;
                Log.Warning(LogLines.AuthenticationFailed(client, mechanism, result.Reason, result.User.Length > 0 ? result.User : UserOf(initial)));
                return Replies.AuthenticationFailed;
            default:
                failures++;
                Log.Warning(LogLines.AuthenticationFailed(client, mechanism, result.Reason, result.User));
                return Replies.AuthenticationLater;
        }
    }

    // The name in a PLAIN response, for the log; never the password behind it.
    private static string UserOf(string? initial)
    {
        if (string.IsNullOrEmpty(initial))
            return "";
        var fields = Bytes.Text(Convert.FromBase64String(initial)).Split('\0');
        return fields.Length == 3 ? Bytes.Printable(fields[1]) : "";
    }

    /// <summary>The mailbox cannot be opened now.</summary>
    internal void TellLater()
    {
        Write(Replies.MailboxLater.Line(Tag));
        stream.Flush();
    }
}
