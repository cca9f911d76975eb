using System.Globalization;

namespace MailSuite.Daemon;

/// <summary>The options that every daemon takes from master (or from a person who tries it by hand), as in Postfix's server skeletons.</summary>
public sealed class DaemonOptions
{
    private const string Specification = "+cdDi:lm:n:o:r:s:St:TuvVz";

    /// <summary>What the manual pages of daemons say of the options.</summary>
    public static IReadOnlyList<ManualEntry> Manual { get; } =
    [
        new("-S", "Serve one client, on standard input and output: to try the program by hand."),
        new("-o name=value", "Use this value of a main.cf parameter."),
        new("-n service", "The service's name in master.cf."),
        new("-t type", "The service's type in master.cf: inet, unix, fifo or pass."),
        new("-c", "Make the queue directory the root directory (chroot in master.cf)."),
        new("-u", "Give up root's rights and become mail_owner for good (unprivileged in master.cf)."),
        new("-m count", "Retire after so many clients; the default is max_use."),
        new("-i seconds", "Retire after so long without a client; the default is max_idle."),
        new("-s count", "The number of sockets to listen on, which master has opened."),
        new("-l", "There is only one process of this service."),
        new("-z", "There may be any number of processes of this service."),
        new("-d", "Do not mind being started without master."),
        new("-D", "Run the debugger_command beside this process."),
        new("-r count", "Taken, for scripts of Postfix; without effect."),
        new("-v", "Say more in the log; more than once, more still."),
        new("-V", "Log to standard error."),
        new("-T", "Open tables, keys and sockets as at every start, say on standard error what is wrong with them, and exit. postfix check uses it."),
    ];

    /// <summary>Reads the command line; throws <see cref="FatalException"/> on an unknown option.</summary>
    public DaemonOptions(string program, string[] args)
    {
        var options = new GetOpt(args, Specification);
        if (options.Problem is { } problem)
            throw new FatalException(problem, 64);
        ServiceName = options.Value('n') ?? program;
        foreach (var (option, value) in options.Options)
            switch (option)
            {
                case 'c': Chroot = true; break;
                case 'd': Foreground = true; break;
                case 'D': Debug = true; break;
                case 'i': MaxIdle = value; break;
                case 'm': MaxUse = Number(option, value!); break;
                case 'o': Overrides.Add(Pair(value!)); break;
                case 's': Sockets = Number(option, value!); break;
                case 'S': StandAlone = true; break;
                case 'T': Trial = true; break;
                case 't': Transport = value!; break;
                case 'u': Unprivileged = true; break;
                case 'v': Log.Verbose++; break;
                case 'V': LogToStandardError = true; break;
                case 'z': Unlimited = true; break;
                case 'l': Solitary = true; break;
            }
        Arguments = options.Operands;
    }

    private static int Number(char option, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : throw new FatalException($"bad value of option -{option}: {value}", 64);

    private static (string, string) Pair(string text)
    {
        // "-o { name = value }" arrives with its braces.
        string inner = text.StartsWith('{') && text.EndsWith('}') ? text[1..^1] : text;
        int at = inner.IndexOf('=');
        return at > 0 ? (inner[..at].Trim(), inner[(at + 1)..].Trim()) : throw new FatalException($"missing '=' after attribute name: \"{text}\"");
    }

    /// <summary>-n: the service's name in master.cf.</summary>
    public string ServiceName { get; }
    /// <summary>-c: confine the process to the queue directory.</summary>
    public bool Chroot { get; }
    /// <summary>-u: drop to mail_owner for good.</summary>
    public bool Unprivileged { get; }
    /// <summary>-S: one client, on standard input and output.</summary>
    public bool StandAlone { get; }
    /// <summary>-T: open and check what the service needs at its start, say on standard error what is wrong, and exit (postfix check).</summary>
    public bool Trial { get; }
    /// <summary>-d: do not mind being started without master.</summary>
    public bool Foreground { get; }
    /// <summary>-D: run the debugger_command.</summary>
    public bool Debug { get; }
    /// <summary>-V: log to standard error.</summary>
    public bool LogToStandardError { get; }
    /// <summary>-l: this must be the only process of the service.</summary>
    public bool Solitary { get; }
    /// <summary>-z: the service has no process limit.</summary>
    public bool Unlimited { get; }
    /// <summary>-t: the type in master.cf.</summary>
    public string Transport { get; } = "unix";
    /// <summary>-s: number of listening sockets, from descriptor 6.</summary>
    public int Sockets { get; } = 1;
    /// <summary>-m: clients to serve before retiring; null is max_use.</summary>
    public int? MaxUse { get; }
    /// <summary>-i: seconds without a client before retiring; null is max_idle.</summary>
    public string? MaxIdle { get; }
    /// <summary>-o: settings that override main.cf for this service.</summary>
    public List<(string Name, string Value)> Overrides { get; } = [];
    /// <summary>What follows the options (pipe's and spawn's attributes).</summary>
    public IReadOnlyList<string> Arguments { get; }
}
