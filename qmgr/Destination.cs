using MailSuite.Mail;

namespace MailSuite.Qmgr;

/// <summary>
/// One destination of one transport, with the number of deliveries that may be under way to it at a time. States: alive (window
/// of at least 1); dead (window 0: what comes is deferred unseen, until a timer gives it another chance).
/// </summary>
internal sealed class Destination(Transport transport, string key, string nexthop)
{
    private double success, failedCohorts;

    internal Transport Transport { get; } = transport;
    internal string Key { get; } = key;
    internal string Nexthop { get; } = nexthop;
    internal Queue<Entry> Waiting { get; } = new();
    internal int Busy { get; set; }
    internal int Window { get; private set; } = transport.Limits.InitialConcurrency;
    internal bool IsListed { get; set; }

    /// <summary>Why it is dead; null while it is alive.</summary>
    internal Dsn? DeadBecause { get; private set; }

    /// <summary>May another delivery be started now?</summary>
    internal bool IsReady => Waiting.Count > 0 && DeadBecause == null && Busy < Window;

    /// <summary>A delivery went well: the window may grow, while it is being used.</summary>
    internal void Succeeded()
    {
        failedCohorts = 0;
        if (DeadBecause != null)
            Revive();
        int limit = Transport.Limits.Concurrency;
        if (limit > 0 && Window >= limit || Window >= Busy + Transport.Limits.InitialConcurrency)
            return;
        success += Transport.Limits.PositiveFeedback(Window);
        while (success >= 1)
        {
            success--;
            Window++;
        }
    }

    /// <summary>The destination as a whole failed: the window shrinks; when a whole cohort has failed it is dead. True when it just died.</summary>
    internal bool Failed(Dsn why)
    {
        if (DeadBecause != null)
            return false;
        failedCohorts += 1.0 / Math.Max(Window, 1);
        success = 0;
        if (Transport.Limits.FailedCohorts > 0 && failedCohorts >= Transport.Limits.FailedCohorts)
        {
            DeadBecause = why;
            return true;
        }
        Window = Math.Max(1, (int)(Window - Transport.Limits.NegativeFeedback(Window)));
        return false;
    }

    /// <summary>Another chance.</summary>
    internal void Revive()
    {
        DeadBecause = null;
        failedCohorts = 0;
        success = 0;
        Window = Transport.Limits.InitialConcurrency;
    }
}
