using MailSuite.Config;
using MailSuite.Protocol;
using MailSuite.Protocol.Mime;

namespace MailSuite.Mail;

/// <summary>
/// The content of a message on its way into the queue file: headers are compared, noted and rewritten, lines of bodies compared. Keeps at
/// most one header in memory.
/// </summary>
internal sealed class ContentFilter : IMimeContent
{
    private const int RecordLimit = 2048;
    private readonly CleanupTables tables;
    private readonly ContentRules rules;
    private readonly RecordWriter to;
    private readonly RecipientExpansion expansion;
    private readonly ContentChecks checks;
    private readonly MessageOrigin origin;
    private readonly MimeContent mime;
    private readonly string queueId;
    private readonly RewriteContext context;
    private readonly bool rewrites, maps, addsMissing, filters;
    private HeaderKind seen, seenResent;
    private long bodyOffset;

    public ContentFilter(CleanupTables tables, RecordWriter to, RecipientExpansion expansion, ContentChecks checks, MessageOrigin origin, string queueId, string rewriteContext, CleanupFlags flags)
    {
        (this.tables, this.to, this.expansion, this.checks, this.origin, this.queueId) = (tables, to, expansion, checks, origin, queueId);
        rules = tables.Content;
        filters = (flags & CleanupFlags.Filter) != 0;
        maps = (flags & CleanupFlags.Map) != 0;
        context = AddressRewriter.Context(rewriteContext);
        rewrites = context == RewriteContext.Local || tables.RemoteRewrite;
        addsMissing = rewrites || tables.AlwaysAddHeaders;
        var options = filters ? rules.Strict : rules.Plain;
        mime = rules.MakesSevenBit ? SevenBitContent.Reader(this, options) : new MimeContent(this, options);
    }

    public string EnvelopeSender { get; set; } = "";

    public string FullName { get; set; } = "";

    public int HopCount { get; private set; }

    /// <summary>A Content-Transfer-Encoding says that there is 8-bit content.</summary>
    public bool Is8Bit { get; private set; }

    /// <summary>The header says "TLS-Required: no": delivery counts more than secrecy (RFC 8689 5).</summary>
    public bool SaysTlsNotRequired { get; private set; }

    /// <summary>A header has text that is not ASCII.</summary>
    public bool HasUtf8Header { get; private set; }

    /// <summary>What is wrong with the content; null while nothing is.</summary>
    public CleanupResult? Failure { get; private set; }

    public void Line(ReadOnlySpan<byte> line, bool more)
    {
        if (rules.ReplacesStrayCrLf && line.IndexOfAny((byte)'\r', (byte)'\n') >= 0)
        {
            var clean = line.ToArray();
            clean.AsSpan().Replace((byte)'\r', (byte)' ');
            clean.AsSpan().Replace((byte)'\n', (byte)' ');
            line = clean;
        }
        if (filters && rules.Rejected != null && !checks.IsOver && line.ContainsAny(rules.Rejected))
        {
            checks.RejectCharacter(line);
            return;
        }
        if (filters && rules.Stripped != null && line.ContainsAny(rules.Stripped))
            line = Array.FindAll(line.ToArray(), b => !rules.Stripped.Contains(b));
        mime.Line(line, more);
    }

    /// <summary>The content has ended.</summary>
    public void End() => mime.End();

    void IMimeContent.Body(ReadOnlySpan<byte> line, bool more)
    {
        if (filters && rules.HasChecks && !rules.Body.IsEmpty && bodyOffset < rules.BodyLimit)
        {
            var verdict = checks.Look(rules.Body, CleanupParams.BodyChecks.Name, "body", line);
            bodyOffset += line.Length;
            if (verdict.Drop)
                return;
            if (verdict.Prepended != null)
                to.Write(RecordType.Normal, verdict.Prepended);
            if (verdict.Replacement != null)
                line = Bytes.Of(verdict.Replacement);
        }
        to.Write(more ? RecordType.Continued : RecordType.Normal, line);
    }

    void IMimeContent.NextBody() => bodyOffset = 0;

