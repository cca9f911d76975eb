using System.Globalization;
using MailSuite.Mail;

namespace MailSuite.Qmgr;

/// <summary>
/// Reads the envelope of a queue file, Postfix's or ours. Nothing of the content is kept, and of many recipients only the first ones: the
/// others are counted, and read in portions when their turn comes.
/// </summary>
internal sealed class EnvelopeReader(MailConfig config, QueueFiles files)
{
    // Bits of the attribute trace_flags: address probe, sendmail -bv, sendmail -v.
    private const int TraceProbe = 0x100, TraceVerifyOnly = 0x200, TraceRecord = 0x400;
    private const int MostShared = 2000;

    private readonly RecordReader records = new(-1);
    private readonly Dictionary<string, string> attributes = new(StringComparer.Ordinal);
    private readonly Dictionary<EnvelopeOptions, EnvelopeOptions> known = [];
    private readonly Dictionary<string, string> texts = new(StringComparer.Ordinal);

    // What comes before a recipient's record and belongs to it.
    private string original = "", dsnOriginal = "";
    private int notify;

    // Somebody has worked on the message before.
    private bool sawDone;

    /// <summary>
    /// Reads a complete message of the active queue and its first recipients; null when the file is not complete yet.
    /// Throws <see cref="CorruptRecordException"/>, <see cref="OverflowException"/> and <see cref="UnixException"/>.
    /// </summary>
    internal QueuedMessage? Read(string id, int most, List<DeliveryRecipient> recipients)
    {
        int fd = Sys.Open(files.PathOf(QueueFiles.Active, id), Sys.RdOnly | Sys.NoFollow);
        try
        {
            var status = Sys.Fstat(fd);
            if (!status.IsRegular || (status.Mode & 0x40) == 0)
                return null;
            records.Attach(fd);
            return Read(id, status, most, recipients);
        }
        finally
        {
            Sys.CloseQuietly(fd);
        }
    }

    /// <summary>Reads more recipients of a message, and moves on in it. Throws as <see cref="Read(string, int, List{DeliveryRecipient})"/>.</summary>
    internal void ReadMore(QueuedMessage message, int most, List<DeliveryRecipient> recipients)
    {
        int fd = Sys.Open(files.PathOf(QueueFiles.Active, message.Id), Sys.RdOnly | Sys.NoFollow);
        try
        {
            records.Attach(fd, message.ReadOffset);
            Forget();
            int read = 0;
            while (read < most && records.Read(out var payload) is var type && type is not (RecordType.None or RecordType.End))
                if (type == RecordType.Message)
                    SkipContent(message.DataOffset + message.DataSize);
                else if (type == RecordType.Recipient)
                {
                    recipients.Add(Recipient(payload));
                    read++;
                }
                else if (type == RecordType.Attribute)
                    Attribute(payload);
                else
                    BelongsToRecipient(type, payload);
            message.Unread = read < most ? 0 : Math.Max(0, message.Unread - read);
            message.ReadOffset = records.Position;
        }
        finally
        {
            Sys.CloseQuietly(fd);
        }
    }

    /// <summary>Over the content, to the extracted segment. Never back: that would have no end.</summary>
    private void SkipContent(long to)
    {
        if (to < records.Position)
            throw new CorruptRecordException("envelope records out of order");
        records.Seek(to);
    }

    private void Forget()
    {
        (original, dsnOriginal, notify, sawDone) = ("", "", 0, false);
        attributes.Clear();
    }

