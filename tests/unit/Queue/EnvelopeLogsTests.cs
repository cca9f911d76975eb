using MailSuite.Qmgr;

namespace MailSuite.Tests.Queue;

public class EnvelopeLogsTests
{
    [Fact]
    public void A_message_that_somebody_had_before_us_may_have_logs()
    {
        using var bench = new QueueBench();
        bench.Message("active", "A1B2C3", "s@x.example", ["r@x.example", "q@x.example"], "x", done: ["r@x.example"]);
        bench.Message("active", "A1B2C4", "s@x.example", ["r@x.example"], "x");
        var reader = new EnvelopeReader(bench.Config, bench.Files);
        Assert.True(reader.Read("A1B2C3", 10, [])!.MayHaveLogs);
        Assert.False(reader.Read("A1B2C4", 10, [])!.MayHaveLogs);
    }
}
