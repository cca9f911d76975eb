namespace MailSuite.Maps;

/// <summary>
/// What domain, network and string lists share (match_list(3)): words of which the first that fits decides, "!word" for "not",
/// "/file" for the words of a file, and "type:table" for a table in which the key is looked up.
/// </summary>
internal sealed class PatternList
{
    internal sealed class Pattern
    {
        public Pattern(bool negated, string text, LookupTable? table)
        {
            Negated = negated;
            Text = text;
            Table = table;
            if (table != null)
                return;
            if (NetworkPattern.TryParse(text, out var network, out string problem))
                Network = network;
            else if (LooksLikeAddress(text))
                Mistake = problem;
        }

        public bool Negated { get; }
        public string Text { get; }
        public LookupTable? Table { get; }

        /// <summary>The text as a network, when it is one.</summary>
        public NetworkPattern? Network { get; }

        /// <summary>What is wrong with a text that is meant as a network; empty when nothing is.</summary>
        public string Mistake { get; } = "";

        private static bool LooksLikeAddress(string pattern) =>
            pattern[0] == '[' || pattern.Contains(':') || pattern.AsSpan().IndexOfAnyExcept("0123456789./") < 0;
    }

    private const int MaxFileDepth = 100;
    private readonly List<Pattern> patterns = [];
    private readonly MailConfig config;
    private readonly string title;
    private string? unreadable;

    public PatternList(string list, MailConfig config, string title)
    {
        this.config = config;
        this.title = title;
        Read(list, false, 0);
    }

    public bool IsEmpty => patterns.Count == 0 && unreadable == null;

    public string Title => title;

    private void Read(string list, bool negated, int depth)
    {
        foreach (string word in Braces.Words(list))
        {
            string pattern = word;
            bool not = negated;
            for (; pattern.StartsWith('!'); pattern = pattern[1..])
                not = !not;
            if (pattern.Length == 0)
                throw new FatalException("no pattern after '!'");
            if (pattern[0] == '/')
                ReadFile(pattern, not, depth);
            else if (pattern[0] != '[' && pattern.Contains(':') && !AddressText.TryParse(pattern, out _) && !IsNetwork6(pattern))
                patterns.Add(new Pattern(not, pattern, Tables.Open(pattern, config)));
            else
                patterns.Add(new Pattern(not, KeyFolding.LowerAscii(pattern), null));
        }
    }

    // A bare IPv6 network looks like type:name. Postfix wants [brackets]; nobody means a table of the type "2001".
    private static bool IsNetwork6(string pattern) => NetworkPattern.TryParse(pattern, out _, out _);

    private void ReadFile(string path, bool negated, int depth)
    {
        if (depth >= MaxFileDepth)
            throw new FatalException($"{title}: file nesting limit exceeded: {path}");
        try
        {
            foreach (var (_, line) in LogicalLines.Of(Bytes.Text(Sys.ReadFile(path))))
                Read(line, negated, depth + 1);
        }
        catch (UnixException e)
        {
            unreadable = $"open file {path}: {e.Errno.Text()}";
            Log.Warning($"{title}: {unreadable}");
        }
    }

    /// <summary>The first pattern that fits decides. <paramref name="fits"/> answers for one of them.</summary>
    public LookupStatus Match(Func<Pattern, LookupStatus> fits)
    {
        foreach (var pattern in patterns)
            switch (fits(pattern))
            {
                case LookupStatus.Found:
                    LookupTrace.Told?.Invoke(title, (pattern.Negated ? "!" : "") + pattern.Text, LookupResult.Found(pattern.Negated ? "no" : "yes"));
                    return pattern.Negated ? LookupStatus.NotFound : LookupStatus.Found;
                case LookupStatus.TryLater:
                    return Unavailable(pattern.Text);
            }
        return unreadable == null ? LookupStatus.NotFound : Unavailable(unreadable);
    }

    public LookupStatus Unavailable(string what)
    {
        Log.Warning($"{title}: {what}: table lookup problem");
        return LookupStatus.TryLater;
    }

    /// <summary>Is the name listed as a domain? With <paramref name="parents"/>, "example.com" covers its subdomains; else ".example.com" does.</summary>
    public static LookupStatus FitsDomain(Pattern pattern, string name, bool parents)
    {
        if (pattern.Table is { } table)
            return FitsDomain(table, name, parents);
        if (Bytes.Same(name, pattern.Text))
            return LookupStatus.Found;
        int more = name.Length - pattern.Text.Length;
        bool fits = more > 0 && (parents ? name[more - 1] == '.' : pattern.Text.StartsWith('.')) && Bytes.Same(name.AsSpan(more), pattern.Text);
        return fits ? LookupStatus.Found : LookupStatus.NotFound;
    }

    private static LookupStatus FitsDomain(LookupTable table, string name, bool parents)
    {
        var result = table.Find(name);
        for (int dot = name.IndexOf('.', Math.Min(1, name.Length)); result.Status == LookupStatus.NotFound && !table.IsPattern && dot >= 0; dot = name.IndexOf('.', dot + 1))
            result = table.Find(name[(parents ? dot + 1 : dot)..]);
        return result.Status;
    }

    /// <summary>Was a table changed? Files of words are read once, as by Postfix: a reload makes a change of one known.</summary>
    public bool HasChanged() => patterns.Exists(static p => p.Table is { } table && table.HasChanged());

    /// <summary>Do the parent-domain rules of a parameter cover subdomains without a dot (parent_domain_matches_subdomains)?</summary>
    public static bool ParentsMatch(string parameter, MailConfig config) =>
        parameter != "parent_domain_matches_subdomains"
        && StringList.Parse(config.Get(GlobalParams.ParentDomainMatchesSubdomains), config, "parent_domain_matches_subdomains").Contains(parameter) == LookupStatus.Found;
}
