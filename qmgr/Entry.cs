using MailSuite.Mail;

namespace MailSuite.Qmgr;

/// <summary>What one delivery request will carry: some recipients of one message that share transport and destination.</summary>
internal sealed class Entry(QueuedMessage message, Destination destination, List<DeliveryRecipient> recipients)
{
    internal QueuedMessage Message { get; } = message;
    internal Destination Destination { get; } = destination;
    internal List<DeliveryRecipient> Recipients { get; set; } = recipients;

    /// <summary>How often an agent has vanished with it.</summary>
    internal int AgentsLost { get; set; }
}
