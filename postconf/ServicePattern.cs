namespace MailSuite.Postconf;

/// <summary>A request "service/type/name" of -M, -F and -P, where absent parts and "*" mean any.</summary>
internal sealed class ServicePattern
{
    private readonly string[] parts;

    private ServicePattern(string text, string[] parts) => (Text, this.parts) = (text, parts);

    public string Text { get; }

    /// <summary>Was it of use?</summary>
    public bool Matched { get; private set; }

    /// <summary>The field or parameter that is asked for; null for all.</summary>
    public string? Item => parts.Length > 2 && parts[2] != "*" ? parts[2] : null;

    /// <summary>Reads a request of at most <paramref name="limit"/> parts; null when it has more.</summary>
    public static ServicePattern? Parse(string text, int limit)
    {
        string[] parts = text.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length == 0 || parts.Length > limit || text.StartsWith('/') ? null : new ServicePattern(text, parts);
    }

    /// <summary>How many parts it names.</summary>
    public int Length => parts.Length;

    /// <summary>The last part as written.</summary>
    public string Last => parts[^1];

    public bool Matches(string service, string type) =>
        (parts[0] == "*" || parts[0] == service) && (parts.Length < 2 || parts[1] == "*" || parts[1] == type);

    public bool MatchesItem(string item) => Item == null || Item == item;

    public void Hit() => Matched = true;
}
