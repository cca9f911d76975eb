namespace MailSuite.Mail;

/// <summary>How a command that is given as text is started: by itself when it is a plain absolute path with words, else by a shell.</summary>
public static class ShellCommand
{
    /// <summary>The shell of commands that need one.</summary>
    public const string DefaultShell = "/bin/sh";

    private const string ShellSyntax = "`$&;*()|{}[]!?~%\"'\\<>#=\t\r\n";

    /// <summary>The program and its arguments. <paramref name="shell"/>: words of a shell that runs every command (local_command_shell); empty for none.</summary>
    public static List<string> Of(string command, string shell)
    {
        if (shell.Length > 0)
            return [.. shell.Split(' ', StringSplitOptions.RemoveEmptyEntries), command];
        return command.StartsWith('/') && command.AsSpan().IndexOfAny(ShellSyntax) < 0 ? [.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries)] : [DefaultShell, "-c", command];
    }
}
