namespace MailSuite.Smtpd;

/// <summary>The limits on what one client may do in anvil_rate_time_unit, and at a time (smtpd_client_*_limit): what lives as long as the process.</summary>
internal sealed class ClientLimits : IDisposable
{
    private readonly NetworkList exceptions;
    private readonly int prefix4, prefix6;

    public ClientLimits(SmtpdSettings settings)
    {
        var config = settings.Config;
        Service = settings.Context.ServiceName;
        ConnectionCount = config.Get(SmtpdParams.ClientConnectionCountLimit);
        ConnectionRate = config.Get(SmtpdParams.ClientConnectionRateLimit);
        MessageRate = config.Get(SmtpdParams.ClientMessageRateLimit);
        RecipientRate = config.Get(SmtpdParams.ClientRecipientRateLimit);
        NewTlsRate = config.Get(SmtpdParams.ClientNewTlsSessionRateLimit);
        AuthRate = config.Get(SmtpdParams.ClientAuthRateLimit);
        exceptions = NetworkList.Of(SmtpdParams.ClientEventLimitExceptions, config);
        prefix4 = config.Get(SmtpdParams.ClientIpv4PrefixLength);
        prefix6 = config.Get(SmtpdParams.ClientIpv6PrefixLength);
        bool any = ConnectionCount > 0 || ConnectionRate > 0 || MessageRate > 0 || RecipientRate > 0 || NewTlsRate > 0 || AuthRate > 0;
        Anvil = any && !settings.Context.Options.StandAlone ? new AnvilClient(settings.Context.Clock) : null;
    }

    public string Service { get; }
    public int ConnectionCount { get; }
    public int ConnectionRate { get; }
    public int MessageRate { get; }
    public int RecipientRate { get; }
    public int NewTlsRate { get; }
    public int AuthRate { get; }

    /// <summary>Who counts; null when there are no limits.</summary>
    public AnvilClient? Anvil { get; }

    /// <summary>Is the client beyond all limits (smtpd_client_event_limit_exceptions)? A list that cannot be asked exempts nobody.</summary>
    public bool Exempts(SmtpPeer peer) => exceptions.Contains(peer.Name, peer.Address) == LookupStatus.Found;

    /// <summary>The name under which a client is counted: the service and its address, or the network that counts as one client.</summary>
    public string IdentOf(SmtpPeer peer)
    {
        if (!AddressText.TryParse(peer.Address, out var address))
            return $"{Service}:{peer.Address}";
        byte[] bytes = address.GetAddressBytes();
        int length = bytes.Length == 4 ? prefix4 : prefix6;
        if (length >= bytes.Length * 8)
            return $"{Service}:{peer.Address}";
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] &= (byte)(length >= 8 * (i + 1) ? 255 : length <= 8 * i ? 0 : 255 << (8 * (i + 1) - length) & 255);
        return $"{Service}:{new System.Net.IPAddress(bytes)}/{length}";
    }

    public void Dispose() => Anvil?.Dispose();
}

/// <summary>One session's side of <see cref="ClientLimits"/>: what the client does is counted, and refused when it is too much.</summary>
internal sealed class SessionLimits(SmtpSession session, ClientLimits limits)
{
    private string? ident;

    /// <summary>A connection begins; the refusal when there are too many.</summary>
    public SmtpReply? Connected()
    {
        var peer = session.Peer;
        if (limits.Anvil == null || limits.Exempts(peer) || session.Settings.MayUseXclient(peer))
            return null;
        ident = limits.IdentOf(peer);
        if (limits.Anvil.Count(AnvilEvent.Connect, ident) is not { } answer)
            return null;
        if (limits.ConnectionCount > 0 && answer.Count > limits.ConnectionCount)
            return TooMany("Connection concurrency limit exceeded", answer.Count, Replies.TooManyConnections(session.Settings.Myhostname, peer.Address));
        if (limits.ConnectionRate > 0 && answer.Rate > limits.ConnectionRate)
            return TooMany("Connection rate limit exceeded", answer.Rate, Replies.TooManyConnections(session.Settings.Myhostname, peer.Address));
        return null;
    }

    /// <summary>The connection has ended.</summary>
    public void Disconnected()
    {
        if (ident != null)
            limits.Anvil!.Disconnected(ident);
        ident = null;
    }

    public SmtpReply? Mail() => Rate(AnvilEvent.Message, limits.MessageRate, "Message delivery request rate limit exceeded", Replies.TooMuchMail);

    public SmtpReply? Recipient() => Rate(AnvilEvent.Recipient, limits.RecipientRate, "Recipient address rate limit exceeded", Replies.TooManyRecipientsFrom);

    public SmtpReply? Auth() => Rate(AnvilEvent.Auth, limits.AuthRate, "AUTH command rate limit exceeded", Replies.TooManyAuth);

    /// <summary>Before STARTTLS: was there too much of it already?</summary>
    public SmtpReply? BeforeTls()
    {
        if (ident == null || limits.NewTlsRate == 0 || limits.Anvil!.Count(AnvilEvent.NewTlsStatus, ident) is not { } answer || answer.Rate <= limits.NewTlsRate)
            return null;
        Log.Warning($"Refusing STARTTLS request from {session.Peer.Display} for service {limits.Service}");
        return Replies.TooManyTls(session.Peer.Display);
    }

    /// <summary>After a handshake that was no resumption; the refusal when it was one too many.</summary>
    public SmtpReply? NewTls() => Rate(AnvilEvent.NewTls, limits.NewTlsRate, "New TLS session rate limit exceeded", _ => Replies.TooManyNewTls(session.Settings.Myhostname, session.Peer.Display));

    private SmtpReply? Rate(AnvilEvent what, int limit, string words, Func<string, SmtpReply> reply) =>
        limit > 0 && ident != null && limits.Anvil!.Count(what, ident) is { } answer && answer.Rate > limit ? TooMany(words, answer.Rate, reply(session.Peer.Address)) : null;

    private SmtpReply TooMany(string words, int number, SmtpReply reply)
    {
        Log.Warning($"{words}: {number} from {session.Peer.Display} for service {limits.Service}");
        return reply;
    }
}
