namespace MailSuite.Config;

/// <summary>A parameter that exists once per transport: its name is the transport's and a suffix; unset, the fallback counts.</summary>
public abstract class ServiceParam(string suffix)
{
    /// <summary>"_destination_concurrency_limit".</summary>
    public string Suffix { get; } = suffix;

    /// <summary>The parameter that gives the value for transports without one of their own.</summary>
    public abstract Param Default { get; }
}

/// <summary>A parameter per transport whose value is a <typeparamref name="T"/>.</summary>
public sealed class ServiceParam<T>(string suffix, Param<T> fallback) : ServiceParam(suffix)
{
    /// <summary>The parameter that gives the value for transports without one of their own.</summary>
    public Param<T> Fallback => fallback;

    /// <inheritdoc/>
    public override Param Default => fallback;

    internal Param<T> Named(string name) => fallback.Named(name);
}

/// <summary>The parameters of each transport (postconf(5), "transport_..."): config.ForTransport("smtp", ServiceParams.DestinationConcurrencyLimit).</summary>
public static class ServiceParams
{
    /// <summary>What a message pays, in recipients, for being overtaken by a later message.</summary>
    public static readonly ServiceParam<int> DeliverySlotCost = new("_delivery_slot_cost", QmgrParams.DefaultDeliverySlotCost);
    /// <summary>Percent of the delivery slots that may be missing when a message is overtaken.</summary>
    public static readonly ServiceParam<int> DeliverySlotDiscount = new("_delivery_slot_discount", QmgrParams.DefaultDeliverySlotDiscount);
    /// <summary>Delivery slots that a message is lent when it is overtaken.</summary>
    public static readonly ServiceParam<int> DeliverySlotLoan = new("_delivery_slot_loan", QmgrParams.DefaultDeliverySlotLoan);
    /// <summary>Groups of deliveries that may fail before a destination is called dead.</summary>
    public static readonly ServiceParam<int> DestinationConcurrencyFailedCohortLimit =
        new("_destination_concurrency_failed_cohort_limit", QmgrParams.DefaultDestinationConcurrencyFailedCohortLimit);
    /// <summary>Deliveries at the same time to one destination.</summary>
    public static readonly ServiceParam<int> DestinationConcurrencyLimit = new("_destination_concurrency_limit", QmgrParams.DefaultDestinationConcurrencyLimit);
    /// <summary>By how much a failed delivery lowers a destination's concurrency.</summary>
    public static readonly ServiceParam<string> DestinationConcurrencyNegativeFeedback =
        new("_destination_concurrency_negative_feedback", QmgrParams.DefaultDestinationConcurrencyNegativeFeedback);
    /// <summary>By how much a delivery raises a destination's concurrency.</summary>
    public static readonly ServiceParam<string> DestinationConcurrencyPositiveFeedback =
        new("_destination_concurrency_positive_feedback", QmgrParams.DefaultDestinationConcurrencyPositiveFeedback);
    /// <summary>Pause between deliveries to one destination.</summary>
    public static readonly ServiceParam<TimeSpan> DestinationRateDelay = new("_destination_rate_delay", QmgrParams.DefaultDestinationRateDelay);
    /// <summary>Recipients in one delivery.</summary>
    public static readonly ServiceParam<int> DestinationRecipientLimit = new("_destination_recipient_limit", QmgrParams.DefaultDestinationRecipientLimit);
    /// <summary>Recipients in memory beyond the limit for a message that overtakes others.</summary>
    public static readonly ServiceParam<int> ExtraRecipientLimit = new("_extra_recipient_limit", QmgrParams.DefaultExtraRecipientLimit);
    /// <summary>Deliveries at the same time to a destination that has not been tried yet.</summary>
    public static readonly ServiceParam<int> InitialDestinationConcurrency = new("_initial_destination_concurrency", QmgrParams.InitialDestinationConcurrency);
    /// <summary>Deliveries that a message must have before it may be overtaken.</summary>
    public static readonly ServiceParam<int> MinimumDeliverySlots = new("_minimum_delivery_slots", QmgrParams.DefaultMinimumDeliverySlots);
    /// <summary>Recipients in memory for one transport.</summary>
    public static readonly ServiceParam<int> RecipientLimit = new("_recipient_limit", QmgrParams.DefaultRecipientLimit);
    /// <summary>Time after which more recipients of a message are read at the latest.</summary>
    public static readonly ServiceParam<TimeSpan> RecipientRefillDelay = new("_recipient_refill_delay", QmgrParams.DefaultRecipientRefillDelay);
    /// <summary>Recipients of a message that are read at once.</summary>
    public static readonly ServiceParam<int> RecipientRefillLimit = new("_recipient_refill_limit", QmgrParams.DefaultRecipientRefillLimit);
    /// <summary>Pause between deliveries by the transport.</summary>
    public static readonly ServiceParam<TimeSpan> TransportRateDelay = new("_transport_rate_delay", QmgrParams.DefaultTransportRateDelay);

    /// <summary>The parameters that every delivery agent's service has, in the order of their names.</summary>
    public static readonly IReadOnlyList<ServiceParam> All =
    [
        DeliverySlotCost, DeliverySlotDiscount, DeliverySlotLoan, DestinationConcurrencyFailedCohortLimit, DestinationConcurrencyLimit,
        DestinationConcurrencyNegativeFeedback, DestinationConcurrencyPositiveFeedback, DestinationRateDelay, DestinationRecipientLimit,
        ExtraRecipientLimit, InitialDestinationConcurrency, MinimumDeliverySlots, RecipientLimit, RecipientRefillDelay,
        RecipientRefillLimit, TransportRateDelay,
    ];

    /// <summary>Time that a command of pipe(8) or spawn(8) may take; only their services have it.</summary>
    public static readonly ServiceParam<TimeSpan> TimeLimit = new("_time_limit", LocalParams.CommandTimeLimit);
}
