namespace MailSuite.Pipe;

/// <summary>One message to one command, for all recipients of the request alike.</summary>
internal sealed class PipeDelivery(MailConfig config, string service, PipeAttributes attributes, Clock clock)
{
    private static readonly Outcome Misconfigured = Outcome.Deferred("4.3.5", "mail system configuration error");

    private readonly MessageCopy copy = new(clock);
    private readonly RecordReader headers = new(-1, blockSize: 8192);
    private readonly TimeSpan limit = config.ForTransport(service, ServiceParams.TimeLimit);
    private readonly List<string> environment = ExportedEnvironment.Of(config);

    public void Deliver(IReadOnlyList<Mail.Delivery> batch)
    {
        foreach (var delivery in batch)
            delivery.AllDone(Run(delivery), service);
    }

    private Outcome Run(Mail.Delivery delivery)
    {
        var request = delivery.Request;
        if (OneRecipientOnly(request) is { } flag)
        {
            Log.Warning($"pipe flag `{flag}' requires {service}{ServiceParams.DestinationRecipientLimit.Suffix} = 1");
            return Misconfigured;
        }
        if (attributes.SizeLimit > 0 && request.DataSize > attributes.SizeLimit)
            return Outcome.Bounced("5.2.3", "message too large");
        List<string> arguments;
        try
        {
            arguments = new PipeMacros(attributes, config, request).Expand();
        }
        catch (MacroException e)
        {
            Log.Warning($"file {config.Directory}/master.cf: service {service}: {e.Message}");
            return Misconfigured;
        }
        if ((request.Flags & DeliveryFlags.VerifyOnly) != 0)
            return Outcome.Delivered($"delivers to command: {arguments[0]}");
        int fd = -1;
        try
        {
            fd = delivery.Open();
            return Send(request, fd, arguments);
        }
        catch (Exception e) when (e is UnixException or CorruptRecordException)
        {
            return Outcome.Deferred("4.3.0", e.Message);
        }
        finally
        {
            Sys.CloseQuietly(fd);
        }
    }

    /// <summary>A flag that puts a recipient's address into the message, where the request has several recipients.</summary>
    private char? OneRecipientOnly(DeliveryRequest request) =>
        request.Recipients.Count == 1 ? null
        : (attributes.Copy & CopyHeaders.DeliveredTo) != 0 ? 'D'
        : (attributes.Copy & CopyHeaders.OriginalTo) != 0 ? 'O'
        : null;

    private Outcome Send(DeliveryRequest request, int fd, List<string> arguments)
    {
        var recipient = request.Recipients[0];
        if ((attributes.Copy & CopyHeaders.DeliveredTo) != 0 && DeliveredTo.Of(headers, fd, request.DataOffset).Contains(recipient.Address))
            return Outcome.Bounced("5.4.6", $"mail forwarding loop for {recipient.Address}");
        string sender = request.Sender.Length > 0 ? request.Sender : attributes.NullSender;
        bool complete = true;
        var outcome = new DeliveryCommand(arguments, attributes.Owner, limit)
        {
            Name = arguments[0], Starter = "pipe: fatal: pipe_command: ", Success = Words,
            Environment = environment, Directory = attributes.Directory, Root = attributes.Root,
            Attempts = config.Get(GlobalParams.ForkAttempts), Delay = config.Get(GlobalParams.ForkDelay),
        }.Deliver(request.DataSize, buffer => complete = copy.Copy(fd, request.DataOffset, attributes.Copy, sender, recipient.Original, recipient.Address, buffer, attributes.LineEnd));
        if (!complete)
            Log.Warning($"{request.QueueId}: {copy.Problem}");
        return outcome.Kind == OutcomeKind.Delivered ? outcome with { IsRelayed = !attributes.IsFinal } : outcome;
    }

    private string Words(string output) => $"delivered via {service} service{(output.Length > 0 ? $" ({output})" : "")}";
}
