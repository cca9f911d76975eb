using MailSuite.Mail;

namespace MailSuite.Tests.Delivery;

/// <summary>The marks of recipients that are done, when the queue file cannot be written.</summary>
public sealed class MarksTests : IDisposable
{
    private readonly Scratch at = new();

    public void Dispose() => at.Dispose();

    private DeliveryReport Delivered(Action<string> before)
    {
        var request = at.Request("r@x.example", "Subject: x\n\n", flags: 0);
        before(at["active/" + request.QueueId]);
        var run = Run();
        var delivery = new Mail.Delivery(request, run);
        delivery.Done(request.Recipients[0], Outcome.Delivered("delivered to mailbox"), "here");
        return run.Finish([delivery]).Single();
    }

    private DeliveryRun Run() => new(MailConfig.FromText($"queue_directory = {at.Path}\nmyhostname = host.example\n"));

    [Fact]
    public void Requests_for_one_message_that_end_together_are_all_marked()
    {
        var request = at.Request("r@x.example", "Subject: x\n\n", flags: 0);
        string path = at["active/" + request.QueueId];
        File.WriteAllText(path, "RRR");
        var run = Run();
        var deliveries = Enumerable.Range(0, 3).Select(i => new Mail.Delivery(request with { Serial = i, Recipients = [request.Recipients[0] with { Offset = i }] }, run)).ToList();
        foreach (int i in (int[])[0, 2])
            deliveries[i].Done(deliveries[i].Request.Recipients[0], Outcome.Delivered("delivered to mailbox"), "here");
        Assert.Equal([true, false, true], run.Finish(deliveries).Select(static r => r.AllDone));
        Assert.Equal("DRD", File.ReadAllText(path));
    }

    [Fact]
    public void A_queue_file_that_cannot_be_marked_ends_no_agent_and_the_report_says_what_is_done() =>
        Assert.True(Delivered(static path =>
        {
            File.Delete(path);
            Directory.CreateDirectory(path);
        }).AllDone);

    [Fact]
    public void Nor_does_one_without_a_recipient_at_that_place() => Assert.True(Delivered(static path => File.WriteAllText(path, "")).AllDone);
}
