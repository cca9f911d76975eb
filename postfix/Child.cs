using MailSuite.Mail;
using MailSuite.Postfix.Checking;

namespace MailSuite.Postfix;

/// <summary>Runs another program of the suite for what it says.</summary>
internal static class Child
{
    /// <summary>The environment in which programs of this instance run.</summary>
    internal static List<string> Environment(Instance instance) =>
        [.. Sys.EnvironmentStrings().Where(static e => !e.StartsWith("MAIL_CONFIG=", StringComparison.Ordinal)), $"MAIL_CONFIG={instance.ConfigDirectory}"];

    /// <summary>What a daemon explains of its own decisions, run with the options of its line in master.cf ("-T ... explain ...").</summary>
    internal static List<ExplainLine> Explain(Instance instance, CheckedService service, IReadOnlyList<string> words)
    {
        var s = service.Entry;
        string path = s.Command.StartsWith('/') ? s.Command : $"{instance.DaemonDirectory}/{s.Command}";
        var (ours, theirs) = Sys.SocketPair();
        using var channel = new IpcChannel(ours);
        int pid;
        try
        {
            pid = Sys.Spawn(new SpawnRequest
            {
                Path = path, Arguments = [service.Program, "-T", "-n", s.Name, "-t", s.Type, .. s.Arguments, "explain", .. words], Environment = Environment(instance),
                Descriptors = [(theirs, 1), (2, 2)],
            });
        }
        catch (UnixException e)
        {
            throw new FatalException($"cannot run {path}: {e.Errno.Text()}");
        }
        finally
        {
            Sys.CloseQuietly(theirs);
        }
        var lines = new List<ExplainLine>();
        while (channel.Receive<ExplainLine>() is { } line)
            lines.Add(line);
        Sys.TryReap(pid, wait: true, out var status);
        return status.Success ? lines : throw new FatalException($"service \"{s.Name}\" cannot start: postfix check says why");
    }

    /// <summary>The lines that it writes to standard error; standard output is thrown away.</summary>
    internal static List<string> Errors(Instance instance, string path, IReadOnlyList<string> arguments, out ExitStatus status) =>
        [.. Bytes.Text(Output(instance, path, arguments, 2, out status)).Split('\n', StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>What it writes to one descriptor, 1 or 2; the other one is thrown away (1) or ours (2).</summary>
    internal static byte[] Output(Instance instance, string path, IReadOnlyList<string> arguments, int descriptor, out ExitStatus status)
    {
        Log.Flush();
        var (read, write) = Sys.Pipe();
        int nothing = Sys.Open("/dev/null", Sys.RdWr);
        int pid;
        try
        {
            pid = Sys.Spawn(new SpawnRequest
            {
                Path = path, Arguments = arguments, Environment = Environment(instance),
                Descriptors = descriptor == 1 ? [(nothing, 0), (write, 1), (2, 2)] : [(nothing, 0), (nothing, 1), (write, 2)],
            });
        }
        catch (UnixException)
        {
            Sys.CloseQuietly(read);
            throw;
        }
        finally
        {
            Sys.CloseQuietly(write);
            Sys.CloseQuietly(nothing);
        }
        var all = new List<byte>();
        var buffer = new byte[8192];
        while (Sys.Read(read, buffer) is > 0 and var n)
            all.AddRange(buffer.AsSpan(0, n));
        Sys.CloseQuietly(read);
        Sys.TryReap(pid, wait: true, out status);
        return [.. all];
    }
}
