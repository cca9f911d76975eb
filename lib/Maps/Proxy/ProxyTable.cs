using System.Globalization;

namespace MailSuite.Maps;

/// <summary>
/// proxy:type:name, a table that proxymap(8) opens for those who cannot or shall not open it themselves. It must be listed in proxy_read_maps. A daemon opens a
/// table that is a local file itself, before its jail: the same answers without a process between (docs/decisions/0012-proxy-tables.md); commands, tables on servers,
/// and whatever this process cannot open go through the service.
/// </summary>
internal sealed class ProxyTable : LookupTable
{
    private static readonly HashSet<string> OnServers = ["ldap", "memcache", "mysql", "nis", "pgsql", "socketmap", "sqlite", "tcp"];

    // The list of one configuration, which a process has; only tests have more.
    private static (MailConfig Config, ApprovedTables Approved)? readable;

    private readonly ProxyConnection connection;
    private readonly KeyFolding folding;
    private readonly string service, flags;
    private readonly bool pattern;

    private ProxyTable(string service, string inner, MailConfig config, TableOptions options) : base("proxy", inner)
    {
        this.service = service;
        folding = new KeyFolding(options, config);
        flags = ProxyProtocol.Number(ProxyProtocol.FlagsOf(options, folding.DemandsUtf8));
        connection = ProxyConnection.To(service, config);
        var request = ProxyProtocol.Write(("request", "open"), ("table", Path), ("flags", ProxyProtocol.Number(ProxyProtocol.InstanceFlagsOf(options))));
        if (connection.Ask(request, "status", "flags") is not [var status, var opened])
            throw new TableUnavailableException($"{service} open failed for table \"{Path}\": service is not available");
        switch (Status(status))
        {
            case ProxyStatus.Ok:
                pattern = int.TryParse(opened, NumberStyles.Integer, CultureInfo.InvariantCulture, out int bits) && ProxyProtocol.IsPattern(bits);
                break;
            case ProxyStatus.Deny:
                throw new TableUnavailableException($"{service} service is not configured for table \"{Path}\"");
            default:
                throw new TableUnavailableException($"{service} open failed for table \"{Path}\": invalid request");
        }
    }

    /// <summary>Opens a table for reading.</summary>
    public static LookupTable Open(string name, MailConfig config, TableOptions options)
    {
        string inner = ApprovedTables.Inner(name);
        // What decides over files and commands is never left to a process that strangers' requests reach (DICT_FLAG_NO_PROXY).
        if ((options & (TableOptions.Direct | TableOptions.Paranoid)) != 0)
            return Tables.OpenInner(inner, config, options);
        if (Tables.IsForCommand)
            return ByService(inner, config, options);
        if (!IsApproved(inner, config))
            throw new TableUnavailableException($"{config.Get(GlobalParams.ProxymapServiceName)} service is not configured for table \"{inner}\"");
        if (BelongsToService(inner))
            return ByService(inner, config, options);
        try
        {
            return Tables.OpenInner(inner, config, options);
        }
        catch (TableUnavailableException) when (Sys.TryAccess("private/" + config.Get(GlobalParams.ProxymapServiceName), 0) == Errno.None)
        {
            return ByService(inner, config, options);
        }
    }

    /// <summary>Opens a table for writing, by way of proxywrite.</summary>
    public static ProxyTable OpenForUpdate(string name, MailConfig config, TableOptions options)
    {
        try
        {
            return new ProxyTable(config.Get(GlobalParams.ProxywriteServiceName), ApprovedTables.Inner(name), config, options);
        }
        catch (TableUnavailableException e)
        {
            throw new FatalException(e.Message);
        }
    }

    private static LookupTable ByService(string inner, MailConfig config, TableOptions options)
    {
        var table = new ProxyTable(config.Get(GlobalParams.ProxymapServiceName), inner, config, options);
        return (options & TableOptions.FileContent) != 0 ? new FileContentTable(table) : table;
    }

    private static bool IsApproved(string inner, MailConfig config)
    {
        if (readable is not { } known || known.Config != config)
            readable = known = (config, new ApprovedTables(ProxymapParams.ProxyReadMaps, config));
        if (known.Approved.Contains(inner))
            return true;
        Log.Warning($"to approve this table for read-only access, list proxy:{inner} in main.cf:{ProxymapParams.ProxyReadMaps.Name}");
        return false;
    }

    // A server shall see few connections, and in a jail there are no accounts.
    private static bool BelongsToService(string inner)
    {
        string type = inner[..Math.Max(inner.IndexOf(':'), 0)];
        return OnServers.Contains(type) || type == "unix" && Invocation.IsJailed;
    }

    public override bool IsPattern => pattern;

    private string Folded(string key) => pattern ? key : folding.Fold(key);

    private static ProxyStatus Status(string number) =>
        int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int status) && status <= (int)ProxyStatus.Config ? (ProxyStatus)status : ProxyStatus.Bad;

    public override LookupResult Find(string key)
    {
        Trouble = OwnTrouble;
        if (connection.Ask(ProxyProtocol.Write(("request", "lookup"), ("table", Path), ("flags", flags), ("key", Folded(key))), "status", "value") is not [var status, var value])
            return LookupResult.TryLater;
        switch (Status(status))
        {
            case ProxyStatus.Ok:
                return LookupResult.Found(value);
            case ProxyStatus.NoKey:
                return LookupResult.NotFound;
            case ProxyStatus.Deny:
                Log.Warning($"{service} service is not configured for table \"{Path}\"");
                break;
            case ProxyStatus.Bad:
                Log.Warning($"{service} lookup failed for table \"{Path}\" key \"{key}\": invalid request");
                break;
            case ProxyStatus.Config:
                Trouble = "";
                break;
        }
        return LookupResult.TryLater;
    }

    /// <summary>Stores a value; a <see cref="FatalException"/> says why that cannot be.</summary>
    public void Update(string key, string value) =>
        Changed("update", connection.Ask(ProxyProtocol.Write(("request", "update"), ("table", Path), ("flags", flags), ("key", Folded(key)), ("value", value)), "status"));

    /// <summary>Takes a key away; false when it is not there.</summary>
    public bool Delete(string key) =>
        Changed("delete", connection.Ask(ProxyProtocol.Write(("request", "delete"), ("table", Path), ("flags", flags), ("key", Folded(key))), "status"));

    private bool Changed(string what, string[]? answer) => (answer is [var status] ? Status(status) : ProxyStatus.Retry) switch
    {
        ProxyStatus.Ok => true,
        ProxyStatus.NoKey => false,
        ProxyStatus.Deny => throw new FatalException($"{service} update access is not configured for table \"{Path}\""),
        ProxyStatus.Bad => throw new FatalException($"{service} {what} failed for table \"{Path}\": invalid request"),
        _ => throw new FatalException($"table {Name}: {(what == "update" ? "write" : what)} error: {OwnTrouble}"),
    };
}
