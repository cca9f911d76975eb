namespace MailSuite.Postconf;

/// <summary>Shows main.cf parameters: all, those that are set, or the ones that are named.</summary>
internal static class MainListing
{
    public static void Show(Options options, Settings settings, Output output)
    {
        if (options.Operands.Count > 0)
            foreach (string name in options.Operands)
                if (settings.Knows(name))
                    ShowOne(options, settings, output, name);
                else
                {
                    output.Flush();
                    Log.Warning($"{name}: unknown parameter");
                    Log.Flush();
                }
        else
            foreach (string name in settings.Names.Order(StringComparer.Ordinal))
                if ((settings.ClassOf(name) & options.Classes) != 0 && (Table.Find(name) is not { IsOwn: true } || settings.Main.IsSet(name)))
                    ShowOne(options, settings, output, name);
    }

    private static void ShowOne(Options options, Settings settings, Output output, string name)
    {
        if (options.Has('n') && !settings.Main.IsSet(name))
            return;
        string value = settings.RawValue(name);
        output.Pair(name, options.Has('x') && Table.Find(name) is not { Kind: ParamKind.Raw } ? settings.Expand(value) : value);
    }
}
