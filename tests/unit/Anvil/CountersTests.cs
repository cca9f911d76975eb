using MailSuite.Anvil;
using MailSuite.Mail;

namespace MailSuite.Tests.Anvil;

/// <summary>What anvil counts, and its statistics.</summary>
public sealed class CountersTests
{
    private sealed class Hand : Clock
    {
        public long Now = 1_000_000;
        public override long UnixMicros => Now * 1000;
        public override long Milliseconds => Now;
    }

    private readonly Hand clock = new();
    private readonly Counters counters;

    public CountersTests() => counters = new Counters(TimeSpan.FromSeconds(60), clock);

    private AnvilReply Count(AnvilEvent what, string ident = "smtp:192.0.2.1") => counters.Count(what, ident);

    [Fact]
    public void Connections_count_until_they_end()
    {
        Assert.Equal(new AnvilReply(1, 1), Count(AnvilEvent.Connect));
        Assert.Equal(new AnvilReply(2, 2), Count(AnvilEvent.Connect));
        counters.Disconnected("smtp:192.0.2.1");
        Assert.Equal(new AnvilReply(2, 3), Count(AnvilEvent.Connect));
        Assert.Equal(new AnvilReply(1, 1), Count(AnvilEvent.Connect, "smtp:192.0.2.2"));
    }

    [Fact]
    public void Rates_begin_anew_after_the_time_unit()
    {
        Count(AnvilEvent.Connect);
        Count(AnvilEvent.Message);
        Assert.Equal(2, Count(AnvilEvent.Message).Rate);
        clock.Now += 60_001;
        Assert.Equal(new AnvilReply(1, 1), Count(AnvilEvent.Message));
    }

    [Fact]
    public void Asking_for_TLS_sessions_counts_none()
    {
        Assert.Equal(0, Count(AnvilEvent.NewTlsStatus).Rate);
        Count(AnvilEvent.NewTls);
        Assert.Equal(1, Count(AnvilEvent.NewTlsStatus).Rate);
        Assert.Equal(1, Count(AnvilEvent.NewTlsStatus).Rate);
    }

    [Fact]
    public void Clients_that_are_gone_are_forgotten_when_their_time_is_over()
    {
        Count(AnvilEvent.Connect);
        Count(AnvilEvent.Connect, "smtp:192.0.2.2");
        counters.Disconnected("smtp:192.0.2.2");
        counters.Sweep();
        Assert.Equal(2, counters.Size);
        clock.Now += 60_001;
        counters.Sweep();
        Assert.Equal(1, counters.Size);
    }

    [Fact]
    public void Statistics_are_worded_as_in_Postfix_and_told_once()
    {
        Count(AnvilEvent.Connect);
        Count(AnvilEvent.Connect);
        counters.Disconnected("smtp:192.0.2.1");
        Count(AnvilEvent.Message);
        var lines = Report();
        Assert.Matches(@"^statistics: max connection rate 2/60s for \(smtp:192\.0\.2\.1\) at [A-Z][a-z]{2} [ 0-9]\d \d\d:\d\d:\d\d$", lines[0]);
        Assert.StartsWith("statistics: max connection count 2 for (smtp:192.0.2.1) at ", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("statistics: max message rate 1/60s for (smtp:192.0.2.1) at ", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("statistics: max cache size 1 at ", lines[3], StringComparison.Ordinal);
        Assert.Equal(4, lines.Count);
        Assert.Empty(Report());
    }

    private List<string> Report()
    {
        var lines = new List<string>();
        Log.To(new Recorder(lines));
        counters.Peaks.Report();
        Log.Flush();
        Log.To(new Recorder([]));
        return lines;
    }

    private sealed class Recorder(List<string> to) : ILogSink
    {
        public void Write(IReadOnlyList<LogLine> lines) => to.AddRange(lines.Select(static l => l.Text));
    }
}
