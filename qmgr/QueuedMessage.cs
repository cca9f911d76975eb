using MailSuite.Mail;

namespace MailSuite.Qmgr;

/// <summary>A message in the active queue: its envelope, and how much of it is under way.</summary>
internal sealed class QueuedMessage
{
    internal required string Id { get; init; }
    internal required long DataOffset { get; init; }
    internal required long DataSize { get; init; }
    internal int SendOptions { get; init; }
    internal int QmgrFlags { get; init; }
    internal required string Sender { get; init; }
    internal string Encoding { get; init; } = "";
    internal string EnvelopeId { get; init; } = "";
    internal int Return { get; init; }
    internal string Filter { get; init; } = "";
    internal string Redirect { get; init; } = "";
    internal long ArrivalMicros { get; init; }
    internal long CreateMicros { get; init; }
    internal long WarnAt { get; init; }
    internal long WarnOffset { get; init; }
    internal bool Traced { get; init; }
    internal long TraceOffset { get; init; }
    internal bool VerifyOnly { get; init; }
    internal bool ForceExpire { get; init; }
    internal required ClientAttributes Client { get; init; }
    internal required List<DeliveryRecipient> Recipients { get; init; }

    /// <summary>When it became active, microseconds.</summary>
    internal long ActiveMicros { get; set; }

    /// <summary>It has been in the deferred queue: its logs may have entries of earlier attempts.</summary>
    internal bool WasDeferred { get; set; }

    /// <summary>Entries that are waiting for an agent or with one.</summary>
    internal int EntriesLeft { get; set; }

    /// <summary>Recipients not done after their delivery attempt: the message must stay.</summary>
    internal int Unfinished { get; set; }

    /// <summary>Which of the logs bounce/, defer/, trace/ have entries (<see cref="DeliveryLogs"/>).</summary>
    internal int Logs { get; set; }

    /// <summary>Flags for its delivery requests.</summary>
    internal int DeliveryFlagsBase => (Traced ? DeliveryFlags.Trace : 0) | (VerifyOnly ? DeliveryFlags.VerifyOnly : 0);
}
