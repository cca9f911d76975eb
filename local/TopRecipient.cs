namespace MailSuite.Local;

/// <summary>
/// One recipient of a request with all that it expands to. It is settled when every part was delivered or bounced; one part that has to wait
/// keeps it in the queue, and nothing is forwarded then.
/// </summary>
internal sealed class TopRecipient(LocalTools tools, OpenMessage message, DeliveryRecipient recipient, MailboxDrops drops)
{
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private readonly int mostSeen = tools.Config.Get(LocalParams.DuplicateFilterLimit);
    private readonly Forwards forwards = new();
    private readonly List<RunningCommand> commands = [];
    private bool waits, finished;
    private bool tellsOfExpansion, isList;

    public LocalTools Tools => tools;
    public OpenMessage Message => message;
    public DeliveryRecipient Recipient => recipient;
    public MailboxDrops Drops => drops;
    public bool VerifyOnly => (message.Request.Flags & DeliveryFlags.VerifyOnly) != 0;

    public void Expand()
    {
        try
        {
            new RecipientSwitch(this).Deliver(new Stage(0, recipient.Address, message.Request.Sender), null);
        }
        catch (Exception e) when (e is CorruptRecordException or UnixException)
        {
            Note(new Stage(0, recipient.Address, ""), Outcome.Deferred("4.3.0", e.Message));
        }
    }

    /// <summary>It turned out to be an alias, a list with an owner, or somebody's .forward: the sender hears of that instead of its parts.</summary>
    public void Expands(bool isList)
    {
        if ((recipient.Notify & DsnNotify.Success) == 0)
            return;
        (tellsOfExpansion, this.isList) = (true, isList);
        recipient = recipient with { Notify = DsnNotify.BehindAlias(recipient.Notify) };
    }

    /// <summary>The first time that this is done for this recipient? Duplicates of one expansion are delivered once.</summary>
    public bool IsFirst(string what) => seen.Count < mostSeen || mostSeen == 0 ? seen.Add(what) : !seen.Contains(what);

    /// <summary>Was it done before?</summary>
    public bool WasDone(string what) => seen.Contains(what);

    /// <summary>How one part ended.</summary>
    public void Note(Stage stage, Outcome outcome) => waits |= !message.Delivery.Note(Shown(stage), outcome, tools.Relay);

    private DeliveryRecipient Shown(Stage stage) =>
        stage.Address == recipient.Address ? recipient : recipient with { Address = stage.Address, Original = recipient.Original.Length > 0 ? recipient.Original : recipient.Address };

    /// <summary>To be sent on as a message of its own, once all else has ended.</summary>
    public void Forward(Stage stage)
    {
        if (!IsFirst("indirect " + stage.Address))
            return;
        if (VerifyOnly)
            Note(stage, Outcome.Delivered($"forwards to {stage.Address}"));
        else
            forwards.Add(stage, recipient);
    }

    /// <summary>Gives a part to another agent, which logs and records for itself.</summary>
    public void Pass(Stage stage, string service)
    {
        // It is all that is left of this request of ours, so the agent marks nothing: the recipient may stand for others, too.
        var part = message.Request with { Serial = 1, Flags = message.Request.Flags | DeliveryFlags.AllThatIsLeft, Sender = stage.Sender, Recipients = [Shown(stage)] };
        if (AgentPass.TryPass(part, service, tools.Config.Get(GlobalParams.Myhostname), out var trouble) is not { } report)
        {
            Note(stage, new Outcome(OutcomeKind.Deferred, trouble));
            return;
        }
        message.Delivery.Join(report);
        waits |= !report.AllDone;
    }

    /// <summary>Starts a command; its end is seen by <see cref="TryFinish"/>.</summary>
    public void Start(Stage stage, Func<Outcome> run) => commands.Add(new RunningCommand(stage, recipient.Address, tools.Commands, run));

    /// <summary>Sends on what is forwarded and settles the recipient, once all other parts have ended; false while a command runs.</summary>
    public bool TryFinish()
    {
        if (finished)
            return true;
        foreach (var command in commands.ToArray())
            if (command.Ended is { } outcome)
            {
                commands.Remove(command);
                Note(command.Stage, outcome);
            }
        if (commands.Count > 0)
            return false;
        finished = true;
        if (!waits)
            forwards.Send(this);
        if (waits)
            return true;
        if (tellsOfExpansion)
            message.Delivery.Expanded(recipient, isList, tools.Relay);
        message.Delivery.Settle(recipient);
        return true;
    }
}
