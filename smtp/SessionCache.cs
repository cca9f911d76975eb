namespace MailSuite.Smtp;

/// <summary>
/// Connections that stay open for a short time after a message, so that the next one to the same destination saves the greeting, TLS and
/// AUTH. Each process has its own: no descriptor is passed about, and what a session has proven stays with it.
/// </summary>
internal sealed class SessionCache(SmtpSettings settings, Clock clock)
{
    private const int MaxSessions = 8, FreshMilliseconds = 100;

    private readonly List<(string Key, SmtpSession Session)> sessions = [];

    /// <summary>Takes a session for a destination out of the cache; null when there is none that is still good.</summary>
    internal SmtpSession? Take(string key)
    {
        Expire();
        int at = sessions.FindIndex(s => s.Key == key);
        if (at < 0)
            return null;
        var session = sessions[at].Session;
        sessions.RemoveAt(at);
        // A server that had enough has closed, or says 421 first: either way there is something to read. One that answered a moment ago is not asked.
        if (session.Stream.MoreIsHere || clock.Milliseconds - session.IdleSince > FreshMilliseconds && Sys.Readable(session.Fd, 0))
        {
            session.Dispose();
            return null;
        }
        session.Uses++;
        return session;
    }

    /// <summary>Keeps a session for the next message, or ends it when it may not be kept.</summary>
    internal void Keep(string key, SmtpSession session)
    {
        bool wanted = session.IsReusable && (session.Tls == null || session.Wish.Reuse) && (settings.CacheOnDemand || settings.CacheDestinations.Length > 0)
            && (settings.ReuseCountLimit == 0 || session.Uses < settings.ReuseCountLimit)
            && clock.Milliseconds - session.Born < (long)settings.ReuseTimeLimit.TotalMilliseconds;
        if (!wanted)
        {
            // In the middle of a message QUIT would be a line of it.
            if (session.IsInMessage)
                session.Dispose();
            else
                session.Quit();
            return;
        }
        session.IdleSince = clock.Milliseconds;
        session.Stream.Transport.SetDeadline(null);
        if (sessions.Count == MaxSessions)
        {
            sessions[0].Session.Quit();
            sessions.RemoveAt(0);
        }
        sessions.Add((key, session));
    }

    /// <summary>Ends sessions that waited too long; milliseconds until the next is due, -1 when none is left.</summary>
    internal int Expire()
    {
        long limit = (long)settings.CacheTimeLimit.TotalMilliseconds, now = clock.Milliseconds;
        for (int i = sessions.Count - 1; i >= 0; i--)
            if (now - sessions[i].Session.IdleSince >= limit)
            {
                sessions[i].Session.Quit();
                sessions.RemoveAt(i);
            }
        return sessions.Count == 0 ? -1 : (int)Math.Clamp(sessions.Min(static s => s.Session.IdleSince) + limit - now, 1, int.MaxValue);
    }

    /// <summary>Ends all.</summary>
    internal void Clear()
    {
        foreach (var (_, session) in sessions)
            session.Quit();
        sessions.Clear();
    }
}
