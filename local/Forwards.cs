namespace MailSuite.Local;

/// <summary>Messages that an expansion sends on: one for each pair of forwarding address and sender, with all its recipients.</summary>
internal sealed class Forwards
{
    private sealed record Pending(string Delivered, string Sender, List<EnvelopeRecipient> Recipients);

    private readonly List<Pending> pending = [];

    public void Add(Stage stage, DeliveryRecipient top)
    {
        var message = pending.Find(p => p.Delivered == stage.Delivered && p.Sender == stage.Sender);
        if (message == null)
            pending.Add(message = new Pending(stage.Delivered, stage.Sender, []));
        message.Recipients.Add(stage.IsListMember
            ? new EnvelopeRecipient(stage.Address, "", "", DsnNotify.None)
            : new EnvelopeRecipient(stage.Address, top.Original.Length > 0 ? top.Original : top.Address, top.DsnOriginal, top.Notify));
    }

    /// <summary>Submits all of them; each has its own log line.</summary>
    public void Send(TopRecipient top)
    {
        foreach (var message in pending)
        {
            string? id = Submit(top, message);
            var outcome = id != null ? Outcome.Delivered($"forwarded as {id}") : Outcome.Deferred("4.3.0", "unable to forward message");
            top.Note(new Stage(0, top.Recipient.Address, message.Sender), outcome);
        }
    }

    private static string? Submit(TopRecipient top, Pending message)
    {
        var request = top.Message.Request;
        var envelope = new MailEnvelope(message.Sender, message.Recipients)
        {
            Client = request.Client, Encoding = request.Encoding, EnvelopeId = request.EnvelopeId, Return = request.Return, SendOptions = request.SendOptions,
        };
        using var mail = top.Tools.Injector.Begin(envelope);
        if (mail == null)
            return null;
        var config = top.Tools.Config;
        mail.Line($"Received: by {config.Get(GlobalParams.Myhostname)} ({config.Get(GlobalParams.MailName)})");
        mail.Line($"\tid {mail.QueueId}; {LocalTime.Rfc5322(top.Tools.Clock.UnixSeconds)}");
        if (top.Tools.DeliveredToForwards)
            mail.Line($"Delivered-To: {Protocol.MailAddress.Quote(message.Delivered)}");
        if (!top.Tools.Copy.Copy(top.Message.Fd, request.DataOffset, mail.Content))
        {
            Log.Warning($"{request.QueueId}: {top.Tools.Copy.Problem}");
            return null;
        }
        return mail.Commit().Ok ? mail.QueueId : null;
    }
}
