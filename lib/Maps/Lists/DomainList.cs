namespace MailSuite.Maps;

/// <summary>
/// A list of domains whose entries may cover subdomains ($relay_domains, $fast_flush_domains): "example.com" covers them when
/// the parameter is in parent_domain_matches_subdomains, else ".example.com" does.
/// </summary>
public sealed class DomainList
{
    private readonly PatternList list;
    private readonly bool parents;

    private DomainList(PatternList list, bool parents)
    {
        this.list = list;
        this.parents = parents;
    }

    /// <summary>Reads a list; <paramref name="parameter"/> decides over subdomains and is the name for warnings.</summary>
    public static DomainList Parse(string list, MailConfig config, string parameter) =>
        new(new PatternList(list, config, parameter), PatternList.ParentsMatch(parameter, config));

    /// <summary>The list of a parameter.</summary>
    public static DomainList Of(Param<string> parameter, MailConfig config) => Parse(config.Get(parameter), config, parameter.Name);

    /// <summary>Are there no entries?</summary>
    public bool IsEmpty => list.IsEmpty;

    /// <summary>Is the domain covered?</summary>
    public LookupStatus Contains(string domain) => list.Match(pattern => PatternList.FitsDomain(pattern, domain, parents));

    /// <summary>Was a table behind it changed?</summary>
    public bool HasChanged() => list.HasChanged();
}
