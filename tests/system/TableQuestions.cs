namespace MailSuite.Tests.Sys;

/// <summary>Tables asked by our postmap and by Debian's, which have to say the same.</summary>
public sealed class TableQuestions : IDisposable
{
    private readonly Instance instance;
    private readonly string debian;

    public TableQuestions(string mainCf = "")
    {
        instance = new Instance();
        File.AppendAllText(instance.Config("main.cf"), mainCf);
        debian = Path.Combine(instance.Folder, "debian");
        Directory.CreateDirectory(debian);
        foreach (string file in (string[])["dynamicmaps.cf", "dynamicmaps.cf.d"])
            if (Path.Exists("/etc/postfix/" + file))
                File.CreateSymbolicLink(Path.Combine(debian, file), "/etc/postfix/" + file);
        File.WriteAllText(Path.Combine(debian, "main.cf"), $"compatibility_level = 3.6\nqueue_directory = {instance.Folder}/spool\n{mainCf}");
        File.WriteAllText(Path.Combine(debian, "master.cf"), "");
    }

    public Instance Instance => instance;

    /// <summary>Writes a file of lines and returns its path.</summary>
    public string Table(string name, params string[] lines)
    {
        string path = Path.Combine(instance.Folder, name);
        File.WriteAllText(path, string.Join('\n', lines) + "\n");
        return path;
    }

    /// <summary>Writes a file of parameters, of which a later one takes the place of an earlier one, and returns its path.</summary>
    public string Parameters(string name, params string[] lines) =>
        Table(name, [.. lines.Reverse().DistinctBy(static l => l.Split('=')[0].Trim(), StringComparer.Ordinal).Reverse()]);

    /// <summary>Asks our postmap.</summary>
    public Ran Ask(string table, string key) => instance.Suite("postmap", "-q", key, table);

    /// <summary>
    /// Asks ours for keys and, when the module for the type is installed, Debian's; their answers, complaints and exit codes must be the same. Returns the answers,
    /// "key TAB value" lines. A key that cannot be asked for now ends it.
    /// </summary>
    public string Same(string table, params string[] keys)
    {
        string input = string.Concat(keys.Select(static k => k + "\n"));
        var ours = instance.SuiteWith(input, "postmap", "-q", "-", table);
        string module = $"/usr/lib/postfix/postfix-{table.Split(':')[0]}.so";
        if (!File.Exists("/usr/sbin/postmap") || !table.StartsWith("memcache:", StringComparison.Ordinal) && !File.Exists(module))
            return ours.Out;
        var real = Tool.Run("/usr/sbin/postmap", ["-c", debian, "-q", "-", table], input);
        Assert.True(real.Exit == ours.Exit && real.Out == ours.Out, $"postmap -q - {table}\nDebian's: {real.Exit} {real.All}\nours: {ours.Exit} {ours.All}");
        // libldap's last error is none of ours.
        string[] Complaints(Ran ran) => [.. ran.Error.Split('\n').Where(static l => l.Contains("warning:", StringComparison.Ordinal) && !l.Contains("Had some trouble", StringComparison.Ordinal))
            .Distinct().Order(StringComparer.Ordinal)];
        Assert.Equal(Complaints(real), Complaints(ours));
        return ours.Out;
    }

    /// <summary>The key cannot be asked for now: postmap fails, says why, and prints no answer.</summary>
    public string Later(string table, string key)
    {
        var ran = Ask(table, key);
        Assert.True(ran.Exit == 1 && ran.Out.Length == 0 && ran.Error.Contains($"fatal: table {table}: query error", StringComparison.Ordinal), $"exit {ran.Exit}\n{ran.All}");
        return ran.Error;
    }

    public void Dispose() => instance.Dispose();
}