    void IMimeContent.Fault(MimeFault fault, ReadOnlySpan<byte> text)
    {
        string what = fault switch
        {
            MimeFault.EndOfHeader => UnfinishedHeader,
            MimeFault.Nesting => "MIME nesting exceeds safety limit",
            MimeFault.EightBitHeader => "improper use of 8-bit data in message header",
            MimeFault.EightBitBody => "improper use of 8-bit data in message body",
            _ => "invalid message/* or multipart/* encoding domain",
        };
        Log.Info($"{queueId}: reject: mime-error {what}: {Bytes.Text(text[..Math.Min(text.Length, 100)])} {origin.Parties}");
        Failure ??= new CleanupResult(CleanupStatus.Rejected, 550, "5.6.0", what);
    }

    void IMimeContent.Header(HeaderPlace place, ReadOnlySpan<byte> whole)
    {
        if (filters && rules.HasChecks)
        {
            var (table, name) = place switch
            {
                HeaderPlace.Message => (rules.Header, CleanupParams.HeaderChecks.Name),
                HeaderPlace.Mime => (rules.Mime, CleanupParams.MimeHeaderChecks.Name),
                _ => (rules.Nested, CleanupParams.NestedHeaderChecks.Name),
            };
            var verdict = checks.Look(table, name, "header", whole);
            if (verdict.Drop)
                return;
            if (verdict.Prepended != null)
                Output(Bytes.Of(verdict.Prepended));
            if (verdict.Replacement != null)
                whole = Bytes.Of(verdict.Replacement);
        }
        Keep(place, whole);
    }

    private void Keep(HeaderPlace place, ReadOnlySpan<byte> whole)
    {
        if (!HasUtf8Header && !System.Text.Ascii.IsValid(whole))
            HasUtf8Header = true;
        var name = whole[..HeaderKinds.NameLength(whole)];
        if (place == HeaderPlace.Mime && rules.Detects8Bit && Bytes.Same(name, "Content-Transfer-Encoding"u8))
        {
            var value = whole[(name.Length + 1)..].Trim(" \t\n"u8);
            Is8Bit |= Bytes.Same(value, "8bit"u8) || Bytes.Same(value, "binary"u8);
        }
        if (place != HeaderPlace.Message)
        {
            Output(whole);
            return;
        }
        var kind = name.IsEmpty ? HeaderKind.None : HeaderKinds.Of(name);
        if (kind != HeaderKind.None)
            Note(kind, whole[(whole.IndexOf((byte)':') + 1)..]);
        if (tables.DropHeaders.Count > 0 && IsDropped(name))
            return;
        if (rewrites && (kind & (HeaderKind.Sender | HeaderKind.Recipient)) != 0 && Rewritten(whole, (kind & HeaderKind.Sender) != 0) is { } changed)
            whole = changed;
        Output(whole);
    }

    private bool IsDropped(ReadOnlySpan<byte> name)
    {
        foreach (string dropped in tables.DropHeaders)
            if (dropped.Length == name.Length && System.Text.Ascii.EqualsIgnoreCase(name, dropped))
                return true;
        return false;
    }

    private void Note(HeaderKind kind, ReadOnlySpan<byte> value)
    {
        if (kind == HeaderKind.Received)
            HopCount++;
        else if (kind == HeaderKind.TlsRequired)
            SaysTlsNotRequired |= Bytes.Same(value.Trim(" \t\n"u8), "no"u8);
        bool resent = (kind & HeaderKind.Resent) != 0;
        if (resent)
            seenResent |= kind;
        else
            seen |= kind;
        if ((kind & HeaderKind.MessageId) != 0)
            LogMessageId(resent, Bytes.Text(value.Trim(" \t\n"u8)));
    }

    private void LogMessageId(bool resent, string id) => Log.Info($"{queueId}: {(resent ? "resent-" : "")}message-id={id}");

