using MailSuite.Protocol;

namespace MailSuite.Bounce;

/// <summary>
/// Who gets a notice of what. Each order ends in true when everything that must be told is durably in the queue (or nobody wants to
/// hear of it): only then may the log, and the recipients in the queue file, go.
/// <code>
/// original sender      failure                       delay
/// somebody             notice to him, null sender    warning to him        (and a copy to the postmaster: notify_classes)
/// null: a notice       to 2bounce_notice_recipient, from double-bounce, when notify_classes has 2bounce; else nobody
/// double-bounce        nobody: a log line            nobody
/// </code>
/// </summary>
internal sealed class Notifier(MailConfig config, Clock clock, QueueFiles files, MailInjector injector, BounceTemplates templates)
{
    private readonly string[] classes = config.Get(BounceParams.NotifyClasses).Split([' ', ',', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);
    private readonly string host = config.Get(GlobalParams.Myhostname);
    private readonly bool redactsRequireTls = config.Get(BounceParams.RequiretlsRedactDsn);
    private readonly CleanupFlags flags = InternalMail.Flags(config, "bounce");

    private string DoubleBounce => $"{config.Get(GlobalParams.DoubleBounceSender)}@{host}";

    private bool IsDoubleBounce(string sender) => Bytes.Same(sender, DoubleBounce);

    private bool Class(string name) => Array.Exists(classes, c => Bytes.Same(c, name));

    /// <summary>The recipients in a log will never get the message.</summary>
    internal bool Failed(string log, BounceRequest request)
    {
        var template = templates[BounceTemplate.FailureName];
        if (IsDoubleBounce(request.Sender))
        {
            Log.Warning($"{request.QueueId}: undeliverable postmaster notification discarded");
            return true;
        }
        using var about = Open(log, request);
        if (request.Sender.Length == 0)
            return !Class("2bounce") || Send(about, template, DoubleBounce, config.Get(BounceParams.TwobounceNoticeRecipient), Applies.All,
                "postmaster non-delivery notification", postmaster: true);
        return Failed(about, request.Sender);
    }

    /// <summary>A notice of failure to somebody, and the postmaster's copy of it, without which it goes as well.</summary>
    private bool Failed(About about, string recipient)
    {
        var (request, template) = (about.Request, templates[BounceTemplate.FailureName]);
        if (!Send(about, template, "", recipient, Applies.Failure, "sender non-delivery notification", headerOnly: request.Return == DsnReturn.Headers))
            return false;
        if (Class("bounce") && !Send(about, template, DoubleBounce, config.Get(BounceParams.NoticeRecipient), Applies.All,
                "postmaster non-delivery notification", postmaster: true, headerOnly: true))
            Log.Warning($"{request.QueueId}: postmaster notice failed while bouncing to {recipient}");
        return true;
    }

    /// <summary>
    /// As Failed, for VERP mail: each recipient has a notice of its own, to the return path that its delivery had.
    /// Stops where a notice cannot be queued; those before it come again with the next order.
    /// </summary>
    internal bool FailedEach(string log, BounceRequest request)
    {
        if (request.Sender.Length == 0 || IsDoubleBounce(request.Sender))
        {
            Log.Warning($"{request.QueueId}: request to send VERP-style notification of bounced mail");
            return Failed(log, request);
        }
        using var about = Open(log, request);
        // Nobody knows whom the log was about: then at least the list's owner hears of it.
        if (about.LogIsLost)
            return Failed(log, request);
        foreach (var record in about.Records)
        {
            string returnPath = VerpSender.For(request.Sender, request.Verp, MailAddress.Unquote(record.Original), MailAddress.Unquote(record.Recipient));
            if (!Failed(about with { Records = [record] }, returnPath))
                return false;
        }
        return true;
    }

    /// <summary>The recipients in a log have waited for long; we keep trying.</summary>
    internal bool Delayed(string log, BounceRequest request)
    {
        var template = templates[BounceTemplate.DelayName];
        if (IsDoubleBounce(request.Sender))
            return true;
        using var about = Open(log, request);
        if (request.Sender.Length == 0)
            return !Class("2bounce") || !Class("delay") || Send(about, template, DoubleBounce, config.Get(BounceParams.DelayNoticeRecipient), Applies.All,
                "postmaster delay notification", postmaster: true, headerOnly: true);
        if (!Send(about, template, "", request.Sender, Applies.Delay, "sender delay notification", headerOnly: true))
            return false;
        if (Class("delay") && !Send(about, template, DoubleBounce, config.Get(BounceParams.DelayNoticeRecipient), Applies.All,
                "postmaster delay notification", postmaster: true, headerOnly: true))
            Log.Warning($"{request.QueueId}: postmaster notice failed while warning {request.Sender}");
        return true;
    }

    /// <summary>The sender asked to hear of success, or of what would happen (sendmail -bv, -v).</summary>
    internal bool Traced(string log, BounceRequest request)
    {
        if (request.Sender.Length == 0 || IsDoubleBounce(request.Sender))
        {
            Log.Info($"{request.QueueId}: not sending trace/success notification for {(request.Sender.Length == 0 ? "single" : "double")}-bounce message");
            return true;
        }
        using var about = Open(log, request);
        if (about.Records.Count == 0)
        {
            Log.Info($"{request.QueueId}: no trace file -- not sending a notification");
            return true;
        }
        bool asked = (request.Flags & (DeliveryFlags.Trace | DeliveryFlags.VerifyOnly)) != 0;
        return Send(about, templates[asked ? BounceTemplate.VerifyName : BounceTemplate.SuccessName], "", request.Sender, Applies.All,
            "sender delivery status notification", headerOnly: true);
    }

    /// <summary>A message and its log.</summary>
    private sealed record About(BounceRequest Request, OriginalMessage Original, IReadOnlyList<BounceRecord> Records, bool LogIsLost) : IDisposable
    {
        public void Dispose() => Original.Dispose();
    }

    private About Open(string log, BounceRequest request)
    {
        if (BounceLog.TryRead(files, log, request.QueueId, out var records) is var e and not (Errno.None or Errno.NOENT))
            throw new UnixException(e, $"open {log} {request.QueueId}");
        var original = new OriginalMessage(files, request, "MAILER-DAEMON@" + host);
        return new About(request, original, log == QueueFiles.Defer ? original.Waiting(records) : records, records.Count == 0);
    }

    // RFC 8689 5: what came by REQUIRETLS does not go back as a whole.
    private bool IsRedacted(BounceRequest request) => redactsRequireTls && (request.SendOptions & SendOption.RequireTls) != 0;

    private bool Send(About about, BounceTemplate template, string sender, string recipient, Applies applies, string what, bool postmaster = false, bool headerOnly = false)
    {
        var notice = new Notice(config, clock, template, about.Request, about.Original, about.Records) { Applies = applies, IsPostmasterCopy = postmaster, HeaderOnly = headerOnly || IsRedacted(about.Request) };
        // A log that was lost says nothing of whom it was about: then somebody hears that something failed, rather than nobody.
        if (!notice.IsWanted && !(about.LogIsLost && template.IsFailure))
            return true;
        using var message = injector.Begin(new MailEnvelope(sender, [new EnvelopeRecipient(recipient)]) { Flags = flags, SendOptions = about.Request.SendOptions, Encoding = "8bit" });
        if (message == null)
            return false;
        // Said before the notice's own lines, as Postfix 3.11 does: a reader of the log meets the id with its story.
        Log.Info($"{about.Request.QueueId}: {what}: {message.QueueId}");
        Log.Flush();
        notice.Compose(message, recipient);
        var result = message.Commit();
        if (!result.Ok)
            Log.Warning($"{about.Request.QueueId}: {what[..what.IndexOf(' ')]} notification failed to <{recipient}>: {result.Reason}");
        return result.Ok;
    }
}
