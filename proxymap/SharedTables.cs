using System.Globalization;

namespace MailSuite.Proxymap;

/// <summary>The tables that are open for others, and the requests for them. A table is opened when first asked for, once for each set of flags, and again when its file has changed.</summary>
internal sealed class SharedTables
{
    private sealed class Open(LookupTable table, long since)
    {
        public LookupTable Table { get; set; } = table;
        public long Since { get; set; } = since;
        public IEnumerator<KeyValuePair<string, string>>? Sequence { get; set; }
    }

    private const int AgainAfter = 1000;
    private readonly MailConfig config;
    private readonly Clock clock;
    private readonly bool writes;
    private readonly Param<string> parameter;
    private readonly ApprovedTables approved;
    private readonly Dictionary<(string Name, TableOptions Options), Open> open = [];

    public SharedTables(MailConfig config, bool writes, Clock clock)
    {
        this.config = config;
        this.writes = writes;
        this.clock = clock;
        parameter = writes ? ProxymapParams.ProxyWriteMaps : ProxymapParams.ProxyReadMaps;
        approved = new ApprovedTables(parameter, config);
    }

    /// <summary>The answer to a request.</summary>
    public byte[] Answer(List<(string Name, string Value)> request)
    {
        string what = request is [("request", var word), ..] ? word : "";
        switch (what)
        {
            case "lookup":
                var (status, value) = Is(request, "key") ? Lookup(request) : (ProxyStatus.Bad, "");
                return ProxyProtocol.Write(("status", Number(status)), ("value", value));
            case "open":
                var (opened, flags) = Is(request) ? Opened(request) : (ProxyStatus.Bad, 0);
                return ProxyProtocol.Write(("status", Number(opened)), ("flags", ProxyProtocol.Number(flags)));
            case "update":
                return ProxyProtocol.Write(("status", Number(Is(request, "key", "value") ? Change(request, request[4].Value) : ProxyStatus.Bad)));
            case "delete":
                return ProxyProtocol.Write(("status", Number(Is(request, "key") ? Change(request, null) : ProxyStatus.Bad)));
            case "sequence":
                var (next, entry) = Is(request, "function") ? Sequence(request) : (ProxyStatus.Bad, default);
                return ProxyProtocol.Write(("status", Number(next)), ("key", entry.Key ?? ""), ("value", entry.Value ?? ""));
            default:
                Log.Warning($"unrecognized request: \"{what}\", ignored");
                return ProxyProtocol.Write(("status", Number(ProxyStatus.Bad)));
        }
    }

    private static string Number(ProxyStatus status) => ProxyProtocol.Number((int)status);