    /// <summary>The header with its addresses rewritten; null when none changes. Only the addresses change, every other byte stays.</summary>
    private byte[]? Rewritten(ReadOnlySpan<byte> whole, bool ofSender)
    {
        int value = whole.IndexOf((byte)':') + 1;
        var text = whole[value..];
        var found = AddressScanner.Scan(text, tables.TokenLimit, out _);
        System.Buffers.ArrayBufferWriter<byte>? result = null;
        int copied = 0;
        for (int i = 0; i < found.Count; i++)
        {
            var a = found[i];
            if (a.Address.Length == 0)
                continue;
            string now = expansion.HeaderAddress(a.Address, context, ofSender, maps);
            if (result == null && now == a.Address)
                continue;
            result ??= Started(whole[..value], whole.Length);
            var gap = text[copied..a.Start];
            // Words without a comma between them are an address each; once they have domains they need one.
            if (copied > 0 && !a.Bracketed && !found[i - 1].Bracketed && gap.IndexOfAny(",;:"u8) < 0)
                Put(result, ","u8);
            Put(result, gap);
            Put(result, Bytes.Of(MailAddress.Quote(now)));
            copied = a.Start + a.Length;
        }
        if (result == null)
            return null;
        Put(result, text[copied..]);
        return result.WrittenSpan.ToArray();
    }

    private static System.Buffers.ArrayBufferWriter<byte> Started(ReadOnlySpan<byte> with, int size)
    {
        var writer = new System.Buffers.ArrayBufferWriter<byte>(size + 256);
        Put(writer, with);
        return writer;
    }

    private static void Put(System.Buffers.ArrayBufferWriter<byte> to, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(to.GetSpan(bytes.Length + 1));
        to.Advance(bytes.Length);
    }

    /// <summary>A header into records: one for each of its lines, long ones in parts.</summary>
    private void Output(ReadOnlySpan<byte> whole)
    {
        while (true)
        {
            int end = whole.IndexOf((byte)'\n');
            var line = end < 0 ? whole : whole[..end];
            for (; line.Length > RecordLimit; line = line[RecordLimit..])
                to.Write(RecordType.Continued, line[..RecordLimit]);
            to.Write(RecordType.Normal, line);
            if (end < 0)
                return;
            whole = whole[(end + 1)..];
        }
    }

    private const string UnfinishedHeader = "message header was not terminated by empty line";

    void IMimeContent.EndOfHeader(bool byText)
    {
        AddMissing();
        if (byText && filters && rules.HeaderEnd == HeaderEndAction.AddHeader)
            to.Write(RecordType.Normal, "MIME-Error: " + UnfinishedHeader);
    }

    private void AddMissing()
    {
        bool resent = seenResent != HeaderKind.None;
        var have = resent ? seenResent : seen;
        string prefix = resent ? "Resent-" : "";
        long now = tables.Clock.UnixSeconds;
        if (addsMissing && (have & HeaderKind.MessageId) == 0)
        {
            var t = DateTime.UnixEpoch.AddSeconds(now);
            string id = $"<{t.Year:D4}{t.Month:D2}{t.Day:D2}{t.Hour:D2}{t.Minute:D2}{t.Second:D2}.{queueId}@{tables.Myhostname}>";
            to.Write(RecordType.Normal, $"{prefix}Message-Id: {id}");
            LogMessageId(resent, id);
            if (!resent)
                seen |= HeaderKind.MessageId;
        }
        if ((seen & HeaderKind.MessageId) == 0)
            LogMessageId(false, "<>");
        if (!addsMissing)
            return;
        if ((have & HeaderKind.Date) == 0)
            to.Write(RecordType.Normal, $"{prefix}Date: {LocalTime.MailDate(now)}");
        if ((have & HeaderKind.From) == 0)
            to.Write(RecordType.Normal, Bytes.Printable($"{prefix}From: {FromText()}"));   // an address must not bring a header along
        if (((seen | seenResent) & HeaderKind.Visible) == 0 && tables.UndisclosedRecipients.Length > 0)
            to.Write(RecordType.Normal, tables.UndisclosedRecipients);
    }

    private string FromText()
    {
        string address = MailAddress.Quote(EnvelopeSender.Length > 0 ? EnvelopeSender : AddressRewriter.MailerDaemon);
        if (EnvelopeSender.Length == 0 || FullName.Length == 0)
            return address;
        return tables.HeaderFromStandard ? $"{DisplayName.Phrase(FullName, tables.FullNameCharset)} <{address}>" : $"{address} ({FullName})";
    }
}
