namespace MailSuite.Local;

/// <summary>
/// Delivers requests that came together: expands all recipients, then writes all mailboxes, grouped by owner, then settles each recipient and
/// sends on what is forwarded.
/// </summary>
internal sealed class LocalBatches(LocalTools tools)
{
    public void Deliver(IReadOnlyList<Mail.Delivery> batch)
    {
        tools.Aliases.Refresh();
        var drops = new MailboxDrops(tools);
        var recipients = new List<TopRecipient>();
        var open = new List<int>();
        try
        {
            foreach (var delivery in batch)
                Expand(delivery, drops, recipients, open);
            drops.Write();
            foreach (var recipient in recipients)
                recipient.Finish();
        }
        finally
        {
            open.ForEach(Sys.CloseQuietly);
        }
    }

    private void Expand(Mail.Delivery delivery, MailboxDrops drops, List<TopRecipient> recipients, List<int> open)
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
        open.Add(fd);
        var message = new OpenMessage(delivery, fd);
        foreach (var recipient in delivery.Request.Recipients)
        {
            var top = new TopRecipient(tools, message, recipient, drops);
            recipients.Add(top);
            top.Expand();
        }
    }
}

/// <summary>The message of a request, and what its headers say of where it has been.</summary>
internal sealed class OpenMessage(Mail.Delivery delivery, int fd)
{
    private DeliveredTo? deliveredTo;

    public Mail.Delivery Delivery => delivery;
    public DeliveryRequest Request => delivery.Request;
    public int Fd => fd;

    /// <summary>Was it delivered to this address before?</summary>
    public bool HasPassed(string address) => (deliveredTo ??= DeliveredTo.Of(fd, Request.DataOffset)).Contains(address);
}
