using System.Globalization;
using MailSuite.Mail;

namespace MailSuite.Qmgr;

/// <summary>Reads the envelope of a queue file, Postfix's or ours. Nothing of the content is kept.</summary>
internal static class MessageFile
{
    private const int MaxRecipients = 1_000_000;

    // Bits of the attribute trace_flags: address probe, sendmail -bv, sendmail -v.
    private const int TraceProbe = 0x100, TraceVerifyOnly = 0x200, TraceRecord = 0x400;

    /// <summary>Reads a complete message; null when the file is not complete yet. Throws <see cref="CorruptRecordException"/> and <see cref="UnixException"/>.</summary>
    internal static QueuedMessage? Read(QueueFiles files, string queue, string id)
    {
        string path = files.PathOf(queue, id);
        int fd = Sys.Open(path, Sys.RdOnly | Sys.NoFollow);
        try
        {
            var status = Sys.Fstat(fd);
            if (!status.IsRegular || (status.Mode & 0x40) == 0)
                return null;
            return Read(new RecordReader(fd), id, status);
        }
        finally
        {
            Sys.CloseQuietly(fd);
        }
    }

    private static QueuedMessage Read(RecordReader records, string id, FileStatus status)
    {
        long dataSize = 0, dataOffset = 0;
        int qmgrFlags = 0, options = 0;
        long arrival = status.ModifiedNanos / 1000, created = 0, warnAt = 0, warnOffset = 0, traceOffset = 0;
        string? sender = null;
        string filter = "", redirect = "", original = "", dsnOriginal = "";
        int notify = 0;
        var attributes = new Dictionary<string, string>();
        var recipients = new List<DeliveryRecipient>();
        bool sawMessage = false;
        while (true)
        {
            var type = records.Read(out var payload);
            switch (type)
            {
                case RecordType.None:
                    throw new CorruptRecordException($"{id}: no end record");
                case RecordType.Size:
                    var n = Numbers(payload);
                    (dataSize, dataOffset, qmgrFlags, options) = (n[0], n[1], (int)n[3], n.Count > 5 ? (int)n[5] : 0);
                    if (dataSize < 0 || dataOffset <= 0)
                        throw new CorruptRecordException($"{id}: bad size record");
                    break;
                case RecordType.Time:
                    var t = Numbers(payload);
                    arrival = checked(t[0] * 1_000_000 + (t.Count > 1 ? t[1] : 0));
                    break;
                case RecordType.CreateTime:
                    created = checked(Numbers(payload)[0] * 1_000_000);
                    break;
                case RecordType.WarnTime:
                    warnAt = Numbers(payload)[0];
                    warnOffset = records.RecordOffset;
                    break;
                case RecordType.From when sender == null:
                    sender = Bytes.Text(payload);
                    break;
                case RecordType.Filter when !sawMessage:
                    filter = Bytes.Text(payload);
                    break;
                case RecordType.Redirect:
                    redirect = Bytes.Text(payload);
                    break;
                case RecordType.Attribute:
                    string text = Bytes.Text(payload);
                    int at = text.IndexOf('=');
                    if (at <= 0)
                        throw new CorruptRecordException($"{id}: bad attribute record");
                    string name = text[..at], value = text[(at + 1)..];
                    if (name == "dsn_orig_rcpt")
                        dsnOriginal = value;
                    else if (name == "notify_flags")
                        notify = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int bits) ? bits & 15 : 0;
                    else
                        attributes[name] = value;
                    if (name == "trace_flags")
                        traceOffset = records.RecordOffset;
                    break;
                case RecordType.DsnOriginalRecipient:
                    dsnOriginal = Bytes.Text(payload);
                    break;
                case RecordType.OriginalRecipient:
                    original = Bytes.Text(payload);
                    break;
                case RecordType.Recipient:
                    if (recipients.Count >= MaxRecipients)
                        throw new CorruptRecordException($"{id}: too many recipients");
                    recipients.Add(new DeliveryRecipient(Bytes.Text(payload), original, records.RecordOffset, dsnOriginal, notify));
                    (original, dsnOriginal, notify) = ("", "", 0);
                    break;
                case RecordType.Done or RecordType.DeletedRecipient:
                    (original, dsnOriginal, notify) = ("", "", 0);
                    break;
                case RecordType.Message:
                    sawMessage = true;
                    if (dataOffset <= 0)
                        throw new CorruptRecordException($"{id}: no size record");
                    records.Seek(dataOffset + dataSize);   // over the content, to the extracted segment
                    break;
                case RecordType.End:
                    if (!sawMessage || sender == null)
                        throw new CorruptRecordException($"{id}: no {(sawMessage ? "sender" : "message")} record");
                    return Made();
            }
        }

