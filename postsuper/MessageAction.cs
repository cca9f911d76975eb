namespace MailSuite.Postsuper;

/// <summary>What can be done to a message: one row per option.</summary>
/// <param name="Option">The option's letter.</param>
/// <param name="Done">Word for the log, "removed".</param>
/// <param name="Total">Words before the total, "Deleted".</param>
/// <param name="Queues">Where it looks for the message.</param>
internal sealed record MessageAction(char Option, string Done, string Total, string[] Queues)
{
    private static readonly string[] NotHeld = [QueueFiles.Incoming, QueueFiles.Active, QueueFiles.Deferred];

    // In the order in which totals are told.
    internal static readonly MessageAction
        Requeue = new('r', "requeued", "Requeued", QueueSet.Messages),
        Delete = new('d', "removed", "Deleted", [.. QueueSet.Messages, QueueFiles.Maildrop]),
        Expire = new('e', "expired", "Force-expired", QueueSet.Messages),
        // Held messages last: released ones must not be met again in the deferred queue.
        ExpireAndRelease = new('f', "expired", "Force-expired", [.. NotHeld, QueueFiles.Hold]),
        Hold = new('h', "placed on hold", "Placed on hold", NotHeld),
        Release = new('H', "released from hold", "Released from hold", [QueueFiles.Hold]);

    internal static readonly MessageAction[] Table = [Requeue, Delete, Expire, ExpireAndRelease, Hold, Release];

    internal static MessageAction? Of(char option) => Array.Find(Table, a => a.Option == option);
}

/// <summary>How many messages were treated how.</summary>
internal sealed class MessageCounts
{
    private readonly Dictionary<string, int> byTotal = new(StringComparer.Ordinal);

    internal void Count(MessageAction action) => byTotal[action.Total] = byTotal.GetValueOrDefault(action.Total) + 1;

    /// <summary>The totals of what was asked for, and of what happened with it.</summary>
    internal void Tell(IEnumerable<char> asked)
    {
        foreach (char option in asked)
        {
            byTotal.TryAdd(MessageAction.Of(option)!.Total, 0);
            if (option == MessageAction.ExpireAndRelease.Option)
                byTotal.TryAdd(MessageAction.Release.Total, 0);
        }
        foreach (string total in MessageAction.Table.Select(static a => a.Total).Distinct())
            if (byTotal.TryGetValue(total, out int n))
                Log.Info($"{total}: {n} message{(n == 1 ? "" : "s")}");
    }
}
