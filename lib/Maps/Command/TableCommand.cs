namespace MailSuite.Maps;

/// <summary>What postmap and postalias do to tables besides building them: ask, dump, delete.</summary>
/// <param name="config">The configuration.</param>
/// <param name="options">How tables are opened and changed.</param>
/// <param name="output">What is printed.</param>
/// <param name="aliases">Are the keys names of aliases, which tables hold in quoted form?</param>
public sealed class TableCommand(MailConfig config, BuildOptions options, TableOutput output, bool aliases = false)
{
    private TableOptions many;

    /// <summary>Asks the tables for one key, or for each line of input when it is "-"; true when one was found.</summary>
    public bool Query(string key, IReadOnlyList<string> tables)
    {
        var opened = new LookupTable?[tables.Count];
        if (key != "-")
        {
            if (!Ask(key, tables, opened, out string value))
                return false;
            output.Answer(key, value);
            return true;
        }
        bool found = false;
        many = TableOptions.InARow;
        var memory = new RestingMemory();
        foreach (string line in InputLines.Read(() => Rest(opened)))
        {
            memory.Worked();
            if (Ask(line, tables, opened, out string value))
            {
                output.Entry(line, value);
                found = true;
            }
        }
        return found;
    }

    // Writers must not wait for whoever types the next key.
    private static void Rest(LookupTable?[] opened)
    {
        foreach (var table in opened)
            table?.Resting();
    }

    /// <summary>The first answer of the tables, which are opened when first needed.</summary>
    public bool Ask(string key, IReadOnlyList<string> tables, LookupTable?[] opened, out string value)
    {
        value = "";
        for (int i = 0; i < tables.Count; i++)
        {
            var table = opened[i] ??= Tables.OpenOrFail(tables[i], config, options.Table | many);
            var result = aliases ? AliasDatabase.Find(table, key, asGivenFirst: true) : table.Find(key);
            if (result.Status == LookupStatus.TryLater)
                throw Failure(table, "query");
            if (!result.IsFound)
                continue;
            if (result.Value.Length == 0)
                WarnOfEmpty(table.Title, key);
            value = result.Value;
            return true;
        }
        return false;
    }

    private static FatalException Failure(LookupTable table, string what) =>
        new($"table {table.Title}: {what} error{(table.Trouble.Length > 0 ? ": " : "")}{table.Trouble}");

    private static void WarnOfEmpty(string table, string key)
    {
        Log.Warning($"table {table}: key {key}: empty string result is not allowed");
        Log.Warning($"table {table} should return NO RESULT in case of NOT FOUND");
    }

    /// <summary>Prints all entries of a table.</summary>
    public void Dump(string typeAndName)
    {
        if (Tables.Split(typeAndName, config).Type == "proxy")
            throw new FatalException("can't sequence maps via the proxy service");
        using var table = Tables.OpenOrFail(typeAndName, config, options.Table);
        var entries = table.Entries() ?? throw (table.Type == "fail" ? Failure(table, "sequence") : new FatalException($"table {table.Name}: sequence operation is not supported"));
        try
        {
            foreach (var (key, value) in entries)
            {
                if (key.Length == 0)
                    Log.Warning($"table {table.Name}: empty lookup key value is not allowed");
                if (value.Length == 0)
                    WarnOfEmpty(table.Name, key);
                output.Entry(key, value);
            }
        }
        catch (IOException e)
        {
            throw new FatalException($"table {table.Name}: sequence error: {e.Message}");
        }
    }

    /// <summary>Deletes a key, or each line of input when it is "-", from every table; true when one was there.</summary>
    public bool Delete(string key, IReadOnlyList<string> tables)
    {
        var keys = key == "-" ? InputLines.Read().ToList() : [key];
        bool found = false;
        foreach (string table in tables)
        {
            var (type, name) = Tables.Split(table, config);
            if (type == "internal")
                continue;   // nothing is in it
            if (type == "memcache")
                found |= Delete(Tables.OpenOrFail(table, config, options.Table), keys);
            else if (type == "proxy")
                found |= Delete(ProxyTable.OpenForUpdate(name, config, options.Table), keys);
            else if (TableFormat.CanModify(type))
                found |= PostmapFile.Delete(type, name, keys, config, options);
            else
                throw new FatalException(WhyNoDelete(type, $"{type}:{name}"));
        }
        return found;
    }

    private static bool Delete(LookupTable table, IEnumerable<string> keys)
    {
        bool found = false;
        foreach (string key in keys)
            found |= table.Updatable!.Delete(key) switch
            {
                LookupStatus.TryLater => throw Failure(table, "delete"),
                var status => status == LookupStatus.Found,
            };
        return found;
    }

    private static bool Delete(ProxyTable table, IEnumerable<string> keys)
    {
        bool found = false;
        foreach (string key in keys)
            found |= table.Delete(key);
        return found;
    }

    private static string WhyNoDelete(string type, string name) => type switch
    {
        "cdb" => TableFormat.NoUpdatesOfCdb,
        "fail" => $"table {name}: delete error: Application error",
        "static" or "environ" => $"table {name}: delete operation is not supported",
        _ => Tables.Types.Contains(type) ? $"{name} map requires O_RDONLY access mode" : $"unsupported dictionary type: {type}",
    };
}
