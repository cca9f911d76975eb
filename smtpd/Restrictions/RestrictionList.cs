using System.Globalization;

namespace MailSuite.Smtpd.Restrictions;

/// <summary>Reads lists of restrictions; what cannot be understood stops the process at its start, before it could let anything in.</summary>
internal sealed class RestrictionList(MailConfig config)
{
    private const int MaxDepth = 100;
    private readonly Dictionary<string, Element[]> classes = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, MapList> tables = new(StringComparer.Ordinal);

    /// <summary>Access tables that were opened.</summary>
    public IEnumerable<MapList> Tables => tables.Values;

    /// <summary>The list of a parameter.</summary>
    public Element[] Of(Stage stage, Param<string> parameter) => Parse(config.Get(parameter), stage, 0, inTable: false);

    /// <summary>A list that an access table gave as its answer; a table may not open further tables.</summary>
    public Element[] FromTable(string text, Stage stage) => Parse(text, stage, 0, inTable: true);

    private Element[] Parse(string text, Stage stage, int depth, bool inTable)
    {
        if (depth > MaxDepth)
            throw new FatalException($"parameter {stage.Parameter}: restriction classes are nested too deep");
        var result = new List<Element>();
        var words = new Queue<string>(Words(text));
        while (words.TryDequeue(out string? word))
        {
            if (word.Contains(':') && stage.TableCheck is { } check && !inTable)
                result.Add(new Element(Restriction.Find(check)!, Table(word)));
            else if (Restriction.Find(word) is { } row)
                result.Add(WithArgument(row, words, stage, inTable));
            else if (ClassOf(word, stage, depth) is { } members)
                result.Add(new Element(new Restriction(word, static (p, e) => p.Run(e.Class!)), Class: members));
            else
                throw new FatalException(inTable ? $"unknown smtpd restriction: \"{word}\"" : $"parameter {stage.Parameter}: unknown or unsupported restriction: \"{word}\"");
        }
        return [.. result];
    }

    private Element WithArgument(Restriction row, Queue<string> words, Stage stage, bool inTable)
    {
        if (row.Takes == Takes.Nothing)
            return new Element(row);
        if (!words.TryDequeue(out string? argument) || row.Takes == Takes.Table && !argument.Contains(':'))
            throw new FatalException($"parameter {stage.Parameter}: restriction {row.Name} requires {(row.Takes == Takes.Table ? "maptype:mapname" : "a number")}");
        if (row.Takes == Takes.Table)
            return inTable ? throw new FatalException($"access table entry: {row.Name} is not allowed in a table") : new Element(row, Table(argument));
        return int.TryParse(argument, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? new Element(row, Number: number)
            : throw new FatalException($"parameter {stage.Parameter}: bad number after {row.Name}: {argument}");
    }

    private MapList Table(string name)
    {
        if (!tables.TryGetValue(name, out var table))
            tables[name] = table = MapList.Parse(name, config, title: name);
        return table;
    }

    private Element[]? ClassOf(string name, Stage stage, int depth)
    {
        if (classes.TryGetValue(name, out var known))
            return known;
        if (!Array.Exists(SmtpdSettings.Words(config.Get(SmtpdParams.RestrictionClasses)), c => Bytes.Same(c, name)))
            return null;
        return classes[name] = Parse(config.Text(name), stage, depth + 1, inTable: false);
    }

    /// <summary>Words of a list: comma and white space separate, except inside braces (inline:{...}); a word that is all in braces is the words in it.</summary>
    private static List<string> Words(string text)
    {
        var words = new List<string>();
        int start = -1, depth = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            bool separates = i == text.Length || depth == 0 && ", \t\r\n".Contains(text[i]);
            if (!separates)
            {
                start = start < 0 ? i : start;
                depth += text[i] == '{' ? 1 : text[i] == '}' && depth > 0 ? -1 : 0;
            }
            else if (start >= 0)
            {
                string word = text[start..i];
                start = -1;
                if (word.StartsWith('{') && word.EndsWith('}'))
                    words.AddRange(SmtpdSettings.Words(word[1..^1]));
                else
                    words.Add(word);
            }
        }
        return words;
    }

    /// <summary>Is there an element that keeps this host from relaying for everybody?</summary>
    public static bool Guards(Element[] list) => Array.Exists(list, static e => e.Row.GuardsRelaying || e.Class != null && Guards(e.Class));
}
