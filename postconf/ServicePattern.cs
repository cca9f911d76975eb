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
        // A service name may hold slashes no more than a file name does, but "host:port" names are fine.
        string[] parts = text.Split('/', limit + 1);
        return parts.Length > limit || parts.Contains("") ? null : new ServicePattern(text, parts);
    }

    public bool Matches(MasterLine service)
    {
        bool matches = (parts[0] == "*" || parts[0] == service.Service) && (parts.Length < 2 || parts[1] == "*" || parts[1] == service.Type);
        return matches;
    }

    public bool MatchesItem(string item) => Item == null || Item == item;

    public void Hit() => Matched = true;
}
