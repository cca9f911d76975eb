namespace MailSuite.Qmgr;

/// <summary>Tells the administrator now and then when one destination has taken a large part of the active queue, and what might help.</summary>
internal sealed class ClogWarning(QueueManager manager)
{
    private readonly long pause = manager.Config.Get(GlobalParams.HelpfulWarnings) ? (long)manager.Config.Get(QmgrParams.ClogWarnTime).TotalMilliseconds : 0;
    private readonly Dictionary<Destination, long> next = [];

    internal void Look(Transport transport, Destination d)
    {
        if (pause == 0 || d.Entries <= manager.ActiveLimit / 5 || next.GetValueOrDefault(d, long.MinValue) > manager.Loop.Now)
            return;
        if (next.Count > 1000)
            next.Clear();
        next[d] = manager.Loop.Now + pause;
        double share = d.Entries / (double)Math.Max(1, manager.ActiveCount);
        Log.Warning($"mail for {d.Nexthop} is using up {d.Entries} of {manager.ActiveCount} active queue entries");
        if (share < 0.9)
            Log.Warning("this may slow down other mail deliveries");
        int limit = transport.Limits.Concurrency;
        if (limit > 0 && limit <= d.Busy + 1)
            Log.Warning($"you may need to increase the main.cf {transport.Name}{ServiceParams.DestinationConcurrencyLimit.Suffix} from {limit}");
        else if (d.Window > manager.ActiveLimit * share)
            Log.Warning($"you may need to increase the main.cf {QmgrParams.MessageActiveLimit.Name} from {manager.ActiveLimit}");
        else if (transport.DestinationCount > 1)
            Log.Warning($"you may need a separate master.cf transport for {d.Nexthop}");
        else
        {
            Log.Warning($"you may need to reduce {transport.Name} connect and helo timeouts");
            Log.Warning("so that Postfix quickly skips unavailable hosts");
            Log.Warning($"you may need to increase the main.cf {QmgrParams.MinimalBackoffTime.Name} and {QmgrParams.MaximalBackoffTime.Name}");
            Log.Warning("so that Postfix wastes less time on undeliverable mail");
            Log.Warning($"you may need to increase the master.cf {transport.Name} process limit");
        }
        Log.Warning("please avoid flushing the whole queue when you have");
        Log.Warning("lots of deferred mail, that is bad for performance");
        Log.Warning($"to turn off these warnings specify: {QmgrParams.ClogWarnTime.Name} = 0");
    }
}
