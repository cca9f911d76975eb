using MailSuite.Mail;
using MailSuite.Maps;
using MailSuite.Net;

namespace MailSuite.Smtp;

/// <summary>
/// One delivery request: tries the servers of the destination, then those of the fallback relays, until every recipient is delivered,
/// bounced or deferred. A temporary trouble with a server that is not the last only leads to the next.
/// </summary>
internal sealed class SmtpDelivery(SmtpWorld world, Delivery delivery, bool softBounce)
{
    private readonly SmtpSettings settings = world.Settings;
    private readonly DeliveryRequest request = delivery.Request;
    private bool withoutTls, weAreServer;

    /// <summary>Recipients whose end is not known yet.</summary>
    internal List<DeliveryRecipient> Left { get; } = [.. delivery.Request.Recipients];

    internal Delivery Delivery => delivery;

    internal void Run()
    {
        if (RefuseBadAddresses())
            return;
        var sites = settings.Sites(request.Nexthop);
        Dsn? why = null;
        string tls = "";
        for (int i = 0; i < sites.Count && Left.Count > 0 && !weAreServer; i++)
            why = TrySite(sites[i], i == sites.Count - 1, ref tls) ?? why;
        if (Left.Count == 0)
            return;
        var last = why ?? new Dsn("4.3.0", "no server could be tried");
        if (last.Status[0] != '4')
            last = Pardon(last, sites.Count > 1);
        Fail(last, null, throttle: last.Status[0] == '4', tls);
    }

    /// <summary>What looks like a slip in our own configuration must not bounce people's mail.</summary>
    private Dsn Pardon(Dsn why, bool viaFallback)
    {
        if (viaFallback)
            Log.Warning($"{settings.Prefix}_fallback_relay configuration problem");
        else if (request.Nexthop == settings.Config.Get(GlobalParams.Relayhost))
            Log.Warning("relayhost configuration problem");
        else
            return why;
        return Replies.ConfigurationError;
    }

    /// <summary>An address with a control character cannot be said in SMTP: it would be a command.</summary>
    private bool RefuseBadAddresses()
    {
        static bool Bad(string address) => address.AsSpan().IndexOfAnyInRange('\0', '\x1f') >= 0 || address.Contains('\x7f');
        foreach (var r in Left.ToArray())
            if (Bad(request.Sender) || Bad(r.Address))
            {
                delivery.Done(r, new Outcome(OutcomeKind.Bounced, Replies.BadAddress(Bad(request.Sender))), "none");
                Left.Remove(r);
            }
        return Left.Count == 0;
    }

    /// <summary>Tries the servers of one destination; the reason why none of them was of use, null when one was.</summary>
    private Dsn? TrySite(string site, bool lastSite, ref string tls)
    {
        var destination = Destination.Parse(site, settings.TcpPort, settings.IsLmtp, out string bad);
        if (destination == null)
        {
            Log.Warning($"{bad} in SMTP server description: {site}");
            return Replies.ConfigurationError;
        }
        int port = destination.UnixPath.Length > 0 ? 0 : world.PortOf(destination.Port);
        if (port < 0)
        {
            Log.Warning($"unknown service: {destination.Port}/tcp");
            return Replies.ConfigurationError;
        }
        if (world.RequireTls.Of(request, destination) is not { } need)
            return new Dsn("4.3.0", $"{settings.Prefix}_requiretls_policy lookup error");
        string key = CacheKey(destination);
        if (world.Cache.Take(key) is { } kept)
            UseKept(kept, key);
        if (Left.Count == 0)
            return null;
        bool loopCheck = port == world.DefaultPort && !settings.IsLmtp;
        var search = world.Finder.Find(destination, loopCheck);
        weAreServer = search.WeAreServer;
        if (search.IsOurs && settings.BestMxTransport.Length > 0)
        {
            PassOn(settings.BestMxTransport);
            return null;
        }
        var (hosts, why) = search;
        lastSite |= weAreServer;
        int sessions = 0;
        for (int i = 0; i < hosts.Count && Left.Count > 0; i++)
        {
            bool final = lastSite && (i == hosts.Count - 1 || settings.MxSessionLimit > 0 && sessions + 1 == settings.MxSessionLimit);
            if (world.Tls.For(destination, hosts[i], hosts[i].Port > 0 ? hosts[i].Port : port, out why) is not { } wish)
            {
                if (!final)
                    Log.Info($"{request.QueueId}: {why!.Reason}");
                continue;
            }
            wish = world.RequireTls.Adapted(wish, need, request);
            if (withoutTls)
                wish = wish with { Level = TlsLevel.None, Asked = TlsLevel.None };
            tls = settings.LogTlsFeatures ? $", tls={wish.Asked.Word()}{(wish.Level == TlsLevel.None ? "" : "?")}" : "";
            int fd = Connector.Connect(hosts[i], hosts[i].Port > 0 ? hosts[i].Port : port, destination, settings, out why);
            if (fd < 0)
            {
                Log.Info(why!.Reason);
                continue;
            }
            sessions++;
            var session = new SmtpSession(fd, hosts[i], hosts[i].Port > 0 ? hosts[i].Port : port, destination, world);
            session.Need = need;
            var handshake = new Handshake(world, request, destination, hosts[i], loopCheck, final);
            why = Use(session, handshake, wish, final);
            // At level "may", TLS that does not work after a while is done without: the mail is more use than the wrapping (T-18).
            if (handshake.TlsBroke && Left.Count > 0 && !withoutTls && MayGoPlain())
            {
                Log.Info($"{request.QueueId}: retrying {session.PeerWithPort} without TLS");
                (withoutTls, i, sessions) = (true, i - 1, sessions - 1);
                session.Quit();
                continue;
            }
            world.Cache.Keep(key, session);
            if (final && Left.Count > 0 && why != null)
                Fail(why, session, throttle: true, TlsWord(session));
            if (sessions == settings.MxSessionLimit)
                break;
        }
        return why;
    }

