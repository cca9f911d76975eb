using System.Globalization;
using MailSuite.Config;
using MailSuite.Protocol;

namespace MailSuite.Mail;

/// <summary>
/// One message on its way into the queue (cleanup(8)): envelope, then content line by line, then <see cref="Finish"/>, which says
/// whether it is durably ours. smtpd and pickup run it in their own process; the cleanup service runs it for others.
/// </summary>
/// <remarks>
/// States. Envelope: attributes, sender and recipients may be added. Content: lines may be added. Ended: the file is committed or gone.
/// A failure on the way (disk, table, limit) is kept and told at the end, so that the client's protocol stays in step; what follows it costs nothing.
/// </remarks>
public sealed class CleanupSession : MessageSink
{
    private const int SizeFieldWidth = 15;
    private readonly CleanupTables tables;
    private readonly QueueFileWriter file;
    private readonly RecordWriter to;
    private readonly RecipientExpansion expansion;
    private readonly MessageOrigin origin = new();
    private readonly ContentChecks checks;
    private readonly ContentFilter content;
    private readonly HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
    private List<BounceRecord>? expanded;
    private long dataOffset;
    private int recipients, attributes;
    private bool hasUtf8Recipient, committed;
    private CleanupResult? failure;
    private long arrival;

    private CleanupSession(CleanupTables tables, QueueFileWriter file, CleanupFlags flags, string rewriteContext)
    {
        (this.tables, this.file, Flags) = (tables, file, flags);
        to = file.Records;
        expansion = new RecipientExpansion(tables, file.Id);
        checks = new ContentChecks(origin, file.Id) { Hold = (flags & CleanupFlags.Hold) != 0, Discard = (flags & CleanupFlags.Discard) != 0 };
        content = new ContentFilter(tables, to, expansion, checks, origin, file.Id, rewriteContext, flags);
    }

    /// <summary>
    /// Makes the queue file and opens the envelope. Throws <see cref="UnixException"/> when there can be none now.
    /// </summary>
    /// <param name="tables">Of this process.</param>
    /// <param name="flags">What is done with the message.</param>
    /// <param name="rewriteContext">"local" or "remote": whether header addresses are completed and missing headers added.</param>
    /// <param name="logIdent">The id that other logs know it by; empty: its own.</param>
    /// <param name="createdMicros">When it was first submitted, if that was before now.</param>
    public static CleanupSession Open(CleanupTables tables, CleanupFlags flags, string rewriteContext, string logIdent = "", long? createdMicros = null)
    {
        var file = QueueFileWriter.Create(QueueFiles.Incoming, tables.LongIds, tables.Clock, tables.Buffer);
        var session = new CleanupSession(tables, file, flags, rewriteContext) { arrival = tables.Clock.UnixMicros };
        session.WriteSize(0, 0);
        session.to.Write(RecordType.Time, $"{session.ArrivalMicros / 1_000_000} {session.ArrivalMicros % 1_000_000:D6}");
        session.to.Attribute("create_time", (createdMicros ?? session.ArrivalMicros) / 1_000_000);
        session.to.Attribute("log_ident", logIdent.Length > 0 ? logIdent : file.Id);
        session.to.Attribute("rewrite_context", rewriteContext);
        return session;
    }

    /// <summary>Its queue id.</summary>
    public override string Id => file.Id;

    /// <summary>When it arrived.</summary>
    public override long ArrivalMicros => arrival;

    /// <summary>What is done with it.</summary>
    public CleanupFlags Flags { get; }

    /// <summary>The envelope sender in the form that the queue file has.</summary>
    public string EnvelopeSender { get; private set; } = "";

    /// <summary>RFC 3461 ENVID in xtext; empty when none.</summary>
    internal string EnvelopeId { get; private set; } = "";

    /// <summary>RFC 3461 RET.</summary>
    internal int Return { get; private set; }

