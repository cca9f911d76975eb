namespace MailSuite.Postmulti;

/// <summary>The primary instance and those that its multi_instance_directories name, in the order in which they start.</summary>
internal sealed class InstanceList
{
    private readonly List<Instance> all = [];

    public InstanceList(string primary)
    {
        Main = MailConfig.Load(primary);
        var directories = Split(Main.Get(MultiInstanceParams.Directories));
        var first = Instance.Of(Main);
        // Alone, an instance is what "postfix start" starts, whatever it says of itself.
        Add(first with { IsPrimary = true, IsEnabled = first.IsEnabled || directories.Count == 0 });
        foreach (string directory in directories)
            Add(Instance.Load(directory));
    }

    /// <summary>The primary instance's configuration.</summary>
    public MailConfig Main { get; }

    public Instance Primary => all[0];
    public IReadOnlyList<Instance> All => all;
    public List<Instance> Secondary => all[1..];

    private void Add(Instance instance)
    {
        CheckConflicts(instance, all);
        all.Add(instance);
    }

    /// <summary>Throws when an instance shares a name or directory with one of the others, or two of its own directories are one.</summary>
    public static void CheckConflicts(Instance instance, IEnumerable<Instance> others)
    {
        var taken = new Dictionary<string, (Instance Owner, string Parameter)>(StringComparer.Ordinal);
        foreach (var other in others)
            foreach (var (parameter, value) in other.Own)
                taken.TryAdd(value, (other, parameter));
        foreach (var (parameter, value) in instance.Own)
            if (!taken.TryAdd(value, (instance, parameter)))
                throw new FatalException($"instance {instance.ConfigDirectory}, {parameter}={value} conflicts with instance "
                    + $"{taken[value].Owner.ConfigDirectory}, {taken[value].Parameter}={value}");
    }

    public static List<string> Split(string list) => [.. list.Split([' ', ',', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries)];
}
