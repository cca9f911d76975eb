using System.Globalization;

namespace MailSuite.Maps;

/// <summary>
/// The parameters of a table that is described by a file of its own (mysql_table(5) and its kin). A name that starts with "/" or "." is that
/// file, in main.cf's format but without $name; any other name is a prefix of main.cf parameters: "mysql:accounts" has its hosts in "accounts_hosts".
/// </summary>
internal sealed class TableSettings
{
    private readonly MailConfig config;
    private readonly Dictionary<string, string>? file;

    private TableSettings(string type, string name, MailConfig config, Dictionary<string, string>? file)
    {
        (Type, Name, this.config, this.file) = (type, name, config, file);
    }

    /// <summary>The type of the table.</summary>
    public string Type { get; }

    /// <summary>The file or the prefix.</summary>
    public string Name { get; }

    /// <summary>Reads the file, when there is one.</summary>
    public static TableSettings Open(string type, string name, MailConfig config)
    {
        if (name[0] is not ('/' or '.'))
            return new TableSettings(type, name, config, null);
        string text;
        try
        {
            text = Bytes.Text(Sys.ReadFile(name, 1 << 20));
        }
        catch (UnixException e)
        {
            throw new TableUnavailableException($"open {name}: {e.Errno.Text()}");
        }
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (line, logical) in LogicalLines.Of(text, name))
        {
            if (Words.NameValue(logical, out string key, out string value) is { } problem)
                throw new TableUnavailableException($"{name}, line {line}: {problem}: \"{logical}\"");
            if (settings.TryGetValue(key, out string? earlier))
                Log.Warning($"{name}, line {line}: overriding earlier entry: {key}={earlier}");
            settings[key] = value;
        }
        return new TableSettings(type, name, config, settings);
    }

    private string? Raw(string name) => file != null ? file.GetValueOrDefault(name)
        : config.Raw($"{Name}_{name}") == null ? null : config.Text($"{Name}_{name}");

    // In main.cf the full name tells the table; in a file the file's name does.
    private TableUnavailableException Bad(string problem, string name, string value) =>
        new(file != null ? $"{Name}: {problem}: {name} = {value}" : $"{problem}: {Name}_{name} = {value}");

    /// <summary>The words of a list.</summary>
    public string[] List(string name, string otherwise = "") =>
        Text(name, otherwise).Split((char[])[',', ' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A text of at least <paramref name="min"/> characters.</summary>
    public string Text(string name, string otherwise = "", int min = 0)
    {
        string text = Raw(name) ?? otherwise;
        return text.Length >= min ? text : throw Bad($"bad string length {text.Length} < {min}", name, text);
    }

    /// <summary>A text, or null when it is not set or empty.</summary>
    public string? Optional(string name) => Raw(name) is { Length: > 0 } text ? text : null;

    /// <summary>A whole number; a limit of 0 is none.</summary>
    public int Number(string name, int otherwise, int min = 0)
    {
        if (Raw(name) is not { } text)
            return otherwise;
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value))
            throw Bad("bad numerical configuration", name, text);
        if (min > 0 && value < min)
            throw new TableUnavailableException(file != null ? $"invalid {Name}: {name} parameter value {value} < {min}" : $"invalid {Name}_{name} parameter value {value} < {min}");
        return value;
    }

    /// <summary>yes or no; null when it is not set.</summary>
    public bool? YesNo(string name)
    {
        if (Raw(name) is not { } text)
            return null;
        return Bytes.Same(text, "yes") || (Bytes.Same(text, "no") ? false : throw Bad("bad boolean configuration", name, text));
    }
}
