using System.Globalization;
using MailSuite.Config;

namespace MailSuite.Mail;

/// <summary>
/// Mail that is refused for good when its submitter has gone already (sendmail, forwarded mail): its sender gets a notice, and only when that
/// is durable the message counts as dealt with.
/// </summary>
internal static class RefusedMail
{
    /// <summary>Bounces all recipients that the unfinished queue file names; false: try again later.</summary>
    public static bool Return(CleanupTables tables, CleanupSession message, CleanupResult why)
    {
        using var bounce = new BounceClient(tables.Config);
        string reason = why.Reason.StartsWith("Error: ", StringComparison.Ordinal) ? why.Reason[7..] : why.Reason;
        var dsn = new Dsn(why.Dsn, reason);
        long now = tables.Clock.UnixMicros;
        var request = new DeliveryRequest(0, 0, QueueFiles.Incoming, message.Id, 0, 0, "", "", message.SendOptions, message.EnvelopeSender, message.EnvelopeId, message.Return,
            message.ArrivalMicros, now, ClientAttributes.Empty, []);
        int fd = Sys.Open($"{QueueFiles.Incoming}/{message.Id}", Sys.RdOnly);
        try
        {
            foreach (var recipient in Recipients(fd))
            {
                if (!bounce.Append(OutcomeKind.Bounced, request, recipient, dsn))
                    return false;
                Log.Info(DeliveryLog.Line(request, recipient, "none", new DeliveryTimes(now, now, tables.Clock.UnixMicros), OutcomeKind.Bounced, dsn, tables.Config.Get(GlobalParams.DelayLoggingResolutionLimit)));
            }
        }
        finally
        {
            Sys.CloseQuietly(fd);
        }
        return bounce.Call(GlobalParams.BounceServiceName, new BounceRequest(BounceAction.Flush, 0, QueueFiles.Incoming, message.Id, "", message.SendOptions, message.EnvelopeSender,
            message.EnvelopeId, message.Return, new DeliveryRecipient("", "", 0, "", 0), "", new Dsn("5.0.0", "")));
    }

    private static List<DeliveryRecipient> Recipients(int fd)
    {
        var found = new List<DeliveryRecipient>();
        var reader = new RecordReader(fd);
        string original = "", dsnOriginal = "";
        int notify = 0;
        while (reader.Read(out var payload) is var type && type is not (RecordType.None or RecordType.Message))
        {
            string text = type is RecordType.OriginalRecipient or RecordType.Attribute or RecordType.Recipient ? Bytes.Text(payload) : "";
            if (type == RecordType.OriginalRecipient)
                original = text;
            else if (text.StartsWith("dsn_orig_rcpt=", StringComparison.Ordinal))
                dsnOriginal = text[14..];
            else if (text.StartsWith("notify_flags=", StringComparison.Ordinal))
                notify = int.Parse(text.AsSpan(13), NumberStyles.None, CultureInfo.InvariantCulture);
            else if (type == RecordType.Recipient)
            {
                // Who gets a copy without having been asked for is told nothing, and nobody is told of him.
                if (notify != DsnNotify.Never)
                    found.Add(new DeliveryRecipient(text, original, reader.RecordOffset, dsnOriginal, notify));
                (original, dsnOriginal, notify) = ("", "", 0);
            }
        }
        if (found.Count == 0)
            found.Add(new DeliveryRecipient("unknown", "", 0, "", 0));
        return found;
    }
}
