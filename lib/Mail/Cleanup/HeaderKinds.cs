namespace MailSuite.Mail;

/// <summary>What cleanup does with a header.</summary>
[Flags]
public enum HeaderKind
{
    /// <summary>No such thing.</summary>
    None = 0,
    /// <summary>Holds addresses of whom the message comes from.</summary>
    Sender = 1,
    /// <summary>Holds addresses of whom the message goes to.</summary>
    Recipient = 2,
    /// <summary>One of the Resent- headers.</summary>
    Resent = 4,
    /// <summary>Received: one hop.</summary>
    Received = 8,
    /// <summary>Message-Id.</summary>
    MessageId = 16,
    /// <summary>Date.</summary>
    Date = 32,
    /// <summary>From.</summary>
    From = 64,
    /// <summary>To and Cc: somebody to see.</summary>
    Visible = 128,
    /// <summary>TLS-Required (RFC 8689 5).</summary>
    TlsRequired = 256,
}

/// <summary>The headers that cleanup acts upon, one row each.</summary>
public static class HeaderKinds
{
    private static readonly (byte[] Name, HeaderKind Kind)[] Rows =
    [
        ("Received"u8.ToArray(), HeaderKind.Received),
        ("From"u8.ToArray(), HeaderKind.Sender | HeaderKind.From),
        ("To"u8.ToArray(), HeaderKind.Recipient | HeaderKind.Visible),
        ("Cc"u8.ToArray(), HeaderKind.Recipient | HeaderKind.Visible),
        ("Bcc"u8.ToArray(), HeaderKind.Recipient),
        ("Date"u8.ToArray(), HeaderKind.Date),
        ("Message-Id"u8.ToArray(), HeaderKind.MessageId),
        ("Reply-To"u8.ToArray(), HeaderKind.Sender),
        ("Sender"u8.ToArray(), HeaderKind.Sender),
        ("Apparently-To"u8.ToArray(), HeaderKind.Recipient),
        ("Disposition-Notification-To"u8.ToArray(), HeaderKind.Sender),
        ("Errors-To"u8.ToArray(), HeaderKind.Sender),
        ("Mail-Copies-To"u8.ToArray(), HeaderKind.Recipient),
        ("Mail-Followup-To"u8.ToArray(), HeaderKind.Sender),
        ("Mail-Reply-To"u8.ToArray(), HeaderKind.Sender),
        ("Return-Path"u8.ToArray(), HeaderKind.Sender),
        ("Return-Receipt-To"u8.ToArray(), HeaderKind.Sender),
        ("TLS-Required"u8.ToArray(), HeaderKind.TlsRequired),
        ("Resent-From"u8.ToArray(), HeaderKind.Resent | HeaderKind.Sender | HeaderKind.From),
        ("Resent-To"u8.ToArray(), HeaderKind.Resent | HeaderKind.Recipient | HeaderKind.Visible),
        ("Resent-Cc"u8.ToArray(), HeaderKind.Resent | HeaderKind.Recipient | HeaderKind.Visible),
        ("Resent-Bcc"u8.ToArray(), HeaderKind.Resent | HeaderKind.Recipient),
        ("Resent-Date"u8.ToArray(), HeaderKind.Resent | HeaderKind.Date),
        ("Resent-Message-Id"u8.ToArray(), HeaderKind.Resent | HeaderKind.MessageId),
        ("Resent-Reply-To"u8.ToArray(), HeaderKind.Resent | HeaderKind.Recipient),
        ("Resent-Sender"u8.ToArray(), HeaderKind.Resent | HeaderKind.Sender),
    ];

    /// <summary>What a header's name says; None for the many that pass as they are.</summary>
    public static HeaderKind Of(ReadOnlySpan<byte> name)
    {
        foreach (var (known, kind) in Rows)
            if (known.Length == name.Length && (known[0] | 0x20) == (name[0] | 0x20) && Bytes.Same(known, name))
                return kind;
        return HeaderKind.None;
    }

    /// <summary>The length of the field name that a line begins with; 0 when the line is no header.</summary>
    public static int NameLength(ReadOnlySpan<byte> line) => Protocol.Mime.HeaderNames.Length(line);
}
