namespace MailSuite.Maps;

/// <summary>Makes, extends and reduces a table from postmap(1)'s source format.</summary>
public static class PostmapFile
{
    /// <summary>Builds type:name from the text file "name", or adds what standard input holds to it.</summary>
    public static void Build(string type, string name, MailConfig config, BuildOptions options)
    {
        options = options with { LmdbMapSize = config.Get(GlobalParams.LmdbMapSize) };
        if (options.Incremental)
            TableUpdate.FromStandardInput(type, name, config, options, (lines, take) => Read(lines, take, config, options), static _ => { });
        else
            TableUpdate.FromSource(type, name, config, options, (lines, take) => Read(lines, take, config, options), static _ => { });
    }

    private static void Read(SourceLines source, EntryTaker take, MailConfig config, BuildOptions options)
    {
        bool utf8 = new KeyFolding(options.Table, config).DemandsUtf8, files = (options.Table & TableOptions.FileContent) != 0;
        while (source.Next(out var line))
        {
            if (!PostmapSource.Split(source, line, utf8, "", out var key, out var value))
                continue;
            if (!files)
                take(key, value);
            else if (FileContent.TryEncode(Bytes.Text(value), out string content, out string problem))
                take(key, Bytes.Of(content));
            else
                Log.Warning($"{source.Path}, line {source.Line}: {problem}: skipping this entry");
        }
    }

    /// <summary>Deletes keys; true when one of them was there.</summary>
    public static bool Delete(string type, string name, IEnumerable<string> keys, MailConfig config, BuildOptions options)
    {
        options = options with { LmdbMapSize = config.Get(GlobalParams.LmdbMapSize) };
        var builder = new TableBuilder(type, name, new KeyFolding(options.Table, config), options);
        if (Sys.TryStat(builder.Database, out var table) == Errno.None)
            SourceFile.WarnWhenNewer(name, builder.Database, table);
        bool found = false;
        builder.Modify(true, () =>
        {
            foreach (string key in keys)
                found |= builder.Remove(key);
            return found;
        });
        return found;
    }
}
