namespace MailSuite.Postconf;

/// <summary>
/// A service of master.cf for showing and editing: eight fields as written, and arguments in their plain form ("{ a = b }" is "a=b").
/// Unlike master(8), an argument that is not well formed is a warning here, so that it can be looked at and mended.
/// </summary>
internal sealed class MasterLine
{
    public static readonly string[] FieldNames = ["service", "type", "private", "unprivileged", "chroot", "wakeup", "process_limit", "command"];
    private static readonly string[] Types = ["inet", "unix", "unix-dgram", "fifo", "pass"];

    private readonly string[] fields;
    private readonly List<string> arguments = [];

    private MasterLine(string[] fields) => this.fields = fields;

    public string Service => fields[0];
    public string Type => fields[1];
    public string Command => fields[7];
    /// <summary>"smtp/inet".</summary>
    public string Key => $"{Service}/{Type}";
    public IReadOnlyList<string> Fields => fields;
    public IReadOnlyList<string> Arguments => arguments;

    /// <summary>The "-o name=value" options in the order of their names; the last one of a name counts.</summary>
    public SortedDictionary<string, string> Overrides { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads a logical line; null when there are too few fields.</summary>
    public static MasterLine? Read(int number, string text)
    {
        if (MasterCf.Entry(number, text) is not { } entry)
            return null;
        var line = new MasterLine(
            [entry.Name, entry.Type, entry.Private, entry.Unprivileged, entry.Chroot, entry.Wakeup, entry.ProcessLimit, entry.Command]);
        for (int i = 1; i < 7; i++)
            CheckField(i, line.fields[i], text);
        line.SetArguments(entry.Arguments);
        return line;
    }

    private void SetArguments(IReadOnlyList<string> words)
    {
        arguments.Clear();
        bool options = true;
        var braced = new HashSet<int>();
        foreach (string word in words)
        {
            string plain = word;
            if (word.StartsWith('{'))
                braced.Add(arguments.Count);
            if (word.StartsWith('{') && Words.Unbrace(word, out plain) is { } problem)
                Log.Warning($"master.cf: {problem}");
            bool isValue = arguments.Count > 0 && TakesValue(arguments[^1]);
            options = options && (isValue || plain.StartsWith('-') && plain != "--");
            // "-oname=value" is taken apart.
            if (options && !isValue && plain.Length > 2 && plain.StartsWith("-o", StringComparison.Ordinal))
            {
                arguments.Add("-o");
                plain = plain[2..];
            }
            arguments.Add(plain);
        }
        for (int i = 0; i < arguments.Count && arguments[i].StartsWith('-') && arguments[i] != "--"; i++)
            if (TakesValue(arguments[i]) && ++i < arguments.Count && arguments[i - 1] == "-o")
            {
                if (Words.NameValue(arguments[i], out string name, out string value) is { } problem)
                {
                    if (braced.Contains(i))
                        Log.Warning($"master.cf: {problem}: \"{arguments[i]}\"");
                }
                else
                {
                    Overrides[name] = value;
                    arguments[i] = $"{name}={value}";
                }
            }
    }

    /// <summary>Is it an option whose value is the next word?</summary>
    private static bool TakesValue(string option) => option == "-o";

    private static void CheckField(int field, string value, string context)
    {
        bool good = field switch
        {
            1 => Types.Contains(value),
            2 or 3 or 4 => value is "y" or "n" or "-",
            5 => value == "-" || value.Length > 0 && !value.AsSpan().ContainsAnyExcept("0123456789?"),
            6 => value == "-" || IsNumber(value),
            _ => true,
        };
        if (!good)
            throw new FatalException($"invalid {FieldNames[field]} field \"{value}\" in \"{context}\"");
    }

    private static bool IsNumber(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('0', '9');

    /// <summary>Command and arguments behind the text <paramref name="before"/>, the values of -o options through <paramref name="expand"/>.</summary>
    public string CommandText(string before, bool fold, Func<string, string> expand)
    {
        var text = new System.Text.StringBuilder(before).Append(fields[7]);
        AppendArguments(text, fold, expand);
        return text.ToString();
    }

    /// <summary>Changes one field. The command is command and arguments.</summary>
    public void SetField(int field, string value)
    {
        if (field < 7)
        {
            CheckField(field, value, value);
            fields[field] = value;
            return;
        }
        var rest = value.AsSpan();
        fields[7] = Words.Next(ref rest) ?? throw new FatalException($"missing command in \"{value}\"");
        Overrides.Clear();
        var words = new List<string>();
        while (Words.Next(ref rest) is { } word)
            words.Add(word);
        SetArguments(words);
    }

    /// <summary>Sets a "-o name=value" where it stands, or behind the other options; removes it when the value is null.</summary>
    public void SetOverride(string name, string? value)
    {
        int at = 0;
        bool done = false;
        while (at < arguments.Count && arguments[at].StartsWith('-') && arguments[at] != "--")
        {
            int width = TakesValue(arguments[at]) && at + 1 < arguments.Count ? 2 : 1;
            if (width == 2 && arguments[at] == "-o" && Words.NameValue(arguments[at + 1], out string found, out _) == null && found == name)
            {
                if (value == null || done)
                {
                    arguments.RemoveRange(at, width);
                    continue;
                }
                arguments[at + 1] = $"{name}={value}";
                done = true;
            }
            at += width;
        }
        if (value == null)
            Overrides.Remove(name);
        else
            Overrides[name] = value;
        if (value != null && !done)
            arguments.InsertRange(at, ["-o", $"{name}={value}"]);
    }

    /// <summary>The arguments, an option and its value together: these stand on a line of their own when folded.</summary>
    public IEnumerable<(string Text, bool OwnLine)> ArgumentGroups(Func<string, string> expand)
    {
        bool options = true;
        for (int i = 0; i < arguments.Count; i++)
        {
            options = options && arguments[i].StartsWith('-') && arguments[i] != "--";
            if (!options || !TakesValue(arguments[i]) || i + 1 == arguments.Count)
            {
                yield return (Quote(arguments[i]), false);
                continue;
            }
            string option = arguments[i], value = arguments[++i];
            if (option == "-o" && value.IndexOf('=') is >= 0 and var at)
                value = $"{value[..at]}={expand(value[(at + 1)..])}";
            yield return ($"{option} {Quote(value)}", true);
        }
    }

    private static string Quote(string word) => word.AsSpan().ContainsAny(" \t\r\n\v\f") || word.StartsWith('{') ? $"{{{word}}}" : word;

    private static readonly int[] Columns = [0, 11, 17, 25, 33, 41, 49, 57];

    /// <summary>The service as "postconf -M" shows it and edits write it.</summary>
    public string Format(bool fold, Func<string, string> expand)
    {
        var text = new System.Text.StringBuilder();
        for (int i = 0; i < fields.Length; i++)
        {
            if (i > 0)
                text.Append(' ', Math.Max(1, Columns[i] - text.Length));
            text.Append(fields[i]);
        }
        AppendArguments(text, fold, expand);
        return text.ToString();
    }

    private void AppendArguments(System.Text.StringBuilder text, bool fold, Func<string, string> expand)
    {
        int column = text.Length;
        foreach (var (group, ownLine) in ArgumentGroups(expand))
        {
            if (fold && (ownLine || column + 1 + group.Length >= Output.LineLimit))
            {
                text.Append('\n').Append(Output.Indent);
                column = Output.Indent.Length;
            }
            else
            {
                text.Append(' ');
                column++;
            }
            text.Append(group);
            column = ownLine && fold ? Output.LineLimit : column + group.Length;
        }
    }
}

/// <summary>All services of a master.cf.</summary>
internal static class MasterFile
{
    public static string PathIn(string directory) => Path.Join(directory, "master.cf");

    public static List<MasterLine> Parse(string text, string path)
    {
        var services = new List<MasterLine>();
        foreach (var (number, logical) in LogicalLines.Of(text, path))
            services.Add(MasterLine.Read(number, logical) ?? throw new FatalException($"file {path}: line {number}: bad field count"));
        return services;
    }
}
