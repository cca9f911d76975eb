namespace MailSuite.Maps;

/// <summary>Which parts of an address are tried as keys, in this order (mail_addr_find(3)).</summary>
[Flags]
public enum AddressKeys
{
    /// <summary>user+ext@domain.</summary>
    Full = 1,
    /// <summary>user@domain, the extension taken off.</summary>
    NoExtension = 2,
    /// <summary>user+ext and user, when the domain is $myorigin or local.</summary>
    LocalPartIfLocal = 4,
    /// <summary>user+ext@ and user@, when the domain is $myorigin or local.</summary>
    LocalPartAtIfLocal = 8,
    /// <summary>@domain.</summary>
    AtDomain = 16,
    /// <summary>domain.</summary>
    Domain = 32,
    /// <summary>Parent domains, written as they are.</summary>
    ParentDomains = 64,
    /// <summary>Parent domains, written with a dot in front.</summary>
    DotParentDomains = 128,
    /// <summary>user+ext@ and user@, for any domain.</summary>
    LocalPartAt = 256,
    /// <summary>canonical, virtual, generic, relocated, bcc and recipient maps.</summary>
    Default = Full | NoExtension | LocalPartIfLocal | AtDomain,
}

/// <summary>
/// The tables of a parameter such as virtual_alias_maps, in order. The first answer wins; a table that cannot be asked
/// stops the search with <see cref="LookupStatus.TryLater"/>, because a later table must not answer in its place.
/// </summary>
public sealed class MapList : IDisposable
{
    private readonly List<LookupTable> tables = [];
    private readonly string title;
    private readonly MailConfig config;
    private LocalDomains? local;

    private MapList(string title, MailConfig config)
    {
        this.title = title;
        this.config = config;
    }

    /// <summary>Opens the tables of a list: "hash:/etc/aliases, unix:passwd.byname". Tables that cannot be opened answer TryLater.</summary>
    /// <param name="list">type:name words separated by comma or white space.</param>
    /// <param name="config">The configuration for default types, folding and the recipient delimiter.</param>
    /// <param name="options">How each table is opened.</param>
    /// <param name="title">The parameter's name, for warnings.</param>
    public static MapList Parse(string list, MailConfig config, TableOptions options = TableOptions.None, string title = "map")
    {
        var maps = new MapList(title, config);
        foreach (string word in Braces.Words(list))
            maps.tables.Add(Tables.Open(word, config, options));
        return maps;
    }

    /// <summary>The tables of a parameter.</summary>
    public static MapList Of(Param<string> parameter, MailConfig config, TableOptions options = TableOptions.None) =>
        Parse(config.Get(parameter), config, options, parameter.Name);

    /// <summary>A list of one table that is open already.</summary>
    public static MapList Single(LookupTable table, MailConfig config, string title = "map")
    {
        var maps = new MapList(title, config);
        maps.tables.Add(table);
        return maps;
    }

    /// <summary>Are there no tables?</summary>
    public bool IsEmpty => tables.Count == 0;

    /// <summary>The tables, in order.</summary>
    public IReadOnlyList<LookupTable> Members => tables;

    /// <summary>Asks each table for the key.</summary>
    public LookupResult Find(string key) => Find(key, full: true);

    /// <summary>Asks for a key; a key that is part of an address or domain (<paramref name="full"/> false) is not asked of pattern tables.</summary>
    public LookupResult Find(string key, bool full)
    {
        if (key.Length == 0)
            return LookupResult.NotFound;
        foreach (var table in tables)
        {
            if (!full && table.IsPattern)
                continue;
            var result = table.Find(key);
            LookupTrace.Told?.Invoke(table.Name, key, result);
            if (result.Status == LookupStatus.Found && result.Value.Length > 0)
                return result;
            if (result.Status == LookupStatus.Found)
            {
                // A value that is empty is a mistake in the table: as an address it would be the null sender.
                Log.Warning($"{title} lookup of {key} returns an empty string result");
                Log.Warning($"{title} should return NO RESULT in case of NOT FOUND");
                return LookupResult.TryLater;
            }
            if (result.Status == LookupStatus.TryLater)
            {
                Log.Warning($"{table.Name} lookup error for \"{(key.Length > 100 ? key[..100] : key)}\"");
                return result;
            }
        }
        return LookupResult.NotFound;
    }

    /// <summary>Finds an address by its forms, each key in all tables before the next key (canonical(5), virtual(5), ...).</summary>
    public LookupResult FindAddress(string address, AddressKeys keys = AddressKeys.Default) => FindAddress(address, out _, keys);

    /// <summary>Finds an address by its forms.</summary>
    /// <param name="address">The address without quotes around its local part (internal form).</param>
    /// <param name="unmatchedExtension">The extension with its delimiter ("+ext") when the key that matched has it taken off; else empty.
    /// The caller appends it to results when propagate_unmatched_extensions says so.</param>
    /// <param name="keys">The forms to try.</param>
    public LookupResult FindAddress(string address, out string unmatchedExtension, AddressKeys keys = AddressKeys.Default)
    {
        unmatchedExtension = "";
        if (IsEmpty || address.Length == 0)
            return LookupResult.NotFound;
        local ??= new LocalDomains(config);
        return new AddressSearch(this, config, local).Find(address, keys, out unmatchedExtension);
    }

    /// <summary>Was one of the tables replaced or modified? Cheap enough to ask before each client.</summary>
    public bool HasChanged()
    {
        foreach (var table in tables)
            if (table.HasChanged())
                return true;
        return false;
    }

    /// <summary>The name of a table that has changed, for "table hash:/etc/x has changed -- restarting"; null when none has.</summary>
    public string? ChangedTable() => tables.Find(static t => t.HasChanged())?.Name;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var table in tables)
            table.Dispose();
    }
}
