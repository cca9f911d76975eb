using System.Text;

namespace MailSuite.Postconf;

/// <summary>Changes master.cf: services (-M), fields (-F) and -o settings (-P). Lines of other services and comments stay as they are.</summary>
internal static class MasterEdit
{
    private sealed record Request(ServicePattern Pattern, string Item, string? Value);

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
            throw new FatalException("-e, -X, or -# accepts no multi-line input");
        string name = operand.Trim(), value = "";
        if (options.Has('e') && Words.NameValue(operand, out name, out value) is { } problem)
            throw new FatalException($"{problem}: \"{operand}\"");
        if (!options.Has('e') && name.Contains('='))
            throw new FatalException("-X or -# requires names without value");
        int parts = options.Mode == 'M' ? 2 : 3;
        if (ServicePattern.Parse(name, parts) is not { } pattern || name.Count(c => c == '/') != parts - 1)
            throw new FatalException(options.Mode switch
            {
                'M' => "-Me, -MX or -M# requires service_name/type",
                'F' => "-Fe or -FX requires service_name/type/field_name",
                _ => "-Pe or -PX requires service_name/type/parameter",
            });
        string item = name.Split('/')[^1];
        if (options.Mode == 'F' && !MasterLine.FieldNames.Contains(item))
            throw new FatalException($"invalid service attribute name: \"{item}\"");
        if (options.Mode == 'P' && options.Has('e') && value.AsSpan().ContainsAny(" \t\r\n\v\f"))
            throw new FatalException("-Pe does not accept whitespace in parameter value");
        if (options.Mode == 'M' && options.Has('e') && MasterLine.Read(0, value) == null)
            throw new FatalException($"bad field count: \"{operand}\"");
        return new Request(pattern, item, options.Has('e') ? value : null);
    }

    private static string Edited(string text, string path, Options options, List<Request> requests)
    {
        var result = new StringBuilder(text.Length + 100);
        foreach (var block in Blocks(text))
        {
            string logical = string.Concat(block.Where(l => l.IsText).Select(l => l.Line.TrimEnd('\n')));
            if (logical.Length == 0 || char.IsWhiteSpace(logical[0]))
            {
                block.ForEach(l => result.Append(l.Line));
                continue;
            }
            var (fate, changed) = Apply(options, requests, logical, path);
            bool replaced = false;
            foreach (var (line, isText) in block)
                if (!isText || fate == Fate.Stay)
                    result.Append(line);
                else if (fate == Fate.Comment)
                    result.Append('#').Append(line);
                else if (fate == Fate.Replace && !replaced)
                {
                    result.Append(changed!.Format(fold: true, value => value)).Append('\n');
                    replaced = true;
                }
        }
        if (result.Length > 0 && result[^1] != '\n' && text.Length > 0 && result.Length != text.Length)
            result.Append('\n');
        foreach (var request in requests)
            if (options.Mode == 'M' && options.Has('e') && !request.Pattern.Matched)
                result.Append(result.Length > 0 && result[^1] != '\n' ? "\n" : "").Append(MasterLine.Read(0, request.Value!)!.Format(fold: true, value => value)).Append('\n');
            else if (!request.Pattern.Matched)
                Log.Warning($"unmatched service_name/type: \"{request.Pattern.Text}\"");
        return result.ToString();
    }

    private enum Fate { Stay, Replace, Remove, Comment }

    private static (Fate, MasterLine?) Apply(Options options, List<Request> requests, string logical, string path)
    {
        // Services that nobody asked for are not looked at: what is wrong with them is not today's business.
        var rest = logical.AsSpan();
        string name = Words.Next(ref rest) ?? "", type = Words.Next(ref rest) ?? "";
        if (!requests.Exists(r => r.Pattern.Matches(name, type)))
            return (Fate.Stay, null);
        var service = MasterLine.Read(0, logical) ?? throw new FatalException($"file {path}: bad field count: \"{logical}\"");
        var fate = Fate.Stay;
        string before = service.Format(fold: true, value => value);
        foreach (var request in requests)
        {
            if (!request.Pattern.Matches(service.Service, service.Type))
                continue;
            bool again = request.Pattern.Matched;
            request.Pattern.Hit();
            switch (options.Mode)
            {
                case 'M' when request.Value == null:
                    return (options.Has('X') ? Fate.Remove : Fate.Comment, null);
                case 'M':
                    // A second entry of the same name goes, as the last one counts anyhow.
                    if (again && !request.Pattern.Text.Contains('*'))
                        return (Fate.Remove, null);
                    service = MasterLine.Read(0, request.Value!)!;
                    break;
                case 'F':
                    service.SetField(Array.IndexOf(MasterLine.FieldNames, request.Item), request.Value!);
                    break;
                default:
                    service.SetOverride(request.Item, request.Value);
                    break;
            }
            if (service.Format(fold: true, value => value) != before)
                fate = Fate.Replace;
        }
        return (fate, service);
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
