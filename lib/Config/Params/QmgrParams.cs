namespace MailSuite.Config;

/// <summary>Parameters whose owner is qmgr.</summary>
public static class QmgrParams
{
    /// <summary>Whether a sender who was warned of a delay is told when the mail is delivered after all.</summary>
    public static readonly Param<bool> ConfirmDelayCleared = Table.YesNo("confirm_delay_cleared", "no");

    /// <summary>Recipients after whose delivery a message has earned one slot for being overtaken; 0 is no overtaking.</summary>
    public static readonly Param<int> DefaultDeliverySlotCost = Table.Number("default_delivery_slot_cost", "5");

    /// <summary>Percent of the slots that may still be missing when a message is overtaken.</summary>
    public static readonly Param<int> DefaultDeliverySlotDiscount = Table.Number("default_delivery_slot_discount", "50", max: 100);

    /// <summary>Slots that may still be missing when a message is overtaken.</summary>
    public static readonly Param<int> DefaultDeliverySlotLoan = Table.Number("default_delivery_slot_loan", "3");

    /// <summary>Rounds of failed deliveries after which a destination counts as dead; 0 is never.</summary>
    public static readonly Param<int> DefaultDestinationConcurrencyFailedCohortLimit = Table.Number("default_destination_concurrency_failed_cohort_limit", "1");

    /// <summary>Deliveries to one destination at the same time; 0 is no limit.</summary>
    public static readonly Param<int> DefaultDestinationConcurrencyLimit = Table.Number("default_destination_concurrency_limit", "20");

    /// <summary>By how much a failed delivery lowers the concurrency of a destination: number, number/concurrency or number/sqrt_concurrency.</summary>
    public static readonly Param<string> DefaultDestinationConcurrencyNegativeFeedback = Table.Text("default_destination_concurrency_negative_feedback", "1", min: 1);

    /// <summary>By how much a delivery raises the concurrency of a destination: number, number/concurrency or number/sqrt_concurrency.</summary>
    public static readonly Param<string> DefaultDestinationConcurrencyPositiveFeedback = Table.Text("default_destination_concurrency_positive_feedback", "1", min: 1);

    /// <summary>Pause between deliveries to one destination; 0 is none.</summary>
    public static readonly Param<TimeSpan> DefaultDestinationRateDelay = Table.Time("default_destination_rate_delay", "0s");

    /// <summary>Recipients in one delivery.</summary>
    public static readonly Param<int> DefaultDestinationRecipientLimit = Table.Number("default_destination_recipient_limit", "50");

    /// <summary>Recipients that messages which overtake others may have in memory beyond the limit.</summary>
    public static readonly Param<int> DefaultExtraRecipientLimit = Table.Number("default_extra_recipient_limit", "1000");

    /// <summary>Next hop of a content filter that names none.</summary>
    public static readonly Param<string> DefaultFilterNexthop = Table.Text("default_filter_nexthop", "");

    /// <summary>Slots that a message must be able to earn before it may be overtaken.</summary>
    public static readonly Param<int> DefaultMinimumDeliverySlots = Table.Number("default_minimum_delivery_slots", "3");

    /// <summary>Recipients in memory for one transport.</summary>
    public static readonly Param<int> DefaultRecipientLimit = Table.Number("default_recipient_limit", "20000");

    /// <summary>Time after which more recipients of a large message are read at the latest.</summary>
    public static readonly Param<TimeSpan> DefaultRecipientRefillDelay = Table.Time("default_recipient_refill_delay", "5s", min: 1);

    /// <summary>Recipients of a large message that are read at once.</summary>
    public static readonly Param<int> DefaultRecipientRefillLimit = Table.Number("default_recipient_refill_limit", "100", min: 1);

    /// <summary>Pause between deliveries of one transport; 0 is none.</summary>
    public static readonly Param<TimeSpan> DefaultTransportRateDelay = Table.Time("default_transport_rate_delay", "0s");

    /// <summary>Transports whose mail waits until somebody asks for a flush.</summary>
    public static readonly Param<string> DeferTransports = Table.Text("defer_transports", "");

    /// <summary>Whether each change of a destination's concurrency is logged.</summary>
    public static readonly Param<bool> DestinationConcurrencyFeedbackDebug = Table.YesNo("destination_concurrency_feedback_debug", "no");

    /// <summary>Whether a bounce of VERP mail names all recipients at once, instead of one notice per recipient.</summary>
    public static readonly Param<bool> DisableVerpBounces = Table.YesNo("disable_verp_bounces", "no");

    /// <summary>Deliveries at the same time to a destination that has not been tried yet.</summary>
    public static readonly Param<int> InitialDestinationConcurrency = Table.Number("initial_destination_concurrency", "5", min: 1);

    /// <summary>Longest time between attempts to deliver a deferred message.</summary>
    public static readonly Param<TimeSpan> MaximalBackoffTime = Table.Time("maximal_backoff_time", "4000s", min: 1);

    /// <summary>Shortest time between attempts to deliver a deferred message, and how long a dead destination is left alone.</summary>
    public static readonly Param<TimeSpan> MinimalBackoffTime = Table.Time("minimal_backoff_time", "300s", min: 1);

    /// <summary>Pause between warnings that one destination fills the active queue; 0 is no warning.</summary>
    public static readonly Param<TimeSpan> ClogWarnTime = Table.Time("qmgr_clog_warn_time", "300s");

    /// <summary>How long the queue manager may work on one request before its watchdog ends it.</summary>
    public static readonly Param<TimeSpan> DaemonTimeout = Table.Time("qmgr_daemon_timeout", "1000s", min: 1);

    /// <summary>Obsolete percentage of delivery resources for large mailing lists.</summary>
    public static readonly Param<int> FudgeFactor = Table.Number("qmgr_fudge_factor", "100", min: 10, max: 100);

    /// <summary>Time limit for the queue manager's exchange with another daemon.</summary>
    public static readonly Param<TimeSpan> IpcTimeout = Table.Time("qmgr_ipc_timeout", "60s", min: 1);

    /// <summary>Messages in the active queue.</summary>
    public static readonly Param<int> MessageActiveLimit = Table.Number("qmgr_message_active_limit", "20000", min: 1);

    /// <summary>Recipients in memory of the queue manager.</summary>
    public static readonly Param<int> MessageRecipientLimit = Table.Number("qmgr_message_recipient_limit", "20000", min: 1);

    /// <summary>Recipients of each message that are in memory at least.</summary>
    public static readonly Param<int> MessageRecipientMinimum = Table.Number("qmgr_message_recipient_minimum", "10", min: 1);

    /// <summary>Pause between scans of the deferred queue.</summary>
    public static readonly Param<TimeSpan> QueueRunDelay = Table.Time("queue_run_delay", "300s", min: 1);

    /// <summary>Pause before a delivery agent that failed to start or answer is tried again.</summary>
    public static readonly Param<TimeSpan> TransportRetryTime = Table.Time("transport_retry_time", "60s", min: 1);
}
