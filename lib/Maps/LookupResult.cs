namespace MailSuite.Maps;

/// <summary>How a question to a table ended. "Could not ask" is never "not there".</summary>
public enum LookupStatus
{
    /// <summary>The table has an answer.</summary>
    Found,
    /// <summary>The table knows that it has none.</summary>
    NotFound,
    /// <summary>The table could not be asked now; the caller defers, and never bounces.</summary>
    TryLater,
}

/// <summary>The answer of a lookup table.</summary>
/// <param name="Status">How the question ended.</param>
/// <param name="Value">The value found; empty otherwise.</param>
public readonly record struct LookupResult(LookupStatus Status, string Value)
{
    /// <summary>The key is not there.</summary>
    public static LookupResult NotFound { get; } = new(LookupStatus.NotFound, "");

    /// <summary>The table could not be asked; it has logged why.</summary>
    public static LookupResult TryLater { get; } = new(LookupStatus.TryLater, "");

    /// <summary>An answer.</summary>
    public static LookupResult Found(string value) => new(LookupStatus.Found, value);

    /// <summary>Is there an answer?</summary>
    public bool IsFound => Status == LookupStatus.Found;
}
