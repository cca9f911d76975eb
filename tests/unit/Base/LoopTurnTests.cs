namespace MailSuite.Tests.Base;

public class LoopTurnTests
{
    [Fact]
    public void A_timer_that_starts_itself_again_at_once_keeps_nobody_waiting()
    {
        using var loop = new Loop();
        int fired = 0;
        void Again()
        {
            // Without an end this test would have none.
            if (++fired < 1000)
                loop.After(TimeSpan.Zero, Again);
        }
        loop.After(TimeSpan.Zero, Again);
        loop.Turn(0);
        Assert.InRange(fired, 1, 3);
    }
}
