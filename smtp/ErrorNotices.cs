using MailSuite.Mail;

namespace MailSuite.Smtp;

/// <summary>
/// Notices to the postmaster about servers that do not speak SMTP as it should be, or to whom we do not (notify_classes has "protocol"): the
/// transcript of the session, as a message. Nothing is kept of sessions where nobody wants that.
/// </summary>
internal sealed class ErrorNotices(SmtpSettings settings, Clock clock)
{
    private readonly bool wanted = SmtpSettings.Words(settings.Config.Get(BounceParams.NotifyClasses)).Any(static w => Bytes.Same(w, "protocol"));

    /// <summary>What was said in a new session; null when nobody wants to know.</summary>
    internal Transcript? Begin() => wanted ? new Transcript() : null;

    /// <summary>A session has ended.</summary>
    internal void Ended(SmtpSession session)
    {
        if (session.Said is not { IsSuspicious: true } said)
            return;
        string recipient = settings.Config.Get(SmtpParams.ErrorNoticeRecipient), sender = settings.Config.Get(GlobalParams.DoubleBounceSender);
        using var injector = new MailInjector(settings.Config);
        using var message = injector.Begin(new MailEnvelope(sender, [new EnvelopeRecipient(recipient, Notify: DsnNotify.Never)]));
        if (message == null)
        {
            Log.Warning("postmaster notify: the cleanup service is not available");
            return;
        }
        string mailName = settings.Config.Get(GlobalParams.MailName);
        string[] head =
        [
            $"Received: by {settings.MyHostName} ({mailName}) id {message.QueueId};", $"\t{LocalTime.MailDate(clock.UnixSeconds)}",
            $"From: Mail Delivery System <{sender}>", $"To: Postmaster <{recipient}>", $"Subject: {mailName} {settings.Prefix.ToUpperInvariant()} client: errors from {session.PeerWithPort}", "",
            $"Unexpected response from {session.PeerWithPort}.", "", "Transcript of session follows.", "",
        ];
        foreach (var line in head.Concat(said.Lines).Concat(["", "For other details, see the local mail logfile"]))
            message.Line(line);
        message.Commit();
    }
}

/// <summary>The lines of one session, a bounded number of bounded lines.</summary>
internal sealed class Transcript
{
    private const int MaxLines = 500, MaxLineLength = 500;

    private readonly List<string> lines = [];

    internal IReadOnlyList<string> Lines => lines;

    /// <summary>Did the server answer as if we, or it, did not know SMTP (no reply at all, 50x, 555)?</summary>
    internal bool IsSuspicious { get; private set; }

    internal void Sent(string command) => Add(" Out: " + command);

    internal void Received(SmtpReply reply)
    {
        Add(" In:  " + reply.Text);
        IsSuspicious |= reply.Code is < 400 and not (>= 200 and < 400) or 555 or >= 500 and < 510;
    }

    private void Add(string line)
    {
        if (lines.Count < MaxLines)
            lines.Add(line.Length > MaxLineLength ? line[..MaxLineLength] : line);
    }
}
