using MailSuite.Mail;
using MailSuite.Verify;

namespace MailSuite.Tests.Verify;

/// <summary>What the verify service remembers, for how long, and through a restart.</summary>
public sealed class AddressCacheTests : IDisposable
{
    private sealed class Hand : Clock
    {
        public long Seconds = 1_000_000;
        public override long UnixMicros => Seconds * 1_000_000;
        public override long Milliseconds => Seconds * 1000;
    }

    private const string Bob = "bob@example.com";
    private readonly Hand clock = new();
    private readonly string folder = System.IO.Directory.CreateTempSubdirectory("verify-test").FullName;
    private readonly CacheFile file;
    private AddressCache cache;

    public AddressCacheTests()
    {
        file = new CacheFile(Path.Join(folder, "cache"));
        cache = Made();
    }

    private AddressCache Made(bool keepsNegative = true) => new(
        new CacheTimes(TimeSpan.FromDays(31), TimeSpan.FromDays(7), TimeSpan.FromDays(3), TimeSpan.FromHours(3), keepsNegative), clock, (a, e) => file.Append(a, e));

    private CacheEntry Ask(out bool mustProbe)
    {
        var entry = cache.Find(Bob, out mustProbe);
        if (mustProbe)
            cache.Probed(Bob, entry);
        return entry;
    }

    [Fact]
    public void An_unknown_address_is_probed_once()
    {
        Assert.Equal(AddressState.Unknown, Ask(out bool probe).State);
        Assert.True(probe);
        Assert.Equal("Address verification in progress", Ask(out probe).Reason);
        Assert.False(probe);
    }

    [Fact]
    public void A_probe_that_does_not_come_back_is_sent_again_after_1000_seconds()
    {
        Ask(out _);
        clock.Seconds += 1001;
        Ask(out bool probe);
        Assert.True(probe);
    }

    [Theory]
    [InlineData(AddressState.Deliverable, 7 * 86400, 31 * 86400)]
    [InlineData(AddressState.Undeliverable, 3 * 3600, 3 * 86400)]
    [InlineData(AddressState.Deferred, 3 * 3600, 3 * 86400)]
    public void A_result_is_refreshed_in_the_background_and_expires(AddressState state, int refresh, int expire)
    {
        cache.Update(Bob, state, "because");
        clock.Seconds += refresh;
        Assert.Equal((state, "because"), (Ask(out bool probe).State, "because"));
        Assert.False(probe);
        clock.Seconds++;
        Assert.Equal(state, Ask(out probe).State);
        Assert.True(probe);
        clock.Seconds += expire - refresh;
        Assert.Equal(AddressState.Unknown, Ask(out probe).State);
        Assert.True(probe);
    }

    [Fact]
    public void A_failed_probe_does_not_take_away_a_good_result()
    {
        cache.Update(Bob, AddressState.Deliverable, "fine");
        cache.Update(Bob, AddressState.Undeliverable, "no such user");
        Assert.Equal(AddressState.Deliverable, Ask(out _).State);
        clock.Seconds += 31 * 86400 + 1;
        cache.Update(Bob, AddressState.Undeliverable, "no such user");
        Assert.Equal(AddressState.Undeliverable, Ask(out _).State);
    }

    [Fact]
    public void Without_negative_cache_a_pending_probe_is_not_remembered()
    {
        cache = Made(keepsNegative: false);
        Ask(out _);
        Assert.Equal(0, cache.Count);
    }

    [Fact]
    public void Expired_entries_and_lost_probes_are_cleaned_up()
    {
        cache.Update(Bob, AddressState.Deliverable, "fine");
        cache.Update("old@example.com", AddressState.Undeliverable, "no");
        cache.Probed("lost@example.com", cache.Find("lost@example.com", out _));
        clock.Seconds += 3 * 86400 + 1;
        Assert.Equal(2, cache.Expire());
        Assert.Equal(1, cache.Count);
    }

    [Fact]
    public void What_was_found_is_known_after_a_restart()
    {
        cache.Update(Bob, AddressState.Undeliverable, "no");
        cache.Update(Bob, AddressState.Deliverable, "delivery via x: 250 ok: fine");
        cache.Update("x@y", AddressState.Deferred, "line\nbreak");
        cache.Update("evil\nx@y\t0:0:0:", AddressState.Undeliverable, "never in the file");
        file.Flush();
        // A line that was being written when power failed.
        File.AppendAllText(Path.Join(folder, "cache"), "torn@example.com\t0:0:12");
        var known = Loaded();
        Assert.Equal(2, known.Count);
        Assert.Equal(new CacheEntry(AddressState.Deliverable, 0, clock.Seconds, "delivery via x: 250 ok: fine"), known[Bob]);
        Assert.Equal("line?break", known["x@y"].Reason);
    }

    [Fact]
    public void The_file_written_anew_says_the_same()
    {
        for (int i = 0; i < 5000; i++)
            cache.Update($"u{i % 1000}@example.com", AddressState.Deliverable, $"result {i}");
        file.Rewrite(cache.Entries);
        Assert.Equal(1000, File.ReadLines(Path.Join(folder, "cache")).Count());
        cache.Update(Bob, AddressState.Deliverable, "later");
        file.Flush();
        var known = Loaded();
        Assert.Equal(1001, known.Count);
        Assert.Equal("result 4999", known["u999@example.com"].Reason);
        Assert.False(File.Exists(Path.Join(folder, "cache.new")));
    }

    private Dictionary<string, CacheEntry> Loaded()
    {
        var known = new Dictionary<string, CacheEntry>();
        new CacheFile(Path.Join(folder, "cache")).Read((a, e) => known[a] = e);
        return known;
    }

    [Fact]
    public void The_sender_of_probes_changes_with_time()
    {
        var config = MailConfig.FromText("myorigin = example.com\naddress_verify_sender_ttl = 3600");
        string first = VerifySender.Now(config, clock);
        Assert.StartsWith("double-bounce", first, StringComparison.Ordinal);
        clock.Seconds += 3600;
        string second = VerifySender.Now(config, clock);
        Assert.NotEqual(first, second);
        Assert.True(VerifySender.IsOne(config, clock, first + "@EXAMPLE.com"));
        Assert.True(VerifySender.IsOne(config, clock, second));
        clock.Seconds += 3600;
        Assert.False(VerifySender.IsOne(config, clock, first));
        Assert.False(VerifySender.IsOne(config, clock, "double-bounce@example.com"));
    }

    public void Dispose()
    {
        file.Dispose();
        System.IO.Directory.Delete(folder, recursive: true);
    }
}
