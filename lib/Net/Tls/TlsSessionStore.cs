namespace MailSuite.Net;

/// <summary>Sessions of a client, by server, so that the next handshake is a short one. Each process has its own; what a session has proven stays in it.</summary>
internal sealed class TlsSessionStore(TimeSpan keep) : IDisposable
{
    private const int MaxSessions = 200;

    private readonly Dictionary<string, (nint Session, long Until)> sessions = new(StringComparer.Ordinal);

    /// <summary>Offers the server its last session. True whether or not there was one.</summary>
    internal bool Offer(nint ssl, string key)
    {
        if (!sessions.Remove(key, out var kept))
            return true;
        // A session is offered once: who sees the same ticket twice knows that the same client came twice (RFC 8446 C.4).
        if (Clock.System.Milliseconds < kept.Until)
            OpenSsl.SSL_set_session(ssl, kept.Session);
        OpenSsl.SSL_SESSION_free(kept.Session);
        OpenSsl.ERR_clear_error();
        return true;
    }

    /// <summary>Keeps what a connection that ends can be resumed with.</summary>
    internal void Keep(nint ssl, string key)
    {
        if (keep <= TimeSpan.Zero || OpenSsl.SSL_get1_session(ssl) is not (not 0 and var session))
            return;
        if (OpenSsl.SSL_SESSION_is_resumable(session) != 1)
        {
            OpenSsl.SSL_SESSION_free(session);
            return;
        }
        if (sessions.Remove(key, out var old))
            OpenSsl.SSL_SESSION_free(old.Session);
        if (sessions.Count >= MaxSessions)
            Dispose();
        sessions[key] = (session, Clock.System.Milliseconds + (long)keep.TotalMilliseconds);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (session, _) in sessions.Values)
            OpenSsl.SSL_SESSION_free(session);
        sessions.Clear();
    }
}
