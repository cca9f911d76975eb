using MailSuite.Mail;
using MailSuite.Maps;
using MailSuite.Net;

namespace MailSuite.Smtp;

/// <summary>From a fresh connection to a session that takes mail: greeting, EHLO, STARTTLS, EHLO again, AUTH.</summary>
internal sealed class Handshake(SmtpWorld world, DeliveryRequest request, Destination destination, SmtpHost host, bool loopCheck, bool final)
{
    private readonly SmtpSettings settings = world.Settings;
    private bool extended = true;

    /// <summary>TLS could have been had and failed, at level "may": the next try may do without.</summary>
    internal bool TlsBroke { get; private set; }

    /// <summary>Gets the session ready; null, or why this server is of no use now. Throws what the transport throws.</summary>
    internal Dsn? Run(SmtpSession session, TlsWish wish)
    {
        session.Wish = wish;
        if (settings.TlsWrapperMode && StartTls(session, wish) is { } broken)
            return broken;
        session.Doing = "receiving the initial server greeting";
        session.Limit(settings.HeloTimeout);
        var greeting = session.Read();
        if (!greeting.IsPositive)
        {
            var refused = Replies.RefusedToTalk(session, greeting);
            // smtp_skip_5xx_greeting: a server that is out of order altogether says nothing about the recipients.
            return greeting.IsPermanent && settings.Skip5xxGreeting ? refused.WithClass('4') : refused;
        }
        if (PixWorkarounds.IsBlackened(greeting.Text) && world.Pix.For(host) is { Count: > 0 } workarounds)
        {
            Log.Info($"{request.QueueId}: enabling PIX workarounds: {string.Join(' ', workarounds)} for {session.PeerWithPort}");
            session.Workarounds = workarounds;
        }
        extended = !session.Workarounds.Contains("disable_esmtp") && !settings.NeverSendEhlo && (settings.AlwaysSendEhlo || greeting.Text.Contains("ESMTP", StringComparison.OrdinalIgnoreCase));
        if (Hello(session) is { } unwilling)
            return unwilling;
        if (session.Tls == null && wish.Level != TlsLevel.None)
        {
            if (session.Has(Features.StartTls))
            {
                if (NegotiateTls(session, wish) is { } failed)
                    return failed;
            }
            else if (wish.Level >= TlsLevel.Encrypt)
                return session.Need == RequireTlsNeed.Enforce ? Lacks(session) : Replies.TlsNotOffered(session);
        }
        else if (session.Tls == null && session.Has(Features.StartTls) && settings.NoteStartTlsOffer)
            Log.Info($"Host offered STARTTLS: [{host.Name}]");
        if (session.Need == RequireTlsNeed.Enforce && !(session.Tls is { IsVerified: true } && session.Has(Features.RequireTls)))
            return Lacks(session);
        return Authenticate(session);
    }

    /// <summary>T-16: never to a server that would hand it on in clear. Another may do: only what the last one lacks is the end.</summary>
    private Dsn Lacks(SmtpSession session) => final ? Replies.RequireTlsNotOffered(session) : Replies.RequireTlsNotOffered(session).WithClass('4');

    private Dsn? Hello(SmtpSession session)
    {
        var reply = session.SayHello(extended);
        if (!reply.IsPositive)
            return Replies.RefusedToTalk(session, reply);
        if (!Bytes.Same(session.CalledItself, settings.MyHostName))
            return null;
        if (loopCheck)
            return HostFinder.LoopsBack(destination.Text);
        Log.Warning($"host {session.PeerWithPort} replied to HELO/EHLO with my own hostname {settings.MyHostName}");
        return null;
    }

    private Dsn? NegotiateTls(SmtpSession session, TlsWish wish)
    {
        bool insist = wish.Level >= TlsLevel.Encrypt;
        if (world.Tls.ContextFor(wish) == null)
            return insist ? Replies.TlsUnavailable : null;
        session.Doing = "sending the STARTTLS command";
        var reply = session.Ask("STARTTLS", settings.StartTlsTimeout);
        if (!reply.IsPositive)
            return insist ? Replies.TlsRefused(session, reply) : null;
        // More than the one reply came before TLS: somebody puts words into the server's mouth (CVE-2021-38371).
        if (session.Stream.MoreIsHere)
        {
            Log.Warning($"{session.PeerWithPort}: unexpected plaintext after the reply to STARTTLS");
            return Broken(wish);
        }
        return StartTls(session, wish) ?? Hello(session);
    }

    private Dsn Broken(TlsWish wish)
    {
        TlsBroke = wish.Level == TlsLevel.May;
        return Replies.TlsFailed;
    }

    private Dsn? StartTls(SmtpSession session, TlsWish wish)
    {
        // Wrapper mode at level "none" is TLS all the same: there is nothing else to speak there.
        var wanted = wish.Level == TlsLevel.None ? wish with { Level = TlsLevel.Encrypt } : wish;
        var context = world.Tls.ContextFor(wanted);
        if (context == null)
            return Replies.TlsUnavailable;
        var policy = wish.For(destination, host) with { Settings = world.Tls.SettingsFor(wanted) };
        // A session tells nothing of TLSA records and trust anchors: there the certificate is looked at each time.
        if (settings.TlsSessionTime > TimeSpan.Zero && policy.Associations.Count == 0)
            policy = policy with { SessionKey = $"{session.PeerWithPort} {settings.HeloName} {wish.Level} {wish.ServerName} {wish.Protocols} {wish.Ciphers} {wish.Exclude}" };
        int level = TlsLogLevel.Of(LogLevel());
        policy = policy with { LogLevel = level, Label = session.PeerWithPort };
        if (level > 1)
            Log.Info($"setting up TLS connection to {session.PeerWithPort}");
        if (!context.TryConnect(session.Fd, policy, settings.StartTlsTimeout, out var tls, out string error))
        {
            Log.Info($"SSL_connect error to {session.PeerWithPort}: {error}");
            return Broken(wish);
        }
        session.Upgrade(tls);
        if (level > 0)
            Log.Info(tls.Session.LogLine("to", session.PeerWithPort, wish.ServerName));
        if (wish.Level < TlsLevel.Fingerprint || tls.Session.IsVerified)
            return null;
        if (tls.Session.VerifyError.Length > 0 && wish.Level != TlsLevel.Fingerprint)
            Log.Info($"server certificate verification failed for {session.PeerWithPort}: {tls.Session.VerifyError}");
        return tls.Session.IsTrusted || wish.Level == TlsLevel.Fingerprint ? Replies.NotVerified : Replies.NotTrusted;
    }

    /// <summary>smtp_tls_loglevel, or what a table says for this server.</summary>
    private string LogLevel()
    {
        if (settings.TlsLogLevels.IsEmpty)
            return settings.TlsLogLevel;
        var found = settings.TlsLogLevels.Find(host.Name);
        if (found.Status == LookupStatus.NotFound && host.Address != null)
            found = settings.TlsLogLevels.Find(host.Address.ToString());
        return found.IsFound ? found.Value : settings.TlsLogLevel;
    }

    private Dsn? Authenticate(SmtpSession session)
    {
        if (!session.Has(Features.Auth))
            return null;
        return world.Sasl.Find(destination, host, request.Sender, out var credential) switch
        {
            LookupStatus.TryLater => new Dsn("4.3.0", $"{settings.Prefix}_sasl_password_maps lookup error"),
            LookupStatus.Found => world.Sasl.Login(session, credential!),
            _ => null,
        };
    }
}
