namespace MailSuite.Maps;

/// <summary>What the options that postmap and postalias share mean for tables. Of two that contradict each other the later one wins.</summary>
public static class CommandOptions
{
    /// <summary>The options of a command line.</summary>
    public static BuildOptions Of(GetOpt given, bool anyBytes) => new()
    {
        Duplicates = Last(given, "rw") switch { 'r' => DuplicateRule.Replace, 'w' => DuplicateRule.Ignore, _ => DuplicateRule.Warn },
        Table = (given.Has('f') ? TableOptions.KeepCase : 0) | (anyBytes ? TableOptions.AnyBytes : 0) | (given.Has('F') ? TableOptions.FileContent : 0)
            | Last(given, "nN") switch { 'n' => TableOptions.WithoutNul, 'N' => TableOptions.WithNul, _ => 0 },
        Incremental = given.Has('i'),
        KeepPrivileges = given.Has('o'),
        IgnoreSourceMode = given.Has('p'),
    };

    private static char Last(GetOpt given, string letters) => given.Options.FindLast(o => letters.Contains(o.Option)).Option;
}
