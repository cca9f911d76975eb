namespace MailSuite.Maps;

/// <summary>Stands in for a table that could not be opened: every question defers and says why (dict_surrogate(3)).</summary>
public sealed class UnavailableTable : LookupTable
{
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
        Log.Warning($"{Name} is unavailable. {Reason}");
        return LookupResult.TryLater;
    }
}
