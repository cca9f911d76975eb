namespace MailSuite.Postmulti;

/// <summary>Runs a command to its end; the result is its exit status. Without <paramref name="output"/> nobody sees what it says.</summary>
internal delegate int RunCommand(IReadOnlyList<string> command, IReadOnlyList<string> environment, bool output);

/// <summary>Commands as processes of their own.</summary>
internal static class Commands
{
    public static int Run(IReadOnlyList<string> command, IReadOnlyList<string> environment, bool output)
    {
        Log.Flush();
        if (Find(command[0], environment) is not { } program)
        {
            Log.Fatal($"execvp {command[0]}: {Errno.NOENT.Text()}");
            return 1;
        }
        int nowhere = -1;
        if (!output && Sys.TryOpen("/dev/null", Sys.RdWr, 0, out nowhere) is var problem && problem != Errno.None)
            throw new FatalException($"open /dev/null: {problem.Text()}");
        var status = Sys.Run(new SpawnRequest
        {
            Path = program,
            Arguments = command,
            Environment = environment,
            Descriptors = output ? SpawnRequest.Standard : [(nowhere, 0), (nowhere, 1), (nowhere, 2)],
        });
        if (nowhere >= 0)
            Sys.CloseQuietly(nowhere);
        return status.Success ? 0 : status.Exited ? status.Code : 1;
    }

    /// <summary>The program's file as execvp(3) finds it in the PATH of the environment.</summary>
    private static string? Find(string name, IReadOnlyList<string> environment)
    {
        if (name.Contains('/'))
            return Sys.TryAccess(name, 1) == Errno.None ? name : null;
        string path = environment.First(static e => e.StartsWith("PATH=", StringComparison.Ordinal))[5..];
        return path.Split(':').Select(d => $"{(d.Length == 0 ? "." : d)}/{name}").FirstOrDefault(static f => Sys.TryAccess(f, 1) == Errno.None);
    }
}