        QueuedMessage Made()
        {
            int trace = Number("trace_flags");
            return new QueuedMessage
            {
                Id = id,
                DataOffset = dataOffset,
                DataSize = dataSize,
                QmgrFlags = qmgrFlags,
                SendOptions = options,
                Sender = sender!,
                Encoding = attributes.GetValueOrDefault("encoding", ""),
                EnvelopeId = attributes.GetValueOrDefault("envelope_id", ""),
                Return = Number("ret_flags") & 3,
                Filter = filter,
                Redirect = redirect,
                ArrivalMicros = arrival,
                CreateMicros = created > 0 ? created : long.TryParse(attributes.GetValueOrDefault("create_time"), NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) && seconds < 1L << 40 ? seconds * 1_000_000 : arrival,
                WarnAt = warnAt,
                WarnOffset = warnOffset,
                Traced = (trace & TraceRecord) != 0,
                TraceOffset = traceOffset,
                VerifyOnly = (trace & (TraceVerifyOnly | TraceProbe)) != 0,
                ForceExpire = (status.Mode & QueueFiles.ModeExpire) != 0,
                Client = new ClientAttributes(
                    attributes.GetValueOrDefault("log_client_name", ""), attributes.GetValueOrDefault("log_client_address", ""),
                    attributes.GetValueOrDefault("log_client_port", ""), attributes.GetValueOrDefault("log_protocol_name", ""),
                    attributes.GetValueOrDefault("log_helo_name", ""), attributes.GetValueOrDefault("sasl_method", ""),
                    attributes.GetValueOrDefault("sasl_username", ""), attributes.GetValueOrDefault("sasl_sender", ""),
                    attributes.GetValueOrDefault("log_ident", ""), attributes.GetValueOrDefault("rewrite_context", "local")),
                Recipients = recipients,
            };
        }

        int Number(string name) => int.TryParse(attributes.GetValueOrDefault(name, "0"), NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : 0;
    }

    private static List<long> Numbers(ReadOnlySpan<byte> payload)
    {
        var result = new List<long>(6);
        payload = payload.Trim((byte)' ');
        while (!payload.IsEmpty && result.Count < 8)
        {
            if (!System.Buffers.Text.Utf8Parser.TryParse(payload, out long n, out int used))
                throw new CorruptRecordException("bad number in record");
            result.Add(n);
            payload = payload[used..].TrimStart((byte)' ');
        }
        return result.Count > 0 ? result : throw new CorruptRecordException("number expected in record");
    }

    /// <summary>Which of some recipients are still to deliver, by the marks in the file: asked when an agent has vanished in the middle.</summary>
    internal static List<DeliveryRecipient> NotDone(string path, IReadOnlyList<DeliveryRecipient> recipients)
    {
        int fd = Sys.Open(path, Sys.RdOnly);
        try
        {
            var left = new List<DeliveryRecipient>();
            Span<byte> type = stackalloc byte[1];
            foreach (var r in recipients)
                if (Sys.ReadAt(fd, type, r.Offset) == 1 && type[0] == (byte)RecordType.Recipient)
                    left.Add(r);
            return left;
        }
        finally
        {
            Sys.CloseQuietly(fd);
        }
    }
}
