using MailSuite.Daemon;
using MailSuite.Maps;
using MailSuite.Net;

namespace MailSuite.Pop3d;

/// <summary>
/// The process at the door: greets, does TLS, asks the authentication server, and gives a client that has logged in away. It never opens a mailbox, except in a
/// small instance without a service for that.
/// </summary>
internal sealed class Door
{
    private readonly MailConfig config;
    private readonly TlsServerContext? tls;
    private readonly MailboxRole? inProcess;
    private readonly Authentication authentication;
    private readonly NetworkList secureClients;
    private readonly bool wrapper;

    internal Door(MailConfig config, TlsServerContext? tls, MailboxRole? inProcess)
    {
        (this.config, this.tls, this.inProcess) = (config, tls, inProcess);
        secureClients = NetworkList.Of(Pop3dParams.SecureClients, config);
        wrapper = config.Get(Pop3dParams.TlsWrapperMode);
        authentication = new Authentication(config, new DovecotAuthClient(config.Get(Pop3dParams.AuthPath), TimeSpan.FromSeconds(30)));
    }

    internal void Serve(Client client)
    {
        var remote = client.Peer?.Address;
        var local = client.Peer is { Family: not 1 } ? Sys.LocalAddress(client.Fd) : null;
        string name = remote == null ? "localhost[local]" : $"unknown[{remote}]";
        var stream = new LineStream(client.NewTransport());   // the skeleton closes the socket
        stream.Transport.SetTimeout(config.Get(Pop3dParams.LoginTimeout));
        if (remote != null)
            Sys.SetNoDelay(client.Fd);
        var session = new Pop3Session(config, name)
        {
            Stream = stream,
            OffersTls = tls != null,
            Authentication = authentication,
            Secured = remote == null || secureClients.Contains(remote.ToString()) == LookupStatus.Found,
        };
        authentication.Begin(new AuthContext("pop3", local?.Address?.ToString() ?? "", local?.Port ?? 0, remote?.ToString() ?? "", client.Peer?.Port ?? 0, session.Secured));
        var talk = new Conversation(session, config.Get(Pop3dParams.LoginErrorLimit));
        Log.Info(LogLines.Connect(name));
        try
        {
            if (!wrapper || StartTls(session, client))
                Converse(session, talk, client);
        }
        catch (PeerGoneException)
        {
            Log.Info(LogLines.Ended("lost connection", talk.Last, name));
        }
        catch (PeerTimeoutException)
        {
            Log.Info(LogLines.Ended("timeout", talk.Last, name));
            SayLast(session, talk, Replies.Idle);
        }
        catch (ServiceStoppingException)
        {
            SayLast(session, talk, Replies.Stopping);
        }
        Log.Info(LogLines.Disconnect(name, authentication.Result != null ? 1 : 0, authentication.Attempts, talk.Commands));
        if (session.Tls != null)
            session.Stream.Transport.Dispose();
    }

    private void Converse(Pop3Session session, Conversation talk, Client client)
    {
        talk.Send(Pop3Reply.Ok(config.Get(Pop3dParams.Banner)));
        while (true)
        {
            switch (talk.Run())
            {
                case Afterwards.StartTls:
                    session.Stream.Flush();
                    // What came in clear behind STLS is never obeyed inside TLS (RFC 3207 6, CVE-2011-0411).
                    if (session.Stream.Discard() is > 0 and var bytes)
                        Log.Warning(LogLines.Pipelined(session.Client, bytes));
                    if (!StartTls(session, client))
                        return;
                    session.UserName = null;
                    break;
                case Afterwards.HandOver:
                    Admit(session, talk, client);
                    return;
                default:
                    session.Stream.Flush();
                    return;
            }
        }
    }

    private bool StartTls(Pop3Session session, Client client)
    {
        if (tls == null)
            return false;
        if (!tls.TryAccept(client.Fd, config.Get(Pop3dParams.LoginTimeout), out var transport, out string error))
        {
            Log.Info(LogLines.TlsFailed(session.Client, error));
            return false;
        }
        session.Stream.Upgrade(transport);
        (session.Tls, session.Secured) = (transport.Session, true);
        if (Log.Verbose > 0 || config.Text("smtpd_tls_loglevel") is not "0")
            Log.Info(transport.Session.LogLine("from", session.Client));
        return true;
    }

    private void Admit(Pop3Session session, Conversation talk, Client client)
    {
        var login = authentication.Result!;
        Log.Info(LogLines.Login(session.Client, authentication.Mechanism, login.User, session.Tls?.Protocol ?? "none"));
        if (inProcess != null)
        {
            inProcess.Open(session, talk, login.Ticket!);
            return;
        }
        // In clear the connection itself goes; from inside TLS one end of a pair, the other of which we serve.
        (int inner, int theirs) = session.Tls != null ? Sys.SocketPair() : (-1, client.Fd);
        var ticket = login.Ticket!;
        // What was said to a client that does not wait (USER's reply before PASS was read) goes out before the other process speaks.
        session.Stream.Flush();
        var handover = new LoginHandover("pop3", ticket.Process, ticket.Request, ticket.Cookie, session.Client, session.Secured, "", session.Stream.Available.ToArray());
        session.Stream.Discard();
        try
        {
            var answer = Handover.Give(config.Get(Pop3dParams.SessionPath), handover, theirs, TimeSpan.FromSeconds(30));
            if (inner >= 0)
                Sys.CloseQuietly(theirs);
            if (answer == HandoverAnswer.TryLater)
                SayLast(session, talk, Replies.MailboxTrouble);
            else if (inner >= 0)
                TlsRelay.Run(session.Stream.Transport, inner);
        }
        finally
        {
            Sys.CloseQuietly(inner);
        }
    }

    private static void SayLast(Pop3Session session, Conversation talk, Pop3Reply reply)
    {
        try
        {
            session.Stream.Transport.SetTimeout(TimeSpan.FromSeconds(5));
            talk.Send(reply);
            session.Stream.Flush();
        }
        catch (Exception e) when (e is PeerGoneException or PeerTimeoutException or ServiceStoppingException)
        {
            Log.Debug($"{session.Client}: {e.Message}");
        }
    }
}
