namespace MailSuite.Mail;

/// <summary>What the next hop must be able to do for a message: bits of the last number of the queue file's Size record, and of "sendopts" between daemons.</summary>
public static class SendOption
{
    /// <summary>The sender's client asked for SMTPUTF8 (RFC 6531).</summary>
    public const int Smtputf8Requested = 1;
    /// <summary>A header field has bytes beyond ASCII.</summary>
    public const int Smtputf8Header = 2;
    /// <summary>The sender's address has.</summary>
    public const int Smtputf8Sender = 4;
    /// <summary>A recipient's address has.</summary>
    public const int Smtputf8Recipient = 8;
    /// <summary>The header says "TLS-Required: no" (RFC 8689 5).</summary>
    public const int TlsNotRequired = 16;
    /// <summary>The client asked for REQUIRETLS (RFC 8689 3).</summary>
    public const int RequireTls = 32;

    /// <summary>Everything about SMTPUTF8.</summary>
    public const int Smtputf8 = Smtputf8Requested | Smtputf8Header | Smtputf8Sender | Smtputf8Recipient;
}
