using MailSuite.Protocol;

namespace MailSuite.Mail;

/// <summary>
/// The content of a message on its way into the queue file: header by header until the first empty line, then lines as they come.
/// Keeps at most one header in memory.
/// </summary>
internal sealed class ContentFilter
{
    private const int RecordLimit = 2048;
    private readonly CleanupTables tables;
    private readonly RecordWriter to;
    private readonly RecipientExpansion expansion;
    private readonly string queueId;
    private readonly RewriteContext context;
    private readonly bool rewrites, maps, addsMissing;
    private byte[] header = new byte[1024];
    private int headerSize;
    private bool inBody, goesOn, inHeader;
    private HeaderKind seen, seenResent;

    public ContentFilter(CleanupTables tables, RecordWriter to, RecipientExpansion expansion, string queueId, string rewriteContext, bool maps)
    {
        (this.tables, this.to, this.expansion, this.queueId, this.maps) = (tables, to, expansion, queueId, maps);
        context = AddressRewriter.Context(rewriteContext);
        rewrites = context == RewriteContext.Local || tables.RemoteRewrite;
        addsMissing = rewrites || tables.AlwaysAddHeaders;
    }

    public string EnvelopeSender { get; set; } = "";

    public string FullName { get; set; } = "";

    public int HopCount { get; private set; }

    public void Line(ReadOnlySpan<byte> line, bool more)
    {
        bool continued = goesOn;
        goesOn = more;
        if (tables.ReplaceStrayCr && line.Contains((byte)'\r'))
        {
            var clean = line.ToArray();
            clean.AsSpan().Replace((byte)'\r', (byte)' ');
            line = clean;
        }
        if (inBody)
            to.Write(more ? RecordType.Continued : RecordType.Normal, line);
        else if (continued)
            Append(line);
        else if (line.Length > 0 && line[0] is (byte)' ' or (byte)'\t' && inHeader)
        {
            Append("\n"u8);
            Append(line);
        }
        else
            Begin(line, more);
    }

    private void Begin(ReadOnlySpan<byte> line, bool more)
    {
        Finish();
        if (HeaderKinds.NameLength(line) > 0)
        {
            inHeader = true;
            Append(line);
            return;
        }
        EndOfHeaders();
        to.Write(RecordType.Normal, default(ReadOnlySpan<byte>));
        if (line.Length > 0 || more)
            to.Write(more ? RecordType.Continued : RecordType.Normal, line);
    }

    /// <summary>The content has ended.</summary>
    public void End()
    {
        if (inBody)
            return;
        Finish();
        EndOfHeaders();
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        // What exceeds header_size_limit is dropped, as Postfix does; the message goes on.
        if (headerSize + bytes.Length > tables.HeaderLimit)
            bytes = bytes[..Math.Max(0, tables.HeaderLimit - headerSize)];
        if (headerSize + bytes.Length > header.Length)
            Array.Resize(ref header, Math.Max(header.Length * 2, headerSize + bytes.Length));
        bytes.CopyTo(header.AsSpan(headerSize));
        headerSize += bytes.Length;
    }

    private void Finish()
    {
        if (!inHeader)
            return;
        inHeader = false;
        ReadOnlySpan<byte> whole = header.AsSpan(0, headerSize);
        headerSize = 0;
        var name = whole[..HeaderKinds.NameLength(whole)];
        var kind = HeaderKinds.Of(name);
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
        bool resent = (kind & HeaderKind.Resent) != 0;
        bool first = resent ? (seenResent & kind) != kind : (seen & kind) != kind;
        if (resent)
            seenResent |= kind;
        else
            seen |= kind;
        if ((kind & HeaderKind.MessageId) != 0 && first)
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

    private void EndOfHeaders()
    {
        inBody = true;
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
            to.Write(RecordType.Normal, $"{prefix}From: {FromText()}");
        if (((seen | seenResent) & HeaderKind.Visible) == 0 && tables.UndisclosedRecipients.Length > 0)
            to.Write(RecordType.Normal, tables.UndisclosedRecipients);
    }

    private string FromText()
    {
        string address = MailAddress.Quote(EnvelopeSender.Length > 0 ? EnvelopeSender : AddressRewriter.MailerDaemon);
        if (EnvelopeSender.Length == 0 || FullName.Length == 0)
            return address;
        return tables.HeaderFromStandard ? $"{DisplayName.Phrase(FullName)} <{address}>" : $"{address} ({FullName})";
    }
}