    /// <summary>best_mx_transport: the mail is ours, and another agent knows what to do with it.</summary>
    private void PassOn(string service)
    {
        if (AgentPass.TryPass(request, service, settings.MyHostName, out var trouble) is not { } report)
        {
            Fail(trouble, null, throttle: false, "");
            return;
        }
        delivery.Passed(report);
        Left.Clear();
    }

    private bool MayGoPlain() =>
        !settings.SaslEnabled && request.ActiveMicros - request.ArrivalMicros >= (long)settings.Config.Get(QmgrParams.MinimalBackoffTime).TotalMicroseconds;

    /// <summary>Mail with credentials of its own must not travel in somebody else's session.</summary>
    private string CacheKey(Destination destination) =>
        destination.Text.ToLowerInvariant() + (settings.SaslEnabled && settings.SenderDependentAuthentication ? "\n" + request.Sender : "")
        + ((request.SendOptions & (SendOption.RequireTls | SendOption.TlsNotRequired)) is not 0 and var tls ? $"\n{tls}" : "");

    /// <summary>
    /// Uses a session of an earlier message. Those who are left afterwards get a new one, perhaps at another server: also when the kept one
    /// turns out to be dead. Only where the message may have arrived already is it deferred.
    /// </summary>
    private void UseKept(SmtpSession session, string key)
    {
        Dsn why;
        try
        {
            new MailTransaction(world, this, session, final: false, softBounce).Run(connected: 0);
            world.Cache.Keep(key, session);
            return;
        }
        catch (PeerGoneException)
        {
            why = Replies.LostConnection(session);
        }
        catch (PeerTimeoutException)
        {
            why = Replies.TimedOut(session);
        }
        catch (Exception e) when (e is CorruptRecordException or UnixException or TableTroubleException)
        {
            Log.Warning($"{request.QueueId}: {e.Message}");
            why = Replies.LocalTrouble(session);
        }
        bool arrived = session.Doing == MailTransaction.SendingEnd;
        session.Dispose();
        if (arrived)
            Fail(why, session, throttle: true, TlsWord(session));
        else
            Log.Debug($"{request.QueueId}: {why.Reason}; trying a new connection");
    }

    /// <summary>Makes a session ready and sends the message; null, or why the session was of no use for those who are left.</summary>
    private Dsn? Use(SmtpSession session, Handshake handshake, TlsWish wish, bool final)
    {
        Dsn? why;
        try
        {
            why = handshake.Run(session, wish);
            if (why == null)
                return new MailTransaction(world, this, session, final, softBounce).Run(world.Clock.UnixMicros);
        }
        catch (PeerGoneException)
        {
            session.IsReusable = false;
            why = Replies.LostConnection(session);
        }
        catch (PeerTimeoutException)
        {
            session.IsReusable = false;
            why = Replies.TimedOut(session);
        }
        catch (Exception e) when (e is CorruptRecordException or UnixException or TableTroubleException)
        {
            session.IsReusable = false;
            Log.Warning($"{request.QueueId}: {e.Message}");
            why = Replies.LocalTrouble(session);
        }
        // A final refusal of the whole server is the end, wherever it stands; a temporary one only at the last server.
        if (why.Status[0] == '5' && !softBounce)
            Fail(why, session, throttle: false, TlsWord(session));
        else if (!final)
            Log.Info($"{request.QueueId}: {why.Reason}");
        return why;
    }

    /// <summary>", tls=..." of the log line: what was wanted, and what came of it where that is something else.</summary>
    internal string TlsWord(SmtpSession? session)
    {
        if (!settings.LogTlsFeatures || session == null)
            return "";
        var wish = session.Wish;
        bool missed = wish.Level != TlsLevel.None && session.Tls == null;
        string require = session.Need == RequireTlsNeed.None ? "" : session.Has(Features.RequireTls) && session.Tls != null ? "/requiretls" : "/!requiretls";
        return ", tls=" + (!missed ? wish.Word : wish.Asked.Word() + (session.HasSaidHello ? ":none" : "?")) + require;
    }

    /// <summary>Ends all recipients that are left in the same way.</summary>
    internal void Fail(Dsn why, SmtpSession? session, bool throttle, string tls, long connected = 0)
    {
        bool soft = why.Status[0] == '4';
        foreach (var r in Left)
            delivery.Done(r, new Outcome(soft ? OutcomeKind.Deferred : OutcomeKind.Bounced, why), session?.PeerWithPort ?? "none", connected, tls: tls);
        Left.Clear();
        if (throttle && (soft || softBounce))
            delivery.DestinationTrouble ??= why;
    }
}
