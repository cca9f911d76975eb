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

    /// <summary>The queue file; null until the first recipient was accepted.</summary>
    public MessageSink? Cleanup { get; set; }
    public int RecipientCount { get; set; }
    public int Overshoot { get; set; }
    /// <summary>The only recipient, while there is one only: a Received header names it.</summary>
    public string FirstRecipient { get; set; } = "";
    /// <summary>Content bytes received.</summary>
    public long ContentSize { get; set; }

    /// <summary>What access tables asked for before there was a queue file.</summary>
    public bool Hold { get; set; }
    public bool Discard { get; set; }
    public string Filter { get; set; } = "";
    public string Redirect { get; set; } = "";
    public List<string> Prepended { get; } = [];
    public List<string> Copies { get; } = [];

    public void Dispose() => Cleanup?.Dispose();
}
