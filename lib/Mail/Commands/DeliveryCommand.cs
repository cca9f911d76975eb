namespace MailSuite.Mail;

/// <summary>
/// Runs one delivery command: the message on its standard input, its output kept (a little of it) for the log and the notice. It runs in a
/// session of its own, whose processes are killed when the time is over, so nothing that it started holds the mail system up.
/// </summary>
/// <param name="arguments">The program and its arguments. A program without a slash is looked for in <see cref="ExportedEnvironment.DefaultPath"/>.</param>
/// <param name="who">With whose rights.</param>
/// <param name="limit">How long it may run.</param>
public sealed class DeliveryCommand(IReadOnlyList<string> arguments, Credentials who, TimeSpan limit)
{
    private const int MostOutput = 4096;
    private const long KillMillis = 5000;

    // A pipe takes 64 KB before anybody reads; what surely stays below that needs no thread of its own to write it.
    private const long FitsIntoPipe = 16 << 10;

    /// <summary>name=value.</summary>
    public required IReadOnlyList<string> Environment { get; init; }
    /// <summary>The command as log and notice show it.</summary>
    public required string Name { get; init; }
    /// <summary>What stands before "execvp" when the program cannot be started, such as "local: fatal: ".</summary>
    public required string Starter { get; init; }
    /// <summary>The text of a success; its argument is what the command has said.</summary>
    public required Func<string, string> Success { get; init; }
    /// <summary>The working directory; null is the queue directory.</summary>
    public string? Directory { get; init; }
    /// <summary>fork_attempts: how often it is tried while the host has no process or memory left.</summary>
    public int Attempts { get; init; } = 1;
    /// <summary>fork_delay: the pause between two tries.</summary>
    public TimeSpan Delay { get; init; }
    /// <summary>The root directory; null is ours.</summary>
    public string? Root { get; init; }

    /// <summary>Runs it to its end. <paramref name="message"/> writes the message, false when that is broken; <paramref name="size"/> is about how large it is.</summary>
    public Outcome Deliver(long size, Func<WriteBuffer, bool> message)
    {
        var (inRead, inWrite) = Sys.Pipe();
        var (outRead, outWrite) = Sys.Pipe();
        int pid;
        try
        {
            pid = Start(inRead, outWrite);
        }
        catch (UnixException e)
        {
            Sys.CloseQuietly(inWrite);
            Sys.CloseQuietly(outRead);
            return CannotStart(e);
        }
        finally
        {
            Sys.CloseQuietly(inRead);
            Sys.CloseQuietly(outWrite);
        }
        bool complete = true;
        Thread? feeder = null;
        if (size <= FitsIntoPipe)
            complete = Feed(inWrite, message);
        else
        {
            // A command may fill the pipe of its output before it has read its input.
            feeder = new Thread(() => complete = Feed(inWrite, message));
            feeder.Start();
        }
        string output = Collect(outRead, pid, out bool late);
        feeder?.Join();
        Sys.CloseQuietly(outRead);
        Sys.TryReap(pid, wait: true, out var status);
        return complete ? Ending(status, late, output) : Outcome.Deferred("4.3.0", "message content corrupt");
    }

    private int Start(int input, int output) => Sys.Spawn(new SpawnRequest
    {
        Path = ProgramPath.Of(arguments[0]), Arguments = arguments, Environment = Environment, Directory = Directory, Root = Root,
        Descriptors = [(input, 0), (output, 1), (output, 2)], NewSession = true, As = who, Attempts = Attempts, Delay = Delay,
    });

