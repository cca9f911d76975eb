namespace MailSuite.Local;

/// <summary>The message of a request, and what its headers say of where it has been.</summary>
internal sealed class OpenMessage(Mail.Delivery delivery, int fd, RecordReader headers)
{
    private const int LargestKept = 64 << 10;

    private readonly List<TopRecipient> recipients = [];
    private DeliveredTo? deliveredTo;
    private MessageContent? content;

    public Mail.Delivery Delivery => delivery;
    public DeliveryRequest Request => delivery.Request;
    public int Fd => fd;

    public TopRecipient Add(TopRecipient recipient)
    {
        recipients.Add(recipient);
        return recipient;
    }

    /// <summary>Into how many mailboxes it goes in this turn.</summary>
    public int Drops { get; set; }

    /// <summary>The whole content, read once, of a small message that goes into several mailboxes; null: read it again for each.</summary>
    public MessageContent? Content(MessageCopy copy)
    {
        if (Drops < 2 || Request.DataSize > LargestKept)
            return null;
        return content ??= copy.Read(fd, Request.DataOffset);
    }

    /// <summary>Finishes all recipients that can be; true when that is all, and the file is closed.</summary>
    public bool TryFinish()
    {
        bool all = true;
        foreach (var recipient in recipients)
            all &= recipient.TryFinish();
        if (all)
            Sys.CloseQuietly(fd);
        return all;
    }

    /// <summary>Was it delivered to this address before?</summary>
    public bool HasPassed(string address) => (deliveredTo ??= DeliveredTo.Of(headers, fd, Request.DataOffset)).Contains(address);
}
