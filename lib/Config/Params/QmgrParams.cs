namespace MailSuite.Config;

/// <summary>Parameters whose owner is qmgr.</summary>
public static class QmgrParams
{
    /// <summary>confirm_delay_cleared</summary>
    public static readonly Param<bool> ConfirmDelayCleared = Table.YesNo("confirm_delay_cleared", "no");

    /// <summary>default_delivery_slot_cost</summary>
    public static readonly Param<int> DefaultDeliverySlotCost = Table.Number("default_delivery_slot_cost", "5");

    /// <summary>default_delivery_slot_discount</summary>
    public static readonly Param<int> DefaultDeliverySlotDiscount = Table.Number("default_delivery_slot_discount", "50", max: 100);

    /// <summary>default_delivery_slot_loan</summary>
    public static readonly Param<int> DefaultDeliverySlotLoan = Table.Number("default_delivery_slot_loan", "3");

    /// <summary>default_destination_concurrency_failed_cohort_limit</summary>
    public static readonly Param<int> DefaultDestinationConcurrencyFailedCohortLimit = Table.Number("default_destination_concurrency_failed_cohort_limit", "1");

    /// <summary>default_destination_concurrency_limit</summary>
    public static readonly Param<int> DefaultDestinationConcurrencyLimit = Table.Number("default_destination_concurrency_limit", "20");

    /// <summary>default_destination_concurrency_negative_feedback</summary>
    public static readonly Param<string> DefaultDestinationConcurrencyNegativeFeedback = Table.Text("default_destination_concurrency_negative_feedback", "1", min: 1);

    /// <summary>default_destination_concurrency_positive_feedback</summary>
    public static readonly Param<string> DefaultDestinationConcurrencyPositiveFeedback = Table.Text("default_destination_concurrency_positive_feedback", "1", min: 1);

    /// <summary>default_destination_rate_delay</summary>
    public static readonly Param<TimeSpan> DefaultDestinationRateDelay = Table.Time("default_destination_rate_delay", "0s");

    /// <summary>default_destination_recipient_limit</summary>
    public static readonly Param<int> DefaultDestinationRecipientLimit = Table.Number("default_destination_recipient_limit", "50");

    /// <summary>default_extra_recipient_limit</summary>
    public static readonly Param<int> DefaultExtraRecipientLimit = Table.Number("default_extra_recipient_limit", "1000");

    /// <summary>default_filter_nexthop</summary>
    public static readonly Param<string> DefaultFilterNexthop = Table.Text("default_filter_nexthop", "");

    /// <summary>default_minimum_delivery_slots</summary>
    public static readonly Param<int> DefaultMinimumDeliverySlots = Table.Number("default_minimum_delivery_slots", "3");

    /// <summary>default_recipient_limit</summary>
    public static readonly Param<int> DefaultRecipientLimit = Table.Number("default_recipient_limit", "20000");

    /// <summary>default_recipient_refill_delay</summary>
    public static readonly Param<TimeSpan> DefaultRecipientRefillDelay = Table.Time("default_recipient_refill_delay", "5s", min: 1);

    /// <summary>default_recipient_refill_limit</summary>
    public static readonly Param<int> DefaultRecipientRefillLimit = Table.Number("default_recipient_refill_limit", "100", min: 1);

    /// <summary>default_transport_rate_delay</summary>
    public static readonly Param<TimeSpan> DefaultTransportRateDelay = Table.Time("default_transport_rate_delay", "0s");

    /// <summary>defer_transports</summary>
    public static readonly Param<string> DeferTransports = Table.Text("defer_transports", "");

    /// <summary>destination_concurrency_feedback_debug</summary>
    public static readonly Param<bool> DestinationConcurrencyFeedbackDebug = Table.YesNo("destination_concurrency_feedback_debug", "no");

    /// <summary>disable_verp_bounces</summary>
    public static readonly Param<bool> DisableVerpBounces = Table.YesNo("disable_verp_bounces", "no");

    /// <summary>initial_destination_concurrency</summary>
    public static readonly Param<int> InitialDestinationConcurrency = Table.Number("initial_destination_concurrency", "5", min: 1);

    /// <summary>maximal_backoff_time</summary>
    public static readonly Param<TimeSpan> MaximalBackoffTime = Table.Time("maximal_backoff_time", "4000s", min: 1);

    /// <summary>minimal_backoff_time</summary>
    public static readonly Param<TimeSpan> MinimalBackoffTime = Table.Time("minimal_backoff_time", "300s", min: 1);

    /// <summary>qmgr_clog_warn_time</summary>
    public static readonly Param<TimeSpan> ClogWarnTime = Table.Time("qmgr_clog_warn_time", "300s");

    /// <summary>qmgr_daemon_timeout</summary>
    public static readonly Param<TimeSpan> DaemonTimeout = Table.Time("qmgr_daemon_timeout", "1000s", min: 1);

    /// <summary>qmgr_fudge_factor</summary>
    public static readonly Param<int> FudgeFactor = Table.Number("qmgr_fudge_factor", "100", min: 10, max: 100);

    /// <summary>qmgr_ipc_timeout</summary>
    public static readonly Param<TimeSpan> IpcTimeout = Table.Time("qmgr_ipc_timeout", "60s", min: 1);

    /// <summary>qmgr_message_active_limit</summary>
    public static readonly Param<int> MessageActiveLimit = Table.Number("qmgr_message_active_limit", "20000", min: 1);

    /// <summary>qmgr_message_recipient_limit</summary>
    public static readonly Param<int> MessageRecipientLimit = Table.Number("qmgr_message_recipient_limit", "20000", min: 1);

    /// <summary>qmgr_message_recipient_minimum</summary>
    public static readonly Param<int> MessageRecipientMinimum = Table.Number("qmgr_message_recipient_minimum", "10", min: 1);

    /// <summary>queue_run_delay</summary>
    public static readonly Param<TimeSpan> QueueRunDelay = Table.Time("queue_run_delay", "300s", min: 1);

    /// <summary>transport_retry_time</summary>
    public static readonly Param<TimeSpan> TransportRetryTime = Table.Time("transport_retry_time", "60s", min: 1);
}
