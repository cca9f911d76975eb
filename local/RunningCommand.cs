namespace MailSuite.Local;

/// <summary>A command on a thread of its own: while it runs, other mail is delivered. The thread touches nothing but its pipes and the message.</summary>
internal sealed class RunningCommand
{
    private readonly Thread thread;
    private Outcome outcome = Outcome.Deferred("4.3.0", "command did not end");

    public RunningCommand(Stage stage, Func<Outcome> run)
    {
        Stage = stage;
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
        thread.Start();
    }

    public Stage Stage { get; }

    /// <summary>How it ended; null while it runs.</summary>
    public Outcome? Ended => thread.Join(0) ? outcome : null;
}