    /// <summary>Has the request the attributes table and flags, and then these?</summary>
    private static bool Is(List<(string Name, string Value)> request, params ReadOnlySpan<string> names)
    {
        if (request.Count != 3 + names.Length || request[1].Name != "table" || request[2].Name != "flags" || !int.TryParse(request[2].Value, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            return false;
        for (int i = 0; i < names.Length; i++)
            if (request[3 + i].Name != names[i])
                return false;
        return true;
    }

    private static int Flags(List<(string Name, string Value)> request) => int.Parse(request[2].Value, CultureInfo.InvariantCulture);

    /// <summary>May the table be used at all, and what is it called without "proxy:"?</summary>
    private ProxyStatus Check(List<(string Name, string Value)> request, out string name)
    {
        name = ApprovedTables.Inner(request[1].Value);
        if (!name.Contains(':'))
            return ProxyStatus.Bad;
        if (approved.Contains(name))
            return ProxyStatus.Ok;
        Log.Warning($"request for unapproved table: \"{name}\"");
        Log.Warning($"to approve this table for {(writes ? "read-write" : "read-only")} access, list proxy:{name} in main.cf:{parameter.Name}");
        return ProxyStatus.Deny;
    }

    private Open Find(string name, int flags)
    {
        var options = ProxyProtocol.OptionsOf(flags);
        if (!open.TryGetValue((name, options), out var known))
            return open[(name, options)] = new Open(Tables.Open(name, config, options), clock.Milliseconds);
        // A table that could not be opened is tried again soon: who waits for it is waiting for us.
        if (known.Table.HasChanged() || known.Table is UnavailableTable && clock.Milliseconds - known.Since >= AgainAfter)
        {
            known.Table.Dispose();
            (known.Table, known.Since, known.Sequence) = (Tables.Open(name, config, options), clock.Milliseconds, null);
        }
        return known;
    }

    private (ProxyStatus, int) Opened(List<(string Name, string Value)> request)
    {
        int flags = Flags(request);
        var status = Check(request, out string name);
        if (status != ProxyStatus.Ok)
            return (status, 0);
        if (writes && TableWriter.For(name, config, ProxyProtocol.OptionsOf(flags)) is { } writer)
            writer.Create();
        return (status, ProxyProtocol.FlagsOf(Find(name, flags).Table, flags));
    }

    private (ProxyStatus, string) Lookup(List<(string Name, string Value)> request)
    {
        var status = Check(request, out string name);
        if (status != ProxyStatus.Ok)
            return (status, "");
        int flags = Flags(request);
        var table = Find(name, flags).Table;
        var result = table.Find(request[3].Value);
        return result.Status switch
        {
            LookupStatus.Found => (ProxyStatus.Ok, ProxyProtocol.ForWire(result.Value, flags)),
            LookupStatus.NotFound => (ProxyStatus.NoKey, ""),
            _ => (table.Trouble.Length == 0 ? ProxyStatus.Config : ProxyStatus.Retry, ""),
        };
    }

    private ProxyStatus Change(List<(string Name, string Value)> request, string? value)
    {
        if (!writes)
        {
            Log.Warning($"refusing {ApprovedTables.Inner(request[1].Value)} {(value == null ? "delete" : "update")} request on non-{config.Get(GlobalParams.ProxywriteServiceName)} service");
            return ProxyStatus.Deny;
        }
        var status = Check(request, out string name);
        if (status != ProxyStatus.Ok)
            return status;
        if (TableWriter.For(name, config, ProxyProtocol.OptionsOf(Flags(request))) is not { } writer)
        {
            Log.Warning($"table {name}: {(value == null ? "delete" : "update")} operation is not supported");
            return ProxyStatus.Config;
        }
        try
        {
            Forget(name);
            bool found = value == null ? writer.Delete(request[3].Value) : writer.Update(request[3].Value, value);
            return found ? ProxyStatus.Ok : ProxyStatus.NoKey;
        }
        catch (FatalException e)
        {
            Log.Warning($"table {name}: {e.Message}");
            return ProxyStatus.Retry;
        }
    }

    // Who has written asks next for what was written.
    private void Forget(string name)
    {
        foreach (var known in open.Keys.Where(k => k.Name == name).ToList())
        {
            open[known].Table.Dispose();
            open.Remove(known);
        }
    }

    private (ProxyStatus, KeyValuePair<string, string>) Sequence(List<(string Name, string Value)> request)
    {
        var status = Check(request, out string name);
        if (status != ProxyStatus.Ok)
            return (status, default);
        var found = Find(name, Flags(request));
        try
        {
            if (request[3].Value == "0" || found.Sequence == null)
                found.Sequence = found.Table.Entries()?.GetEnumerator();
            if (found.Sequence == null)
                return (found.Table is UnavailableTable ? ProxyStatus.Retry : ProxyStatus.Config, default);
            return found.Sequence.MoveNext() ? (ProxyStatus.Ok, found.Sequence.Current) : (ProxyStatus.NoKey, default);
        }
        catch (IOException e)
        {
            Log.Warning($"table {name}: {e.Message}");
            found.Sequence = null;
            return (ProxyStatus.Retry, default);
        }
    }
}
