namespace MailSuite.Smtpd.Commands;

/// <summary>STARTTLS (RFC 3207).</summary>
internal static class StartTls
{
    public static SmtpReply Run(SmtpSession s, SmtpCommandLine line)
    {
        if (line.ArgumentCount > 0)
            return Replies.TlsSyntax;
        if (s.Tls != null)
            return Replies.TlsActive;
        if (!s.Settings.Tls.Wanted)
            return Replies.TlsUnwanted;
        if (s.Settings.Tls.Context == null || s.Peer.Fd == 0)
            return Replies.TlsUnavailable;
        if (s.Limits.BeforeTls() is { } refused)
            return refused;
        return Replies.TlsReady with { Then = () => Handshake(s) };
    }

    private static SmtpReply? Handshake(SmtpSession s)
    {
        // What came behind the command in clear was perhaps put there by somebody in between: it must never be obeyed inside TLS (RFC 3207 6).
        if (s.DropClearText() is > 0 and var count)
            Log.Info($"improper command pipelining after STARTTLS from {s.Peer.Display}: {count} bytes discarded");
        return s.Handshake() && !s.Tls!.Reused ? s.Limits.NewTls() : null;
    }
}
