namespace MailSuite.Maps;

/// <summary>regexp: and pcre: tables: patterns in order, the first that matches gives the result (regexp_table(5), pcre_table(5)).</summary>
internal sealed class RegexTable : LookupTable
{
    private const int MaxGroups = 100;

    /// <summary>A pattern with its "!", and for regexp: the pattern behind "/a/!" that must not match.</summary>
    private sealed record Rule(IRegex Pattern, bool Negated, IRegex? Exclusion, Replacement? Result);

    private readonly record struct Pattern(string Text, bool Negated, uint Options);

    private readonly RuleList<Rule> rules;
    private readonly List<IRegex> compiled = [];
    private readonly RegexLanguage language;
    private readonly TableOptions options;

    private RegexTable(string name, RegexLanguage language, TableOptions options) : base(language.Type, name)
    {
        this.language = language;
        this.options = options;
        rules = new RuleList<Rule>(language.Type, name);
    }

    public static LookupTable Open(string name, RegexLanguage language, TableOptions options)
    {
        var table = new RegexTable(name, language, options);
        try
        {
            RuleSource.Read(language.Type, name, table.Parse);
            table.rules.End();
            // Asked once now: whatever the library loads on first use is loaded before a jail closes the door to it.
            table.Find("");
        }
        catch (DllNotFoundException)
        {
            throw new TableUnavailableException($"unsupported dictionary type: {language.Type} (libpcre2-8 is not installed)");
        }
        return table;
    }

    public override bool IsPattern => true;

    private void Parse(int line, string text)
    {
        if (text.Length == 0 || !char.IsAsciiLetterOrDigit(text[0]))
            ParseRule(line, text);
        else if (IsWord(text, "IF"))
            ParseIf(line, text[2..]);
        else if (IsWord(text, "ENDIF"))
            ParseEndIf(line, text[5..]);
        else
            rules.Warn(line, "ignoring unrecognized request");
    }

    private static bool IsWord(string text, string word) =>
        text.StartsWith(word, StringComparison.OrdinalIgnoreCase) && (text.Length == word.Length || !char.IsAsciiLetterOrDigit(text[word.Length]));

    private void ParseIf(int line, string text)
    {
        int at = 0;
        if (ReadPattern(line, text, ref at) is not { } pattern)
            return;
        string extra = text[at..].Trim();
        if (extra.Length > 0)
        {
            rules.Warn(line, $"ignoring extra text after IF statement: \"{extra}\"");
            rules.Warn(line, "do not prepend whitespace to statements between IF and ENDIF");
        }
        if (Compile(line, pattern) is { } regex)
            rules.AddIf(new Rule(regex, pattern.Negated, null, null), line);
    }

    private void ParseEndIf(int line, string text)
    {
        if (rules.Depth == 0)
        {
            rules.Warn(line, "ignoring ENDIF without matching IF");
            return;
        }
        if (text.Trim().Length > 0)
            rules.Warn(line, "ignoring extra text after ENDIF");
        rules.EndIf();
    }

    private void ParseRule(int line, string text)
    {
        int at = 0;
        if (ReadPattern(line, text, ref at) is not { } pattern)
            return;
        Pattern? exclusion = null;
        if (at < text.Length && text[at] == '!')
        {
            at++;
            if ((exclusion = ReadPattern(line, text, ref at)) == null)
                return;
        }
        string result = text[at..].Trim();
        if (result.Length == 0)
            rules.Warn(line, "no replacement text: using empty string");
        if (!FileContent.TryRead(result, options, out result, out string unread))
        {
            rules.Warn(line, $"{unread}: skipping this rule");
            return;
        }
        // What stands in a file is no replacement text: its dollar signs are its own.
        var replacement = (options & TableOptions.FileContent) != 0 ? Replacement.Literal(result)
            : Replacement.Parse(result, language.OutOfRange, problem => rules.Warn(line, problem));
        if (replacement == null)
            rules.Warn(line, "bad replacement syntax: skipping this rule");
        else if (replacement.MaxGroup > 0 && pattern.Negated)
            rules.Warn(line, "$number found in negative match replacement text: skipping this rule");
        else if (replacement.MaxGroup > 0 && (options & TableOptions.Paranoid) != 0)
            rules.Warn(line, "regular expression substitution is not allowed: skipping this rule");
        else if (Compile(line, pattern) is { } regex)
        {
            IRegex? without = null;
            if (replacement.MaxGroup > Math.Min(regex.Groups, MaxGroups))
                rules.Warn(line, $"out of range replacement index \"{replacement.MaxGroup}\": skipping this rule");
            else if (exclusion == null || (without = Compile(line, exclusion.Value)) != null)
                rules.Add(new Rule(regex, pattern.Negated, without, replacement), line);
        }
    }

