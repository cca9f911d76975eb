namespace MailSuite.Smtpd;

/// <summary>
/// One mail transaction, from MAIL to its end. It is made by MAIL and replaced as a whole: whatever ends it (RSET, HELO, the end of data,
/// accepted or not) leaves nothing behind, so no later command can act on half of an older one.
/// </summary>
internal sealed class MailTransaction(string sender) : IDisposable
{
    /// <summary>Envelope sender, internal form.</summary>
    public string Sender { get; } = sender;
    /// <summary>As written in MAIL FROM, for logs of a broken address.</summary>
    public string Encoding { get; init; } = "";
    public string EnvelopeId { get; init; } = "";
    public int Return { get; init; }
    public long DeclaredSize { get; init; }
    /// <summary>AUTH= of MAIL: the original submitter; empty when none.</summary>
    public string Submitter { get; init; } = "";

    /// <summary>What the next hop must be able to do, <see cref="SendOption"/>.</summary>
    public int SendOptions { get; init; }
    /// <summary>VERP delimiters that XVERP asked for; null when it did not.</summary>
    public string? Verp { get; init; }
    /// <summary>MAIL's parameters as they came: a before-queue filter gets them too.</summary>
    public string Command { get; init; } = "";

    /// <summary>Where the message goes; null until the first recipient was accepted, or from MAIL on (smtpd_delay_open_until_valid_rcpt).</summary>
    public MailTarget? Target { get; set; }
    /// <summary>Where content may go now; null while there is no recipient.</summary>
    public MailTarget? Ready => RecipientCount > 0 ? Target : null;
    /// <summary>The queue file; null until the first recipient was accepted, or when a before-queue filter gets the message.</summary>
    public MessageSink? Cleanup => (Target as QueueTarget)?.Cleanup;
    /// <summary>The content that comes by BDAT; null before its first chunk.</summary>
    public ChunkReader? Chunks { get; set; }
    public int RecipientCount { get; set; }
    public int Overshoot { get; set; }
    /// <summary>The only recipient, while there is one only: a Received header names it.</summary>
    public string FirstRecipient { get; set; } = "";
    /// <summary>The recipient that was accepted first; null before.</summary>
    public string? Recipient { get; set; }
    /// <summary>Content bytes received.</summary>
    public long ContentSize { get; set; }

    /// <summary>What access tables asked for before there was a queue file.</summary>
    public bool Hold { get; set; }
    public bool Discard { get; set; }
    public string Filter { get; set; } = "";
    public string Redirect { get; set; } = "";
    public List<string> Prepended { get; } = [];
    public List<string> Copies { get; } = [];

    public void Dispose() => Target?.Dispose();
}
