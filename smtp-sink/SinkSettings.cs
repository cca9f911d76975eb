using System.Globalization;

namespace MailSuite.SmtpSink;

/// <summary>What the command line asks for, and the table of commands with what is to happen at each.</summary>
internal sealed class SinkSettings
{
    private const string Usage = "usage: smtp-sink [-468acCeEFLpPv] [-A abort_delay] [-b soft_bounce_reply] [-B hard_bounce_reply] [-d dump-template] [-D dump-template] [-f commands] "
        + "[-h hostname] [-m max_concurrency] [-M message_quit_count] [-n quit_count] [-q commands] [-r commands] [-R root-dir] [-s commands] [-S start-string] [-u user_privs] [-w delay] [host]:port backlog";
    private static readonly char[] Separators = [',', ' ', '\t', '\r', '\n'];

    internal readonly SinkCommand[] Table =
    [
        new("CONNECT", static c => c.Greet()),
        new("HELO", static c => c.Hello(extended: false)),
        new("EHLO", static c => c.Hello(extended: true)),
        new("LHLO", static c => c.Hello(extended: true)),
        new("XCLIENT", static c => c.Say("250 2.0.0 Ok")),
        new("XFORWARD", static c => c.Say("250 2.0.0 Ok")),
        new("AUTH", static c => c.Say("250 2.0.0 Ok")),
        new("MAIL", static c => c.Mail()),
        new("RCPT", static c => c.Rcpt()),
        new("DATA", static c => c.Data()),
        new(".", static c => c.EndOfData()),
        new("RSET", static c => c.Reset()),
        new("NOOP", static c => c.Say("250 2.0.0 Ok")),
        new("VRFY", static c => c.Say("250 2.0.0 Ok")),
        new("QUIT", static c => c.Quit()),
    ];

    internal readonly string Address, HostName, SoftReply = "450 4.3.0 Error: command failed", HardReply = "500 5.3.0 Error: command failed", Banner;
    internal readonly bool Four, Six, Lmtp, Counters, Verbose;
    internal readonly int Backlog, MostClients, MostSessions, MostMessages, Timeout, Window, AbortDelay = -1, ReadDelay;
    internal readonly string? DumpEach, DumpAll, Root, User;
    internal readonly byte[] DumpStart = [];

    /// <summary>Keywords of the answer to EHLO.</summary>
    internal readonly IReadOnlyList<string> Keywords;

    internal SinkSettings(string[] args)
    {
        var options = CommandStart.Options(args, "+468aA:b:B:cCd:D:eEf:Fh:H:Ln:m:M:NpPq:Q:r:R:s:S:t:T:u:vw:W:", Usage);
        Log.Verbose = options.Count('v');
        int Number(char option, int otherwise, int least, string what) => options.Value(option) is not { } text ? otherwise : ReadNumber(text, least, what);
        bool plain = options.Has('e') || options.Has('P'), pipelining = !(options.Has('p') || options.Has('f') || options.Has('r'));
        (Four, Six) = (options.Has('4') || !options.Has('6'), options.Has('6') || !options.Has('4'));
        (Lmtp, Counters, Verbose) = (options.Has('L'), options.Has('c'), options.Has('v'));
        HostName = options.Value('h') ?? "smtp-sink";
        Banner = options.Has('P') ? "220 ********" : $"220 {HostName}{(plain ? "" : " ESMTP")}";
        if (options.Value('b') is { } soft)
            SoftReply = Checked(soft, '4', "soft");
        if (options.Value('B') is { } hard)
            HardReply = Checked(hard, '5', "hard");
        MostClients = Number('m', 256, 1, "concurrency limit");
        MostSessions = Number('n', 0, 1, "session count");
        MostMessages = Number('M', 0, 1, "message count");
        Timeout = Number('t', 100, 1, "timeout");
        Window = Number('T', 0, 1, "TCP window size");
        AbortDelay = Number('A', -1, 0, "abort delay");
        ReadDelay = Number('H', 0, 1, "data read delay");
        (DumpEach, DumpAll, Root, User) = (options.Value('d'), options.Value('D'), options.Value('R'), options.Value('u'));
        if (options.Value('S') is { } start)
            DumpStart = CEscapes.Read(start);
        Mark(options, 'f', static c => c.Hard = true);
        Mark(options, 'r', static c => c.Soft = true);
        Mark(options, 'q', static c => c.Hangup = true);
        Mark(options, 'Q', static c => c.Closing = true);
        Mark(options, 's', static c => c.Logged = true);
        Of("DATA").Delay = Number('w', 0, 1, "command delay");
        foreach (var (option, value) in options.Options)
            if (option == 'W')
                SetDelay(value!);
        Of("EHLO").Disabled = plain || Lmtp;
        Of("HELO").Disabled = Lmtp;
        Of("LHLO").Disabled = !Lmtp;
        Of("XCLIENT").Disabled = options.Has('C');
        Of("XFORWARD").Disabled = options.Has('F');
        Of("AUTH").Disabled = options.Has('a');
        string[] keywords =
        [
            pipelining ? "PIPELINING" : "", options.Has('8') ? "" : "8BITMIME", options.Has('a') ? "" : "AUTH PLAIN LOGIN", options.Has('C') ? "" : "XCLIENT NAME HELO",
            options.Has('F') ? "" : "XFORWARD NAME ADDR PROTO HELO", options.Has('E') ? "" : "ENHANCEDSTATUSCODES", options.Has('N') ? "" : "DSN",
        ];
        Keywords = [.. keywords.Where(static k => k.Length > 0)];
        if (options.Operands is not [var address, var backlog] || !int.TryParse(backlog, NumberStyles.None, CultureInfo.InvariantCulture, out Backlog) || Backlog == 0)
            throw new FatalException(Usage);
        Address = address;
        if (Sys.Uid == 0 && User == null)
            throw new FatalException("-u option is required if running as root");
    }

    internal SinkCommand Of(string name) => Array.Find(Table, c => Bytes.Same(c.Name, name)) ?? throw new FatalException($"unknown command: {name}");

    private static int ReadNumber(string text, int least, string what) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n >= least ? n : throw new FatalException($"bad {what}: {text}");

    private static string Checked(string reply, char first, string kind)
    {
        if (reply.Length >= 3 && reply[0] == first && char.IsAsciiDigit(reply[1]) && char.IsAsciiDigit(reply[2]) && (reply.Length == 3 || reply[3] == ' '))
            return reply;
        Log.Error($"bad {kind} error reply: {reply}");
        throw new FatalException(Usage);
    }

    private void Mark(GetOpt options, char wanted, Action<SinkCommand> mark)
    {
        foreach (var (option, value) in options.Options)
            if (option == wanted)
                foreach (string name in value!.Split(Separators, StringSplitOptions.RemoveEmptyEntries))
                    mark(Of(name));
    }

    private void SetDelay(string argument)
    {
        string[] parts = argument.Split(':');
        if (parts.Length is < 2 or > 3)
            throw new FatalException($"invalid command delay argument: {argument}");
        var command = Of(parts[0]);
        command.Delay = ReadNumber(parts[1], 1, "command delay");
        if (parts.Length == 3 && (command.Odds = ReadNumber(parts[2], 1, "delay odds")) > 99)
            throw new FatalException($"bad delay odds: {parts[2]}");
    }
}
