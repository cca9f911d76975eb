using System.Reflection;

namespace MailSuite.ManualPages;

/// <summary>The pages of programs: tools by the tables of their options, daemons by their summaries, the skeleton's options and their parameters.</summary>
internal sealed class ProgramPages(Documentation documentation, ParameterPage parameters, string sources, string version)
{
    /// <summary>The tables of all tools, by command name.</summary>
    internal static SortedDictionary<string, ManualPage> Tools { get; } = new(Found(), StringComparer.Ordinal);

    private static Dictionary<string, ManualPage> Found()
    {
        var found = new Dictionary<string, ManualPage>(StringComparer.Ordinal);
        foreach (string file in Directory.GetFiles(AppContext.BaseDirectory, "*.dll"))
            if (Loaded(file)?.GetTypes().FirstOrDefault(static t => t is { Name: "Manual", Namespace: { } n } && n.StartsWith("MailSuite.", StringComparison.Ordinal)) is { } type)
                foreach (var field in type.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public))
                    if (field.GetValue(null) is ManualPage page)
                        found.Add(page.Name, page);
        return found;
    }

    private static Assembly? Loaded(string file)
    {
        try
        {
            return Assembly.LoadFrom(file);
        }
        catch (BadImageFormatException)
        {
            return null;   // a native library
        }
    }

    internal string Tool(ManualPage tool)
    {
        var page = new Roff(tool.Name, 1, tool.Summary, version);
        page.Section("SYNOPSIS");
        page.Literal(tool.Synopsis.Split('\n'));
        page.Section("DESCRIPTION");
        foreach (string paragraph in tool.Description)
            page.Paragraph(paragraph);
        if (tool.Commands.Count > 0)
        {
            page.Section("COMMANDS");
            foreach (var entry in tool.Commands)
                page.Entry(entry);
        }
        page.Section("OPTIONS");
        foreach (var entry in tool.Options)
            page.Entry(entry);
        page.Section("EXIT STATUS");
        page.Paragraph(tool.ExitStatus);
        Owned(page, tool.Name);
        Environment(page);
        page.Section("SEE ALSO");
        page.Paragraph(string.Join(", ", tool.SeeAlso.DefaultIfEmpty("postconf(5)")));
        return page.ToString();
    }

    internal string Daemon(string name)
    {
        string folder = name == "lmtp" ? "smtp" : name;
        var assembly = Assembly.LoadFrom(Path.Join(AppContext.BaseDirectory, folder + ".dll"));
        var program = assembly.GetTypes().First(static t => t.Name == "Program");
        string summary = Sentence(documentation.Of(program));
        var page = new Roff(name, 8, summary, version);
        page.Section("SYNOPSIS");
        page.Literal([name == "master" ? "master [-Dditvw] [-c config_dir] [-e exit_time]" : $"{name} [generic options] [-o name=value] ..."]);
        page.Section("DESCRIPTION");
        page.Paragraph($"{char.ToUpperInvariant(summary[0])}{summary[1..]}.");
        foreach (var type in assembly.GetTypes().Where(static t => IsService(t) && !t.IsNested).OrderBy(static t => t.Name, StringComparer.Ordinal))
            if (documentation.Of(type) is { Length: > 60 } text)
                page.Paragraph(text);
        if (Tools.TryGetValue(name, out var own))
            foreach (string paragraph in own.Description)
                page.Paragraph(paragraph);
        page.Section("OPTIONS");
        if (own == null)
            page.Paragraph("master(8) starts it with the options that its line in master.cf stands for, see master(5); people use -S and -o.");
        foreach (var entry in own?.Options ?? MailSuite.Daemon.DaemonOptions.Manual)
            page.Entry(entry);
        if (rights.TryGetValue(name, out var row))
        {
            page.Section("SECURITY");
            page.Paragraph($"Runs as: {row.RunsAs}.");
            page.Paragraph($"Trusts: {row.Trusts}.");
        }
        Owned(page, name);
        page.Section("SEE ALSO");
        page.Paragraph("master(5), master(8), postconf(5), postfix(1)");
        return page.ToString();
    }

    private static bool IsService(Type type)
    {
        for (var t = type.BaseType; t != null; t = t.BaseType)
            if (t.Name is "SingleService" or "EventService" or "DatagramService")
                return true;
        return false;
    }

    /// <summary>The table of ARCHITECTURE.md: who runs as whom, and trusts whom.</summary>
    private readonly Dictionary<string, (string RunsAs, string Trusts)> rights = Rights(File.ReadAllLines(Path.Join(sources, "ARCHITECTURE.md")));

    private static Dictionary<string, (string, string)> Rights(IEnumerable<string> lines)
    {
        var found = new Dictionary<string, (string, string)>(StringComparer.Ordinal);
        foreach (string[] cells in lines.SkipWhile(static l => !l.StartsWith("| program | runs as", StringComparison.Ordinal)).Skip(2).TakeWhile(static l => l.StartsWith('|')).Select(static l => l.Split('|')))
            foreach (string word in cells[1].Split([' ', ','], StringSplitOptions.RemoveEmptyEntries))
                found.TryAdd(word, (cells[2].Trim(), cells[3].Trim()));
        return found;
    }

    /// <summary>"smtpd(8): receives mail by SMTP." without its beginning and end.</summary>
    private static string Sentence(string summary)
    {
        int colon = summary.IndexOf(": ", StringComparison.Ordinal);
        string text = colon is >= 0 and < 40 ? summary[(colon + 2)..] : summary;
        int end = text.IndexOf(". ", StringComparison.Ordinal);
        return (end < 0 ? text : text[..end]).TrimEnd('.');
    }

    private void Owned(Roff page, string name)
    {
        string owner = name switch { "trivial-rewrite" => "Rewrite", _ => string.Concat(name.Split('-').Select(static w => char.ToUpperInvariant(w[0]) + w[1..])) } + "Params";
        var owned = parameters.Of(owner).ToList();
        if (owned.Count == 0)
            return;
        page.Section("PARAMETERS");
        page.Paragraph("Of main.cf, besides those that all programs read; postconf(5) has their kinds and ranges.");
        foreach (var param in owned)
            page.Term($"{param.Name} (default: {(param.Default.Length == 0 ? "empty" : param.Default)})", parameters.TextOf(param));
    }

    private static void Environment(Roff page)
    {
        page.Section("ENVIRONMENT");
        page.Term("MAIL_CONFIG", "The directory with main.cf and master.cf, when -c does not name one. The default is /etc/postfix.");
    }
}
