using MailSuite.Daemon;

namespace MailSuite.Postfix;

/// <summary>postfix(1): starts, stops, checks and asks after a mail system.</summary>
public static class Program
{
    /// <summary>One row per command of postfix(1).</summary>
    private static readonly (string Name, Func<Instance, int> Run)[] Commands =
    [
        ("abort", Control.Abort),
        ("check", Control.Check),
        ("drain", Control.Stop),
        ("flush", Control.Flush),
        ("logrotate", LogRotation.Run),
        ("quick-start", Control.QuickStart),
        ("quick-stop", Control.Stop),
        ("reload", Control.Reload),
        ("set-permissions", Control.SetPermissions),
        ("start", Control.Start),
        ("start-fg", Control.StartInForeground),
        ("status", Control.Status),
        ("stop", Control.Stop),
        ("upgrade-configuration", Control.UpgradeConfiguration),
    ];

    /// <summary>The program's entry.</summary>
    public static int Main(string[] args) => CommandStart.Run("postfix", () =>
    {
        var options = new GetOpt(args, "+c:Dv");
        if (options.Problem is { } problem)
            throw new FatalException($"{problem}; usage: postfix [-c config_dir] [-Dv] command");
        if (options.Operands.Count == 0)
            throw new FatalException("usage: postfix [-c config_dir] [-Dv] command");
        Log.Verbose = options.Count('v');
        string word = options.Operands[0];
        foreach (var (name, run) in Commands)
            if (name == word)
                return run(new Instance(options.Value('c')));
        throw new FatalException($"unknown command: '{word}'. Usage: postfix {string.Join('|', Commands.Select(static c => c.Name))}");
    });
}
