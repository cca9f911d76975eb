namespace MailSuite.Local;

/// <summary>How a command is started: by itself when it is a plain absolute path with words, else by a shell.</summary>
internal static class CommandLine
{
    /// <summary>The shell of commands that need one.</summary>
    public const string DefaultShell = "/bin/sh";

    private const string ShellSyntax = "`$&;*()|{}[]!?~%\"'\\<>#=\t\r\n";

    public static List<string> Of(string command, string shell)
    {
        if (shell.Length > 0)
            return [.. shell.Split(' ', StringSplitOptions.RemoveEmptyEntries), command];
        return command.StartsWith('/') && command.AsSpan().IndexOfAny(ShellSyntax) < 0 ? [.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries)] : ByShell(command);
    }

    public static List<string> ByShell(string command) => [DefaultShell, "-c", command];
}