    /// <summary>How many recipients it has so far, aliases expanded.</summary>
    public int RecipientCount => recipients;

    /// <summary>Has something gone wrong already? The content may then be thrown away as it comes.</summary>
    public bool HasFailed => Failure != null;

    private CleanupResult? Failure => failure ?? expansion.Failure ?? checks.Failure ?? content.Failure;

    /// <summary>Puts the message into the hold queue (an access table said HOLD).</summary>
    public override void Hold() => checks.Hold = true;

    /// <summary>Accepts and forgets the message (an access table said DISCARD).</summary>
    public override void Discard() => checks.Discard = true;

    /// <summary>Adds a record to the envelope: content filter, redirect, VERP.</summary>
    public override void Record(RecordType type, string text) => to.Write(type, text);

    /// <summary>Adds a named attribute to the envelope.</summary>
    public override void Attribute(string name, string value)
    {
        if (++attributes > tables.AttributeCountLimit)
        {
            if (!HasFailed)
                Log.Warning($"{Id}: message rejected: attribute count exceeds limit {tables.AttributeCountLimit}");
            failure ??= CleanupResult.BadMessage;
            return;
        }
        origin.Note(name, value);
        if (name == "envelope_id")
            EnvelopeId = value;
        else if (name == "ret_flags")
            Return = value == "1" ? DsnReturn.Full : value == "2" ? DsnReturn.Headers : DsnReturn.Unspecified;
        to.Attribute(name, value);
    }

    /// <summary>The sender, in internal form.</summary>
    public override void Sender(string address)
    {
        EnvelopeSender = expansion.Sender(address, Maps);
        content.EnvelopeSender = EnvelopeSender;
        origin.Sender = EnvelopeSender;
        to.Write(RecordType.From, EnvelopeSender);
        // When qmgr is to warn him. Nobody hears that a notice is late.
        if (tables.DelayWarningTime > TimeSpan.Zero && EnvelopeSender.Length > 0)
            to.Write(RecordType.WarnTime, string.Create(CultureInfo.InvariantCulture, $"{(long)tables.DelayWarningTime.TotalSeconds + ArrivalMicros / 1_000_000,15}"));
        if ((Flags & CleanupFlags.Bcc) != 0)
            Copy(tables.SenderBcc, EnvelopeSender, "sender_bcc_maps");
    }

    /// <summary>The sender's full name, for a missing From: header.</summary>
    public void FullName(string name)
    {
        content.FullName = name;
        to.Write(RecordType.FullName, name);
    }

    private bool Maps => (Flags & CleanupFlags.Map) != 0;

    /// <summary>Adds a recipient, in internal form.</summary>
    public override void Recipient(EnvelopeRecipient recipient)
    {
        if (HasFailed)
            return;
        string original = recipient.Original.Length > 0 ? recipient.Original : recipient.Address;
        string address = expansion.Recipient(recipient.Address, Maps);
        origin.Recipient = address;
        try
        {
            Deliver(address, original, recipient.DsnOriginal, recipient.Notify);
            if ((Flags & CleanupFlags.Bcc) != 0)
                Copy(tables.RecipientBcc, address, "recipient_bcc_maps");
        }
        catch (UnixException e)
        {
            failure = OfDisk(e);
        }
    }

    private void Deliver(string address, string original, string dsnOriginal, int notify)
    {
        if (!Maps || tables.VirtualAliases.IsEmpty)
        {
            Write(address, original, dsnOriginal, notify);
            return;
        }
        var members = expansion.Expand(address);
        bool isAlias = members.Count > 1 || members.Count == 1 && !Bytes.Same(members[0], address);
        if (isAlias && (notify & DsnNotify.Success) != 0)
        {
            (expanded ??= []).Add(new BounceRecord(MailAddress.Quote(address), original == address ? "" : MailAddress.Quote(original), 0, dsnOriginal, notify,
                "expanded", new Dsn("2.0.0", "alias expanded")));
            notify = DsnNotify.BehindAlias(notify);
        }
        foreach (string one in members)
            Write(one, original, dsnOriginal, notify);
    }

