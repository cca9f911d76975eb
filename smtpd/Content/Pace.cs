namespace MailSuite.Smtpd;

/// <summary>
/// The time that content may take with smtpd_per_request_deadline: smtpd_timeout to begin with, and smtpd_min_data_rate gives a second for so
/// many bytes, never more than smtpd_timeout ahead. A client that trickles bytes is late, one that sends a lot is not.
/// </summary>
internal sealed class Pace
{
    private readonly SmtpdSettings settings;
    private readonly LineStream stream;
    private long deadline, counted;

    public Pace(SmtpdSettings settings, LineStream stream)
    {
        (this.settings, this.stream) = (settings, stream);
        if (settings.HasDeadlines)
            deadline = settings.Context.Clock.Milliseconds + (long)settings.Timeout.TotalMilliseconds;
    }

    /// <summary>Sets the end of the next wait by what has come so far.</summary>
    public void Allow(long received)
    {
        if (!settings.HasDeadlines)
            return;
        long most = settings.Context.Clock.Milliseconds + (long)settings.Timeout.TotalMilliseconds;
        deadline = Math.Min(most, deadline + (received - counted) * 1000 / settings.MinDataRate);
        counted = received;
        stream.Transport.SetDeadline(deadline);
    }
}
