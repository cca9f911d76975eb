using System.Text;

namespace MailSuite.Postmulti;

/// <summary>The same for each instance: -l lists them, -p runs "postfix ...", -x any command.</summary>
internal sealed class Iteration(Options options, InstanceList instances, Action<string> write, RunCommand run)
{
    public int Run()
    {
        var chosen = instances.All.Where(i => options.Name is { } name ? i.Matches(name) : options.Group == null || i.Group == options.Group).ToList();
        // What came up last goes down first.
        if (options.Reverse || options.Mode == 'p' && Is(PostmultiParams.PostmultiStopCommands))
            chosen.Reverse();
        if (options.Mode == 'l')
        {
            List(chosen);
            return 0;
        }
        if (chosen.Count == 0)
            throw new FatalException("No matching instances");
        bool failed = false;
        foreach (var instance in chosen)
            failed |= Command(instance) is { } command && run(command, instance.Environment(instances.Main), true) != 0;
        return failed ? 1 : 0;
    }

    /// <summary>What runs for an instance; null when nothing does, because it is disabled.</summary>
    private IReadOnlyList<string>? Command(Instance instance)
    {
        if (options.Mode == 'x')
            return options.Operands;
        string postfix = instances.Main.Get(GlobalParams.CommandDirectory) + "/postfix";
        if (instance.IsEnabled)
            return [postfix, .. options.Operands];
        if (Is(PostmultiParams.PostmultiStartCommands))
            return [postfix, "check"];
        return Is(PostmultiParams.PostmultiStopCommands) || Is(PostmultiParams.PostmultiControlCommands) ? null : [postfix, .. options.Operands];
    }

    private bool Is(Param<string> commands) => InstanceList.Split(instances.Main.Get(commands)).Contains(options.Operands[0]);

    private void List(List<Instance> chosen)
    {
        var text = new StringBuilder();
        foreach (var i in chosen)
        {
            string name = i.Name.Length > 0 ? i.Name : "-", group = i.Group.Length > 0 ? i.Group : "-", enabled = i.IsEnabled ? "y" : "n";
            if (options.Json)
                text.Append($"{{\"name\": {Quote(name)}, \"group\": {Quote(group)}, \"enabled\": \"{enabled}\", \"config_directory\": {Quote(i.ConfigDirectory)}}}\n");
            else
                text.Append($"{name,-15} {group,-15} {enabled,-9} {i.ConfigDirectory}\n");
        }
        write(text.ToString());
    }

    private static string Quote(string text) => $"\"{System.Text.Json.JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
