namespace MailSuite.Maps;

/// <summary>Stands in for a table that could not be opened: every question defers and says why (dict_surrogate(3)).</summary>
public sealed class UnavailableTable : LookupTable
{
    private const int AgainAfter = 10_000;
    private readonly long opened = Clock.System.Milliseconds;
    private bool wasAsked;

    internal UnavailableTable(string type, string name, string reason) : base(type, name)
    {
        Reason = reason;
        Log.Error(reason);
    }

    /// <summary>Why it cannot be asked: "open /etc/x.db: No such file or directory".</summary>
    public string Reason { get; }

    /// <inheritdoc/>
    public override LookupResult Find(string key)
    {
        wasAsked = true;
        Log.Warning($"{Name} is unavailable. {Reason}");
        return LookupResult.TryLater;
    }

    /// <summary>A table that somebody needs is opened again after a while, as if it had changed: whoever puts it right need not restart anything.</summary>
    public override bool HasChanged() => wasAsked && Clock.System.Milliseconds - opened >= AgainAfter;
}
