using System.Diagnostics;
using MailSuite.Mail;

namespace MailSuite.Tests.Queue;

/// <summary>in_flow_delay: who waits, and how long.</summary>
public sealed class IncomingFlowTests
{
    private int backlog;

    private IncomingFlow Flow(string delay) =>
        new(MailConfig.FromText($"in_flow_delay = {delay}\ndefault_process_limit = 3\n", "/nonexistent"), () => ref backlog);

    private static TimeSpan TimeOf(Action action)
    {
        var watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed;
    }

    [Fact]
    public void Who_comes_in_waits_until_qmgr_has_taken_enough()
    {
        backlog = 4;
        var flow = Flow("10s");
        var waits = Task.Run(flow.Wait);
        Assert.False(waits.Wait(300));
        Interlocked.Decrement(ref backlog);
        Assert.True(waits.Wait(5000));
    }

    [Fact]
    public void Nobody_waits_longer_than_the_delay()
    {
        backlog = 4;
        Assert.InRange(TimeOf(Flow("1s").Wait).TotalSeconds, 0.9, 9);
    }

    [Fact]
    public void Nobody_waits_for_what_qmgr_can_do_nor_when_there_is_no_delay_or_no_master()
    {
        backlog = 3;
        Assert.InRange(TimeOf(Flow("10s").Wait).TotalSeconds, 0, 5);
        backlog = 4;
        Assert.InRange(TimeOf(Flow("0s").Wait).TotalSeconds, 0, 5);
        Assert.InRange(TimeOf(new IncomingFlow(MailConfig.FromText("in_flow_delay = 10s\n", "/nonexistent"), null).Wait).TotalSeconds, 0, 5);
    }

    [Fact]
    public void What_qmgr_was_not_told_is_not_counted()
    {
        using var nobody = new QmgrClient(MailConfig.FromText("queue_service_name = there-is-none\n", "/nonexistent"), Flow("1s"));
        nobody.Arrived("A1B2C3");
        Assert.Equal(0, backlog);
    }
}
