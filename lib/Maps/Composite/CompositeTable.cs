namespace MailSuite.Maps;

/// <summary>A table made of others: "{type:name, type:name}". Asked with parts of a key when one of its members is.</summary>
internal abstract class CompositeTable(string type, string name, IReadOnlyList<LookupTable> members) : LookupTable(type, name)
{
    protected IReadOnlyList<LookupTable> Members { get; } = members;

    public override bool IsPattern => Members.All(static m => m.IsPattern);

    /// <summary>Opens the members.</summary>
    protected static List<LookupTable> Open(string type, string name, MailConfig config, TableOptions options)
    {
        var words = Inside(type, name, "type:name...");
        if (words.Exists(static w => !w.Contains(':')))
            throw Bad(type, name, "type:name...");
        return words.ConvertAll(word => Tables.Open(word, config, options));
    }

    /// <summary>The words between the braces of a table name.</summary>
    internal static List<string> Inside(string type, string name, string need)
    {
        if (!name.StartsWith('{') || Words.Unbrace(name, out string list) != null || Braces.Words(list) is not { Count: > 0 } words)
            throw Bad(type, name, need);
        return words;
    }

    private static TableUnavailableException Bad(string type, string name, string need) => new($"bad syntax: \"{type}:{name}\"; need \"{type}:{{{need}}}\"");

    public override bool HasChanged() => Members.Any(static m => m.HasChanged());

    public override void Resting()
    {
        foreach (var member in Members)
            member.Resting();
    }

    protected override void Release()
    {
        foreach (var member in Members)
            member.Dispose();
    }
}

/// <summary>pipemap: the answer of one table is the key of the next.</summary>
internal sealed class PipeTable(string name, IReadOnlyList<LookupTable> members) : CompositeTable("pipemap", name, members)
{
    public static LookupTable Open(string name, MailConfig config, TableOptions options) => new PipeTable(name, Open("pipemap", name, config, options));

    public override LookupResult Find(string key)
    {
        var result = LookupResult.Found(key);
        foreach (var member in Members)
            if (!(result = member.Find(result.Value)).IsFound)
            {
                Trouble = member.Trouble;
                break;
            }
        return result;
    }
}

/// <summary>unionmap: the answers of all tables with a comma between them.</summary>
internal sealed class UnionTable(string name, IReadOnlyList<LookupTable> members) : CompositeTable("unionmap", name, members)
{
    public static LookupTable Open(string name, MailConfig config, TableOptions options) => new UnionTable(name, Open("unionmap", name, config, options));

    public override LookupResult Find(string key)
    {
        var values = new List<string>();
        foreach (var member in Members)
        {
            var result = member.Find(key);
            if (result.Status == LookupStatus.TryLater)
            {
                Trouble = member.Trouble;
                return result;   // a part of the answer would be a wrong answer
            }
            if (result.IsFound)
                values.Add(result.Value);
        }
        return values.Count > 0 ? LookupResult.Found(string.Join(',', values)) : LookupResult.NotFound;
    }
}

/// <summary>randmap: one of several texts, by chance.</summary>
internal sealed class RandomTable(string name, IReadOnlyList<string> values) : LookupTable("randmap", name)
{
    public static LookupTable Open(string name, TableOptions options) => new RandomTable(name, CompositeTable.Inside("randmap", name, "value...")
        .ConvertAll(word => FileContent.TryRead(word, options, out string value, out string problem) ? value : throw new TableUnavailableException(problem)));

    public override bool IsPattern => true;

    public override LookupResult Find(string key) => LookupResult.Found(values[Random.Shared.Next(values.Count)]);
}
