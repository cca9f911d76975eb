using MailSuite.Mail;

namespace MailSuite.Qmgr;

/// <summary>What one delivery request will carry: some recipients of one message that share transport and destination.</summary>
internal sealed class Entry(Peer peer, List<DeliveryRecipient> recipients)
{
    internal Peer Peer { get; } = peer;
    internal QueuedMessage Message => Peer.Job.Message;
    internal Destination Destination => Peer.Destination;
    internal List<DeliveryRecipient> Recipients { get; set; } = recipients;

    /// <summary>The one behind it that waits for the same agent, of the same message.</summary>
    internal Entry? Next { get; set; }

    /// <summary>How often an agent has vanished with it.</summary>
    internal int AgentsLost { get; set; }
}
