using System.Text;

namespace MailSuite.Config;

/// <summary>
/// main.cf as one process sees it: what the file sets, what "-o name=value" overrides, and the defaults of the table.
/// Values are expanded on demand; a bad one is a <see cref="FatalException"/> with Postfix's wording.
/// </summary>
public sealed class MailConfig
{
    private readonly Dictionary<string, string> settings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, object> values = new(StringComparer.Ordinal);

    private MailConfig(string directory) => Directory = directory;

    /// <summary>The configuration directory.</summary>
    public string Directory { get; }

    /// <summary>The explicit settings: main.cf's and those set since, unexpanded.</summary>
    public IReadOnlyDictionary<string, string> Settings => settings;

    /// <summary>Reads DIRECTORY/main.cf.</summary>
    public static MailConfig Load(string directory)
    {
        var config = new MailConfig(directory);
        string path = Path.Join(directory, "main.cf");
        byte[] content;
        try
        {
            content = Sys.ReadFile(path);
        }
        catch (UnixException e)
        {
            throw new FatalException($"open {path}: {e.Errno.Text()}");
        }
        config.Read(Bytes.Text(content), path);
        return config;
    }

    /// <summary>From main.cf text: for tests and embedded defaults.</summary>
    public static MailConfig FromText(string mainCf, string directory = "/etc/postfix")
    {
        var config = new MailConfig(directory);
        config.Read(mainCf, Path.Join(directory, "main.cf"));
        return config;
    }

    private void Read(string text, string path)
    {
        foreach (var (line, logical) in LogicalLines.Of(text))
        {
            int at = logical.IndexOf('=');
            string name = at < 0 ? logical.Trim() : logical[..at].Trim();
            if (at < 0 || name.Length == 0 || name.AsSpan().ContainsAny(" \t\n"))
                throw new FatalException($"{path}, line {line}: missing '=' after attribute name: \"{Shorten(logical)}\"");
            settings[name] = logical[(at + 1)..].Trim();
        }
    }

    private static string Shorten(string text) => text.Length > 100 ? text[..100] : text;

    /// <summary>Sets a value, as "-o name=value" does.</summary>
    public void Set(string name, string value)
    {
        settings[name] = value;
        values.Clear();
    }

    /// <summary>The value of a parameter.</summary>
    public T Get<T>(Param<T> param)
    {
        if (values.TryGetValue(param.Name, out var known))
            return (T)known;
        string text = Raw(param.Name) ?? param.Default;
        var value = param.Parse(param.Kind == ParamKind.Raw ? text : Expand(text));
        values[param.Name] = value!;
        return value;
    }

    /// <summary>Is the name set explicitly?</summary>
    public bool IsSet(string name) => settings.ContainsKey(name);

    /// <summary>The text of a parameter before expansion: explicit, else computed, else its default; null when nobody knows the name.</summary>
    public string? Raw(string name) => settings.TryGetValue(name, out var text) ? text : HostDefaults.Of(this, name) ?? Table.Find(name)?.Default;

    /// <summary>The expanded text of any parameter, user-defined ones included; empty when undefined.</summary>
    public string Text(string name) => Raw(name) is { } text ? Expand(text) : "";

    /// <summary>Expands $name, ${name}, ${name?value}, ${name:value}, ${name?{x}:{y}} and comparisons with this configuration.</summary>
    public string Expand(string text) => text.Contains('$') ? MacroExpansion.Expand(text, Raw, this) : text;
}
