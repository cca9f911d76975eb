namespace MailSuite.Anvil;

/// <summary>What is known of all clients: connections that are open now, and events in the current time unit of each.</summary>
internal sealed class Counters(TimeSpan unit, Clock clock)
{
    private sealed class Remote
    {
        public int Count;
        public long Start;
        public readonly int[] Rates = new int[(int)AnvilEvent.NewTlsStatus];
    }

    private readonly Dictionary<string, Remote> remotes = new(StringComparer.Ordinal);
    private readonly long unitMillis = (long)unit.TotalMilliseconds;

    /// <summary>The highest values since the last report.</summary>
    public Peaks Peaks { get; } = new(unit, clock);

    /// <summary>How many clients are known.</summary>
    public int Size => remotes.Count;

    /// <summary>Counts an event.</summary>
    public AnvilReply Count(AnvilEvent what, string ident)
    {
        if (what == AnvilEvent.NewTlsStatus)
            return remotes.TryGetValue(ident, out var known) ? new AnvilReply(known.Count, Current(known).Rates[(int)AnvilEvent.NewTls]) : new AnvilReply(0, 0);
        if (!remotes.TryGetValue(ident, out var remote))
        {
            remotes[ident] = remote = new Remote { Start = clock.Milliseconds };
            Peaks.Size(remotes.Count);
        }
        ref int rate = ref Current(remote).Rates[(int)what];
        if (rate < int.MaxValue)
            rate++;
        Peaks.Rate(what, rate, ident);
        if (what == AnvilEvent.Connect)
            Peaks.Count(++remote.Count, ident);
        return new AnvilReply(remote.Count, rate);
    }

    /// <summary>A connection has ended.</summary>
    public void Disconnected(string ident)
    {
        if (remotes.TryGetValue(ident, out var remote) && remote.Count > 0)
            remote.Count--;
    }

    /// <summary>Forgets clients that have no connection and whose time unit is over.</summary>
    public void Sweep()
    {
        long now = clock.Milliseconds;
        foreach (var (ident, remote) in remotes)
            if (remote.Count == 0 && now - remote.Start > unitMillis)
                remotes.Remove(ident);
    }

    private Remote Current(Remote remote)
    {
        if (clock.Milliseconds - remote.Start > unitMillis)
        {
            remote.Start = clock.Milliseconds;
            Array.Clear(remote.Rates);
        }
        return remote;
    }
}
