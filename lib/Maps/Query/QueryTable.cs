namespace MailSuite.Maps;

/// <summary>What tables on servers of databases and directories have in common: which keys are asked, and how.</summary>
internal abstract class QueryTable : LookupTable
{
    private readonly KeyFolding folding;
    private DomainGate? gate;

    protected QueryTable(string type, string name, MailConfig config, TableOptions options) : base(type, name)
    {
        folding = new KeyFolding(options, config);
        Templates = new KeyTemplates(this);
    }

    /// <summary>The texts that keys and results are put into.</summary>
    protected KeyTemplates Templates { get; }

    /// <summary>Reads the domains whose keys are asked.</summary>
    protected void ReadDomains(TableSettings settings, MailConfig config) => gate = new DomainGate(settings, config);

    public override bool IsPattern => Templates.TakesParts;

    /// <summary>Looks up a folded key, which may be asked.</summary>
    protected abstract LookupResult Ask(string key);

    public sealed override LookupResult Find(string key)
    {
        // What is not text cannot equal a text of the database, and a server that refuses it as malformed must not count as broken.
        if (!KeyFolding.IsUtf8(key) || key.Contains('\0'))
            return LookupResult.NotFound;
        key = folding.Fold(key);
        return (gate?.Admits(key) ?? LookupStatus.Found) switch
        {
            LookupStatus.Found => Ask(key),
            LookupStatus.NotFound => LookupResult.NotFound,
            _ => LookupResult.TryLater,
        };
    }
}
