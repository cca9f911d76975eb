using MailSuite.Mail;

namespace MailSuite.Qmgr;

/// <summary>
/// How many recipients are in memory. A large message is read in portions: as many as the limits of its transports and of the queue manager leave
/// room for, and always a few, so that it goes on. Its next ones are read when enough of the earlier are done.
/// </summary>
internal sealed class Portions(QueueManager manager, EnvelopeReader reader)
{
    /// <summary>Recipients read and resolved in one turn: what else there is to do waits meanwhile.</summary>
    private const int Slice = 500;

    private readonly int limit = manager.Config.Get(QmgrParams.MessageRecipientLimit), minimum = manager.Config.Get(QmgrParams.MessageRecipientMinimum);
    private readonly HashSet<QueuedMessage> partlyRead = [];

    /// <summary>How many recipients of a new message to read.</summary>
    internal int First() => Math.Max(minimum, Math.Min(limit - manager.RecipientsInMemory, Slice));

    /// <summary>Keeps the messages that have more.</summary>
    internal void Remember(QueuedMessage message)
    {
        if (message.Unread > 0)
        {
            partlyRead.Add(message);
            Soon(message);
        }
        else if (partlyRead.Count > 0)
            partlyRead.Remove(message);
    }

    private void Soon(QueuedMessage message) => manager.Loop.After(TimeSpan.Zero, () => ReadMore(message));

    /// <summary>Now and then: room may have come from messages that are done.</summary>
    internal void ReadAll()
    {
        foreach (var message in partlyRead.ToArray())
            ReadMore(message);
    }

    /// <summary>Reads more recipients of a message when there is room for enough, or when it has been long.</summary>
    internal void ReadMore(QueuedMessage message)
    {
        if (message.Unread == 0 || manager.IsDraining)
            return;
        int room = limit - manager.RecipientsInMemory, enough = int.MaxValue;
        var delay = TimeSpan.MaxValue;
        for (var job = message.FirstJob; job != null; job = job.Next)
        {
            var limits = job.Scheduler.Limits;
            room = Math.Min(room, job.Scheduler.Room(job));
            enough = Math.Min(enough, limits.RefillLimit);
            delay = limits.RefillDelay < delay ? limits.RefillDelay : delay;
        }
        // The minimum is every message's right; of the room it takes part when that is worth opening the file for.
        int least = minimum - message.InMemory;
        if (least <= 0 && (room <= 0 || room < enough && manager.Loop.Now - message.LastRead < delay.TotalMilliseconds))
            return;
        Read(message, Math.Min(Math.Max(least, room), Slice));
    }

    private void Read(QueuedMessage message, int most)
    {
        var recipients = new List<DeliveryRecipient>(Math.Min(most, message.Unread));
        message.LastRead = manager.Loop.Now;
        try
        {
            reader.ReadMore(message, most, recipients);
        }
        catch (Exception wrong) when (wrong is CorruptRecordException or OverflowException or UnixException)
        {
            // It was whole when it came. What is left of it is looked at again at the next attempt.
            if (wrong is not UnixException { Errno: Errno.NOENT })
                Log.Warning($"{message.Id}: {wrong.Message}");
            message.Unread = 0;
            message.Unfinished++;
        }
        manager.Distribute(message, recipients);
    }
}
