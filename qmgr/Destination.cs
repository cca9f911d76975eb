using System.Globalization;
using MailSuite.Mail;

namespace MailSuite.Qmgr;

/// <summary>
/// One destination of one transport, with the number of deliveries that may be under way to it at a time. States: alive (window
/// of at least 1); dead (what comes is deferred unseen, until a timer gives it another chance).
/// </summary>
internal sealed class Destination(TransportLimits limits, string key, string nexthop)
{
    private readonly Line<Peer> line = new();
    private double success, failure, failedCohorts;

    internal string Key { get; } = key;
    internal string Nexthop { get; } = nexthop;
    internal int Busy { get; set; }
    internal int Window { get; private set; } = limits.InitialConcurrency;

    /// <summary>Of the messages that have entries here, the one whose job's turn it is.</summary>
    internal Peer? First => line.First;

    /// <summary>When it was served last, in turns of its transport: those of one message take turns.</summary>
    internal long Served { get; set; }

    /// <summary>It stands among those that can take a delivery.</summary>
    internal bool IsListed { get; set; }

    /// <summary>Entries that wait here or are with agents.</summary>
    internal int Entries { get; set; }

    /// <summary>Why it is dead; null while it is alive.</summary>
    internal Dsn? DeadBecause { get; private set; }

    /// <summary>May another delivery be started now?</summary>
    internal bool IsReady => First != null && DeadBecause == null && Busy < Window * limits.InHand;

    internal bool IsUnused => Entries == 0 && DeadBecause == null && Busy == 0;

    /// <summary>Puts a message into the line; most come last, one that overtakes comes near the front.</summary>
    internal void Insert(Peer peer)
    {
        double order = peer.Job.Order;
        if (line.Last == null || line.Last.Job.Order <= order)
        {
            line.Append(peer);
            return;
        }
        var behind = line.First!;
        while (behind.Job.Order <= order)
            behind = behind.Behind!;
        line.InsertBefore(behind, peer);
    }

    internal void Remove(Peer peer) => line.Remove(peer);

    /// <summary>A delivery went well: the window may grow, while it is being used.</summary>
    internal void Succeeded()
    {
        // Without a failed delivery between two good ones there is no cohort of failures.
        failedCohorts = 0;
        if (DeadBecause != null)
        {
            Revive();
            return;
        }
        int limit = limits.Concurrency;
        if ((limit == 0 || limit > Window) && Window < Busy + limits.InitialConcurrency)
        {
            double feedback = limits.PositiveFeedback.At(Window);
            Debug("unthrottle", feedback);
            success += feedback;
            // Half a step in advance: sums of fractions do not meet a whole number exactly.
            while (success + feedback / 2 >= 1)
            {
                Window++;
                success--;
                failure = 0;
            }
            if (limit > 0 && Window > limit)
                Window = limit;
        }
        DebugWindow("unthrottle");
    }

    /// <summary>The destination as a whole failed: the window shrinks; when a whole cohort has failed it is dead. True when it just died.</summary>
    internal bool Failed(Dsn why)
    {
        if (DeadBecause != null)
            return false;
        failedCohorts += 1.0 / Window;
        if (limits.FailedCohorts > 0 && failedCohorts >= limits.FailedCohorts)
        {
            DeadBecause = why;
            DebugWindow("throttle");
            return true;
        }
        double feedback = limits.NegativeFeedback.At(Window);
        Debug("throttle", feedback);
        failure -= feedback;
        while (failure - feedback / 2 < 0)
        {
            Window--;
            failure++;
            success = 0;
        }
        Window = Math.Max(1, Window);
        DebugWindow("throttle");
        return false;
    }

    /// <summary>Another chance.</summary>
    internal void Revive()
    {
        DeadBecause = null;
        (success, failure, failedCohorts) = (0, 0, 0);
        Window = limits.InitialConcurrency;
    }

    private void Debug(string what, double value)
    {
        if (limits.DebugFeedback)
            Log.Info(string.Create(CultureInfo.InvariantCulture, $"qmgr_queue_{what}: feedback {Figure(value)}"));
    }

    private void DebugWindow(string what)
    {
        if (limits.DebugFeedback)
            Log.Info(string.Create(CultureInfo.InvariantCulture,
                $"qmgr_queue_{what}: queue {Key}: limit {limits.Concurrency} window {(DeadBecause == null ? Window : 0)} success {Figure(success)} failure {Figure(failure)} fail_cohorts {Figure(failedCohorts)}"));
    }

    // As printf's %g.
    private static string Figure(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
