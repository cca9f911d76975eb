namespace MailSuite.Maps;

/// <summary>debug:type:name: the table behind it, with a log line for each lookup (Postfix 3.11).</summary>
internal sealed class DebugTable(string name, LookupTable inner) : LookupTable("debug", name)
{
    public static LookupTable Open(string name, MailConfig config, TableOptions options) => name.Contains(':')
        ? new DebugTable(name, Tables.Open(name, config, options))
        : throw new TableUnavailableException($"debug: expecting \"debug:type:name\" form instead of \"debug:{name}\"");

    public override bool IsPattern => inner.IsPattern;
    public override string Title => inner.Title;
    public override IUpdatableTable? Updatable => inner.Updatable;

    public override LookupResult Find(string key)
    {
        var result = inner.Find(key);
        Trouble = inner.Trouble;
        string answer = result.Status switch { LookupStatus.Found => result.Value, LookupStatus.NotFound => "not_found", _ => "error" };
        Log.Info($"{inner.Title} lookup: \"{key}\" = \"{answer}\"");
        return result;
    }

    public override bool HasChanged() => inner.HasChanged();
    public override void Resting() => inner.Resting();

    public override IEnumerable<KeyValuePair<string, string>>? Entries() => inner.Entries() is { } entries ? Logged(entries) : null;

    private IEnumerable<KeyValuePair<string, string>> Logged(IEnumerable<KeyValuePair<string, string>> entries)
    {
        foreach (var entry in entries)
        {
            Log.Info($"{inner.Title} sequence: \"{entry.Key}\" = \"{entry.Value}\"");
            yield return entry;
        }
        Log.Info($"{inner.Title} sequence: found EOF");
    }

    protected override void Release() => inner.Dispose();
}
