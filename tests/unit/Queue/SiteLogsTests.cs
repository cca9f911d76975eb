using MailSuite.Flush;
using MailSuite.Mail;

namespace MailSuite.Tests.Queue;

/// <summary>flush(8): which messages wait for which site.</summary>
public class SiteLogsTests
{
    private static readonly StandingClock Clock = new();

    private static QueueBench Bench() => new("fast_flush_domains = site.example, sub.example");

    [Fact]
    public void Only_sites_of_the_list_have_one()
    {
        using var bench = Bench();
        var logs = new SiteLogs(bench.Config, Clock);
        Assert.Equal(FlushStatus.Ok, logs.Add("Site.Example", "A1"));
        Assert.Equal(FlushStatus.Ok, logs.Add("site.example", "A2"));
        Assert.Equal(FlushStatus.Unknown, logs.Add("other.example", "A3"));
        Assert.Equal(FlushStatus.Unknown, logs.SendSite("other.example"));
        Assert.Equal(FlushStatus.Bad, logs.Add("site.example", "../A1"));
        Assert.Equal(FlushStatus.Bad, logs.Add("", "A1"));
        Assert.Equal("A1\nA2\n", File.ReadAllText("flush/site_example"));
        Assert.Equal(["flush/site_example"], Directory.GetFiles("flush"));
    }

    [Fact]
    public void Its_messages_go_to_incoming_marked_and_the_list_is_emptied()
    {
        using var bench = Bench();
        var logs = new SiteLogs(bench.Config, Clock);
        bench.Message("deferred", "A1", "s@x.example", ["r@site.example"], "x");
        bench.Message("hold", "A2", "s@x.example", ["r@site.example"], "x");
        Sys.TrySetTimes(bench.Files.PathOf("deferred", "A1"), Clock.UnixSeconds + 4000, Clock.UnixSeconds + 4000);
        foreach (string id in (string[])["A1", "A1", "A2", "A3"])
            logs.Add("site.example", id);
        File.AppendAllText("flush/site_example", "../../etc/passwd\n");
        logs.SendSite("site.example");
        Sys.TryStat("incoming/A1", out var status);
        Assert.Equal(QueueFiles.ModeReady | QueueFiles.ModeUnthrottle, status.Permissions);
        Assert.Equal(Clock.UnixSeconds, status.ModifiedSeconds);
        Assert.True(File.Exists("hold/A2"));
        Assert.Equal("", File.ReadAllText("flush/site_example"));
        Assert.Contains("bad queue id \"../../etc/passwd\"", bench.LogText);
    }

    [Fact]
    public void A_list_that_nobody_read_for_long_is_sent_for_and_one_empty_for_long_is_removed()
    {
        using var bench = Bench();
        var logs = new SiteLogs(bench.Config, Clock);
        bench.Message("deferred", "A1", "s@x.example", ["r@site.example"], "x");
        logs.Add("site.example", "A1");
        logs.Add("a.sub.example", "B1");
        File.WriteAllText("flush/c_sub_example", "");
        File.WriteAllText("flush/d_sub_example", "");
        long now = Clock.UnixSeconds;
        Sys.TrySetTimes("flush/site_example", now - 13 * 3600, now);
        Sys.TrySetTimes("flush/a_sub_example", now - 11 * 3600, now);
        Sys.TrySetTimes("flush/c_sub_example", now, now - 8 * 86400);
        Sys.TrySetTimes("flush/d_sub_example", now, now - 6 * 86400);
        logs.Refresh(everything: false);
        Assert.True(File.Exists("incoming/A1"));
        Assert.Equal("B1\n", File.ReadAllText("flush/a_sub_example"));
        Assert.False(File.Exists("flush/c_sub_example"));
        Assert.True(File.Exists("flush/d_sub_example"));
        logs.Refresh(everything: true);
        Assert.Equal("", File.ReadAllText("flush/a_sub_example"));
    }
}
