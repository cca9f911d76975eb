using MailSuite.Config;
using MailSuite.Daemon;
using MailSuite.Net;

namespace MailSuite.Imapd;

/// <summary>
/// The process that strangers talk to. It does TLS and authentication as an unprivileged user, and hands the client to the process behind the door, which
/// opens the mailbox as its owner. Inside TLS it stays between the two, since TLS cannot be handed over.
/// </summary>
internal sealed class DoorRole
{
    private static readonly TimeSpan HandoverTimeout = TimeSpan.FromSeconds(30);

    private readonly MailConfig config;
    private readonly Clock clock;
    private readonly PeerNames names = new();
    private readonly TlsServerContext? tls;
    private readonly DovecotAuthClient auth;

    internal DoorRole(MailConfig config, Clock clock)
    {
        (this.config, this.clock) = (config, clock);
        string level = config.Get(ImapdParams.TlsLevel);
        if (level is not ("none" or "may" or "encrypt"))
            throw new FatalException($"invalid TLS level for imapd_tls_security_level: {level}");
        auth = new DovecotAuthClient(config.Get(ImapdParams.AuthPath), TimeSpan.FromSeconds(60));
        if (level == "none")
            return;
        // What imapd does not say of itself, smtpd's settings say.
        string Text(string name) => config.Text(Table.Find(name) != null ? name : name.Replace("imapd_", "smtpd_", StringComparison.Ordinal));
        if (TlsServerSettings.From(Text, mandatory: level == "encrypt", prefix: "imapd") is { } settings)
            tls = TlsServerContext.Create(settings with { Service = "imap", ApplicationProtocols = ["imap"] });
        if (tls == null && (level == "encrypt" || config.Get(ImapdParams.TlsWrapperMode)))
            throw new FatalException("TLS is required (imapd_tls_security_level, imapd_tls_wrappermode) and cannot be had");
    }

    internal void Serve(Client client)
    {
        var address = client.Peer?.Address;
        var local = address != null ? Sys.LocalAddress(client.Fd) : null;
        string name = address != null ? $"{names.Of(address).Name}[{address}]" : "localhost[127.0.0.1]";
        var peer = new AuthContext("imap", local?.Address?.ToString() ?? "", local?.Port ?? 0, address?.ToString() ?? "127.0.0.1", client.Peer?.Port ?? 0, Secured: false, Login: true);
        if (address != null)
            Sys.SetNoDelay(client.Fd);
        Log.Info(LogLines.Connect(name));
        var stream = new LineStream(client.NewTransport());
        var session = new DoorSession(config, stream, peer, name, auth, tls);
        string reason = "lost connection";
        try
        {
            var limit = config.Get(ImapdParams.LoginTimeout);
            stream.Transport.SetTimeout(limit);
            if (config.Get(ImapdParams.TlsWrapperMode))
                session.BeginTls();
            // However slowly somebody types, the time at the door ends (S-22).
            stream.Transport.SetDeadline(clock.Milliseconds + 3 * (long)limit.TotalMilliseconds);
            reason = session.Run();
            stream.Transport.SetDeadline(null);
        }
        catch (PeerGoneException)
        {
        }
        catch (PeerTimeoutException)
        {
            reason = "timeout";
            TryBye(stream, Replies.ByeIdle);
        }
        catch (ServiceStoppingException)
        {
            reason = "server is stopping";
            TryBye(stream, Replies.ByeStopping);
        }
        try
        {
            if (session.Login is { } login)
                HandOver(session, login, client, name);
            else if (reason != "logout")
                Log.Info(LogLines.Ended(reason, name));
        }
        finally
        {
            Log.Info(LogLines.Disconnect(name, session.Login != null ? 1 : 0, session.Attempts, session.Commands));
            session.Tls?.Dispose();
        }
    }

    private static void TryBye(LineStream stream, string line)
    {
        try
        {
            stream.Transport.SetDeadline(null);
            stream.Transport.SetTimeout(TimeSpan.FromSeconds(2));
            stream.Write(line);
            stream.Flush();
        }
        catch (Exception e) when (e is PeerGoneException or PeerTimeoutException or ServiceStoppingException)
        {
            // Nobody listens any more.
        }
    }

    private void HandOver(DoorSession session, LoggedIn login, Client client, string name)
    {
        string path = config.Get(ImapdParams.SessionPath);
        string loggedIn = LogLines.Login(name, session.Mechanism, login.User, session.Encryption);
        if (path.Length == 0)
        {
            if (Sys.EffectiveUid == 0)
                throw new FatalException("imapd_session_path is empty: mailboxes are not opened as root");
            Log.Info(loggedIn);
            if (!MailboxOpening.Serve(config, login.Ticket, session.Stream, login.Tag, name, static () => { }))
                session.TellLater();
            return;
        }
        var ticket = login.Ticket;
        session.Stream.Flush();
        var given = new LoginHandover("imap", ticket.Process, ticket.Request, ticket.Cookie, name, session.IsInsideTls, login.Tag, session.Stream.Available.ToArray());
        int inner = -1, outer = -1;
        try
        {
            if (session.IsInsideTls)
                (inner, outer) = Sys.SocketPair();
            if (Handover.Give(path, given, session.IsInsideTls ? inner : client.Fd, HandoverTimeout) != HandoverAnswer.Taken)
            {
                session.TellLater();
                return;
            }
            Log.Info(loggedIn);
            session.Stream.Discard();
            Sys.CloseQuietly(inner);
            inner = -1;
            if (session.Tls is { } transport)
                TlsRelay.Run(transport, outer);
        }
        finally
        {
            Sys.CloseQuietly(inner);
            Sys.CloseQuietly(outer);
        }
    }
}
