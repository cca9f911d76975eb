using MailSuite.Mail;

namespace MailSuite.Tests.Queue;

/// <summary>A channel on which nothing comes for a while.</summary>
public class RestingChannelTests
{
    [Fact]
    public void What_comes_after_a_rest_is_received_as_before()
    {
        var (a, b) = Sys.SocketPair();
        var sender = new IpcChannel(a);
        var memory = new RestingMemory();
        using var receiver = new IpcChannel(b) { Resting = memory };
        var answers = new List<string>();
        var reading = new Thread(() =>
        {
            while (receiver.Receive<StatusReply>() is { } reply)
            {
                answers.Add(reply.Reason);
                memory.Worked();
            }
        });
        reading.Start();
        sender.Send(new StatusReply(0, "one"));
        Thread.Sleep(1300);   // longer than what rests waits: the next one ends a rest
        sender.Send(new StatusReply(0, "two"));
        sender.Send(new StatusReply(0, "three"));
        sender.Dispose();
        reading.Join();
        Assert.Equal(["one", "two", "three"], answers);
    }
}