    /// <summary>What is missing today may be there tomorrow: it waits.</summary>
    private Outcome CannotStart(UnixException e)
    {
        if (Directory != null && Sys.RunAs(who, () => Sys.TryAccess(Directory, 1)) is var d and not Errno.None && Root == null)
        {
            Log.Warning($"cannot change directory to \"{Directory}\" for uid={who.Uid} gid={who.Gid}: {d.Text()}");
            return Outcome.Deferred("4.3.0", "temporary failure");
        }
        if (Root != null && Sys.TryAccess(Root, 1) is var r and not Errno.None)
        {
            Log.Warning($"chroot({Root}): {r.Text()}");
            return Outcome.Deferred("4.3.0", "temporary failure");
        }
        Log.Warning($"execvp {arguments[0]}: {e.Errno.Text()}");
        return Outcome.Deferred("4.3.0", $"temporary failure. Command output: {Starter}execvp {arguments[0]}: {e.Errno.Text()} ");
    }

    /// <summary>Writes the message; false when it is broken.</summary>
    private static bool Feed(int fd, Func<WriteBuffer, bool> message)
    {
        try
        {
            var buffer = new WriteBuffer();
            buffer.Attach(fd);
            if (!message(buffer))
                return false;
            buffer.Flush();
        }
        catch (UnixException e) when (e.Errno == Errno.PIPE)
        {
            // A command need not read all of it; its exit code tells.
        }
        finally
        {
            Sys.CloseQuietly(fd);
        }
        return true;
    }

    /// <summary>Reads until the command and all that it started have closed their output, waits for the command itself, and ends it when the time is over.</summary>
    private string Collect(int fd, int pid, out bool late)
    {
        long until = Clock.System.Milliseconds + (long)limit.TotalMilliseconds;
        Span<byte> kept = new byte[MostOutput], dropped = stackalloc byte[512];
        int size = 0;
        late = false;
        bool ended = false;
        int process = Sys.OpenPid(pid);
        Log.Flush();
        try
        {
            while (true)
            {
                long left = until - Clock.System.Milliseconds;
                if (left > 0)
                {
                    if (!Sys.Readable(ended ? process : fd, (int)Math.Min(left, 60_000)))
                        continue;
                    if (ended)
                        break;
                    int n = size < kept.Length ? Sys.Read(fd, kept[size..]) : Sys.Read(fd, dropped);
                    ended = n == 0;
                    size = Math.Min(size + n, kept.Length);
                }
                else if (late)
                    break;   // it is not our child that holds the pipe any more
                else
                {
                    late = true;
                    Sys.TryKill(-pid, Sys.SigKill);
                    until += KillMillis;
                }
            }
        }
        finally
        {
            Sys.CloseQuietly(process);
        }
        return Bytes.Printable(Bytes.Text(kept[..size]).Replace('\n', ' ').Replace('\r', ' ').Replace('\t', ' '));
    }

    private Outcome Ending(ExitStatus status, bool late, string output)
    {
        string said = output.Length > 0 ? ". Command output: " + output : "";
        if (late)
        {
            Log.Warning("pipe_command_read: read time limit exceeded");
            return Failed("5.3.0", $"Command time limit exceeded: \"{Name}\"{said}", "");
        }
        if (status.Signal != 0)
            return Failed("4.3.0", $"Command died with signal {status.Signal}: \"{Name}\"{said}", output.Length > 0 ? output : "internal software error");
        if (status.Success)
            return Outcome.Delivered(Success(output.TrimEnd()));
        // A command may say better than its exit code why it failed.
        if (EnhancedStatus.Split(output, out string own, out string text) && own[0] is '4' or '5')
            return Failed(own, text, text);
        return SysExits.Find(status.Code) is { } known
            ? Failed(known.Status, known.Text + said, output.Length > 0 ? output : known.Text)
            : Failed("5.3.0", $"Command died with status {status.Code}: \"{Name}\"{said}", output.Length > 0 ? output : "unknown mail system error");
    }

    private static Outcome Failed(string status, string reason, string diagnostic) => new(
        status[0] == '4' ? OutcomeKind.Deferred : OutcomeKind.Bounced, new Dsn(status, reason, diagnostic.Length > 0 ? "x-unix" : "", diagnostic.Trim()));
}
