using System.Text;

namespace MailSuite.ManualPages;

/// <summary>Completion for bash: one file with the tables of all tools, and a file for each tool's name that leads to it (bash-completion loads them by name).</summary>
internal static class Completion
{
    private const string Common = "_mailsuite";

    /// <summary>What people type; master is started by postfix.</summary>
    private static IEnumerable<ManualPage> Commands => ProgramPages.Tools.Values.Where(static t => t.Name != "master");

    internal static IEnumerable<(string Name, string Text)> Files(string folder)
    {
        yield return (Common, Text(File.ReadAllText(Path.Join(folder, "mailsuite.bash"))));
        foreach (var tool in Commands)
            foreach (string name in (string[])[tool.Name, .. tool.Aliases])
                yield return (name, $". \"${{BASH_SOURCE[0]%/*}}/{Common}\"\n");
    }

    internal static string Text(string helpers)
    {
        var text = new StringBuilder(helpers);
        foreach (var tool in Commands)
        {
            string function = "_mailsuite_" + tool.Name.Replace('-', '_');
            text.Append($"\n{function}() {{\n    _mailsuite_complete '{tool.Operand}' '{string.Join(' ', tool.Commands.Select(static c => c.Form))}'");
            foreach (var option in tool.Options)
                text.Append($" \\\n        '{option.Option}{(option.Value.Length > 0 ? " " + option.Value : "")}'");
            text.Append($"\n}}\ncomplete -F {function} {string.Join(' ', [tool.Name, .. tool.Aliases])}\n");
        }
        return text.ToString();
    }
}
