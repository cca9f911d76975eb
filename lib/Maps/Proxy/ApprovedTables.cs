namespace MailSuite.Maps;

/// <summary>
/// The tables that proxy_read_maps or proxy_write_maps lets others use through proxymap(8): those written there as proxy:type:name, also inside {} and
/// inside pipemap: and unionmap:.
/// </summary>
public sealed class ApprovedTables
{
    private const string Proxy = "proxy:", Separators = ", \t\r\n";
    private const int MaxDepth = 20;
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private readonly string parameter;

    /// <summary>Reads a parameter's value.</summary>
    public ApprovedTables(Param<string> parameter, MailConfig config)
    {
        this.parameter = parameter.Name;
        Read(config.Get(parameter), 0);
    }

    /// <summary>Is the table, named without "proxy:", approved?</summary>
    public bool Contains(string typeAndName) => names.Contains(typeAndName);

    /// <summary>A table's name without the "proxy:" in front of it, of which there may be several.</summary>
    public static string Inner(string name)
    {
        while (name.StartsWith(Proxy, StringComparison.Ordinal))
            name = name[Proxy.Length..];
        return name;
    }

    private void Read(string list, int depth)
    {
        var rest = list.AsSpan();
        while (Words.Next(ref rest, Separators) is { } next)
        {
            string word = next;
            if (word.StartsWith("debug:", StringComparison.Ordinal))
                word = word["debug:".Length..];
            if (word.StartsWith('{'))
            {
                // "{ type:name attribute = value ... }" of a restriction or of a list of Milters.
                if (Words.Unbrace(word, out string inner) is { } wrong)
                {
                    Log.Warning($"bad {parameter} parameter value: {wrong}");
                    continue;
                }
                var first = inner.AsSpan();
                if ((word = Words.Next(ref first, Separators)!) == null)
                    continue;
            }
            if (NestedIn(word) is { } nested)
                ReadNested(nested, depth);
            else if (word.StartsWith(Proxy, StringComparison.Ordinal) && Inner(word) is var name && name.Contains(':'))
                names.Add(name);
        }
    }

    private void ReadNested(string nested, int depth)
    {
        if (!nested.StartsWith('{') || Words.Unbrace(nested, out string inner) != null || depth >= MaxDepth)
            Log.Warning($"bad {parameter} parameter value: {nested}");
        else
            Read(inner, depth + 1);
    }

    private static string? NestedIn(string word) => word.StartsWith("pipemap:", StringComparison.Ordinal) ? word["pipemap:".Length..]
        : word.StartsWith("unionmap:", StringComparison.Ordinal) ? word["unionmap:".Length..] : null;
}
