namespace MailSuite.Local;

/// <summary>
/// How many commands run at a time for one recipient. qmgr counts the requests that one agent has in hand as one delivery, and commands run beside each
/// other: here is what keeps to local_destination_concurrency_limit.
/// </summary>
internal sealed class CommandSlots(int concurrency)
{
    // The agents of the transport share the limit.
    private readonly int most = concurrency == 0 ? int.MaxValue : Math.Max(1, concurrency / Math.Min(concurrency, DeliveryRun.MostDeepAgents));
    private readonly Dictionary<string, int> running = new(StringComparer.OrdinalIgnoreCase);

    public bool TryTake(string recipient)
    {
        int count = running.GetValueOrDefault(recipient);
        if (count >= most)
            return false;
        running[recipient] = count + 1;
        return true;
    }

    public void GiveBack(string recipient)
    {
        if (--running[recipient] == 0)
            running.Remove(recipient);
    }
}
