namespace MailSuite.Postfix.Checking;

/// <summary>A service of master.cf with the configuration that its daemon sees.</summary>
/// <param name="Entry">Its line.</param>
/// <param name="Config">main.cf with the service's "-o name=value".</param>
/// <param name="Overrides">Those settings.</param>
internal sealed record CheckedService(MasterService Entry, MailConfig Config, IReadOnlyList<(string Name, string Value)> Overrides)
{
    private const string DaemonOptions = "+cdDi:lm:n:o:r:s:St:uvVz";

    public static CheckedService Of(MasterService entry, MailConfig config)
    {
        var overrides = new List<(string, string)>();
        foreach (var (option, value) in new GetOpt(entry.Arguments, DaemonOptions).Options)
            if (option == 'o' && Words.NameValue(value!, out string name, out string text) == null)
                overrides.Add((name, text));
        return new CheckedService(entry, overrides.Count == 0 ? config : config.With([.. overrides, ("service_name", entry.Name)]), overrides);
    }

    /// <summary>"smtpd" of "/usr/libexec/postfix/smtpd".</summary>
    public string Program => Path.GetFileName(Entry.Command);
}

/// <summary>What is checked: the instance, its main.cf and its master.cf.</summary>
internal sealed class Subject
{
    public Subject(Instance instance)
    {
        Instance = instance;
        Master = MasterCf.Load(instance.Config);
        Services = [.. Master.Services.Select(s => CheckedService.Of(s, instance.Config))];
        Keys = Services.Select(static s => s.Entry.Key).ToHashSet(StringComparer.Ordinal);
    }

    public Instance Instance { get; }
    public MailConfig Config => Instance.Config;
    public MasterCf Master { get; }
    public IReadOnlyList<CheckedService> Services { get; }
    /// <summary>"smtp/inet" and so on: the services that are defined.</summary>
    public IReadOnlySet<string> Keys { get; }

    /// <summary>What all programs rely upon is wrong: each of them would say the same.</summary>
    public bool NothingStarts { get; set; }

    /// <summary>Transports that some parameter or table names.</summary>
    public HashSet<string> UsedTransports { get; } = new(StringComparer.Ordinal);

    /// <summary>All configurations at work: main.cf's, and those of services that override some of it.</summary>
    public IEnumerable<Layer> Layers =>
        [new(Config, Config, Config.File), .. Services.Where(static s => s.Overrides.Count > 0).Select(s => new Layer(s.Config, Config, $"{Master.Path}: line {s.Entry.Line}: service \"{s.Entry.Name}\""))];
}

/// <summary>main.cf, or what one service has on top of it.</summary>
/// <param name="Config">The configuration.</param>
/// <param name="Main">That of main.cf alone.</param>
/// <param name="Place">Where it stands.</param>
internal sealed record Layer(MailConfig Config, MailConfig Main, string Place)
{
    public bool IsMain => ReferenceEquals(Config, Main);

    /// <summary>Is the value of its own? What main.cf says for all need not be said again for each service.</summary>
    public bool Says(string name) => IsMain || Config.Text(name) != Main.Text(name);

    /// <summary>"/etc/postfix/main.cf, line 7: parameter NAME".</summary>
    public string Of(string name) => (IsMain && Config.Where(name) is { Length: > 0 } line ? line : Place + ": ") + "parameter " + name;
}
