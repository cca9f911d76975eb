using System.Text;

namespace MailSuite.Postconf;

/// <summary>Changes master.cf: services (-M), fields (-F) and -o settings (-P). Lines of other services and comments stay as they are.</summary>
internal static class MasterEdit
{
    private sealed record Request(string Text, ServicePattern Pattern, string Item, string? Value);

    public static void Run(Options options, string directory)
    {
        if (options.Operands.Count == 0)
            throw new FatalException(options.Has('e') ? "-e requires name=value argument" : "missing service argument");
        var requests = options.Operands.ConvertAll(operand => Parse(options, operand));
        string path = MasterFile.PathIn(directory);
        using var file = new ConfigFile(path);
        file.Replace(Edited(file.Text, path, options, requests));
    }

    private static Request Parse(Options options, string operand)
    {
        if (operand.Contains('\n'))
            throw new FatalException("-Me, -Fe, -Pe, -X, or -# accept no multi-line input");
        if (operand.AsSpan().TrimStart() is ['#', ..])
            throw new FatalException("-Me, -Fe, -Pe, -X, or -# accept no comment input");
        string name = operand.Trim(), value = "";
        if (options.Has('e') && Words.NameValue(operand, out name, out value) is { } problem)
            throw new FatalException($"{problem}: \"{operand}\"");
        if (!options.Has('e') && name.Contains('='))
            throw new FatalException("-X or -# requires names without value");
        int parts = options.Mode == 'M' ? 2 : 3;
        if (ServicePattern.Parse(name, parts) is not { } pattern || pattern.Length != parts)
            throw new FatalException(options.Mode switch
            {
                'M' => "-Me, -MX or -M# requires service_name/type",
                'F' => "-Fe or -FX requires service_name/type/field_name",
                _ => "-Pe or -PX requires service_name/type/parameter",
            });
        string item = pattern.Last;
        if (options.Mode == 'F' && item == "*")
            throw new FatalException("-Fe does not accept wild-card field name");
        if (options.Mode == 'P' && item == "*")
            throw new FatalException("-Pe does not accept wild-card parameter name");
        if (options.Mode == 'F' && !MasterLine.FieldNames.Contains(item))
            throw new FatalException($"invalid service attribute name: \"{item}\"");
        if (options.Mode == 'F' && options.Has('e') && item != "command" && value.AsSpan().ContainsAny(" \t\r\n\v\f"))
            throw new FatalException("-Fe does not accept whitespace in non-command field");
        if (options.Mode == 'P' && options.Has('e') && value.AsSpan().ContainsAny(" \t\r\n\v\f"))
            throw new FatalException("-Pe does not accept whitespace in parameter value");
        if (options.Mode == 'M' && options.Has('e') && MasterLine.Read(0, value) == null)
            throw new FatalException($"bad field count: \"{operand}\"");
        return new Request(operand, pattern, item, options.Has('e') ? value : null);
    }

    private static string Edited(string text, string path, Options options, List<Request> requests)
    {
        var result = new StringBuilder(text.Length + 100);
        int line = 1;
        foreach (var block in Blocks(text))
        {
            int first = line;
            line += block.Count;
            string logical = string.Concat(block.Where(l => l.IsText).Select(l => l.Line.TrimEnd('\n')));
            if (logical.Length == 0 || char.IsWhiteSpace(logical[0]))
            {
                block.ForEach(l => result.Append(l.Line));
                continue;
            }
            var (fate, changed) = Apply(options, requests, logical, path, first);
            bool replaced = false;
            foreach (var (physical, isText) in block)
                if (!isText || fate == Fate.Stay)
                    result.Append(physical);
                else if (fate == Fate.Comment)
                    result.Append('#').Append(physical);
                else if (fate == Fate.Replace && !replaced)
                {
                    result.Append(changed!.Format(fold: true, value => value)).Append('\n');
                    replaced = true;
                }
        }
        foreach (var request in requests)
            if (options.Mode == 'M' && options.Has('e') && !request.Pattern.Matched)
                result.Append(result.Length > 0 && result[^1] != '\n' ? "\n" : "").Append(MasterLine.Read(0, request.Value!)!.Format(fold: true, value => value)).Append('\n');
            else if (options.Mode != 'M' && !request.Pattern.Matched)
                Log.Warning($"unmatched service_name/type: \"{request.Text}\"");
        return result.ToString();
    }

    private enum Fate { Stay, Replace, Remove, Comment }

    private static (Fate, MasterLine?) Apply(Options options, List<Request> requests, string logical, string path, int line)
    {
        // Services that nobody asked for are not looked at: what is wrong with them is not today's business.
        var rest = logical.AsSpan();
        string name = Words.Next(ref rest) ?? "", type = Words.Next(ref rest) ?? "";
        if (type.Length == 0)
            throw new FatalException($"file {path}: line {line}: specify service name and type on the same line");
        if (!requests.Exists(r => r.Pattern.Matches(name, type)))
            return (Fate.Stay, null);
        if (options.Mode == 'M')
            return Replace(options, requests, logical, name, type);
        var service = MasterLine.Read(0, logical) ?? throw new FatalException($"file {path}: line {line}: bad field count");
        var fate = Fate.Stay;
        string before = service.Format(fold: true, value => value);
        foreach (var request in requests)
        {
            if (!request.Pattern.Matches(service.Service, service.Type))
                continue;
            request.Pattern.Hit();
            if (options.Mode == 'F')
                service.SetField(Array.IndexOf(MasterLine.FieldNames, request.Item), request.Value!);
            else
                service.SetOverride(request.Item, request.Value);
            if (service.Format(fold: true, value => value) != before)
                fate = Fate.Replace;
        }
        return (fate, service);
    }

    /// <summary>A whole entry: what stands there need not be well formed.</summary>
    private static (Fate, MasterLine?) Replace(Options options, List<Request> requests, string logical, string name, string type)
    {
        var request = requests.FindLast(r => r.Pattern.Matches(name, type))!;
        bool again = request.Pattern.Matched;
        foreach (var each in requests.Where(r => r.Pattern.Matches(name, type)))
            each.Pattern.Hit();
        if (request.Value == null)
            return (options.Has('X') ? Fate.Remove : Fate.Comment, null);
        // A second entry of the same name goes, as the last one counts anyhow.
        if (again)
            return (Fate.Remove, null);
        // What differs in blanks only is left as its author laid it out.
        return Split(logical).SequenceEqual(Split(request.Value)) ? (Fate.Stay, null) : (Fate.Replace, MasterLine.Read(0, request.Value));
    }

    private static List<string> Split(string text)
    {
        var words = new List<string>();
        for (var rest = text.AsSpan(); Words.Next(ref rest) is { } word; )
            words.Add(word);
        return words;
    }

    /// <summary>The physical lines in groups: a service with its continuation lines and the comments among them, or lines before the first service.</summary>
    private static List<List<(string Line, bool IsText)>> Blocks(string text)
    {
        var blocks = new List<List<(string Line, bool IsText)>>();
        for (int at = 0; at < text.Length;)
        {
            int end = text.IndexOf('\n', at);
            end = end < 0 ? text.Length : end + 1;
            string line = text[at..end];
            at = end;
            var bare = line.AsSpan().Trim();
            bool isText = bare.Length > 0 && bare[0] != '#';
            if (blocks.Count == 0 || isText && !char.IsWhiteSpace(line[0]))
                blocks.Add([]);
            blocks[^1].Add((line, isText));
        }
        return blocks;
    }
}
