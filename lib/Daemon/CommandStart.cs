using MailSuite.Config;

namespace MailSuite.Daemon;

/// <summary>How a command (postqueue, postsuper, postlog, ...) starts and ends: errors on standard error and in the mail log, exit status from the failure.</summary>
public static class CommandStart
{
    /// <summary>What messages on the terminal begin with.</summary>
    private static string Name { get; set; } = "";

    /// <summary>Runs a command's body. A failure is told once, as "name: fatal: text", and becomes the exit status.</summary>
    public static int Run(string name, Func<int> body)
    {
        Name = name;
        try
        {
            Sys.OpenStandardDescriptors();
            Log.To(new StandardErrorLog(name));
            Sys.Ignore(Sys.SigPipe);
            return body();
        }
        catch (FatalException e)
        {
            Log.Fatal(e.Message);
            return e.ExitStatus;
        }
        catch (UnixException e) when (e.Errno == Errno.PIPE)
        {
            // "mailq | head": who has seen enough needs no message. The shell's status of a command that SIGPIPE ended.
            return 128 + Sys.SigPipe;
        }
        catch (UnixException e)
        {
            Log.Fatal(e.Message);
            return 1;
        }
        finally
        {
            Console.Out.Flush();
            Log.Flush();
        }
    }

    /// <summary>Reads a command's options. What is wrong with them is told as getopt(3) does, and the usage line after it is fatal.</summary>
    public static GetOpt Options(IReadOnlyList<string> args, string specification, string usage, int exitStatus = 1)
    {
        var options = new GetOpt(args, specification);
        if (options.Problem == null)
            return options;
        Sys.WriteOnce(2, Bytes.Of($"{Name}: {options.Problem}\n"));
        throw new FatalException(usage, exitStatus);
    }

    /// <summary>Reads main.cf of -c, else of MAIL_CONFIG, else of /etc/postfix. What no program can run with is a <see cref="FatalException"/>.</summary>
    public static MailConfig Configure(string program, string? directory)
    {
        var config = Read(program, directory);
        CommonChecks.Run(config);
        return config;
    }

    /// <summary>As <see cref="Configure"/>, for who tells himself what is wrong with accounts and names.</summary>
    public static MailConfig Read(string program, string? directory)
    {
        var config = MailConfig.Load(directory ?? MailConfig.DefaultDirectory);
        config.Set("process_name", program);
        config.Check();
        return config;
    }

    /// <summary>From now on the mail log gets what standard error gets; with <paramref name="terminal"/> false only the mail log.</summary>
    public static void LogToMailLog(MailConfig config, string program, bool terminal = true)
    {
        var mailLog = MailLog.Open(config, program, config.Get(GlobalParams.QueueDirectory) + "/");
        Log.To(terminal ? new LogToAll(new StandardErrorLog(Name), mailLog) : mailLog);
    }
}
