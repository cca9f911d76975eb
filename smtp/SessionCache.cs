using MailSuite.Maps;

namespace MailSuite.Smtp;

/// <summary>
/// Connections that stay open for a short time after a message, so that the next one to the same destination saves the greeting, TLS and
/// AUTH. Each process has its own: no descriptor is passed about, and what a session has proven stays with it.
/// </summary>
internal sealed class SessionCache(SmtpSettings settings, Clock clock, ErrorNotices notices)
{
    private const int MaxSessions = 8, FreshMilliseconds = 100;

    private readonly List<(string Key, SmtpSession Session)> sessions = [];
    private readonly StringList always = StringList.Parse(settings.CacheDestinations, settings.Config, settings.Prefix + "_connection_cache_destinations");

    private bool IsWanted(Destination d) =>
        settings.CacheOnDemand || !always.IsEmpty && always.Contains(d.UnixPath.Length > 0 ? d.UnixPath : d.Host) == LookupStatus.Found;

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
        bool wanted = session.IsReusable && (session.Tls == null || session.Wish.Reuse) && IsWanted(session.Destination)
            && (settings.ReuseCountLimit == 0 || session.Uses < settings.ReuseCountLimit)
            && clock.Milliseconds - session.Born < (long)settings.ReuseTimeLimit.TotalMilliseconds;
        if (!wanted)
        {
            End(session);
            return;
        }
        session.IdleSince = clock.Milliseconds;
        session.Stream.Transport.SetDeadline(null);
        if (sessions.Count == MaxSessions)
        {
            End(sessions[0].Session);
            sessions.RemoveAt(0);
        }
        sessions.Add((key, session));
    }

    private void End(SmtpSession session)
    {
        // In the middle of a message QUIT would be a line of it.
        if (session.IsInMessage)
            session.Dispose();
        else
            session.Quit();
        notices.Ended(session);
    }

    /// <summary>Ends sessions that waited too long; milliseconds until the next is due, -1 when none is left.</summary>
    internal int Expire()
    {
        long limit = (long)settings.CacheTimeLimit.TotalMilliseconds, now = clock.Milliseconds;
        for (int i = sessions.Count - 1; i >= 0; i--)
            if (now - sessions[i].Session.IdleSince >= limit)
            {
                End(sessions[i].Session);
                sessions.RemoveAt(i);
            }
        return sessions.Count == 0 ? -1 : (int)Math.Clamp(sessions.Min(static s => s.Session.IdleSince) + limit - now, 1, int.MaxValue);
    }

    /// <summary>Ends all.</summary>
    internal void Clear()
    {
        foreach (var (_, session) in sessions)
            End(session);
        sessions.Clear();
    }
}
