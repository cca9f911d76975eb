using MailSuite.Mail;
using MailSuite.Qmgr;
using MailSuite.Tests.Queue;

namespace MailSuite.Tests.Qmgr;

/// <summary>A destination's window: how many deliveries at a time, by what came of the earlier ones.</summary>
public class DestinationTests
{
    private static readonly Dsn Refused = new("4.4.1", "connection refused");

    private static Destination Made(params (string Name, string Value)[] settings)
    {
        var config = MailConfig.FromText("");
        foreach (var (name, value) in settings)
            config.Set(name, value);
        return new Destination(new TransportLimits(config, "smtp"), "a.example", "a.example");
    }

    private static void Deliver(Destination d, int times)
    {
        for (int i = 0; i < times; i++)
        {
            d.Busy = d.Window;
            d.Succeeded();
        }
        d.Busy = 0;
    }

    [Fact]
    public void It_starts_with_the_initial_concurrency_and_grows_by_one_a_delivery_up_to_the_limit()
    {
        var d = Made();
        Assert.Equal(5, d.Window);
        Deliver(d, 3);
        Assert.Equal(8, d.Window);
        Deliver(d, 100);
        Assert.Equal(20, d.Window);
    }

    [Fact]
    public void It_grows_only_while_it_is_used()
    {
        var d = Made();
        for (int i = 0; i < 10; i++)
            d.Succeeded();
        Assert.Equal(5, d.Window);
    }

    [Fact]
    public void A_fraction_of_the_window_takes_a_whole_round_to_grow_by_one()
    {
        var d = Made(("default_destination_concurrency_positive_feedback", "1/concurrency"));
        Deliver(d, 5);
        Assert.Equal(6, d.Window);
        Deliver(d, 6);
        Assert.Equal(7, d.Window);
    }

    [Fact]
    public void A_cohort_of_failures_without_a_success_between_is_death()
    {
        var d = Made(("default_destination_concurrency_negative_feedback", "0"));
        for (int i = 0; i < 4; i++)
            Assert.False(d.Failed(Refused));
        d.Succeeded();
        for (int i = 0; i < 4; i++)
            Assert.False(d.Failed(Refused));
        Assert.True(d.Failed(Refused));
        Assert.Equal(Refused, d.DeadBecause);
        d.Revive();
        Assert.Equal(5, d.Window);
    }

    [Fact]
    public void With_no_cohort_limit_the_window_shrinks_to_one_and_never_dies()
    {
        var d = Made(("default_destination_concurrency_failed_cohort_limit", "0"));
        for (int i = 0; i < 50; i++)
            Assert.False(d.Failed(Refused));
        Assert.Equal(1, d.Window);
    }

    [Fact]
    public void A_success_that_comes_late_revives_it()
    {
        var d = Made(("initial_destination_concurrency", "1"));
        Assert.True(d.Failed(Refused));
        d.Succeeded();
        Assert.Null(d.DeadBecause);
    }

    [Fact]
    public void A_rate_delay_means_one_at_a_time()
    {
        var d = Made(("smtp_destination_rate_delay", "2s"));
        Assert.Equal(1, d.Window);
        Deliver(d, 10);
        Assert.Equal(1, d.Window);
    }

    [Fact]
    public void Malformed_feedback_counts_as_one()
    {
        foreach (string wrong in (string[])["x", "2", "1/window", "1/", "-1"])
        {
            var d = Made(("default_destination_concurrency_positive_feedback", wrong));
            Deliver(d, 1);
            Assert.Equal(6, d.Window);
        }
    }

    [Fact]
    public void Feedback_may_be_watched_in_the_log()
    {
        using var bench = new QueueBench();
        Deliver(Made(("destination_concurrency_feedback_debug", "yes")), 1);
        Assert.Equal("qmgr_queue_unthrottle: feedback 1\nqmgr_queue_unthrottle: queue a.example: limit 20 window 6 success 0 failure 0 fail_cohorts 0", bench.LogText);
    }

    [Theory]
    [InlineData("2", "0", 16, 2)]
    [InlineData("1", "0", 16, 1)]
    [InlineData("20", "0", 16, 3)]
    [InlineData("2", "1s", 1, 1)]
    public void What_one_agent_has_in_hand_counts_as_one_delivery(string limit, string delay, int inHand, int agents)
    {
        var config = MailConfig.FromText($"local_destination_concurrency_limit = {limit}\nlocal_destination_rate_delay = {delay}");
        var limits = new TransportLimits(config, "local");
        Assert.Equal(1, limits.InHand);
        limits.Greeted(16);
        Assert.Equal((inHand, agents), (limits.InHand, limits.DeepAgents));
    }
}