    /// <summary>Reads "!/pattern/flags"; null after a warning when there is none.</summary>
    private Pattern? ReadPattern(int line, string text, ref int at)
    {
        bool negated = false;
        for (; at < text.Length && (text[at] == '!' || char.IsWhiteSpace(text[at])); at++)
            negated ^= text[at] == '!';
        if (at == text.Length)
            return Skip(line, "no regexp: skipping this rule");
        char delimiter = text[at++];
        int start = at;
        // A backslash takes away the meaning of what follows, also where it is the delimiter itself.
        for (; at < text.Length && (text[at] == '\\' || text[at] != delimiter); at++)
            if (text[at] == '\\')
                at++;
        if (at >= text.Length)
            return Skip(line, $"no closing regexp delimiter \"{delimiter}\": {language.OpenEnd} this rule");
        string pattern = text[start..at++];
        uint options = language.DefaultOptions;
        for (; at < text.Length && !char.IsWhiteSpace(text[at]) && (text[at] != '!' || !language.AllowsExclusion); at++)
        {
            uint flag = language.Flag(text[at]);
            if (flag == 0 && text[at] == language.ObsoleteFlag)
            {
                rules.Warn(line, $"ignoring obsolete regexp option \"{text[at]}\"");
                continue;
            }
            if (flag == 0)
                return Skip(line, $"unknown regexp option \"{text[at]}\": skipping this rule");
            options ^= flag;
        }
        return new Pattern(pattern, negated, options);
    }

    private Pattern? Skip(int line, string why)
    {
        rules.Warn(line, why);
        return null;
    }

    private IRegex? Compile(int line, Pattern pattern)
    {
        var regex = language.Compile(pattern.Text, pattern.Options, out string problem);
        if (regex == null)
            rules.Warn(line, problem);
        else
            compiled.Add(regex);
        return regex;
    }

    public override LookupResult Find(string key)
    {
        if (key.Contains('\0'))
            key = key[..key.IndexOf('\0')];
        var bytes = Bytes.Of(key + "\0");
        var groups = new int[2 * (MaxGroups + 1)];
        return rules.First((rule, line) => Apply(rule, line, bytes, groups));
    }

    private LookupResult? Apply(Rule rule, int line, byte[] key, int[] groups)
    {
        int wanted = 2 * ((rule.Result?.MaxGroup ?? 0) + 1);
        var matched = rule.Pattern.Match(key, groups.AsSpan(0, wanted));
        if (matched == LookupStatus.Found && rule.Exclusion is { } exclusion)
        {
            // Excluded, and whether the first pattern was negated does not matter any more.
            var excluded = exclusion.Match(key, new int[2]);
            if (excluded == LookupStatus.Found)
                return null;
            matched = excluded == LookupStatus.TryLater ? excluded : matched;
        }
        if (matched == LookupStatus.TryLater)
        {
            rules.Warn(line, "pattern could not be matched");
            return LookupResult.TryLater;
        }
        if (matched == LookupStatus.Found == rule.Negated)
            return null;
        return rule.Result == null ? LookupResult.NotFound
            : LookupResult.Found(rule.Result.Expand(n => groups[2 * n] < 0 ? "" : Bytes.Text(key.AsSpan(groups[2 * n]..groups[2 * n + 1]))));
    }

    protected override void Release()
    {
        foreach (var regex in compiled)
            regex.Dispose();
        compiled.Clear();
    }
}
