namespace MailSuite.Anvil;

/// <summary>The highest rates and counts since the last report, with whose they were and when; the report has the words of Postfix's anvil(8).</summary>
internal sealed class Peaks(TimeSpan unit, Clock clock)
{
    private sealed record Peak(int Value, string Ident, long Time);

    private static readonly (AnvilEvent Event, string Word)[] Order =
        [(AnvilEvent.Connect, "connection"), (AnvilEvent.Message, "message"), (AnvilEvent.Recipient, "recipient"), (AnvilEvent.NewTls, "newtls"), (AnvilEvent.Auth, "auth")];

    private static readonly Peak Nothing = new(0, "", 0);
    private readonly Peak[] rates = [.. Enumerable.Repeat(Nothing, (int)AnvilEvent.NewTlsStatus)];
    private Peak count = Nothing, size = Nothing;

    public void Rate(AnvilEvent what, int value, string ident) => Raise(ref rates[(int)what], value, ident);

    public void Count(int value, string ident) => Raise(ref count, value, ident);

    public void Size(int value) => Raise(ref size, value, "");

    private void Raise(ref Peak peak, int value, string ident)
    {
        if (value > peak.Value)
            peak = new Peak(value, ident, clock.UnixSeconds);
    }

    /// <summary>Logs what there is to tell, and begins anew.</summary>
    public void Report()
    {
        foreach (var (what, word) in Order)
        {
            if (rates[(int)what] is { Value: > 0 } rate)
                Log.Info($"statistics: max {word} rate {rate.Value}/{(long)unit.TotalSeconds}s for ({rate.Ident}) at {When(rate)}");
            if (what == AnvilEvent.Connect && count.Value > 0)
                Log.Info($"statistics: max connection count {count.Value} for ({count.Ident}) at {When(count)}");
        }
        if (size.Value > 0)
            Log.Info($"statistics: max cache size {size.Value} at {When(size)}");
        Array.Fill(rates, Nothing);
        count = size = Nothing;
    }

    /// <summary>"Nov 22 03:00:00".</summary>
    private static string When(Peak peak) => LocalTime.Asctime(peak.Time).Substring(4, 15);
}
