namespace MailSuite.Postfix.Checking;

/// <summary>
/// What postfix check says. Each finding is one line in the mail log and on the terminal, in Postfix's words where Postfix has some; what follows from it and what
/// helps stand below it, on the terminal only, so that scripts that read the lines go on working.
/// </summary>
internal sealed class Report
{
    private readonly HashSet<string> said = new(StringComparer.Ordinal);

    /// <summary>Nothing was found that keeps the system from working.</summary>
    public bool IsGood { get; private set; } = true;

    /// <summary>The system does not start like this, and a running one is not made to use it.</summary>
    public void Fatal(string text, string effect = "", string cure = "")
    {
        IsGood = false;
        if (said.Add(text))
            Say(Log.Fatal, text, effect, cure);
    }

    /// <summary>It works, in a way that is perhaps not meant.</summary>
    public void Warning(string text, string effect = "", string cure = "")
    {
        if (said.Add(text))
            Say(Log.Warning, text, effect, cure);
    }

    /// <summary>A line of another program, passed on as it is.</summary>
    public void Foreign(string line, string effect = "", string cure = "")
    {
        if (!said.Add(line))
            return;
        Log.Flush();
        Sys.WriteOnce(2, Bytes.Of(line + "\n"));
        Explain(effect, cure);
    }

    private static void Say(Action<string> log, string text, string effect, string cure)
    {
        log(text);
        Log.Flush();
        Explain(effect, cure);
    }

    private static void Explain(string effect, string cure)
    {
        if (effect.Length > 0)
            Sys.WriteOnce(2, Bytes.Of($"    effect: {effect}\n"));
        if (cure.Length > 0)
            Sys.WriteOnce(2, Bytes.Of($"    cure: {cure}\n"));
    }
}
