namespace MailSuite.Postconf;

/// <summary>Where a parameter comes from: -C.</summary>
[Flags]
internal enum ParameterClass
{
    Builtin = 1,
    Service = 2,
    User = 4,
    All = 7,
}

/// <summary>Everything that is known: main.cf, master.cf, and which names are parameters, of which class and with which default.</summary>
internal sealed class Settings
{
    private readonly Dictionary<string, (ParameterClass Class, string? Default)> known = new(StringComparer.Ordinal);

    private Settings(MailConfig main, List<MasterLine>? master, string directory) => (Main, Master, Directory) = (main, master, directory);

    public MailConfig Main { get; }
    /// <summary>The services; null when there is no master.cf.</summary>
    public List<MasterLine>? Master { get; }
    public string Directory { get; }

    /// <summary>Names that a service's -o options bring in for that service only.</summary>
    public Dictionary<MasterLine, HashSet<string>> LocalNames { get; } = [];

    /// <summary>Names of restriction classes; one that main.cf does not define may be defined by a service.</summary>
    public HashSet<string> Classes { get; } = new(StringComparer.Ordinal);

    public IEnumerable<string> Names => known.Keys;
    public bool Knows(string name) => known.ContainsKey(name);
    public ParameterClass ClassOf(string name) => known[name].Class;

    /// <summary>The text of a known parameter before expansion.</summary>
    public string RawValue(string name) => Main.IsSet(name) ? Main.Raw(name)! : Default(name);

    /// <summary>The text of a known parameter when it is not set.</summary>
    public string Default(string name) => known[name].Class == ParameterClass.Service ? known[name].Default! : Main.Raw(name) ?? "";

    /// <summary>Any name for the expansion of values.</summary>
    public string? Lookup(string name) => Main.IsSet(name) ? Main.Raw(name) : known.ContainsKey(name) ? Default(name) : null;

    public static Settings Read(Options options, string directory)
    {
        bool defaults = options.Has('d');
        var main = defaults ? MailConfig.FromText("", "/etc/postfix") : MailConfig.Load(directory);
        if (!defaults && (options.Directory != null || Sys.GetEnvironment("MAIL_CONFIG") is { Length: > 0 }))
            if (!main.IsSet("config_directory"))
                main.Set("config_directory", directory);
            else if (main.Raw("config_directory") != directory)
                Log.Warning($"{main.Where("config_directory")}overriding earlier entry: config_directory={directory}");
        foreach (string item in options.Overrides)
        {
            if (Words.NameValue(item, out string name, out string value) is { } problem)
                throw new FatalException($"invalid parameter override: {item}: {problem}");
            main.Set(name, value);
        }
        var settings = new Settings(main, ReadMaster(options, directory), directory);
        settings.Register(defaults);
        return settings;
    }

    private static List<MasterLine>? ReadMaster(Options options, string directory)
    {
        string path = MasterFile.PathIn(directory);
        try
        {
            return MasterFile.Parse(Bytes.Text(Sys.ReadFile(path)), path);
        }
        catch (UnixException e)
        {
            string text = $"open {path}: {e.Errno.Text()}";
            if (options.Mode != 'p')
                throw new FatalException(text);
            Log.Warning(text);
            return null;
        }
    }

    private void Register(bool defaults)
    {
        foreach (var param in Table.All)
            known[param.Name] = (ParameterClass.Builtin, param.Default);
        // Ours count as built in, but "all parameters" means Postfix's: they are listed when set or asked for by name.
        foreach (var param in Table.AllOwn)
            known[param.Name] = (ParameterClass.Builtin, param.Default);
        foreach (var service in Master ?? [])
            RegisterService(service);
        if (defaults)
            return;
        // Some defaults compare with it.
        Expand("${{$compatibility_level} <level {1} ? {} : {}}");
        new UserParameters(this).Find();
    }

    private static readonly string[] DeliveryAgents = ["error", "lmtp", "local", "pipe", "smtp", "virtual"];

    private void RegisterService(MasterLine service)
    {
        string program = service.Command;
        if (DeliveryAgents.Contains(program))
            foreach (var param in ServiceParams.All)
                AddServiceParameter(service.Service + param.Suffix, param);
        if (program is "pipe" or "spawn")
            AddServiceParameter(service.Service + ServiceParams.TimeLimit.Suffix, ServiceParams.TimeLimit);
    }

    private void AddServiceParameter(string name, ServiceParam param) =>
        known[name] = (ParameterClass.Service, known.TryGetValue(name, out var builtin) ? builtin.Default : "$" + param.Default.Name);

    public void AddUser(string name) => known.TryAdd(name, (ParameterClass.User, null));

    /// <summary>A value expands in main.cf's scope, or in that of a service, whose -o options come first.</summary>
    public string Expand(string value, MasterLine? scope = null)
    {
        try
        {
            return MacroExpansion.Value(value, name =>
                scope == null ? Lookup(name)
                : scope.Overrides.TryGetValue(name, out string? own) ? own
                : name == "service_name" ? scope.Service
                : name == "process_name" ? scope.Command : Lookup(name));
        }
        catch (MacroException e)
        {
            e.Warn();
            throw new FatalException("macro processing error");
        }
    }
}
