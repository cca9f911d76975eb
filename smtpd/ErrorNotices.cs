namespace MailSuite.Smtpd;

/// <summary>Notices to the postmaster about sessions with errors (notify_classes): the transcript, as a message.</summary>
internal sealed class ErrorNotices
{
    private readonly SmtpdSettings settings;
    private readonly string recipient, sender;

    public ErrorNotices(SmtpdSettings settings)
    {
        this.settings = settings;
        var config = settings.Config;
        foreach (string word in SmtpdSettings.Words(config.Get(BounceParams.NotifyClasses)))
            Wanted |= word.ToLowerInvariant() switch
            {
                "protocol" => ErrorClass.Protocol, "policy" => ErrorClass.Policy, "resource" => ErrorClass.Resource, "software" => ErrorClass.Software, "data" => ErrorClass.Data,
                _ => ErrorClass.None,
            };
        recipient = config.Get(SmtpParams.ErrorNoticeRecipient);
        sender = $"{config.Get(GlobalParams.DoubleBounceSender)}@{config.Get(GlobalParams.Myhostname)}";
    }

    /// <summary>Of which classes a notice is wanted.</summary>
    public ErrorClass Wanted { get; }

    /// <summary>The class of a refusal, by its enhanced status code.</summary>
    public static ErrorClass ClassOf(SmtpReply reply)
    {
        string text = reply.Text;
        string status = text.Length > 5 && text[1] == '.' ? text[2..Math.Max(text.IndexOf(' '), 5)] : "";
        return status switch
        {
            "3.1" or "3.4" or "5.3" => ErrorClass.Resource,
            "3.0" or "3.5" => ErrorClass.Software,
            "5.0" or "5.1" or "5.2" or "5.4" or "1.3" or "1.7" or "4.2" or "" => ErrorClass.Protocol,
            _ => ErrorClass.Policy,
        };
    }

    public void Send(SmtpSession session, ErrorClass seen, IEnumerable<string> lines)
    {
        try
        {
            using var message = CleanupSession.Open(settings.Cleanup, CleanupFlags.Internal, "local");
            message.Sender(sender);
            message.Recipient(new EnvelopeRecipient(recipient, "", "", DsnNotify.Never));
            message.StartContent();
            foreach (string line in Header(session, message.Id))
                message.Line(Bytes.Of(line));
            message.Line(default);
            message.Line("Transcript of session follows."u8);
            message.Line(default);
            foreach (string line in lines)
                message.Line(Bytes.Of(line));
            if (session.EndReason is { } reason)
            {
                message.Line(default);
                message.Line(Bytes.Of($"Session aborted, reason: {reason}"));
            }
            message.Line(default);
            message.Line("For other details, see the local mail logfile"u8);
            if (message.Finish().Ok)
            {
                Log.Info($"{message.Id}: sender notice: {seen.ToString().ToLowerInvariant()}");
                settings.Qmgr.Arrived(message.Id);
            }
        }
        catch (UnixException e)
        {
            Log.Warning($"postmaster notify: {e.Message}");
        }
    }

    private IEnumerable<string> Header(SmtpSession session, string id)
    {
        string date = LocalTime.MailDate(settings.Context.Clock.UnixSeconds);
        yield return $"Received: by {settings.Myhostname} ({settings.MailName}) id {id};";
        yield return $"\t{date}";
        yield return $"From: Mail Delivery System <{sender}>";
        yield return $"To: Postmaster <{MailAddress.Quote(recipient)}>";
        yield return $"Subject: {settings.MailName} SMTP server: errors from {session.Peer.Display}";
    }
}
