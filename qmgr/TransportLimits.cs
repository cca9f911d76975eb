using System.Globalization;

namespace MailSuite.Qmgr;

/// <summary>The limits of one transport: its own TRANSPORT_... parameters, else the default_... ones.</summary>
internal sealed class TransportLimits
{
    private readonly string positive, negative;

    internal TransportLimits(MailConfig config, string transport)
    {
        Recipients = config.ForTransport(transport, ServiceParams.DestinationRecipientLimit);
        Concurrency = config.ForTransport(transport, ServiceParams.DestinationConcurrencyLimit);
        int initial = config.ForTransport(transport, ServiceParams.InitialDestinationConcurrency);
        InitialConcurrency = Concurrency > 0 ? Math.Min(initial, Concurrency) : initial;
        FailedCohorts = config.ForTransport(transport, ServiceParams.DestinationConcurrencyFailedCohortLimit);
        positive = config.ForTransport(transport, ServiceParams.DestinationConcurrencyPositiveFeedback);
        negative = config.ForTransport(transport, ServiceParams.DestinationConcurrencyNegativeFeedback);
        Feedback(positive, 1);
        Feedback(negative, 1);
        RateDelay = config.ForTransport(transport, ServiceParams.DestinationRateDelay);
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
}
