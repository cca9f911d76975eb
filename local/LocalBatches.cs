namespace MailSuite.Local;

/// <summary>
/// Delivers requests that came together: expands all recipients, then writes all mailboxes, grouped by owner, then settles each recipient and
/// sends on what is forwarded.
/// </summary>
internal sealed class LocalBatches(LocalTools tools)
{
    private const int LookAgainMillis = 5;
    private readonly List<OpenMessage> running = [];

    public void Deliver(IReadOnlyList<Mail.Delivery> batch)
    {
        tools.Aliases.Refresh();
        tools.NoForward.Clear();
        var drops = new MailboxDrops(tools);
        var messages = new List<OpenMessage>();
        foreach (var delivery in batch)
            Expand(delivery, drops, messages);
        drops.Write();
        foreach (var message in messages)
            if (!message.TryFinish())
            {
                message.Delivery.Hold();
                running.Add(message);
            }
    }

    /// <summary>Looks at the commands that run; the milliseconds until it should be called again, -1 when none does.</summary>
    public int Continue()
    {
        foreach (var message in running.ToArray())
            if (message.TryFinish())
            {
                running.Remove(message);
                message.Delivery.Release();
            }
        return running.Count > 0 ? LookAgainMillis : -1;
    }

    private void Expand(Mail.Delivery delivery, MailboxDrops drops, List<OpenMessage> messages)
    {
        int fd;
        try
        {
            fd = delivery.Open();
        }
        catch (UnixException e)
        {
            delivery.AllDone(Outcome.Deferred("4.3.0", e.Message), tools.Relay);
            return;
        }
        var message = new OpenMessage(delivery, fd, tools.Headers);
        messages.Add(message);
        foreach (var recipient in delivery.Request.Recipients)
            message.Add(new TopRecipient(tools, message, recipient, drops)).Expand();
    }
}
