using System.Globalization;

namespace MailSuite.Maps;

/// <summary>Makes and extends alias databases from aliases(5)'s source format (postalias, newaliases).</summary>
public static class AliasDatabase
{
    /// <summary>Rebuilds "type:name" from the text file "name". A <see cref="FatalException"/> says what went wrong; the old database is then untouched.</summary>
    public static void Rebuild(string typeAndName, MailConfig config)
    {
        var (type, name) = Tables.Split(typeAndName, config);
        Build(type, name, config, new BuildOptions());
    }

    /// <summary>Builds type:name from the text file "name", or adds what standard input holds to it.</summary>
    public static void Build(string type, string name, MailConfig config, BuildOptions options)
    {
        options = options with { LmdbMapSize = config.Get(GlobalParams.LmdbMapSize) };
        var folding = new KeyFolding(options.Table, config);
        var builder = new TableBuilder(type, name, folding, options);
        if (options.Incremental)
        {
            builder.Modify(false, () =>
            {
                Read(new SourceLines(0, "stdin"), builder, folding, config);
                return true;
            });
            return;
        }
        SourceFile.Use(name, (fd, source) => SourceOwner.Run(source, builder.Database, options, () =>
        {
            Read(new SourceLines(fd, name), builder, folding, config);
            builder.Replace(source);
        }));
    }

    private static void Read(SourceLines source, TableBuilder builder, KeyFolding folding, MailConfig config)
    {
        while (source.Next(out var line))
        {
            string text = Bytes.Text(line);
            if (folding.DemandsUtf8 && !KeyFolding.IsUtf8(text))
                Log.Warning($"{source.Path}, line {source.Line}: non-UTF-8 input \"{text}\" -- ignoring this line");
            else if (AliasSource.Split(text, out string name, out string value, out string problem))
                builder.Add(Bytes.Of(name), Bytes.Of(value));
            else
                Log.Warning($"{source.Path}, line {source.Line}: {problem}");
        }
        // Sendmail and NIS look for these.
        builder.AddMark();
        builder.AddPlain("YP_LAST_MODIFIED"u8, Bytes.Of(Clock.System.UnixSeconds.ToString("D10", CultureInfo.InvariantCulture)));
        builder.AddPlain("YP_MASTER_NAME"u8, Bytes.Of(config.Get(GlobalParams.Myhostname)));
    }
}
