namespace MailSuite.Local;

/// <summary>
/// Runs one delivery command: the message on its standard input, its output kept (a little of it) for the notice. It runs in a process group of
/// its own, which is killed when the time is over, so nothing that it started holds the mail system up.
/// </summary>
internal sealed class CommandRun(string command, Credentials who, TimeSpan limit)
{
    private const int MostOutput = 4096;

    /// <summary>name=value.</summary>
    public required List<string> Environment { get; init; }
    /// <summary>The working directory; null is the queue directory.</summary>
    public string? Directory { get; init; }
    /// <summary>local_command_shell; empty for none.</summary>
    public string Shell { get; init; } = "";

    public Outcome Deliver(Func<WriteBuffer, bool> message)
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
            // What Postfix's child says before it exits; a command that is not there today may be there tomorrow.
            return Outcome.Deferred("4.3.0", $"temporary failure. Command output: local: fatal: execvp {CommandLine.Of(command, Shell)[0]}: {e.Errno.Text()} ");
        }
        finally
        {
            Sys.CloseQuietly(inRead);
            Sys.CloseQuietly(outWrite);
        }
        bool complete = true;
        Errno writeError = Errno.None;
        // A thread of its own: a command may fill the pipe of its output before it has read its input.
        var feeder = new Thread(() => Feed(inWrite, message, ref complete, ref writeError));
        feeder.Start();
        string output = Collect(outRead, pid, out bool late);
        feeder.Join();
        Sys.CloseQuietly(outRead);
        Sys.TryReap(pid, wait: true, out var status);
        if (!complete)
            return Outcome.Deferred("4.3.0", "message content corrupt");
        return Ending(status, late, output);
    }

    private int Start(int input, int output)
    {
        var arguments = CommandLine.Of(command, Shell);
        return Sys.Spawn(new SpawnRequest
        {
            Path = arguments[0], Arguments = arguments, Environment = Environment, Directory = Directory,
            Descriptors = [(input, 0), (output, 1), (output, 2)], NewGroup = true, As = who,
        });
    }

    private static void Feed(int fd, Func<WriteBuffer, bool> message, ref bool complete, ref Errno error)
    {
        try
        {
            var buffer = new WriteBuffer();
            buffer.Attach(fd);
            complete = message(buffer);
            buffer.Flush();
        }
        catch (UnixException e)
        {
            error = e.Errno;   // EPIPE: a command need not read all of it
        }
        finally
        {
            Sys.CloseQuietly(fd);
        }
    }

    /// <summary>Reads until the command and all that it started have closed their output, or the time is over.</summary>
    private string Collect(int fd, int pid, out bool late)
    {
        long until = Clock.System.Milliseconds + (long)limit.TotalMilliseconds;
        var kept = new byte[MostOutput];
        var dropped = new byte[MostOutput];
        int size = 0;
        late = false;
        Log.Flush();
        while (true)
        {
            long left = until - Clock.System.Milliseconds;
            if (!late && left <= 0)
            {
                late = true;
                Sys.TryKill(-pid, Sys.SigKill);
                until += 5000;
                continue;
            }
            if (left <= 0)
                break;
            if (!Sys.Readable(fd, (int)Math.Min(left, 60_000)))
                continue;
            int n = size < kept.Length ? Sys.Read(fd, kept.AsSpan(size)) : Sys.Read(fd, dropped);
            if (n == 0)
                break;
            size = Math.Min(size + n, kept.Length);
        }
        // Killing the group once it has closed its output ends a command that goes on in silence only when its time is over.
        for (int pause = 1; !late && !IsOver(pid); pause = Math.Min(pause * 2, 100))
        {
            if (Clock.System.Milliseconds >= until)
            {
                late = true;
                Sys.TryKill(-pid, Sys.SigKill);
            }
            else
                Sys.Poll([], pause);
        }
        return Bytes.Printable(Bytes.Text(kept.AsSpan(0, size)).Replace('\n', ' ').Replace('\r', ' ').Replace('\t', ' '));
    }

    private static bool IsOver(int pid)
    {
        int fd = Sys.OpenPid(pid);
        bool over = Sys.Readable(fd, 0);
        Sys.CloseQuietly(fd);
        return over;
    }

    private Outcome Ending(ExitStatus status, bool late, string output)
    {
        string said = output.Length > 0 ? ". Command output: " + output : "";
        if (late)
        {
            Log.Warning("pipe_command_read: read time limit exceeded");
            return Outcome.Bounced("5.3.0", $"Command time limit exceeded: \"{command}\"{said}");
        }
        if (status.Signal != 0)
            return Outcome.Deferred("4.3.0", $"Command died with signal {status.Signal}: \"{command}\"{said}");
        if (status.Success)
            return Outcome.Delivered($"delivered to command: {command}");
        if (ExitCodes.Find(status.Code) is not { } known)
            return Outcome.Bounced("5.3.0", $"Command died with status {status.Code}: \"{command}\"{said}");
        var text = known.Text + said;
        return known.Status[0] == '4' ? Outcome.Deferred(known.Status, text) : Outcome.Bounced(known.Status, text);
    }
}
