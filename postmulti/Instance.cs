namespace MailSuite.Postmulti;

/// <summary>One instance of the mail system, as its main.cf describes it.</summary>
internal sealed record Instance(string ConfigDirectory, string QueueDirectory, string DataDirectory)
{
    public string Name { get; init; } = "";
    public string Group { get; init; } = "";
    public bool IsEnabled { get; init; }
    public bool IsPrimary { get; init; }

    /// <summary>What no two instances may share.</summary>
    public IEnumerable<(string Parameter, string Value)> Own =>
    [
        .. Name.Length > 0 ? [("multi_instance_name", Name)] : Array.Empty<(string, string)>(),
        ("config_directory", ConfigDirectory), ("queue_directory", QueueDirectory), ("data_directory", DataDirectory),
    ];

    /// <summary>Reads the instance's main.cf.</summary>
    public static Instance Load(string directory)
    {
        try
        {
            return Of(MailConfig.Load(directory));
        }
        catch (FatalException e)
        {
            Log.Warning(e.Message);
            throw new FatalException($"Failed to obtain all required {directory}/main.cf parameters");
        }
    }

    public static Instance Of(MailConfig config) =>
        new(config.Directory, config.Get(GlobalParams.QueueDirectory), config.Get(GlobalParams.DataDirectory))
        {
            Name = config.Get(MultiInstanceParams.Name),
            Group = config.Get(MultiInstanceParams.Group),
            IsEnabled = config.Get(MultiInstanceParams.Enable),
        };

    /// <summary>Is it the one that -i names?</summary>
    public bool Matches(string name) => name == "-" ? IsPrimary : name.StartsWith('/') ? name == ConfigDirectory : name == Name;

    /// <summary>The environment of a command for this instance: ours, with what the command must know.</summary>
    public List<string> Environment(MailConfig primary, params IEnumerable<(string Name, string Value)> more)
    {
        string commands = primary.Get(GlobalParams.CommandDirectory);
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["MAIL_CONFIG"] = ConfigDirectory,
            ["MAIL_LOGTAG"] = primary.Get(GlobalParams.SyslogName),
            ["command_directory"] = commands,
            ["daemon_directory"] = primary.Get(GlobalParams.DaemonDirectory),
            ["meta_directory"] = primary.Get(GlobalParams.MetaDirectory),
            ["config_directory"] = ConfigDirectory,
            ["queue_directory"] = QueueDirectory,
            ["data_directory"] = DataDirectory,
            ["multi_instance_name"] = Name,
            ["multi_instance_group"] = Group,
            ["multi_instance_enable"] = IsEnabled ? "yes" : "no",
            ["PATH"] = $"{commands}:{Sys.GetEnvironment("PATH") ?? "/usr/bin:/bin"}",
        };
        if (Log.Verbose > 0)
            values["MAIL_VERBOSE"] = "";
        foreach (var (name, value) in more)
            values[name] = value;
        return [.. Sys.EnvironmentStrings().Where(e => !values.ContainsKey(e.Split('=')[0])), .. values.Select(v => $"{v.Key}={v.Value}")];
    }
}
