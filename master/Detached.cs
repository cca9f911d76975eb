namespace MailSuite.Master;

/// <summary>master started by hand: a child in a session of its own does the work, and with -w this waits until it has said that it is ready.</summary>
internal static class Detached
{
    /// <summary>Names the descriptor on which the new master says "ready".</summary>
    internal const string ReadyVariable = "MAIL_MASTER_READY";
    private const int ReadyFd = 3;
    private const int ReadyLimitMilliseconds = 100_000;

    internal static int Start(string[] args, bool wait)
    {
        var (read, write) = Sys.Pipe();
        int none = Sys.Open("/dev/null", Sys.RdWr);
        Sys.Spawn(new SpawnRequest
        {
            Path = Program.Executable,
            Arguments = [Invocation.Name, "-d", .. args.Where(static a => a != "-w")],
            Environment = [.. Sys.EnvironmentStrings(), $"{ReadyVariable}={ReadyFd}"],
            Descriptors = [(none, 0), (none, 1), (wait ? 2 : none, 2), (write, ReadyFd)],
            NewSession = true,
        });
        Sys.CloseQuietly(write);
        if (!wait)
            return 0;
        Span<byte> ready = stackalloc byte[1];
        return Sys.Readable(read, ReadyLimitMilliseconds) && Sys.Read(read, ready) == 1 ? 0 : 1;
    }

    /// <summary>Tells who waits that all services listen.</summary>
    internal static void SayReady()
    {
        if (Sys.GetEnvironment(ReadyVariable) == null || !Sys.IsOpen(ReadyFd))
            return;
        Sys.WriteOnce(ReadyFd, "1"u8);
        Sys.CloseQuietly(ReadyFd);
        int none = Sys.Open("/dev/null", Sys.RdWr);
        Sys.DuplicateOnto(none, 2);
        Sys.CloseQuietly(none);
    }
}
