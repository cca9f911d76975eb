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

    /// <summary>
    /// Looks a local part up: first as Postfix 3.12 writes it, quoted where that is needed, then plain, as older versions and other table types have it.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="name">The local part.</param>
    /// <param name="asGivenFirst">Who asks by hand may have quoted it already.</param>
    public static LookupResult Find(LookupTable table, string name, bool asGivenFirst = false)
    {
        string quoted = QuotedForm.OfLocalPart(name);
        var (first, second) = asGivenFirst ? (name, quoted) : (quoted, name);
        var result = table.Find(first);
        return result.Status == LookupStatus.NotFound && quoted != name ? table.Find(second) : result;
    }

    /// <summary>Builds type:name from the text file "name", or adds what standard input holds to it.</summary>
    public static void Build(string type, string name, MailConfig config, BuildOptions options)
    {
        options = options with { LmdbMapSize = config.Get(GlobalParams.LmdbMapSize) };
        bool utf8 = new KeyFolding(options.Table, config).DemandsUtf8;
        if (options.Incremental)
            TableUpdate.FromStandardInput(type, name, config, options, (lines, take) => Read(lines, take, utf8), builder => Finish(builder, config));
        else
            TableUpdate.FromSource(type, name, config, options, (lines, take) => Read(lines, take, utf8), builder => Finish(builder, config));
    }

    private static void Read(SourceLines source, EntryTaker take, bool utf8)
    {
        while (source.Next(out var line))
        {
            string text = Bytes.Text(line);
            if (utf8 && !KeyFolding.IsUtf8(text))
                Log.Warning($"{source.Path}, line {source.Line}: non-UTF-8 input \"{text}\" -- ignoring this line");
            else if (AliasSource.Split(text, out string name, out string value, out string problem))
                take(Bytes.Of(QuotedForm.OfLocalPart(name)), Bytes.Of(value));
            else
                Log.Warning($"{source.Path}, line {source.Line}: {problem}");
        }
    }

    // Sendmail and NIS look for these.
    private static void Finish(TableBuilder builder, MailConfig config)
    {
        builder.AddMark();
        builder.AddPlain("YP_LAST_MODIFIED"u8, Bytes.Of(Clock.System.UnixSeconds.ToString("D10", CultureInfo.InvariantCulture)));
        builder.AddPlain("YP_MASTER_NAME"u8, Bytes.Of(config.Get(GlobalParams.Myhostname)));
    }
}
