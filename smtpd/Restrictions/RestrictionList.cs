using System.Globalization;

namespace MailSuite.Smtpd.Restrictions;

/// <summary>Reads lists of restrictions; what cannot be understood stops the process at its start, before it could let anything in.</summary>
internal sealed class RestrictionList(MailConfig config)
{
    private const int MaxDepth = 100;
    private readonly Dictionary<string, Element[]> classes = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, AccessTable> tables = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PolicyServer> servers = new(StringComparer.Ordinal);

    /// <summary>Access tables that were opened.</summary>
    public IEnumerable<MapList> Tables => tables.Values.Select(static t => t.Maps);

    /// <summary>Is there a restriction of this name in a list that was read?</summary>
    public static bool Mentions(Element[] list, string name) =>
        Array.Exists(list, e => e.Row.Name == name || e.Class != null && Mentions(e.Class, name));

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
            if (Restriction.Find(word) is { } row)
                result.Add(WithArgument(row, words, stage, inTable));
            else if (word.Contains(':') && !inTable)
                result.Add(stage.TableCheck is { } check ? new Element(Restriction.Find(check)!, Table(word)) : throw new FatalException(
                    $"parameter {stage.Parameter}: specify one of (check_client_access, check_reverse_client_hostname_access, check_helo_access, check_sender_access, "
                    + $"check_recipient_access, check_etrn_access) before {stage.Class} restriction \"{word}\""));
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
        bool takesTable = row.Takes is Takes.Table or Takes.CertificateTable;
        if (!words.TryDequeue(out string? argument) || takesTable && !argument.Contains(':'))
            throw new FatalException($"parameter {stage.Parameter}: restriction {row.Name} requires {Wanted(row.Takes)}");
        if (inTable && takesTable)
            throw new FatalException("do not specify lookup tables inside SMTPD access maps; define a restriction class and specify its name instead.");
        return row.Takes switch
        {
            Takes.Table => new Element(row, Table(argument)),
            Takes.CertificateTable => new Element(row, Certificates.Table(argument, config)),
            Takes.Domain => new Element(row, List: DnsList.Parse(row.Name, argument)),
            Takes.Server => new Element(row, Server: Server(argument, words)),
            _ => int.TryParse(argument, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? new Element(row, Number: number)
                : throw new FatalException($"parameter {stage.Parameter}: bad number after {row.Name}: {argument}"),
        };
    }

    private static string Wanted(Takes takes) => takes switch
    {
        Takes.Table or Takes.CertificateTable => "maptype:mapname",
        Takes.Domain => "a domain name",
        Takes.Server => "transport:server",
        _ => "a number",
    };

    private AccessTable Table(string name)
    {
        if (!tables.TryGetValue(name, out var table))
            tables[name] = table = new AccessTable(name, config);
        return table;
    }

    /// <summary>One connection serves all that ask the same server with the same options. "unix : name" in words of their own is how some have written it.</summary>
    private PolicyServer Server(string text, Queue<string> words)
    {
        if (text is "unix" or "inet" && words.TryPeek(out string? next) && next.StartsWith(':'))
            text += words.Dequeue();
        if (!servers.TryGetValue(text, out var server))
            servers[text] = server = PolicyServer.Parse(text, config);
        return server;
    }

    private Element[]? ClassOf(string name, Stage stage, int depth)
    {
        // What a bare type:name in a class means depends on the list.
        string key = $"{stage.Parameter} {name}";
        if (classes.TryGetValue(key, out var known))
            return known;
        if (!Array.Exists(SmtpdSettings.Words(config.Get(SmtpdParams.RestrictionClasses)), c => Bytes.Same(c, name)))
            return null;
        string members = config.Text(name);
        if (members.Length == 0)
            throw new FatalException($"restriction class `{name}' needs a definition");
        return classes[key] = Parse(members, stage, depth + 1, inTable: false);
    }

    /// <summary>
    /// Words of a list: comma and white space separate, except inside braces (inline:{...}); a word that is all in braces stays one when it is an argument,
    /// and is the words in it otherwise, as in ${name?{a, b}}.
    /// </summary>
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
                if (word.StartsWith('{') && word.EndsWith('}') && !(words.Count > 0 && Restriction.Find(words[^1]) is { Takes: Takes.Server or Takes.CertificateTable }))
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