    private void Write(string address, string original, string dsnOriginal, int notify)
    {
        string key = tables.OriginalRecipient ? $"{dsnOriginal}\n{notify}\n{original}\n{address}" : $"{notify}\n{address}";
        if (seen.Contains(key) || seen.Count < tables.DuplicateLimit && !seen.Add(key))
            return;
        if (notify != DsnNotify.None)
            to.Attribute("notify_flags", notify);
        if (dsnOriginal.Length > 0)
            to.Attribute("dsn_orig_rcpt", dsnOriginal);
        if (!System.Text.Ascii.IsValid(address))
            hasUtf8Recipient = true;
        to.Write(RecordType.OriginalRecipient, original);
        to.Write(RecordType.Recipient, address);
        recipients++;
    }

    private void Copy(Maps.MapList maps, string address, string name)
    {
        if (maps.IsEmpty || address.Length == 0)
            return;
        var result = maps.FindAddress(address);
        if (result.Status == MailSuite.Maps.LookupStatus.TryLater)
        {
            Log.Warning($"{Id}: {name} map lookup problem -- message not accepted, try again later");
            failure ??= CleanupResult.LookupProblem;
        }
        else if (result.IsFound)
            Copy(result.Value);
    }

    /// <summary>A copy that no sender asked for: nobody is told what becomes of it.</summary>
    private void Copy(string to)
    {
        string address = expansion.Recipient(to, Maps);
        Deliver(address, address, "", DsnNotify.Never);
    }

    /// <summary>Ends the envelope; content follows.</summary>
    public override void StartContent()
    {
        to.Write(RecordType.Message, default(ReadOnlySpan<byte>));
        dataOffset = to.Position;
    }

    /// <summary>
    /// Adds a line without its end, or a part of one: <paramref name="more"/> says that the line goes on in the next call.
    /// </summary>
    public override void Line(ReadOnlySpan<byte> line, bool more = false)
    {
        if (HasFailed)
            return;
        try
        {
            content.Line(line, more);
            if (content.HopCount >= tables.HopLimit)
            {
                Log.Warning($"{Id}: message rejected: hopcount exceeded");
                failure = CleanupResult.TooManyHops;
            }
            else if (tables.MessageLimit > 0 && to.Position - dataOffset > tables.MessageLimit)
                failure = CleanupResult.TooBig;
        }
        catch (UnixException e)
        {
            failure = OfDisk(e);
        }
    }

    /// <summary>Ends the message. Only a result that is Ok means that it is in the queue, durably; whatever else, nothing is left of it.</summary>
    public override CleanupResult Finish()
    {
        try
        {
            var result = Complete();
            if (result.Status == CleanupStatus.Rejected && (Flags & CleanupFlags.Bounce) != 0)
                result = Returned(result);
            if (!result.Ok || !committed)
                Undo();
            return result;
        }
        catch (UnixException e)
        {
            Undo();
            return OfDisk(e);
        }
    }

    private void Undo()
    {
        file.Discard();
        if (expanded != null)
            Sys.TryUnlink(new QueueFiles(tables.Config).PathOf(QueueFiles.Trace, Id));
    }

    private CleanupResult Complete()
    {
        if (!HasFailed)
            content.End();
        if (!HasFailed)
            Extracted();
        if (Failure is { } wrong)
            return wrong;
        if (recipients == 0)
            return CleanupResult.NoRecipients;
        if (checks.Discard)
        {
            Log.Info($"{Id}: removed (discarded)");
            return CleanupResult.DealtWith;
        }
        var queues = new QueueFiles(tables.Config);
        // The report on aliases, which qmgr has sent with those on deliveries, is there before it hears of the message.
        foreach (var record in expanded ?? [])
            BounceLog.Append(queues, QueueFiles.Trace, Id, record, tables.Config.Get(GlobalParams.BackwardsBounceLogfileCompatibility));
        if (checks.Hold)
            file.MoveTo(QueueFiles.Hold, queues);
        file.Commit();
        committed = true;
        return checks.Hold ? CleanupResult.DealtWith : CleanupResult.Queued;
    }

