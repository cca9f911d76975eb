using System.Globalization;

namespace MailSuite.Qshape;

/// <summary>qshape(1): a table of how many recipients (or senders) of which domains are in the queue, and how old their messages are.</summary>
public static class Program
{
    private const string Usage = """
        Usage: qshape [ -s ] [ -p ] [ -m <min_subdomains> ] [ -l ]
        	[ -b <bucket_count> ] [ -t <bucket_time> ] [ -w <terminal_width> ]
        	[ -N <batch_msg_count> ] [ -n <batch_top_domains> ]
        	[ -c <config_directory> ] [ <queue_name> ... ]
        -s counts senders, -p also parent domains (".example.com", with at least -m subdomains).
        Ages are in units of -t minutes, each column twice as long as the one before; with -l all the same.
        Without queue names: incoming and active.
        """;

    /// <summary>Prints the table.</summary>
    public static int Main(string[] args) => CommandStart.Run(Invocation.BaseName, () => Run(args));

    private static int Run(string[] args)
    {
        var options = new GetOpt(args, "+lhc:psw:b:t:m:n:N:");
        if (options.Problem is { } problem)
            Sys.WriteOnce(2, Bytes.Of($"{Invocation.BaseName}: {problem}\n"));
        if (options.Problem != null || options.Has('h'))
        {
            Sys.WriteOnce(2, Bytes.Of(Usage + "\n"));
            return 255;
        }
        string[] queues = options.Operands.Count > 0 ? [.. options.Operands] : [QueueFiles.Incoming, QueueFiles.Active];
        if (!Array.TrueForAll(queues, static q => q.StartsWith('/')))
            Sys.ChangeDirectory(CommandStart.Configure("qshape", options.Value('c')).Get(GlobalParams.QueueDirectory));
        bool terminal = Sys.IsTerminal(1);
        var shape = new Shape(Clock.System.UnixSeconds, Number('b', 10, 1), Number('t', 5, 1), options.Has('l'), options.Has('p'));
        var table = new ShapeTable(shape, Number('w', 80, 81), Number('m', 5, 1));
        int batch = terminal ? Number('N', 1000, 0) : 0, top = terminal ? Number('n', 20, 0) : 0, messages = 0;
        foreach (string queue in queues)
            foreach (var message in ShapeReader.Messages(queue))
            {
                shape.Add(message.Arrival, options.Has('s') ? [message.Sender] : message.Recipients);
                if (batch > 0 && ++messages % batch == 0)
                    Show("\x1b[H\x1b[2J" + table.Text(top));   // a look at what there is so far
            }
        Show((batch > 0 ? "\x1b[H\x1b[2J" : "") + table.Text(top));
        return 0;

        // A number that is too small is as none.
        int Number(char option, int otherwise, int least) =>
            int.TryParse(options.Value(option), NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n >= least ? n : otherwise;
    }

    private static void Show(string text) => Sys.Write(1, Bytes.Of(text));
}
