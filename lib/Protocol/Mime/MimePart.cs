namespace MailSuite.Protocol.Mime;

/// <summary>One name=value behind a type or a disposition, as bytes; RFC 2231 forms stay as they are written.</summary>
public readonly record struct MimeParameter(byte[] Name, byte[] Value);

/// <summary>
/// One part of a message: where it lies (offsets into the message with CRLF line ends) and what its header says. The root is the message itself.
/// </summary>
public sealed class MimePart
{
    private List<(HeaderName Name, byte[] Value)>? fields;

    internal MimePart(long headerStart, int depth) => (HeaderStart, Depth) = (headerStart, depth);

    /// <summary>First byte of the header.</summary>
    public long HeaderStart { get; }
    /// <summary>First byte of the body; the header ends here, its empty line included.</summary>
    public long BodyStart { get; internal set; }
    /// <summary>The byte after the body; the line end before a boundary is the boundary's.</summary>
    public long BodyEnd { get; internal set; }
    /// <summary>Lines of the body.</summary>
    public long Lines { get; internal set; }
    /// <summary>How many parts are around this one.</summary>
    public int Depth { get; }

    /// <summary>Media type, e.g. TEXT; never empty.</summary>
    public byte[] Type { get; internal set; } = "text"u8.ToArray();
    /// <summary>Media subtype, e.g. PLAIN.</summary>
    public byte[] Subtype { get; internal set; } = "plain"u8.ToArray();
    /// <summary>Parameters of the Content-Type.</summary>
    public IReadOnlyList<MimeParameter> Parameters { get; internal set; } = [];
    /// <summary>Was there a Content-Type field that could be read?</summary>
    public bool HasType { get; internal set; }

    /// <summary>The parts of a multipart, or the one message in a message/rfc822.</summary>
    public List<MimePart> Children { get; } = [];
    /// <summary>A multipart that was taken apart.</summary>
    public bool IsMultipart { get; internal set; }
    /// <summary>A message/rfc822 whose message is <see cref="Children"/>[0].</summary>
    public bool IsMessage { get; internal set; }

    /// <summary>Value of a header field without its line ends; null when there is none.</summary>
    public byte[]? this[HeaderName name]
    {
        get
        {
            foreach (var (n, value) in fields ?? [])
                if (n == name)
                    return value;
            return null;
        }
    }

    // A second field of addresses goes on where the first ended; of anything else the first is what counts.
    internal void Add(HeaderName name, ReadOnlySpan<byte> value)
    {
        fields ??= [];
        int at = fields.FindIndex(f => f.Name == name);
        if (at < 0)
            fields.Add((name, value.ToArray()));
        else if (name is HeaderName.From or HeaderName.Sender or HeaderName.ReplyTo or HeaderName.To or HeaderName.Cc or HeaderName.Bcc)
            fields[at] = (name, [.. fields[at].Value, .. ", "u8, .. value]);
    }

    internal long LinesBefore { get; set; }
}

/// <summary>Header fields that a reader of structure keeps.</summary>
public enum HeaderName
{
    /// <summary>Not kept.</summary>
    Other,
    /// <summary>Content-Type.</summary>
    ContentType,
    /// <summary>Content-ID.</summary>
    ContentId,
    /// <summary>Content-Description.</summary>
    ContentDescription,
    /// <summary>Content-Transfer-Encoding.</summary>
    ContentTransferEncoding,
    /// <summary>Content-MD5.</summary>
    ContentMd5,
    /// <summary>Content-Disposition.</summary>
    ContentDisposition,
    /// <summary>Content-Language.</summary>
    ContentLanguage,
    /// <summary>Content-Location.</summary>
    ContentLocation,
    /// <summary>Date.</summary>
    Date,
    /// <summary>Subject.</summary>
    Subject,
    /// <summary>From.</summary>
    From,
    /// <summary>Sender.</summary>
    Sender,
    /// <summary>Reply-To.</summary>
    ReplyTo,
    /// <summary>To.</summary>
    To,
    /// <summary>Cc.</summary>
    Cc,
    /// <summary>Bcc.</summary>
    Bcc,
    /// <summary>In-Reply-To.</summary>
    InReplyTo,
    /// <summary>Message-ID.</summary>
    MessageId,
}
