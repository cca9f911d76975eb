namespace MailSuite.SmtpSink;

/// <summary>What the command line asks to be done at a command.</summary>
internal sealed class SinkCommand(string name, Action<SinkClient> answer)
{
    internal string Name => name;
    internal Action<SinkClient> Answer => answer;

    /// <summary>-f, -r: refused for good, refused for now. -q, -Q: the connection ends, without a word or with 421. -s: logged.</summary>
    internal bool Hard, Soft, Hangup, Closing, Logged;

    /// <summary>Not spoken here (-e, -C, ..., or SMTP against LMTP).</summary>
    internal bool Disabled;

    /// <summary>-W: seconds before the answer, once more for each throw of a dice (0..99) below the odds.</summary>
    internal int Delay, Odds;

    internal TimeSpan NextDelay()
    {
        int times = 1;
        while (Odds > 0 && Random.Shared.Next(100) < Odds)
            times++;
        return TimeSpan.FromSeconds(Delay * times);
    }
}
