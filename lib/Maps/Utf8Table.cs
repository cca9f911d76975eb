namespace MailSuite.Maps;

/// <summary>
/// What SMTPUTF8 demands of every table: a key that is not UTF-8 is in none, and a value that is not is an error of the table (dict_utf8(3)). Around a table
/// whose answers cannot be anything else it costs a look at the key.
/// </summary>
internal sealed class Utf8Table(LookupTable inner) : LookupTable(inner.Type, inner.Path)
{
    private const string Malformed = "malformed UTF-8 or invalid codepoint";

    public override bool IsPattern => inner.IsPattern;
    public override string Title => inner.Title;
    public override IUpdatableTable? Updatable => inner.Updatable;

    public override LookupResult Find(string key)
    {
        if (!KeyFolding.IsUtf8(key))
        {
            Log.Warning($"{Title}: non-UTF-8 key \"{key}\": {Malformed}");
            return LookupResult.NotFound;
        }
        var result = inner.Find(key);
        Trouble = inner.Trouble;
        if (!result.IsFound || KeyFolding.IsUtf8(result.Value))
            return result;
        Log.Warning($"{Title}: key \"{key}\": non-UTF-8 value \"{result.Value}\": {Malformed}");
        Trouble = "";
        return LookupResult.TryLater;
    }

    public override bool HasChanged() => inner.HasChanged();
    public override void Resting() => inner.Resting();
    public override IEnumerable<KeyValuePair<string, string>>? Entries() => inner.Entries();
    protected override void Release() => inner.Dispose();
}
