namespace MailSuite.Maps;

/// <summary>What postmap and postalias do to tables besides building them: ask, dump, delete.</summary>
public sealed class TableCommand(MailConfig config, BuildOptions options, TableOutput output)
{
    /// <summary>Asks the tables for one key, or for each line of input when it is "-"; true when one was found.</summary>
    public bool Query(string key, IReadOnlyList<string> tables)
    {
        var opened = new LookupTable?[tables.Count];
        if (key != "-")
        {
            if (key.Length == 0 || !Ask(key, tables, opened, out string value))
                return false;
            output.Answer(key, value);
            return true;
        }
        bool found = false;
        foreach (string line in InputLines.Read())
            if (Ask(line, tables, opened, out string value))
            {
                output.Entry(line, value);
                found = true;
            }
        return found;
    }

    /// <summary>The first answer of the tables, which are opened when first needed.</summary>
    public bool Ask(string key, IReadOnlyList<string> tables, LookupTable?[] opened, out string value)
    {
        value = "";
        for (int i = 0; i < tables.Count; i++)
        {
            var table = opened[i] ??= Tables.OpenOrFail(tables[i], config, options.Table);
            var result = table.Find(key);
            if (result.Status == LookupStatus.TryLater)
                throw new FatalException($"table {table.Name}: query error: Application error");
            if (!result.IsFound)
                continue;
            if (result.Value.Length == 0)
                WarnOfEmpty(table.Name, key);
            value = result.Value;
            return true;
        }
        return false;
    }

    private static void WarnOfEmpty(string table, string key)
    {
        Log.Warning($"table {table}: key {key}: empty string result is not allowed");
        Log.Warning($"table {table} should return NO RESULT in case of NOT FOUND");
    }

    /// <summary>Prints all entries of a table.</summary>
    public void Dump(string typeAndName)
    {
        using var table = Tables.OpenOrFail(typeAndName, config, options.Table);
        var entries = table.Entries() ?? throw new FatalException($"table {table.Name}: sequence operation is not supported");
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
            if (type == "memcache" && Tables.OpenOrFail(table, config, options.Table) is IUpdatableTable direct)
            {
                foreach (string k in keys)
                    found |= direct.Delete(k) switch
                    {
                        LookupStatus.TryLater => throw new FatalException($"table {table}: delete error: Application error"),
                        var status => status == LookupStatus.Found,
                    };
                continue;
            }
            if (!TableFormat.CanModify(type))
                throw new FatalException(Tables.Types.Contains(type) ? $"table {type}:{name}: delete operation is not supported" : $"unsupported dictionary type: {type}");
            found |= PostmapFile.Delete(type, name, keys, config, options);
        }
        return found;
    }
}
