namespace MailSuite.Mail;

/// <summary>How the submission of a message ended.</summary>
public enum CleanupStatus
{
    /// <summary>Durably in the queue: it is ours now.</summary>
    Queued,
    /// <summary>Refused for good.</summary>
    Rejected,
    /// <summary>Could not be taken now; nothing is left of it.</summary>
    TryLater,
}

/// <summary>How the submission of a message ended, in words that an SMTP client may be told.</summary>
/// <param name="Status">The kind of end.</param>
/// <param name="Code">SMTP reply code: 250, 452, 552, ...</param>
/// <param name="Dsn">Enhanced status code.</param>
/// <param name="Reason">What the client is told; generic. The cause stands in the log.</param>
public sealed record CleanupResult(CleanupStatus Status, int Code, string Dsn, string Reason)
{
    /// <summary>Ours, durably: in the queue, or dealt with already.</summary>
    public bool Ok => Status == CleanupStatus.Queued;

    /// <summary>Is it in incoming, where qmgr must be told of it? What is held, discarded or returned to its sender is not.</summary>
    public bool IsIncoming => ReferenceEquals(this, Queued);

    /// <summary>Taken, and not in incoming.</summary>
    public static CleanupResult DealtWith { get; } = new(CleanupStatus.Queued, 250, "2.0.0", "Ok");

    /// <summary>In the queue.</summary>
    public static CleanupResult Queued { get; } = new(CleanupStatus.Queued, 250, "2.0.0", "Ok");
    /// <summary>A write failed.</summary>
    public static CleanupResult WriteError { get; } = new(CleanupStatus.TryLater, 451, "4.3.0", "Error: queue file write error");
    /// <summary>The disk is full.</summary>
    public static CleanupResult NoSpace { get; } = new(CleanupStatus.TryLater, 452, "4.3.1", "Insufficient system storage");
    /// <summary>A table could not be asked.</summary>
    public static CleanupResult LookupProblem { get; } = new(CleanupStatus.TryLater, 451, "4.3.0", "Error: queue file write error");
    /// <summary>The service is not there.</summary>
    public static CleanupResult Unavailable { get; } = new(CleanupStatus.TryLater, 451, "4.3.0", "Error: queue file write error");
    /// <summary>What came to cleanup makes no message: more attributes than queue_file_attribute_count_limit.</summary>
    public static CleanupResult BadMessage { get; } = new(CleanupStatus.TryLater, 451, "4.3.0", "Error: internal error 1");
    /// <summary>Larger than message_size_limit.</summary>
    public static CleanupResult TooBig { get; } = new(CleanupStatus.Rejected, 552, "5.3.4", "Error: message file too big");
    /// <summary>More Received: headers than hopcount_limit.</summary>
    public static CleanupResult TooManyHops { get; } = new(CleanupStatus.Rejected, 554, "5.4.0", "Error: too many hops");
    /// <summary>No recipient is left.</summary>
    public static CleanupResult NoRecipients { get; } = new(CleanupStatus.Rejected, 550, "5.1.0", "Error: no recipients specified");
    /// <summary>Aliases expand without end.</summary>
    public static CleanupResult AliasProblem { get; } = new(CleanupStatus.TryLater, 451, "4.6.0", "Alias expansion error");
}