    private QueuedMessage Read(string id, FileStatus status, int most, List<DeliveryRecipient> recipients)
    {
        long dataSize = 0, dataOffset = 0, readOffset = 0;
        int options = 0, unread = 0;
        long arrival = 0, created = 0, warnAt = 0, warnOffset = 0, traceOffset = 0;
        string? sender = null;
        string filter = "", redirect = "", verp = "";
        bool sawMessage = false;
        Forget();
        for (RecordType type; (type = records.Read(out var payload)) != RecordType.End;)
            switch (type)
            {
                case RecordType.None:
                    throw new CorruptRecordException("message rejected: missing end record");
                case RecordType.Size:
                    var n = Numbers(payload);
                    (dataSize, dataOffset, options) = (n[0], n.Length > 1 ? n[1] : 0, n.Length > 5 ? (int)n[5] : 0);
                    if (dataSize < 0 || dataOffset <= 0 || dataOffset > status.Size || dataSize > status.Size - dataOffset)
                        throw new CorruptRecordException("message rejected: weird size record");
                    break;
                case RecordType.Time:
                    var t = Numbers(payload);
                    arrival = t[0] * 1_000_000 + (t.Length > 1 ? t[1] : 0);
                    break;
                case RecordType.CreateTime:
                    created = Numbers(payload)[0] * 1_000_000;
                    break;
                case RecordType.WarnTime:
                    (warnAt, warnOffset) = (Numbers(payload)[0], records.RecordOffset);
                    break;
                case RecordType.From when sender == null:
                    sender = Shared(texts, Address(payload));
                    break;
                case RecordType.Filter when !sawMessage:
                    filter = Address(payload);
                    break;
                case RecordType.Redirect:
                    redirect = Address(payload);
                    break;
                case RecordType.Verp when verp.Length == 0:
                    verp = Verp(id, sender, Address(payload));
                    break;
                case RecordType.Attribute:
                    if (Attribute(payload) == "trace_flags")
                        traceOffset = records.RecordOffset;
                    break;
                case RecordType.Recipient when recipients.Count < most:
                    recipients.Add(Recipient(payload));
                    readOffset = records.Position;
                    break;
                case RecordType.Recipient:
                    unread++;
                    break;
                case RecordType.Message:
                    if (dataOffset <= 0)
                        throw new CorruptRecordException("message rejected: missing size record");
                    sawMessage = true;
                    SkipContent(dataOffset + dataSize);
                    break;
                default:
                    BelongsToRecipient(type, payload);
                    break;
            }
        if (arrival == 0)
            throw new CorruptRecordException("message rejected: missing arrival time record");
        if (sender == null)
            throw new CorruptRecordException("message rejected: missing sender record");
        if (!sawMessage)
            throw new CorruptRecordException("envelope records out of order");
        long trace = Number("trace_flags");
        long createTime = Number("create_time");
        bool ownIdent = attributes.GetValueOrDefault("log_ident") == id;
        ushort port = Port(attributes.GetValueOrDefault("log_client_port", ""));
        var client = new ClientAttributes(
            Value("log_client_name"), Value("log_client_address"), port > 0 ? "" : Value("log_client_port"), Value("log_protocol_name"), Value("log_helo_name"),
            Value("sasl_method"), Value("sasl_username"), Value("sasl_sender"), ownIdent ? "" : Value("log_ident"), Value("rewrite_context", "local"));
        return new QueuedMessage
        {
            Id = id,
            DataOffset = dataOffset,
            DataSize = dataSize,
            Sender = sender,
            Options = Shared(known, new EnvelopeOptions(Value("encoding"), Value("envelope_id"), options, (int)(Number("ret_flags") & 3), filter, redirect, verp, client)),
            ArrivalMicros = arrival,
            CreateMicros = created > 0 ? created : createTime is > 0 and < 1L << 40 ? createTime * 1_000_000 : arrival,
            WarnAt = warnAt,
            WarnOffset = warnOffset,
            TellsOfSuccess = warnAt < 0 && config.Get(QmgrParams.ConfirmDelayCleared),
            Traced = (trace & TraceRecord) != 0,
            TraceOffset = traceOffset,
            VerifyOnly = (trace & (TraceVerifyOnly | TraceProbe)) != 0,
            Probe = (trace & TraceProbe) != 0,
            ForceExpire = (status.Mode & QueueFiles.ModeExpire) != 0,
            Unthrottle = (status.Mode & QueueFiles.ModeUnthrottle) != 0,
            OwnIdent = ownIdent,
            ClientPort = port,
            ReadOffset = readOffset,
            Unread = unread,
            MayHaveLogs = sawDone || recipients.Count == 0 || Number(BounceLog.TracedOnArrival) != 0,
        };

        string Value(string name, string otherwise = "") => attributes.TryGetValue(name, out string? value) ? Shared(texts, value) : otherwise;
        long Number(string name) => long.TryParse(attributes.GetValueOrDefault(name), NumberStyles.None, CultureInfo.InvariantCulture, out long n) ? n : 0;
    }

    /// <summary>A port in its usual form, which comes back the same; 0 for anything else.</summary>
    private static ushort Port(string text) => ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) && text is [not '0', ..] ? port : (ushort)0;

    private string Verp(string id, string? sender, string delimiters)
    {
        if (string.IsNullOrEmpty(sender))
            Log.Warning($"{id}: ignoring VERP request for null sender");
        else if (!VerpSender.IsAllowed(config, delimiters))
            Log.Warning($"{id}: ignoring bad VERP request: \"{delimiters}\"");
        else
            return delimiters;
        return "";
    }

    private DeliveryRecipient Recipient(ReadOnlySpan<byte> payload)
    {
        string address = Address(payload);
        var recipient = new DeliveryRecipient(address, original == address ? address : original, records.RecordOffset, dsnOriginal, notify);
        (original, dsnOriginal, notify) = ("", "", 0);
        return recipient;
    }

    private void BelongsToRecipient(RecordType type, ReadOnlySpan<byte> payload)
    {
        if (type == RecordType.OriginalRecipient)
            original = Address(payload);
        else if (type == RecordType.DsnOriginalRecipient)
            dsnOriginal = Address(payload);
        else if (type is RecordType.Done or RecordType.DeletedRecipient)
            (original, dsnOriginal, notify, sawDone) = ("", "", 0, true);
    }

    /// <summary>name=value; returns the name.</summary>
    private string Attribute(ReadOnlySpan<byte> payload)
    {
        int at = payload.IndexOf((byte)'=');
        if (at <= 0)
            throw new CorruptRecordException($"bad attribute record: {Bytes.Text(payload)}");
        string name = Bytes.Text(payload[..at]), value = Address(payload[(at + 1)..]);
        if (name == "dsn_orig_rcpt")
            dsnOriginal = value;
        else if (name == "notify_flags")
            notify = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int bits) ? bits & 15 : 0;
        else
            attributes[name] = value;
        return name;
    }

    /// <summary>Text that goes into requests, logs and other queue files: nothing that would end a line or a value there.</summary>
    private static string Address(ReadOnlySpan<byte> payload) => payload.IndexOfAny((byte)0, (byte)'\n', (byte)'\r') < 0
        ? Bytes.Text(payload)
        : throw new CorruptRecordException("control character in an envelope record");

    // Thousands of messages come from few clients and senders.
    private static T Shared<T>(Dictionary<T, T> known, T value) where T : class
    {
        if (known.TryGetValue(value, out var same))
            return same;
        if (known.Count >= MostShared)
            known.Clear();
        return known[value] = value;
    }

    private static long[] Numbers(ReadOnlySpan<byte> payload)
    {
        var numbers = RecordNumbers.Parse(payload, stackalloc long[8], out bool whole);
        if (!whole)
            throw new CorruptRecordException("bad number in record");
        return numbers.Length > 0 ? numbers.ToArray() : throw new CorruptRecordException("number expected in record");
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
