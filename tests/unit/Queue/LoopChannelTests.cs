using MailSuite.Mail;

namespace MailSuite.Tests.Queue;

public class LoopChannelTests
{
    [Fact]
    public void A_peer_that_takes_nothing_for_qmgr_ipc_timeout_is_given_up()
    {
        using var loop = new Loop();
        var (ours, theirs) = Sys.SocketPair();
        var channel = new LoopChannel(loop, ours) { SendLimit = TimeSpan.FromMilliseconds(20) };
        string why = "";
        channel.Closed = reason =>
        {
            why = reason;
            loop.Stop();
        };
        for (int i = 0; i < 100; i++)
            channel.Send(new FlushRequest("add", new string('x', 10_000), "A1"));
        loop.Run();
        Sys.CloseQuietly(theirs);
        Assert.Equal("write timeout", why);
    }
}
