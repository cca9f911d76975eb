namespace MailSuite.Local;

/// <summary>
/// A command on a thread of its own: while it runs, other mail is delivered. The thread touches nothing but its pipes and the message. States: waiting for
/// a slot; running; ended.
/// </summary>
internal sealed class RunningCommand
{
    private readonly CommandSlots slots;
    private readonly string recipient;
    private readonly Thread thread;
    private Outcome outcome = Outcome.Deferred("4.3.0", "command did not end");
    private bool started;

    public RunningCommand(Stage stage, string recipient, CommandSlots slots, Func<Outcome> run)
    {
        Stage = stage;
        (this.slots, this.recipient) = (slots, recipient);
        thread = new Thread(() =>
        {
            try
            {
                outcome = run();
            }
            catch (UnixException e)
            {
                outcome = Outcome.Deferred("4.3.0", e.Message);
            }
        });
        TryStart();
    }

    public Stage Stage { get; }

    /// <summary>How it ended, told once; null while it waits or runs.</summary>
    public Outcome? Ended
    {
        get
        {
            if (!started && !TryStart() || !thread.Join(0))
                return null;
            slots.GiveBack(recipient);
            return outcome;
        }
    }

    private bool TryStart()
    {
        if (!slots.TryTake(recipient))
            return false;
        thread.Start();
        return started = true;
    }
}
