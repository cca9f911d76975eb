namespace MailSuite.Maps;

/// <summary>
/// memcache: a cache in memory that hosts share, with an optional table behind it that lasts (memcache_table(5)). What the cache does not know, or cannot tell
/// now, is asked of the backup and put into the cache; changes go to both.
/// </summary>
internal sealed class MemcacheTable : LookupTable, IUpdatableTable
{
    private readonly KeyFolding folding;
    private readonly KeyTemplates templates;
    private readonly DomainGate gate;
    private readonly MemcacheServer server;
    private readonly BackupTable? backup;
    private readonly KeyDigest? digest;
    private readonly string keyFormat;

    private MemcacheTable(string name, TableSettings settings, MailConfig config, TableOptions options) : base("memcache", name)
    {
        folding = new KeyFolding(options, config);
        templates = new KeyTemplates(this);
        keyFormat = settings.Text("key_format", "%s", 1);
        templates.Note(keyFormat, query: true);
        gate = new DomainGate(settings, config);
        server = new MemcacheServer(settings);
        if (settings.Optional("key_digest") is { } algorithm)
            digest = new KeyDigest(algorithm, name);
        if (settings.Optional("backup") is { } table)
            backup = new BackupTable(table, config, options);
    }

    public static LookupTable Open(string name, MailConfig config, TableOptions options) =>
        new MemcacheTable(name, TableSettings.Open("memcache", name, config), config, options);

    public override bool IsPattern => templates.TakesParts;

    public override LookupResult Find(string key)
    {
        key = folding.Fold(key);
        if (Key(key, "lookup", warn: false, out var status) is not { } cached)
            return status == LookupStatus.TryLater ? LookupResult.TryLater : LookupResult.NotFound;
        var result = server.Get(cached);
        if (result.IsFound || backup == null)
            return result;
        result = backup.Find(key);
        if (result.IsFound)
            server.Set(cached, result.Value);
        return result;
    }

    public bool Update(string key, string value)
    {
        key = folding.Fold(key);
        if (Key(key, "update", warn: true, out _) is not { } cached)
            return false;
        bool done = server.Set(cached, value);
        return backup == null ? done : backup.Update(key, value);
    }

    public LookupStatus Delete(string key)
    {
        key = folding.Fold(key);
        if (Key(key, "delete", warn: false, out var status) is not { } cached)
            return status;
        status = server.Delete(cached);
        return backup == null ? status : backup.Delete(key);
    }

    /// <summary>The key for the server; null for one that is not asked for, and <paramref name="status"/> says why.</summary>
    private string? Key(string key, string operation, bool warn, out LookupStatus status)
    {
        status = LookupStatus.NotFound;
        string why = "empty lookup key";
        if (key.Length > 0)
        {
            var admits = gate.Admits(key);
            if (admits == LookupStatus.TryLater)
            {
                status = admits;
                return null;
            }
            why = "domain mismatch";
            if (admits == LookupStatus.Found)
            {
                why = "empty lookup key expansion";
                if (templates.Query(keyFormat, key) is { } cached)
                {
                    if (digest != null)
                        return digest.Of(cached);
                    // White space ends a key of the protocol: what follows would be another word, or another command.
                    if (!cached.AsSpan().ContainsAnyInRange('\0', ' '))
                        return cached;
                    why = "name contains space";
                }
            }
        }
        string text = $"{Path}: skipping {operation} for name \"{key}\": {why}";
        if (warn)
            Log.Warning(text);
        else
            Log.Debug(text);
        return null;
    }

    public override IEnumerable<KeyValuePair<string, string>>? Entries()
    {
        if (backup == null)
            Log.Warning($"database {Name}: first/next support requires backup database");
        return backup == null ? [] : backup.Entries();
    }

    public override bool HasChanged() => backup?.HasChanged() ?? false;

    protected override void Release()
    {
        server.Dispose();
        backup?.Dispose();
    }
}
