using System.Globalization;

namespace MailSuite.Pickup;

/// <summary>One file of maildrop on its way through cleanup: only records and attributes that a user may use are passed on.</summary>
internal sealed class DroppedMessage(DaemonContext context, CleanupTables tables, int fd, string name, FileStatus status)
{
    private static readonly string[] UserAttributes = ["encoding", "envelope_id", "ret_flags", "trace_flags"];
    private readonly RecordReader reader = new(fd);
    private readonly AddressRewriter rewriter = new(context.Config);
    private readonly List<(RecordType Type, string Text)> envelope = [];
    private readonly List<EnvelopeRecipient> recipients = [];
    private string sender = "", fullName = "", rewriteContext = "local", dsnOriginal = "", original = "", verp = "";
    private int notify, sendOptions;
    private bool hasSender, rewrittenBefore;

    // sendmail(1) has no way to ask for SMTPUTF8 in its caller's name.
    private readonly CleanupFlags autoUtf8 = Autodetects(context.Config, "sendmail") ? CleanupFlags.AutoUtf8 : 0;

    private static bool Autodetects(MailConfig config, string source) =>
        config.Get(GlobalParams.Smtputf8AutodetectClasses).Split([' ', ',', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries) is var classes
        && Array.Exists(classes, c => Bytes.Same(c, source) || Bytes.Same(c, "all"));

    private bool IsRequeued => status.Uid == Sys.EffectiveUid || status.Uid == OwnerUid;

    private int OwnerUid => Accounts.User(context.Config.Get(GlobalParams.MailOwner), out var owner) == AccountAnswer.Found ? owner!.Uid : -1;

    /// <summary>Reads, checks and submits it; null when its owner may not submit mail. Throws when the file makes no sense.</summary>
    public CleanupResult? Submit(out string id)
    {
        id = "";
        if (!IsRequeued && !MayAnyone() && !IsAllowed())
            return null;
        Envelope();
        long content = reader.Position;
        SkipContent();
        Extracted();
        if (!hasSender)
            throw new CorruptRecordException("no sender record");
        if (!IsRequeued && LoginSenders.May(context.Config, status.Uid, sender) is var may and not LookupStatus.Found)
            return may == LookupStatus.TryLater ? CleanupResult.Unavailable : Refused($"not authorized to use sender='{Bytes.Printable(sender)}'");
        using var session = CleanupSession.Open(tables, CleanupFlags.Bounce | CleanupFlags.External | autoUtf8, rewriteContext);
        id = session.Id;
        foreach (var (type, text) in envelope)
            if (type == RecordType.Attribute)
                session.Attribute(text[..text.IndexOf('=')], text[(text.IndexOf('=') + 1)..]);
            else
                session.Record(type, text);
        if (!envelope.Exists(static e => e.Text.StartsWith("log_message_origin=", StringComparison.Ordinal)))
            session.Attribute("log_message_origin", "local");
        session.SendOptions = sendOptions;
        if (fullName.Length > 0)
            session.FullName(fullName);
        session.Sender(sender);
        // Behind the sender: qmgr asks whether there is one to put recipients into.
        if (verp.Length > 0)
            session.Record(RecordType.Verp, verp);
        foreach (var recipient in recipients)
            session.Recipient(recipient);
        Log.Info($"{id}: uid={status.Uid} from=<{LogAddress.Of(sender)}>{(IsRequeued && status.Uid != 0 && rewrittenBefore ? " orig_id=" + name : "")}");
        session.StartContent();
        session.Line(Bytes.Of($"Received: by {context.Config.Get(GlobalParams.Myhostname)} ({context.Config.Get(GlobalParams.MailName)}, from userid {status.Uid})"));
        session.Line(Bytes.Of($"\tid {id}; {LocalTime.MailDate(Math.Min(status.ModifiedSeconds, context.Clock.UnixSeconds))}"));
        Content(session, content);
        return session.Finish();
    }

    private bool MayAnyone() => context.Config.Get(PostdropParams.AuthorizedSubmitUsers) == "static:anyone";

    private bool IsAllowed()
    {
        if (UserAcl.Allows(context.Config, PostdropParams.AuthorizedSubmitUsers, status.Uid))
            return true;
        Refused("not allowed to submit mail");
        return false;
    }

    private CleanupResult? Refused(string why)
    {
        Log.Warning($"maildrop/{name}: user with uid {status.Uid} is {why}: removed");
        Sys.TryUnlink($"maildrop/{name}");
        return null;
    }

    private void Envelope()
    {
        while (true)
        {
            var type = reader.Read(out var payload);
            switch (type)
            {
                case RecordType.None:
                    throw new CorruptRecordException("no message content");
                case RecordType.Message:
                    return;
                case RecordType.Filter or RecordType.Redirect when IsRequeued:
                    envelope.Add((type, Bytes.Text(payload)));
                    break;
                case RecordType.Verp:
                    Verp(Bytes.Text(payload));
                    break;
                default:
                    Common(type, payload);
                    break;
            }
        }
    }

    /// <summary>A return path of its own for each recipient (sendmail -XV); with other delimiters than allowed it would not come back to us.</summary>
    private void Verp(string delimiters)
    {
        verp = VerpSender.IsAllowed(context.Config, delimiters) ? delimiters : throw new CorruptRecordException($"bad VERP delimiters \"{delimiters}\"");
    }

    /// <summary>Records that may stand before the content and behind it.</summary>
    private void Common(RecordType type, ReadOnlySpan<byte> payload)
    {
        switch (type)
        {
            case RecordType.From:
                (sender, hasSender) = (Bytes.Text(payload), true);
                break;
            case RecordType.FullName:
                fullName = Bytes.Text(payload);
                break;
            case RecordType.OriginalRecipient:
                original = Bytes.Text(payload);
                break;
            case RecordType.Attribute:
                Attribute(Bytes.Text(payload));
                break;
            case RecordType.Recipient:
                string address = Bytes.Text(payload);
                if (recipients.Count >= 1_000_000)
                    throw new CorruptRecordException("too many recipients");
                // Whom a notice names is the recipient as the sender wrote it, made complete (RFC 3461 4.2).
                if (dsnOriginal.Length == 0 && original.Length == 0 && address.Length > 0)
                    dsnOriginal = "rfc822;" + MailAddress.Quote(rewriter.Rewrite(address));
                recipients.Add(new EnvelopeRecipient(address, original, dsnOriginal, notify));
                (original, dsnOriginal, notify) = ("", "", 0);
                break;
            case RecordType.Done:
                (original, dsnOriginal, notify) = ("", "", 0);
                break;
            case RecordType.Size:
                rewrittenBefore = true;
                break;
            case RecordType.Time or RecordType.WarnTime or RecordType.CreateTime or RecordType.Filter or RecordType.Redirect or RecordType.Verp or RecordType.Inspector:
                break;
            default:
                throw new CorruptRecordException($"unexpected record type '{(char)type}' in the envelope");
        }
    }

    private void Attribute(string text)
    {
        int at = text.IndexOf('=');
        if (at <= 0)
            return;
        string key = text[..at], value = text[(at + 1)..];
        switch (key)
        {
            case "rewrite_context":
                rewriteContext = value == "remote" ? value : "local";
                break;
            case "dsn_orig_rcpt":
                dsnOriginal = value;
                break;
            case "notify_flags":
                notify = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n is >= 0 and <= 15 ? n : 0;
                break;
            case "sendopts":
                sendOptions = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int options)
                    ? options & (IsRequeued ? 63 : SendOption.Smtputf8Requested | SendOption.RequireTls) : 0;
                break;
            case "create_time" or "log_ident":
                break;
            case "trace_flags" when !IsRequeued:
                // sendmail -bv and -v; a forged address probe (256) would let a user write what verify believes.
                int trace = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int flags) ? flags & (512 | 1024) : 0;
                if (trace != 0)
                    envelope.Add((RecordType.Attribute, $"trace_flags={trace.ToString(CultureInfo.InvariantCulture)}"));
                break;
            default:
                // A user must not pretend to be a client of smtpd; our own requeued files keep what they know.
                if (IsRequeued || Array.IndexOf(UserAttributes, key) >= 0)
                    envelope.Add((RecordType.Attribute, text));
                break;
        }
    }

    private void SkipContent()
    {
        while (true)
            switch (reader.Read(out _))
            {
                case RecordType.Normal or RecordType.Continued:
                    break;
                case RecordType.Extra:
                    return;
                case RecordType.None:
                    throw new CorruptRecordException("truncated message content");
                case var type:
                    throw new CorruptRecordException($"unexpected record type '{(char)type}' in the content");
            }
    }

    private void Extracted()
    {
        while (reader.Read(out var payload) is var type && type != RecordType.End)
        {
            if (type == RecordType.None)
                throw new CorruptRecordException("missing end record");
            Common(type, payload);
        }
    }

    private void Content(CleanupSession session, long offset)
    {
        reader.Rewind(offset);
        while (reader.Read(out var payload) is var type && type is RecordType.Normal or RecordType.Continued)
            session.Line(payload, more: type == RecordType.Continued);
    }
}
