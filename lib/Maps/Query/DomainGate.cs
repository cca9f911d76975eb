namespace MailSuite.Maps;

/// <summary>"domain = ..." of a table: only addresses with a user and a listed domain are asked for; all other keys are not there.</summary>
internal sealed class DomainGate
{
    private readonly StringList? domains;

    public DomainGate(TableSettings settings, MailConfig config)
    {
        if (settings.Optional("domain") is { } list)
            domains = StringList.Parse(list, config, "domain");
    }

    /// <summary>Found when the key may be asked for; NotFound when it is not of these domains; TryLater when that cannot be told.</summary>
    public LookupStatus Admits(string key)
    {
        if (domains == null)
            return LookupStatus.Found;
        int at = key.LastIndexOf('@');
        return at <= 0 || at == key.Length - 1 ? LookupStatus.NotFound : domains.Contains(key[(at + 1)..]);
    }
}
