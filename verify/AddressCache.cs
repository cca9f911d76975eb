namespace MailSuite.Verify;

/// <summary>What is known of an address.</summary>
/// <param name="State">The last result; Unknown when there was none.</param>
/// <param name="Probed">When a probe was sent that has not come back, seconds since 1970; 0 when none.</param>
/// <param name="Updated">When the result came; 0 when none did.</param>
/// <param name="Reason">The result in the words of the agent or the remote server.</param>
internal sealed record CacheEntry(AddressState State, long Probed, long Updated, string Reason);

/// <summary>How long results hold (address_verify_*_time).</summary>
internal sealed record CacheTimes(TimeSpan PositiveExpire, TimeSpan PositiveRefresh, TimeSpan NegativeExpire, TimeSpan NegativeRefresh, bool KeepsNegative);

/// <summary>
/// Results of probes by address. A result holds until it expires; before that it is refreshed in the background when somebody asks. A probe that fails
/// does not take away a good result that has not expired: one bad hour of a server is no reason to refuse its users.
/// </summary>
internal sealed class AddressCache(CacheTimes times, Clock clock, Action<string, CacheEntry> store)
{
    /// <summary>A probe of which nothing was heard for so long is lost.</summary>
    public const int ProbeLifetime = 1000;
    /// <summary>Most addresses that are kept: who lets strangers ask for any address must not run out of memory.</summary>
    public const int MostEntries = 250_000;
    public const string InProgress = "Address verification in progress";

    private readonly Dictionary<string, CacheEntry> entries = new(StringComparer.Ordinal);

    public int Count => entries.Count;

    /// <summary>All that is known, for the file.</summary>
    public IEnumerable<KeyValuePair<string, CacheEntry>> Entries => entries;

    /// <summary>Takes an entry from the file; null takes one away.</summary>
    public void Load(string address, CacheEntry entry) => entries[address] = entry;

    /// <summary>What is known of an address, and whether it has to be probed now.</summary>
    public CacheEntry Find(string address, out bool mustProbe)
    {
        long now = clock.UnixSeconds;
        if (!entries.TryGetValue(address, out var entry) || IsExpired(entry, now))
            entry = new CacheEntry(AddressState.Unknown, entry?.Probed ?? 0, 0, InProgress);
        mustProbe = now - entry.Probed > ProbeLifetime && NeedsRefresh(entry, now);
        return entry;
    }

    /// <summary>A probe was sent.</summary>
    public void Probed(string address, CacheEntry entry)
    {
        if (entry.Updated != 0 || times.KeepsNegative)
            Put(address, entry with { Probed = clock.UnixSeconds });
    }

    /// <summary>A probe has come back.</summary>
    public void Update(string address, AddressState state, string reason)
    {
        long now = clock.UnixSeconds;
        if (state != AddressState.Deliverable && entries.TryGetValue(address, out var old) && old.State == AddressState.Deliverable && old.Updated > 0 && !IsExpired(old, now))
        {
            Put(address, old with { Probed = 0 });
            return;
        }
        Put(address, new CacheEntry(state, 0, now, reason));
    }

    /// <summary>Takes away what has expired.</summary>
    public int Expire()
    {
        long now = clock.UnixSeconds;
        int before = entries.Count;
        foreach (var (address, entry) in entries)
            if (IsExpired(entry, now) || entry.Updated == 0 && now - entry.Probed > ProbeLifetime)
                entries.Remove(address);
        return before - entries.Count;
    }

    private void Put(string address, CacheEntry entry)
    {
        if (entries.Count >= MostEntries && !entries.ContainsKey(address) && Expire() == 0)
            Shrink();
        entries[address] = entry;
        store(address, entry);
    }

    /// <summary>Gives up a quarter: first what says no, then what is oldest.</summary>
    private void Shrink()
    {
        foreach (string address in entries.OrderBy(static e => (e.Value.State == AddressState.Deliverable, Math.Max(e.Value.Updated, e.Value.Probed)))
            .Take(MostEntries / 4).Select(static e => e.Key).ToList())
            entries.Remove(address);
    }

    private bool IsExpired(CacheEntry entry, long now) =>
        entry.Updated > 0 && entry.Updated + (long)(entry.State == AddressState.Deliverable ? times.PositiveExpire : times.NegativeExpire).TotalSeconds < now;

    private bool NeedsRefresh(CacheEntry entry, long now) =>
        entry.Updated + (long)(entry.State == AddressState.Deliverable ? times.PositiveRefresh : times.NegativeRefresh).TotalSeconds < now;
}
