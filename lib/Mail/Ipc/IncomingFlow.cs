using MailSuite.Config;

namespace MailSuite.Mail;

/// <summary>
/// Keeps mail from coming in faster than qmgr takes it up (in_flow_delay, default_process_limit): all processes of an instance count the messages
/// that are complete in incoming and that qmgr has not taken yet.
/// </summary>
/// <param name="config">The process's configuration.</param>
/// <param name="backlog">The instance's count; null for a process without master, which nothing slows down.</param>
public sealed class IncomingFlow(MailConfig config, SharedCount? backlog)
{
    private const int FirstPause = 10, LongestPause = 100;   // milliseconds
    private readonly long delay = (long)config.Get(GlobalParams.InFlowDelay).TotalMilliseconds;
    private readonly int most = config.Get(GlobalParams.DefaultProcessLimit);

    private bool IsFlood => backlog != null && Volatile.Read(ref backlog()) > most;

    /// <summary>Before a new message: waits while there are too many, in_flow_delay at most. Not longer than needed, for while all wait their second out, the disk has nothing to do.</summary>
    public void Wait()
    {
        if (delay == 0 || !IsFlood)
            return;
        Log.Flush();
        long until = Clock.System.Milliseconds + delay;
        for (int pause = FirstPause; IsFlood && until - Clock.System.Milliseconds is > 0 and var left; pause = Math.Min(2 * pause, LongestPause))
            Thread.Sleep((int)Math.Min(pause, left));
    }

    /// <summary>A message is complete, and qmgr is about to hear of it.</summary>
    internal void Entered() => Add(1);

    /// <summary>It did not hear of it: who finds the message in a scan does not count it.</summary>
    internal void NotTold() => Add(-1);

    private void Add(int n)
    {
        if (backlog != null)
            Interlocked.Add(ref backlog(), n);
    }
}
