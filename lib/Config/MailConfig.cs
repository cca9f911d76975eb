namespace MailSuite.Config;

/// <summary>
/// main.cf as one process sees it: what the file sets, what "-o name=value" overrides, and the defaults of the table.
/// Values are expanded and converted when they are first asked for, and remembered: <see cref="Get{T}(Param{T})"/> then costs an
/// array access. A bad one is a <see cref="FatalException"/> in Postfix's words, with file and line.
/// </summary>
public sealed class MailConfig
{
    private readonly Dictionary<string, string> settings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> lines = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> computed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> texts = new(StringComparer.Ordinal);
    private object?[] values = [];

    private MailConfig(string directory) => Directory = directory;

    /// <summary>The configuration directory.</summary>
    public string Directory { get; }

    /// <summary>main.cf's path.</summary>
    public string File => Path.Join(Directory, "main.cf");

    /// <summary>The explicit settings: main.cf's and those set since, unexpanded.</summary>
    public IReadOnlyDictionary<string, string> Settings => settings;

    /// <summary>The configuration directory that is meant when none is named: MAIL_CONFIG, or else /etc/postfix.</summary>
    public static string DefaultDirectory => Sys.GetEnvironment("MAIL_CONFIG") is { Length: > 0 } directory ? directory : "/etc/postfix";

    /// <summary>Reads DIRECTORY/main.cf.</summary>
    public static MailConfig Load(string directory)
    {
        var config = new MailConfig(directory);
        try
        {
            config.Read(Bytes.Text(Sys.ReadFile(config.File)));
            return config;
        }
        catch (UnixException e)
        {
            throw new FatalException($"open {config.File}: {e.Errno.Text()}");
        }
    }

    /// <summary>From main.cf text: for tests and embedded defaults.</summary>
    public static MailConfig FromText(string mainCf, string directory = "/etc/postfix")
    {
        var config = new MailConfig(directory);
        config.Read(mainCf);
        return config;
    }

    private void Read(string text)
    {
        foreach (var (line, logical) in LogicalLines.Of(text, File))
        {
            if (Words.NameValue(logical, out string name, out string value) is { } problem)
                throw new FatalException($"{File}, line {line}: {problem}: \"{logical}\"");
            if (settings.TryGetValue(name, out string? earlier) && earlier != value)
                Log.Warning($"{File}, line {line}: overriding earlier entry: {name}={earlier}");
            settings[name] = value;
            lines[name] = line;
        }
    }

    /// <summary>Sets a value, as "-o name=value" does.</summary>
    public void Set(string name, string value)
    {
        settings[name] = value;
        lines.Remove(name);
        computed.Clear();
        texts.Clear();
        Array.Clear(values);
    }

    /// <summary>The same configuration with some values set, as one service of master.cf has it by its "-o name=value".</summary>
    public MailConfig With(IEnumerable<(string Name, string Value)> overrides)
    {
        var other = new MailConfig(Directory);
        foreach (var (name, value) in settings)
            other.settings[name] = value;
        foreach (var (name, line) in lines)
            other.lines[name] = line;
        foreach (var (name, value) in overrides)
            other.Set(name, value);
        return other;
    }

    /// <summary>The value of a parameter.</summary>
    public T Get<T>(Param<T> param)
    {
        if (param.Index >= values.Length)
            Array.Resize(ref values, Math.Max(param.Index + 1, Table.Count));
        if (values[param.Index] is { } known)
            return (T)known;
        var value = Convert(param);
        values[param.Index] = value;
        return value;
    }

    /// <summary>
    /// The value of a parameter of one transport: NAME_destination_concurrency_limit and the like, or the default for all transports.
    /// Not remembered: the queue manager asks once per transport.
    /// </summary>
    public T ForTransport<T>(string transport, ServiceParam<T> param)
    {
        string name = transport + param.Suffix;
        return Raw(name) != null ? Convert(param.Named(name)) : Get(param.Fallback);
    }

    /// <summary>compatibility_level: which new defaults the administrator has accepted.</summary>
    public CompatibilityLevel CompatibilityLevel
    {
        get
        {
            try
            {
                return CompatibilityLevel.Parse(Text("compatibility_level"));
            }
            catch (MacroException e)
            {
                throw new FatalException(e.Message);
            }
        }
    }

    /// <summary>
    /// As Postfix does when a program starts: a bad value of a parameter that all programs have, or that this one has declared so far,
    /// ends it, also when it would not be asked for. Only what main.cf or "-o" sets is looked at.
    /// </summary>
    public void Check()
    {
        if (IsSet(GlobalParams.CompatibilityLevel.Name))
            _ = CompatibilityLevel;
        foreach (string name in settings.Keys)
            if ((name.StartsWith("multi_instance_", StringComparison.Ordinal) ? Table.Find(name) : Table.Declared(name)) is { } param && !IsIgnored(name))
                param.CheckIn(this);
    }

    private T Convert<T>(Param<T> param)
    {
        string text = Raw(param.Name) ?? param.Default;
        try
        {
            return param.Parse(param.Kind == ParamKind.Raw ? text : MacroExpansion.Value(text, Raw));
        }
        catch (MacroException e)
        {
            throw Bad(e);
        }
        catch (BadValueException e)
        {
            throw new FatalException(e.Message);
        }
    }

    private static FatalException Bad(MacroException e)
    {
        e.Warn();
        return new FatalException("dictionary mail_dict: macro processing error");
    }

    /// <summary>"/etc/postfix/main.cf, line 12: " for a parameter that the file sets, else empty.</summary>
    public string Where(string name) => lines.TryGetValue(name, out int line) ? $"{File}, line {line}: " : "";

    // A name that each process computes for itself counts when the process sets it, and not when main.cf does.
    private bool IsIgnored(string name) => HostDefaults.IsReadOnly(name) && lines.ContainsKey(name);

    /// <summary>Is the name set explicitly?</summary>
    public bool IsSet(string name) => settings.ContainsKey(name) && !IsIgnored(name);

    /// <summary>The text of a parameter before expansion: explicit, else computed, else its default; null when nobody knows the name.</summary>
    public string? Raw(string name)
    {
        if (settings.TryGetValue(name, out string? text) && !IsIgnored(name) || computed.TryGetValue(name, out text))
            return text;
        // While a value is being computed it is undefined: myhostname asks for mydomain, which may be set to refer to myhostname.
        computed[name] = null;
        text = HostDefaults.Of(this, name);
        if (text == null)
            computed.Remove(name);
        else
            computed[name] = text;
        return text ?? Table.Find(name)?.Default;
    }

    /// <summary>The expanded text of any parameter, user-defined ones included; empty when undefined.</summary>
    public string Text(string name)
    {
        if (texts.TryGetValue(name, out string? known))
            return known;
        try
        {
            string text = Raw(name) ?? "";
            bool keep = !text.Contains('$') || Table.Find(name) is { Kind: ParamKind.Raw };
            return texts[name] = keep ? text : MacroExpansion.Value(text, Raw);
        }
        catch (MacroException e)
        {
            throw Bad(e);
        }
    }

    /// <summary>Expands $name, ${name}, ${name?value}, ${name:value}, ${name?{x}:{y}} and comparisons with this configuration.</summary>
    public string Expand(string text)
    {
        try
        {
            return MacroExpansion.Value(text, Raw);
        }
        catch (MacroException e)
        {
            throw Bad(e);
        }
    }
}