    private CleanupResult Returned(CleanupResult why)
    {
        to.Flush();
        return RefusedMail.Return(tables, this, why) ? CleanupResult.DealtWith : CleanupResult.Unavailable;
    }

    /// <summary>The extracted segment: recipients that cleanup adds itself.</summary>
    private void Extracted()
    {
        long contentEnd = to.Position;
        to.Write(RecordType.Extra, default(ReadOnlySpan<byte>));
        // In front of all recipients here, so that qmgr knows of them when it meets these.
        if (checks.Filter.Length > 0)
            to.Write(RecordType.Filter, checks.Filter);
        if (checks.Redirect.Length > 0)
            to.Write(RecordType.Redirect, checks.Redirect);
        if (content.Is8Bit)
            to.Attribute("encoding", "8bit");
        if (expanded != null)
            to.Attribute(BounceLog.TracedOnArrival, 1);
        if ((Flags & CleanupFlags.Bcc) != 0 && tables.AlwaysBcc.Length > 0)
            Copy(tables.AlwaysBcc);
        foreach (string copy in checks.Copies)
            Copy(copy);
        to.Write(RecordType.End, default(ReadOnlySpan<byte>));
        DetectUtf8();
        // Whoever asked for REQUIRETLS has said the contrary in a place that counts more (RFC 8689 4.1).
        if (content.SaysTlsNotRequired && (SendOptions & SendOption.RequireTls) == 0 && tables.Config.Get(TlsParams.RequiredEnable))
            SendOptions |= SendOption.TlsNotRequired;
        WriteSize(contentEnd - dataOffset, dataOffset);
    }

    private void WriteSize(long size, long offset)
    {
        // Six numbers in fixed width, so that they can be put in place when they are known.
        Span<byte> text = stackalloc byte[6 * SizeFieldWidth + 5];
        text.Fill((byte)' ');
        Span<long> numbers = [size, offset, recipients, 0, size, SendOptions];
        Span<byte> digits = stackalloc byte[20];
        for (int i = 0; i < numbers.Length; i++)
        {
            System.Buffers.Text.Utf8Formatter.TryFormat(numbers[i], digits, out int count);
            int end = i * (SizeFieldWidth + 1) + SizeFieldWidth;
            digits[..count].CopyTo(text[(end - count)..]);
        }
        if (to.Position == 0)
            to.Write(RecordType.Size, text);
        else
            to.Patch(2, text);
    }

    /// <summary>Notes where there is UTF-8; mail whose submitter could not ask for SMTPUTF8 asks for it now.</summary>
    private void DetectUtf8()
    {
        if (!tables.Smtputf8)
            return;
        int found = (content.HasUtf8Header ? SendOption.Smtputf8Header : 0) | (System.Text.Ascii.IsValid(EnvelopeSender) ? 0 : SendOption.Smtputf8Sender)
            | (hasUtf8Recipient ? SendOption.Smtputf8Recipient : 0);
        if (found != 0)
            SendOptions |= found | ((Flags & CleanupFlags.AutoUtf8) != 0 ? SendOption.Smtputf8Requested : 0);
    }

    private CleanupResult OfDisk(UnixException e)
    {
        Log.Warning($"{Id}: write queue file: {e.Errno.Text()}");
        return e.Errno is Errno.NOSPC or Errno.DQUOT or Errno.FBIG ? CleanupResult.NoSpace : CleanupResult.WriteError;
    }

    /// <summary>Removes a message that was not finished.</summary>
    protected override void Release() => file.Dispose();
}
