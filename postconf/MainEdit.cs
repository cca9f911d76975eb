using System.Text;

namespace MailSuite.Postconf;

/// <summary>Changes main.cf: -e sets, -# comments out, -X removes. Comments and the order of lines stay.</summary>
internal static class MainEdit
{
    public static void Run(Options options, string directory)
    {
        if (options.Operands.Count == 0)
            throw new FatalException(options.Has('e') ? "-e requires name=value argument" : "missing service argument");
        var wanted = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (string operand in options.Operands)
            Request(options, operand, wanted);
        string path = Path.Join(directory, "main.cf");
        using var file = new ConfigFile(path);
        file.Replace(Edited(path, file.Text, wanted, comment: options.Has('#')));
    }

    private static void Request(Options options, string operand, Dictionary<string, string?> wanted)
    {
        if (operand.Contains('\n'))
            throw new FatalException("-e, -X, or -# accepts no multi-line input");
        if (operand.AsSpan().TrimStart() is ['#', ..])
            throw new FatalException("-e, -X, or -# accepts no comment input");
        string name, value = "";
        if (options.Has('e'))
        {
            if (Words.NameValue(operand, out name, out value) is { } problem)
                throw new FatalException($"{problem}: \"{operand.TrimStart()}\"");
            if (wanted.TryGetValue(name, out string? earlier))
            {
                Log.Warning($"ignoring earlier request: '{name} = {earlier}'");
                wanted.Remove(name);
            }
        }
        else
        {
            // Blanks are no part of any name: " x " is never found.
            name = operand;
            if (name.AsSpan().Trim().IsEmpty)
                throw new FatalException("-X or -# requires non-blank parameter names");
            if (name.Contains('='))
                throw new FatalException("-X or -# requires parameter names without value");
        }
        wanted[name] = options.Has('e') ? value : null;
    }

    /// <summary>The text with the wanted settings (null: to be removed or commented out). A name that stands there twice is changed twice.</summary>
    internal static string Edited(string path, string text, Dictionary<string, string?> wanted, bool comment)
    {
        var result = new StringBuilder(text.Length + 100);
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        // The lines of the setting at hand: 0 stay, 1 go, 2 become comments.
        int fate = 0;
        for (int at = 0; at < text.Length;)
        {
            int end = text.IndexOf('\n', at);
            end = end < 0 ? text.Length : end + 1;
            string line = text[at..end];
            at = end;
            var bare = line.AsSpan().Trim();
            bool isText = bare.Length > 0 && bare[0] != '#';
            if (isText && !char.IsWhiteSpace(line[0]))
            {
                fate = 0;
                string name = Name(line);
                if (wanted.TryGetValue(name, out string? value))
                {
                    fate = value == null && comment ? 2 : 1;
                    if (value != null)
                        result.Append($"{name} = {value}\n");
                    found[name] = found.GetValueOrDefault(name) + 1;
                    if (found[name] == 2)
                        Log.Warning($"{path}: multiple entries for \"{name}\"");
                }
            }
            if (!isText || fate == 0)
                result.Append(line);
            else if (fate == 2)
                result.Append('#').Append(line);
        }
        foreach (var (name, value) in wanted.OrderBy(w => w.Key, StringComparer.Ordinal))
            if (value != null && !found.ContainsKey(name))
            {
                // Postfix would make it a part of a last line that has no end.
                if (result.Length > 0 && result[^1] != '\n')
                    result.Append('\n');
                result.Append($"{name} = {value}\n");
            }
        return Same(result.ToString(), text) ? text : result.ToString();
    }

    private static string Name(string line)
    {
        int end = line.AsSpan().IndexOfAny("= \t\r\n");
        return end < 0 ? line : line[..end];
    }

    // A missing end of the last line alone is no reason to write the file.
    private static bool Same(string edited, string text) => edited == text || edited == text + "\n";
}
