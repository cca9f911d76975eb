using System.Globalization;

namespace MailSuite.Qmgr;

/// <summary>The limits of one transport: its own TRANSPORT_... parameters, else the default_... ones.</summary>
internal sealed class TransportLimits
{
    private readonly string positive, negative;

    internal TransportLimits(MailConfig config, string transport)
    {
        Recipients = Number(config, transport, "_destination_recipient_limit", QmgrParams.DefaultDestinationRecipientLimit);
        Concurrency = Number(config, transport, "_destination_concurrency_limit", QmgrParams.DefaultDestinationConcurrencyLimit);
        int initial = Number(config, transport, "_initial_destination_concurrency", QmgrParams.InitialDestinationConcurrency);
        InitialConcurrency = Concurrency > 0 ? Math.Min(initial, Concurrency) : initial;
        FailedCohorts = Number(config, transport, "_destination_concurrency_failed_cohort_limit", QmgrParams.DefaultDestinationConcurrencyFailedCohortLimit);
        positive = Text(config, transport, "_destination_concurrency_positive_feedback", QmgrParams.DefaultDestinationConcurrencyPositiveFeedback);
        negative = Text(config, transport, "_destination_concurrency_negative_feedback", QmgrParams.DefaultDestinationConcurrencyNegativeFeedback);
        Feedback(positive, 1);
        Feedback(negative, 1);
        RateDelay = Time(config, transport, "_destination_rate_delay", QmgrParams.DefaultDestinationRateDelay);
        if (RateDelay > TimeSpan.Zero)
            (Concurrency, InitialConcurrency) = (1, 1);
    }

    internal int Recipients { get; }
    internal int Concurrency { get; }
    internal int InitialConcurrency { get; }
    internal int FailedCohorts { get; }
    internal TimeSpan RateDelay { get; }

    internal double PositiveFeedback(int window) => Feedback(positive, window);

    internal double NegativeFeedback(int window) => Feedback(negative, window);

    // "number", "number/concurrency" or "number/sqrt_concurrency" (postconf(5)).
    private static double Feedback(string text, int window)
    {
        int slash = text.IndexOf('/');
        if (!double.TryParse(slash < 0 ? text : text[..slash], NumberStyles.Float, CultureInfo.InvariantCulture, out double number) || number is < 0 or > 1)
            throw new FatalException($"invalid concurrency feedback: {text}");
        return slash < 0 ? number : text[(slash + 1)..].Trim() switch
        {
            "concurrency" => number / Math.Max(window, 1),
            "sqrt_concurrency" => number / Math.Sqrt(Math.Max(window, 1)),
            _ => throw new FatalException($"invalid concurrency feedback: {text}"),
        };
    }

    private static int Number(MailConfig config, string transport, string suffix, Param<int> otherwise) =>
        config.Raw(transport + suffix) != null ? otherwise.Parse(config.Text(transport + suffix)) : config.Get(otherwise);

    private static string Text(MailConfig config, string transport, string suffix, Param<string> otherwise) =>
        config.Raw(transport + suffix) != null ? config.Text(transport + suffix) : config.Get(otherwise);

    private static TimeSpan Time(MailConfig config, string transport, string suffix, Param<TimeSpan> otherwise) =>
        config.Raw(transport + suffix) != null ? otherwise.Parse(config.Text(transport + suffix)) : config.Get(otherwise);
}
