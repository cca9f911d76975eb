namespace MailSuite.Mail;

/// <summary>
/// Why a delivery ended as it did, in the terms of RFC 3463 and RFC 3464. Nothing in it is null; empty means absent.
/// </summary>
/// <param name="Status">Enhanced status code, "x.y.z".</param>
/// <param name="Reason">One line of text for the log and the notice.</param>
/// <param name="DiagnosticType">"smtp", "x-unix" or "X-Postfix"; empty when there is no diagnostic.</param>
/// <param name="Diagnostic">The remote server's words, or ours.</param>
/// <param name="Mta">The remote server's name, when one spoke.</param>
public sealed record Dsn(string Status, string Reason, string DiagnosticType = "", string Diagnostic = "", string Mta = "")
{
    /// <summary>The same with another first digit: 4 for a temporary, 5 for a permanent failure.</summary>
    public Dsn WithClass(char digit) => this with { Status = digit + Status[1..] };
}

/// <summary>How a delivery ended for one recipient.</summary>
public enum OutcomeKind
{
    /// <summary>Durably handed over; the recipient is done.</summary>
    Delivered,
    /// <summary>To be tried again.</summary>
    Deferred,
    /// <summary>Never to be tried again; the sender is told.</summary>
    Bounced,
}

/// <summary>The end of a delivery for one recipient: what happened and why.</summary>
public sealed record Outcome(OutcomeKind Kind, Dsn Dsn)
{
    /// <summary>Handed to a system that gives no reports of its own (RFC 3461 5.2.4): a report that was asked for says "relayed".</summary>
    public bool IsRelayed { get; init; }

    /// <summary>Durably handed over.</summary>
    public static Outcome Delivered(string reason, string status = "2.0.0") => new(OutcomeKind.Delivered, new Dsn(status, reason));

    /// <summary>To be tried again.</summary>
    public static Outcome Deferred(string status, string reason) => new(OutcomeKind.Deferred, new Dsn(status, reason));

    /// <summary>Never to be tried again.</summary>
    public static Outcome Bounced(string status, string reason) => new(OutcomeKind.Bounced, new Dsn(status, reason));
}
