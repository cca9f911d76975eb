namespace MailSuite.ManualPages;

/// <summary>mailsuite-man DIRECTORY SOURCES daemon ...: writes DIRECTORY/man and DIRECTORY/bash-completion.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        if (args is not [var to, var sources, .. var daemons])
        {
            Console.Error.WriteLine("usage: mailsuite-man directory sources daemon ...");
            return 64;
        }
        foreach (var (name, text) in Pages(sources, daemons))
            Write(Path.Join(to, name), text);
        foreach (var (name, text) in Completion.Files(Path.Join(sources, "etc/completion")))
            Write(Path.Join(to, "bash-completion/completions", name), text);
        return 0;
    }

    /// <summary>All pages, as "man/man1/postfix.1" and their text.</summary>
    internal static IEnumerable<(string Name, string Text)> Pages(string sources, IReadOnlyList<string> daemons)
    {
        var documentation = new Documentation(AppContext.BaseDirectory);
        string version = typeof(Param).Assembly.GetName().Version!.ToString(2);
        var parameters = new ParameterPage(documentation, version);
        var programs = new ProgramPages(documentation, parameters, sources, version);
        yield return ("man/man5/postconf.5", parameters.Page());
        foreach (var tool in ProgramPages.Tools.Values.Where(t => !daemons.Contains(t.Name)))
        {
            yield return ($"man/man1/{tool.Name}.1", programs.Tool(tool));
            foreach (string alias in tool.Aliases)
                yield return ($"man/man1/{alias}.1", $".so man1/{tool.Name}.1\n");
        }
        foreach (string daemon in daemons)
            yield return ($"man/man8/{daemon}.8", programs.Daemon(daemon));
        foreach (string file in Directory.GetFiles(Path.Join(sources, "etc/man/pages"), "*.txt"))
            yield return ($"man/man{Path.GetFileNameWithoutExtension(file).Split('.')[1]}/{Path.GetFileNameWithoutExtension(file)}", Markup.Page(file, version));
    }

    private static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
