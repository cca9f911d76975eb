using MailSuite.Daemon;

namespace MailSuite.Postfix;

/// <summary>postfix(1): starts, stops, checks and asks after a mail system.</summary>
public static class Program
{
    private const string Options = "+c:Dv";

    /// <summary>One row per command of postfix(1), with what it does in a few words.</summary>
    internal static readonly Command[] Commands =
    [
        new("abort", "stop at once, without waiting for those who serve", Control.Abort),
        new("check", "say what is wrong with the configuration and the files, with effect and cure", Control.Check),
        new("check-fatal", "", Control.Check),
        new("check-warn", "", Control.Check),
        new("drain", "", Control.Stop),
        new("explain", "tell what happens to mail for an address, and why", Explaining.ExplainCommand.Run),
        new("flush", "try to deliver all deferred mail now", Control.Flush),
        new("logrotate", "give the log file another name and compress it", LogRotation.Run),
        new("non-bdb", "", Foreign.NonBdb),
        new("post-install", "", Foreign.PostInstall),
        new("quick-start", "", Control.QuickStart),
        new("quick-stop", "", Control.Stop),
        new("reload", "check the configuration and use it; a bad one is refused", Control.Reload),
        new("set-permissions", "give the directories their owners and modes; name=value edits main.cf first", Upgrade.SetPermissions),
        new("start", "check, then start", Control.Start),
        new("start-fg", "check, then start in the foreground", Control.StartInForeground),
        new("status", "is it running?", Control.Status),
        new("stop", "stop; who serves may finish", Control.Stop),
        new("tls", "manage keys and certificates of the SMTP server", TlsCommand.Run),
        new("upgrade-configuration", "add to master.cf what is missing; name=value edits main.cf first", Upgrade.Configuration),
    ];

    /// <summary>The program's entry.</summary>
    public static int Main(string[] args) => CommandStart.Run(Invocation.BaseName, () =>
    {
        var options = new GetOpt(args, Options);
        if (options.Problem is { } problem)
        {
            // As getopt(3) and Postfix: both lines.
            Sys.WriteOnce(2, Bytes.Of($"postfix: {problem}\n"));
            throw new FatalException("usage: postfix [-c config_dir] [-Dv] command");
        }
        if (options.Operands.Count == 0)
            throw new FatalException("usage: postfix [-c config_dir] [-Dv] command");
        Log.Verbose = options.Count('v');
        var instance = new Instance(options.Value('c'));
        if (options.Value('c') == null && Sys.GetEnvironment("MAIL_CONFIG") == null && instance.Wrapper is { } wrapper)
        {
            Log.Flush();
            Sys.Exec(wrapper[0], [.. wrapper, .. args], Child.Environment(instance));
            return 1;
        }
        string word = options.Operands[0];
        var command = Array.Find(Commands, c => c.Name == word)
            ?? throw new FatalException($"unknown command: '{word}'. Usage: postfix start (or stop, reload, abort, flush, check, explain, status, set-permissions, upgrade-configuration, logrotate)");
        instance.Debugs = options.Has('D');
        return command.Run(instance, [.. options.Operands.Skip(1)]);
    });
}

/// <summary>A command of postfix(1).</summary>
/// <param name="Name">The word on the command line.</param>
/// <param name="Help">What it does; empty for one that is not public.</param>
/// <param name="Run">Does it with the words behind it; the result is the exit status.</param>
internal sealed record Command(string Name, string Help, Func<Instance, IReadOnlyList<string>, int> Run);
