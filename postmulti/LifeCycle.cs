namespace MailSuite.Postmulti;

/// <summary>
/// -e: makes and removes instances, and changes what they are called. main.cf is changed by postconf(1), which keeps comments and
/// replaces the file as a whole; master.cf of a new instance is installed last, so that what a crash leaves is not taken for an instance.
/// </summary>
internal sealed class LifeCycle(Options options, InstanceList instances, RunCommand run)
{
    /// <summary>Parameters of files that all instances share: a new one has them as the primary one has set them.</summary>
    private static readonly string[] Shared =
    [
        "command_directory", "daemon_directory", "meta_directory", "mail_owner", "setgid_group", "sendmail_path", "mailq_path", "newaliases_path",
        "html_directory", "manpage_directory", "sample_directory", "readme_directory", "shlib_directory",
    ];

    private static readonly string[] QueueDirectories =
        ["active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "maildrop", "pid", "private", "public", "saved", "trace"];

    public int Run()
    {
        switch (options.Action)
        {
            case "init":
                Start();
                Edit(instances.Primary.ConfigDirectory, "multi_instance_wrapper = ${command_directory}/postmulti -p --", "multi_instance_enable = yes");
                break;
            case "create" or "import":
                Create();
                break;
            case "destroy" or "deport":
                Remove(Existing());
                break;
            case "assign":
                Assign(Existing());
                break;
            default:
                var instance = Existing();
                Start();
                Edit(instance.ConfigDirectory, "multi_instance_enable = " + (options.Action == "enable" ? "yes" : "no"));
                break;
        }
        return 0;
    }

    /// <summary>From here on Postfix's script speaks, under its own name.</summary>
    private void Start()
    {
        Log.To(new StandardErrorLog($"{instances.Main.Get(GlobalParams.SyslogName)}/postmulti-script"));
        if (options.Action == "init")
            return;
        if (instances.Main.Get(MultiInstanceParams.Wrapper).Length == 0)
            throw new FatalException("multi_instance_wrapper is empty, run 'postmulti -e init' first.");
        if (!instances.Main.Get(MultiInstanceParams.Enable))
            throw new FatalException("multi_instance_enable!=yes, run 'postmulti -e init' first.");
    }

    /// <summary>The one instance that -i names.</summary>
    private Instance Existing()
    {
        if (options.Name == null)
            throw new FatalException("Select an instance via '-i name'");
        var instance = instances.All.FirstOrDefault(i => i.Matches(options.Name)) ?? throw new FatalException($"No instance named {options.Name}");
        if (options.Action is not ("destroy" or "deport"))
            return instance;
        if (instance.IsPrimary)
            throw new FatalException("Cannot remove the primary instance");
        return !instance.IsEnabled ? instance : throw new FatalException("Cannot remove enabled instances");
    }

    private void Assign(Instance instance)
    {
        options.CheckNewName();
        if (options.NewName is { } name and not "-")
            InstanceList.CheckConflicts(instance with { Name = name }, instances.All.Where(i => i != instance));
        Start();
        EditNames(instance.ConfigDirectory);
    }

    private void EditNames(string directory)
    {
        var names = new List<string>();
        if (options.NewName is { } name)
            names.Add("multi_instance_name = " + (name == "-" ? "" : name));
        if (options.NewGroup is { } group)
            names.Add("multi_instance_group = " + (group == "-" ? "" : group));
        if (names.Count > 0)
            Edit(directory, [.. names]);
    }

    private void Create()
    {
        options.CheckNewName();
        var overrides = Overrides();
        string directory = Path("config_directory", instances.Primary.ConfigDirectory, overrides);
        int position = Position();
        if (instances.All.FirstOrDefault(i => i.ConfigDirectory == directory) is { } taken)
            throw new FatalException($"new config_directory={directory} is already in use by instance {taken.ConfigDirectory}, config_directory={directory}");
        bool exists = Exists(directory + "/main.cf") && Exists(directory + "/master.cf");
        var instance = exists || options.Action == "import"
            ? Instance.Load(directory)
            : new Instance(directory, Path("queue_directory", instances.Primary.QueueDirectory, overrides), Path("data_directory", instances.Primary.DataDirectory, overrides));
        if (options.NewName is { } name)
            instance = instance with { Name = name == "-" ? "" : name };
        InstanceList.CheckConflicts(instance, instances.All);
        Start();
        if (!exists)
            Install(instance);
        EditNames(directory);
        var directories = instances.Secondary.ConvertAll(i => i.ConfigDirectory);
        directories.Insert(position, directory);
        EditDirectories(directories, isAlternate: false, directory);
        Must(run([Command("postfix"), "-c", directory, "set-permissions"], instance.Environment(instances.Main), true));
    }

    /// <summary>Where the new instance stands among the secondary ones.</summary>
    private int Position()
    {
        if (options.All)
            return 0;
        if (options is { Name: null, Group: null })
            return instances.Secondary.Count;
        int at = instances.Secondary.FindIndex(i => options.Name is { } name ? i.Matches(name) : i.Group == options.Group);
        return at >= 0 ? at : throw new FatalException("No matching secondary instances");
    }

    private Dictionary<string, string> Overrides()
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string operand in options.Operands)
        {
            if (Words.NameValue(operand, out string name, out string value) != null)
                throw new FatalException($"Malformed parameter setting '{operand}'");
            if (name is not "config_directory" && (options.Action == "import" || name is not ("queue_directory" or "data_directory")))
                throw new FatalException($"Parameter '{name}' not valid with action {options.Action}");
            if (!value.StartsWith('/'))
                throw new FatalException($"Parameter setting '{name}' is not an absolute path");
            values[name] = value.TrimEnd('/') is { Length: > 0 } path ? path : throw new FatalException($"Parameter setting '{name}' is the root directory");
        }
        return values;
    }

    /// <summary>A directory of the new instance: as the caller says, or beside the primary instance's, with the new name as its own.</summary>
    private string Path(string parameter, string primary, Dictionary<string, string> overrides)
    {
        if (overrides.TryGetValue(parameter, out string? given))
            return given;
        if (options.NewName is null or "-")
            throw new FatalException($"Missing {parameter} parameter value");
        if (!primary.StartsWith('/'))
            throw new FatalException($"Invalid default {parameter} parameter value: '{primary}': specify an absolute pathname");
        return $"{primary[..primary.LastIndexOf('/')]}/{options.NewName}";
    }

    private static bool Exists(string file) => Sys.TryStat(file, out _) == Errno.None;

    private void Install(Instance instance)
    {
        foreach (string file in (string[])["main.cf", "master.cf"])
            if (options.Action == "import" && !Exists($"{instance.ConfigDirectory}/{file}"))
                throw new FatalException($"'{instance.ConfigDirectory}' lacks a {file} file");
        string meta = instances.Main.Get(GlobalParams.MetaDirectory);
        foreach (string file in (string[])["main.cf", "master.cf"])
            if (!Exists($"{meta}/{file}.proto"))
                throw new FatalException($"Missing {file} prototype: {meta}/{file}.proto");
        string unfinished = instance.ConfigDirectory + "/.tmp";
        Make(instance.ConfigDirectory, 0x1ED);   // 0755
        Make(instance.QueueDirectory, 0x1ED);
        Make(instance.DataDirectory, 0x1C0);     // 0700
        Make(unfinished, 0x1C0);
        Copy(meta + "/main.cf.proto", unfinished + "/main.cf");
        // postconf looks at both files.
        Copy(meta + "/master.cf.proto", unfinished + "/master.cf");
        var set = Shared.Where(p => instances.Main.IsSet(p) && instances.Main.Raw(p) is { Length: > 0 }).ToList();
        Must(run([Command("postconf"), "-c", unfinished, "-#", .. Shared.Except(set)], instance.Environment(instances.Main), true));
        Edit(unfinished,
        [
            $"queue_directory = {instance.QueueDirectory}", $"data_directory = {instance.DataDirectory}", "authorized_submit_users =",
            "master_service_disable = inet", .. set.Select(p => $"{p} = {instances.Main.Raw(p)}"),
        ]);
        foreach (string file in (string[])["main.cf", "master.cf"])
            if (Sys.TryRename($"{unfinished}/{file}", $"{instance.ConfigDirectory}/{file}") is var e and not Errno.None)
                throw new FatalException($"rename {unfinished}/{file}: {e.Text()}");
        Sys.TryRemoveDirectory(unfinished);
    }

    private static void Make(string directory, int mode)
    {
        if (Exists(directory))
            return;
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FatalException($"mkdir {directory}: {e.Message}");
        }
        Sys.TryChmod(directory, mode);
    }

    private static void Copy(string from, string to)
    {
        Sys.TryStat(from, out var status);
        Sys.ReplaceFile(to, Sys.ReadFile(from), status.Permissions, status.Uid, status.Gid);
    }

    private void Remove(Instance instance)
    {
        string directory = instance.ConfigDirectory;
        Start();
        if (run([Command("postfix"), "-c", directory, "status"], instance.Environment(instances.Main), false) == 0)
            throw new FatalException($"Instance '{directory}' is not stopped");
        EditDirectories([.. instances.Secondary.Where(i => i != instance).Select(i => i.ConfigDirectory)], isAlternate: options.Action == "deport", directory);
        if (options.Action == "deport")
            return;
        // Only what we have made goes, and only when it is empty: mail, tables and keys are for their owner to remove.
        foreach (string name in QueueDirectories)
            RemoveDirectory($"{instance.QueueDirectory}/{name}");
        RemoveDirectory(instance.DataDirectory);
        RemoveDirectory(instance.QueueDirectory);
        Sys.TryUnlink(directory + "/master.cf");
        Sys.TryUnlink(directory + "/main.cf");
        RemoveDirectory(directory);
    }

    private static void RemoveDirectory(string directory)
    {
        if (Sys.TryRemoveDirectory(directory) is not (Errno.None or Errno.NOENT))
            Log.Warning($"{directory}: please verify contents and remove by hand");
    }

    /// <summary>The primary instance's lists: instances that are managed, and directories that unprivileged commands may use besides.</summary>
    private void EditDirectories(List<string> managed, bool isAlternate, string directory)
    {
        var settings = new List<string> { "multi_instance_directories = " + string.Join(' ', managed) };
        var others = InstanceList.Split(instances.Main.Get(GlobalParams.AlternateConfigDirectories));
        if (others.Contains(directory) != isAlternate)
            settings.Add("alternate_config_directories = " + string.Join(' ', [.. others.Where(d => d != directory), .. isAlternate ? [directory] : Array.Empty<string>()]));
        Edit(instances.Primary.ConfigDirectory, [.. settings]);
    }

    private string Command(string name) => $"{instances.Main.Get(GlobalParams.CommandDirectory)}/{name}";

    private void Edit(string directory, params string[] settings) =>
        Must(run([Command("postconf"), "-c", directory, "-e", .. settings], instances.Primary.Environment(instances.Main), true));

    /// <summary>A command that fails has said why.</summary>
    private static void Must(int status)
    {
        if (status != 0)
            throw new FailedCommandException(status);
    }
}

/// <summary>A command that was needed has failed, and has told why.</summary>
internal sealed class FailedCommandException(int status) : Exception
{
    public int Status => status;
}
