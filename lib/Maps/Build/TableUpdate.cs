namespace MailSuite.Maps;

/// <summary>Where the entries of a source go: into a new table that takes the old one's place, into the one that is there, or to proxywrite.</summary>
internal static class TableUpdate
{
    /// <summary>Builds type:name anew from the text file "name", as the owner of that file.</summary>
    /// <param name="type">The table's type.</param>
    /// <param name="name">Its name.</param>
    /// <param name="config">The configuration.</param>
    /// <param name="options">How the table is written.</param>
    /// <param name="read">Reads the entries of the source.</param>
    /// <param name="finish">Adds what belongs to every table of this kind.</param>
    public static void FromSource(string type, string name, MailConfig config, BuildOptions options, Action<SourceLines, EntryTaker> read, Action<TableBuilder> finish)
    {
        if (type == "proxy")
            throw new FatalException("can't create maps via the proxy service");
        SourceFile.Use(name, (fd, source) =>
        {
            var builder = new TableBuilder(type, name, new KeyFolding(options.Table, config), options);
            SourceOwner.Run(source, builder.Database, options, () =>
            {
                read(new SourceLines(fd, name), builder.Add);
                finish(builder);
                builder.Replace(source);
            });
        });
    }

    /// <summary>Adds the entries that standard input holds to the table that is there, if there is one.</summary>
    public static void FromStandardInput(string type, string name, MailConfig config, BuildOptions options, Action<SourceLines, EntryTaker> read, Action<TableBuilder> finish)
    {
        var lines = new SourceLines(0, "stdin");
        if (type == "proxy")
        {
            using var table = ProxyTable.OpenForUpdate(name, config, options.Table);
            read(lines, (key, value) => table.Update(Bytes.Text(key), Bytes.Text(value)));
            return;
        }
        var builder = new TableBuilder(type, name, new KeyFolding(options.Table, config), options);
        builder.Modify(false, () =>
        {
            read(lines, builder.Add);
            finish(builder);
            return true;
        });
    }
}
