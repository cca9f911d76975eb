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
        var delivery = new Mail.Delivery(request, new DeliveryRun(MailConfig.FromText($"queue_directory = {at.Path}\nmyhostname = host.example\n")));
        delivery.Done(request.Recipients[0], Outcome.Delivered("delivered to mailbox"), "here");
        return delivery.Finish();
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
