namespace MailSuite.Maps;

/// <summary>Rules that are tried in order, with if ... endif around those that a key may skip.</summary>
internal sealed class RuleList<TRule>(string type, string name)
    where TRule : class
{
    private sealed class Entry(TRule rule, int line)
    {
        public TRule Rule { get; } = rule;
        public int Line { get; } = line;
        public int SkipTo { get; set; } = -1;   // of an if: where to go on when it does not match
    }

    private readonly List<Entry> entries = [];
    private readonly Stack<Entry> open = new();

    /// <summary>The number of if statements without their endif.</summary>
    public int Depth => open.Count;

    /// <summary>Adds a rule with a result.</summary>
    public void Add(TRule rule, int line) => entries.Add(new Entry(rule, line));

    /// <summary>Adds an if.</summary>
    public void AddIf(TRule rule, int line)
    {
        var entry = new Entry(rule, line);
        open.Push(entry);
        entries.Add(entry);
    }

    /// <summary>Closes the innermost if.</summary>
    public void EndIf() => open.Pop().SkipTo = entries.Count;

    /// <summary>Says what is left open; such an if reaches to the end.</summary>
    public void End()
    {
        while (open.TryPop(out var entry))
        {
            Log.Warning($"{type} map {name}, line {entry.Line}: IF has no matching ENDIF");
            entry.SkipTo = entries.Count;
        }
    }

    /// <summary>Logs what is wrong with a line.</summary>
    public void Warn(int line, string what) => Log.Warning($"{type} map {name}, line {line}: {what}");

    /// <summary>
    /// Tries the rules in order until <paramref name="apply"/> gives an answer. It answers null for a rule that does not match, and
    /// NotFound for an if that does.
    /// </summary>
    public LookupResult First(Func<TRule, int, LookupResult?> apply)
    {
        for (int i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            var result = apply(entry.Rule, entry.Line);
            if (entry.SkipTo >= 0)
            {
                if (result is { Status: LookupStatus.TryLater })
                    return LookupResult.TryLater;
                if (result == null)
                    i = entry.SkipTo - 1;
            }
            else if (result is { } answer)
                return answer;
        }
        return LookupResult.NotFound;
    }
}
