namespace MailSuite.Postconf;

/// <summary>Shows master.cf: services (-M), their fields (-F), and their -o settings (-P).</summary>
internal static class MasterListing
{
    public static void Show(Options options, Settings settings, Output output)
    {
        int limit = options.Mode == 'M' ? 2 : 3;
        var requests = options.Operands.ConvertAll(text => ServicePattern.Parse(text, limit) ?? throw new FatalException(options.Mode switch
        {
            'M' => "-M option requires service_name[/type]",
            'F' => "-F option requires service_name[/type[/field]]",
            _ => "-P option requires service_name[/type[/parameter]]",
        }));
        if (options.Mode == 'F')
            foreach (var request in requests)
                if (request.Item is { } field && !MasterLine.FieldNames.Contains(field))
                    throw new FatalException($"invalid service attribute name: \"{field}\"");
        if (requests.Count == 0)
            requests.Add(ServicePattern.Parse("*", limit)!);
        Show(options, settings, output, requests);
        output.Flush();
        foreach (var request in requests)
            if (!request.Matched && options.Operands.Count > 0)
                Log.Warning($"unmatched request: \"{request.Text}\"");
        Log.Flush();
    }

    private static void Show(Options options, Settings settings, Output output, List<ServicePattern> requests)
    {
        foreach (var service in settings.Master!)
            foreach (var request in requests)
                if (request.Matches(service.Service, service.Type))
                {
                    Func<string, string> expand = options.Has('x') ? value => settings.Expand(value, service) : value => value;
                    switch (options.Mode)
                    {
                        case 'M': Entry(options, output, service, expand); request.Hit(); break;
                        case 'F': Fields(options, output, service, request, expand); break;
                        default: Parameters(options, settings, output, service, request, expand); break;
                    }
                }
    }

    private static void Entry(Options options, Output output, MasterLine service, Func<string, string> expand)
    {
        if (options.Has('j'))
            output.Json(service.Key, service.Format(fold: false, expand));
        else
            output.Line(service.Format(options.Has('f'), expand));
    }

    private static void Fields(Options options, Output output, MasterLine service, ServicePattern request, Func<string, string> expand)
    {
        for (int i = 0; i < MasterLine.FieldNames.Length; i++)
            if (request.MatchesItem(MasterLine.FieldNames[i]))
            {
                string name = $"{service.Key}/{MasterLine.FieldNames[i]}";
                if (i == 7 && !options.Has('j') && !options.Has('H'))
                    output.Line(service.CommandText(options.Has('h') ? "" : name + " = ", options.Has('f'), expand));
                else
                    output.Pair(name, i == 7 ? service.CommandText("", fold: false, expand) : service.Fields[i], asWritten: true);
                request.Hit();
            }
    }

    private static void Parameters(Options options, Settings settings, Output output, MasterLine service, ServicePattern request, Func<string, string> expand)
    {
        // -PP: what holds for the service, no matter where it is set.
        IEnumerable<string> names = service.Overrides.Keys;
        if (options.ParameterScope)
            names = names.Union(settings.Names.Where(name => Table.Find(name) is not { IsOwn: true } || settings.Main.IsSet(name))).Order(StringComparer.Ordinal);
        foreach (string name in names)
            if (request.MatchesItem(name))
            {
                string value = service.Overrides.TryGetValue(name, out string? own) ? own : settings.RawValue(name);
                output.Pair($"{service.Key}/{name}", expand(value));
                request.Hit();
            }
    }
}
