using MailSuite.Mail;

namespace MailSuite.Qmgr;

/// <summary>The limits of one transport: its own TRANSPORT_... parameters, else the default_... ones.</summary>
internal sealed class TransportLimits
{
    internal TransportLimits(MailConfig config, string transport)
    {
        Recipients = config.ForTransport(transport, ServiceParams.DestinationRecipientLimit);
        Concurrency = config.ForTransport(transport, ServiceParams.DestinationConcurrencyLimit);
        RateDelay = config.ForTransport(transport, ServiceParams.DestinationRateDelay);
        TransportRateDelay = config.ForTransport(transport, ServiceParams.TransportRateDelay);
        if (RateDelay > TimeSpan.Zero)
            Concurrency = 1;
        int initial = config.ForTransport(transport, ServiceParams.InitialDestinationConcurrency);
        InitialConcurrency = Concurrency > 0 ? Math.Min(initial, Concurrency) : initial;
        FailedCohorts = config.ForTransport(transport, ServiceParams.DestinationConcurrencyFailedCohortLimit);
        PositiveFeedback = FeedbackOf(config, transport, ServiceParams.DestinationConcurrencyPositiveFeedback);
        NegativeFeedback = FeedbackOf(config, transport, ServiceParams.DestinationConcurrencyNegativeFeedback);
        DebugFeedback = config.Get(QmgrParams.DestinationConcurrencyFeedbackDebug);
        SlotCost = config.ForTransport(transport, ServiceParams.DeliverySlotCost);
        SlotLoan = config.ForTransport(transport, ServiceParams.DeliverySlotLoan);
        SlotDiscount = config.ForTransport(transport, ServiceParams.DeliverySlotDiscount);
        MinimumSlots = config.ForTransport(transport, ServiceParams.MinimumDeliverySlots);
        RecipientsInMemory = config.ForTransport(transport, ServiceParams.RecipientLimit);
        ExtraRecipients = config.ForTransport(transport, ServiceParams.ExtraRecipientLimit);
        RefillLimit = config.ForTransport(transport, ServiceParams.RecipientRefillLimit);
        RefillDelay = config.ForTransport(transport, ServiceParams.RecipientRefillDelay);
    }

    private static Feedback FeedbackOf(MailConfig config, string transport, ServiceParam<string> param) =>
        new(transport + param.Suffix, config.ForTransport(transport, param));

    /// <summary>Recipients in one delivery; 0 is no limit.</summary>
    internal int Recipients { get; }
    internal int Concurrency { get; }
    internal int InitialConcurrency { get; }

    /// <summary>
    /// How many deliveries to one destination one agent may have in hand: it makes them one after the other, or all durable at once, so they count as
    /// one for the destination's concurrency. Known when an agent has greeted.
    /// </summary>
    internal int InHand { get; private set; } = 1;

    /// <summary>Agents at a time: for those that take many deliveries, no more than a destination may have, so that the concurrency holds for each destination.</summary>
    internal int DeepAgents => Concurrency > 0 ? Math.Min(Concurrency, DeliveryRun.MostDeepAgents) : DeliveryRun.MostDeepAgents;

    /// <summary>An agent has said how many deliveries it takes.</summary>
    internal void Greeted(int depth) => InHand = RateDelay > TimeSpan.Zero || TransportRateDelay > TimeSpan.Zero ? 1 : depth;
    internal int FailedCohorts { get; }
    internal Feedback PositiveFeedback { get; }
    internal Feedback NegativeFeedback { get; }
    internal bool DebugFeedback { get; }
    internal TimeSpan RateDelay { get; }
    internal TimeSpan TransportRateDelay { get; }
    internal int SlotCost { get; }
    internal int SlotLoan { get; }

    /// <summary>Percent.</summary>
    internal int SlotDiscount { get; }
    internal int MinimumSlots { get; }
    internal int RecipientsInMemory { get; }
    internal int ExtraRecipients { get; }
    internal int RefillLimit { get; }
    internal TimeSpan RefillDelay { get; }
}
