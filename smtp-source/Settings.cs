using System.Globalization;

namespace MailSuite.SmtpSource;

/// <summary>What the command line asks for.</summary>
internal sealed record Settings
{
    internal const string Usage = "usage: smtp-source -cdLNov -s sess -l msglen -m msgs -C count -M myhostname -f from -t to -r rcptcount -R delay -w delay host[:port]";

    internal required string Server { get; init; }
    internal int Sessions { get; init; }
    internal int Messages { get; init; }
    internal int Recipients { get; init; }
    internal int Connects { get; init; }
    internal int Window { get; init; }
    internal int Pause { get; init; }
    internal int RandomPause { get; init; }
    internal bool Lmtp { get; init; }
    internal bool Old { get; init; }
    internal bool GoOn { get; init; }
    internal bool KeepConnection { get; init; }
    internal bool NumberRecipients { get; init; }
    internal bool Counter { get; init; }
    internal bool Four { get; init; }
    internal bool Six { get; init; }
    internal required string HostName { get; init; }
    internal required string From { get; init; }
    internal required string To { get; init; }
    internal string? Subject { get; init; }
    internal required byte[] Body { get; init; }

    /// <summary>Is the body a whole message, header included?</summary>
    internal bool BodyIsMessage { get; init; }

    internal static Settings Read(string[] args)
    {
        var options = CommandStart.Options(args, "+46AcC:df:F:l:LM:m:Nor:R:s:S:t:T:vw:", Usage);
        Log.Verbose = options.Count('v');
        int count = Number(options, 'C', 1, "connection count"), length = Number(options, 'l', 0, "message length");
        int pause = Number(options, 'w', 0, "fixed delay"), random = Number(options, 'R', 0, "random delay");
        int messages = Number(options, 'm', 1, "message count"), recipients = Number(options, 'r', 1, "recipient count");
        int sessions = Number(options, 's', 1, "session count"), window = Number(options, 'T', 0, "TCP window size");
        if (pause > 0 && random > 0)
            throw new FatalException("do not use -w and -R options at the same time");
        string host = options.Value('M') ?? Sys.HostName;
        byte[]? file = options.Value('F') is { } path ? Content.OfFile(path) : null;
        if (options.Operands is not [var server])
            throw new FatalException(Usage);
        return new Settings
        {
            Server = server,
            Sessions = Math.Min(sessions, messages), Messages = messages, Recipients = recipients, Connects = count, Window = window, Pause = pause, RandomPause = random,
            Lmtp = options.Has('L'), Old = options.Has('o'), GoOn = options.Has('A'), KeepConnection = options.Has('d'), NumberRecipients = options.Has('N'), Counter = options.Has('c'),
            Four = options.Has('4') || !options.Has('6'), Six = options.Has('6') || !options.Has('4'),
            HostName = host, From = options.Value('f') ?? "foo@" + host, To = options.Value('t') ?? "foo@" + host, Subject = options.Value('S'),
            Body = file ?? (length > 0 ? Content.OfLength(length) : Content.Usual), BodyIsMessage = file != null,
        };
    }

    private static int Number(GetOpt options, char option, int otherwise, string what) =>
        options.Value(option) is not { } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n > 0 ? n : throw new FatalException($"bad {what}: {text}");
}

/// <summary>What is sent as a message's content, with CRLF behind each line and a dot before those that begin with one.</summary>
internal static class Content
{
    private const int LineSize = 80, LargestFile = 256 << 20;

    internal static byte[] Usual { get; } = "La de da de da 1.\r\nLa de da de da 2.\r\nLa de da de da 3.\r\nLa de da de da 4.\r\n"u8.ToArray();

    /// <summary>So many bytes, line ends included: lines of 80 that carry their number, then the rest and its line end.</summary>
    internal static byte[] OfLength(int length)
    {
        int whole = length / LineSize, rest = length % LineSize;
        var body = new byte[length + (rest > 0 ? 2 : 0)];
        body.AsSpan().Fill((byte)'X');
        for (int line = 0; line < whole; line++)
        {
            Bytes.Write((line + 1).ToString(CultureInfo.InvariantCulture), body.AsSpan(line * LineSize));
            "\r\n"u8.CopyTo(body.AsSpan((line + 1) * LineSize - 2));
        }
        "\r\n"u8.CopyTo(body.AsSpan(body.Length - 2));
        return body;
    }

    internal static byte[] OfFile(string path)
    {
        if (Sys.TryOpen(path, Sys.RdOnly, 0, out int fd) is var e and not Errno.None)
            throw new FatalException($"open {path}: {e.Text()}");
        Sys.CloseQuietly(fd);
        ReadOnlySpan<byte> rest = Sys.ReadFile(path, LargestFile);
        var body = new List<byte>(rest.Length + 1024);
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (line is [(byte)'.', ..])
                body.Add((byte)'.');
            body.AddRange(line.TrimEnd((byte)'\r'));
            body.AddRange("\r\n"u8);
        }
        return [.. body];
    }
}
