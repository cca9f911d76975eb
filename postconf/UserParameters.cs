namespace MailSuite.Postconf;

/// <summary>
/// Finds the names that main.cf defines for its own use: a setting counts as a parameter when a parameter refers to it as $name,
/// when it is a restriction class, or when it configures a table ("ldap:name" makes name_server_host one).
/// </summary>
internal sealed class UserParameters(Settings settings)
{
    private readonly HashSet<string> warned = new(StringComparer.Ordinal);
    private MasterLine? scope;
    private const int DepthLimit = 20;

    public void Find()
    {
        foreach (string name in Foreign.Names)
            if (settings.Main.IsSet(name))
                settings.AddUser(name);
        foreach (string name in settings.Main.Settings.Keys.Order(StringComparer.Ordinal))
            if (HostDefaults.IsReadOnly(name))
                Log.Warning($"{settings.Main.File}: read-only parameter assignment: {name}={settings.Main.Settings[name]}");
        foreach (var service in settings.Master ?? [])
        {
            settings.LocalNames[service] = new HashSet<string>(StringComparer.Ordinal);
            foreach (string name in service.Overrides.Keys.Where(HostDefaults.IsReadOnly).ToList())
            {
                Log.Warning($"{MasterFile.PathIn(settings.Directory)}: read-only parameter assignment: {name}={service.Overrides[name]}");
                service.Overrides.Remove(name);
            }
        }
        AddClasses(settings.RawValue("smtpd_restriction_classes"));
        // Defaults refer to former names of parameters: these are in use when they are set, and need not be set.
        foreach (string name in settings.Names.ToList())
            if (!settings.Main.IsSet(name) && Table.Find(name) is not { Kind: ParamKind.Raw })
                foreach (string reference in References(settings.Default(name)))
                    Take(reference);
        foreach (var service in settings.Master ?? [])
        {
            scope = service;
            if (service.Overrides.TryGetValue("smtpd_restriction_classes", out string? classes))
                AddClasses(classes);
            Settings(service.Overrides);
        }
        scope = null;
        Settings(settings.Main.Settings.Where(s => settings.Main.IsSet(s.Key)));
    }

    /// <summary>Takes the names to which settings refer, those of each side of a choice, and looks for tables in the values of real parameters.</summary>
    private void Settings(IEnumerable<KeyValuePair<string, string>> values)
    {
        foreach (var (name, value) in values.OrderBy(v => v.Key, StringComparer.Ordinal))
        {
            if (scope != null && settings.Classes.Contains(name))
                settings.LocalNames[scope].Add(name);
            if (Table.Find(name) is { Kind: ParamKind.Raw })
                continue;
            foreach (string reference in References(value))
                Refer(reference);
            if (settings.Knows(name) && settings.ClassOf(name) != ParameterClass.User)
                FindTables(settings.Expand(value, scope));
        }
    }

    private void Refer(string name)
    {
        if (!Take(name))
            Log.Warning($"{File}: undefined parameter: {name}");
    }

    private string File => scope == null ? settings.Main.File : MasterFile.PathIn(settings.Directory);

    private static List<string> References(string text)
    {
        var names = new List<string>();
        if (text.Contains('$'))
            MacroExpansion.VisitNames(text, names.Add)?.Warn();
        return names;
    }

    /// <summary>
    /// A name that something refers to is a parameter when it is set: by the service in whose options the reference stands, or by main.cf;
    /// a reference in main.cf may mean the options of any service. False when nobody knows it.
    /// </summary>
    private bool Take(string name)
    {
        bool found = false;
        foreach (var service in scope == null ? settings.Master ?? [] : [scope])
            if (service.Overrides.ContainsKey(name))
                found = settings.LocalNames[service].Add(name) || true;
        if (settings.Main.IsSet(name) && (scope == null || !found))
        {
            settings.AddUser(name);
            found = true;
        }
        return found || settings.Knows(name);
    }

    private void AddClasses(string classes)
    {
        foreach (string name in settings.Expand(classes, scope).Split([' ', ',', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (scope == null)
                settings.Classes.Add(name);
            Refer(name);
        }
    }

    private void FindTables(string value, int depth = 0)
    {
        // Tables stand inside of tables: unionmap:{a:b, c:d}.
        if (depth > DepthLimit)
            return;
        for (var rest = value.AsSpan(); Words.Next(ref rest, " ,\t\r\n") is { } word; )
        {
            if (word[0] == '#')
            {
                string text = $"#comment after other text is not allowed: {word} {(rest.Length > 20 ? rest[..20] : rest)}...";
                if (scope == null && warned.Add(text))
                    Log.Warning($"{settings.Main.File}: {text}");
                return;
            }
            while (word.StartsWith("proxy:", StringComparison.Ordinal))
                word = word[6..];
            int colon = word[0] == '{' ? -1 : word.IndexOf(':');
            string prefix = word[(colon + 1)..];
            if (prefix.StartsWith('{'))
            {
                if (Words.Unbrace(prefix, out string inner) is { } problem)
                    Log.Warning($"{(scope == null ? "main.cf" : $"master.cf:{scope.Key}")}: {problem}");
                FindTables(inner, depth + 1);
                continue;
            }
            if (colon <= 0 || DatabaseSettings.Of(word[..colon]) is not { } suffixes)
                continue;
            if (prefix.StartsWith('/') || prefix.StartsWith('.'))
                CheckFile(word[..colon], prefix, suffixes);
            else
                foreach (string suffix in suffixes)
                    Take($"{prefix}_{suffix}");
        }
    }

    private void CheckFile(string type, string path, string[] suffixes)
    {
        if (!warned.Add($"{type}:{path}"))
            return;
        string text;
        try
        {
            if (Sys.TryStat(path, out var status) == Errno.None && !status.IsRegular)
            {
                Log.Warning($"open \"{type}\" configuration \"{path}\": not a regular file");
                return;
            }
            text = Bytes.Text(Sys.ReadFile(path));
        }
        catch (UnixException e)
        {
            Log.Warning($"open \"{type}\" configuration \"{path}\": {e.Errno.Text()}");
            return;
        }
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (number, line) in LogicalLines.Of(text, path))
        {
            if (Words.NameValue(line, out string name, out string value) is { } problem)
                throw new FatalException($"{path}, line {number}: {problem}: \"{line}\"");
            if (values.TryGetValue(name, out string? earlier) && earlier != value)
                Log.Warning($"{path}, line {number}: overriding earlier entry: {name}={earlier}");
            values[name] = value;
        }
        foreach (var (name, value) in values)
            if (!suffixes.Contains(name))
                Log.Warning($"{type}:{path}: unused parameter: {name}={value}");
    }
}
