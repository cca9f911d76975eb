namespace MailSuite.Postconf;

/// <summary>
/// Finds the names that main.cf defines for its own use: a setting counts as a parameter when a parameter refers to it as $name,
/// when it is a restriction class, or when it configures a table ("ldap:name" makes name_server_host one).
/// </summary>
internal sealed class UserParameters(Settings settings)
{
    private readonly HashSet<string> warned = new(StringComparer.Ordinal);
    private MasterLine? scope;

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
            scope = service;
            settings.LocalNames[service] = new HashSet<string>(StringComparer.Ordinal);
            foreach (string value in service.Overrides.Values)
                Scan(value);
            if (service.Overrides.TryGetValue("smtpd_restriction_classes", out string? classes))
                AddClasses(classes);
            foreach (var (_, value) in service.Overrides)
                FindTables(value);
        }
        scope = null;
        AddClasses(settings.RawValue("smtpd_restriction_classes"));
        foreach (string name in settings.Names.Order(StringComparer.Ordinal).ToList())
        {
            if (Table.Find(name) is { Kind: ParamKind.Raw })
                continue;
            Scan(settings.Default(name), isDefault: true);
            if (!settings.Main.IsSet(name))
                continue;
            Scan(settings.RawValue(name));
            FindTables(settings.RawValue(name));
        }
    }

    /// <summary>Takes the names to which the text refers.</summary>
    private void Scan(string text, bool isDefault = false)
    {
        if (!text.Contains('$'))
            return;
        try
        {
            foreach (string name in MacroExpansion.Names(text))
                Take(name, isDefault);
        }
        catch (MacroException e)
        {
            if (warned.Add(e.Message))
                Log.Warning(e.Message);
        }
    }

    private void Take(string name, bool isDefault = false)
    {
        bool isLocal = scope != null && scope.Overrides.ContainsKey(name);
        if (isLocal && !settings.Knows(name) && settings.LocalNames[scope!].Add(name))
            Scan(scope!.Overrides[name]);
        if (isLocal || settings.Knows(name))
            return;
        if (settings.Main.IsSet(name))
        {
            settings.AddUser(name);
            var outer = scope;
            scope = null;
            Scan(settings.RawValue(name));
            FindTables(settings.RawValue(name));
            scope = outer;
            return;
        }
        // Defaults refer to former names of parameters, which need not be set.
        if (isDefault)
            return;
        string file = scope == null ? settings.Main.File : MasterFile.PathIn(settings.Directory);
        if (warned.Add($"{file} {name}"))
            Log.Warning($"{file}: undefined parameter: {name}");
    }

    private void AddClasses(string classes)
    {
        foreach (string name in settings.Expand(classes, scope).Split([' ', ',', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries))
            if (scope != null && scope.Overrides.TryGetValue(name, out string? value))
            {
                settings.LocalNames[scope].Add(name);
                Scan(value);
            }
            else
            {
                settings.Classes.Add(name);
                if (settings.Main.IsSet(name))
                    Take(name);
            }
    }

    private void FindTables(string value)
    {
        foreach (string word in value.Split([' ', ',', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (word[0] == '#')
            {
                string rest = value[(value.IndexOf(word, StringComparison.Ordinal) + word.Length)..].TrimStart();
                string text = $"#comment after other text is not allowed: {word} {(rest.Length > 20 ? rest[..20] : rest)}...";
                if (scope == null && warned.Add(text))
                    Log.Warning($"{settings.Main.File}: {text}");
                return;
            }
            string table = word.StartsWith("proxy:", StringComparison.Ordinal) ? word[6..] : word;
            int colon = table.IndexOf(':');
            if (colon <= 0 || DatabaseSettings.Of(table[..colon]) is not { } suffixes)
                continue;
            string prefix = settings.Expand(table[(colon + 1)..], scope);
            if (prefix.StartsWith('/') || prefix.StartsWith('.'))
                CheckFile(table[..colon], prefix, suffixes);
            else
                foreach (string suffix in suffixes)
                    if (settings.Main.IsSet($"{prefix}_{suffix}"))
                    {
                        settings.AddUser($"{prefix}_{suffix}");
                        Scan(settings.RawValue($"{prefix}_{suffix}"));
                    }
        }
    }

    private void CheckFile(string type, string path, string[] suffixes)
    {
        if (!warned.Add($"{type}:{path}"))
            return;
        string text;
        try
        {
            text = Bytes.Text(Sys.ReadFile(path));
        }
        catch (UnixException e)
        {
            Log.Warning($"open \"{type}\" configuration \"{path}\": {e.Errno.Text()}");
            return;
        }
        foreach (var (_, line) in LogicalLines.Of(text, path))
            if (Words.NameValue(line, out string name, out string value) is { } problem)
                Log.Warning($"{path}: {problem}: \"{line}\"");
            else if (!suffixes.Contains(name))
                Log.Warning($"{path}: unused parameter: {name}={value}");
    }
}
