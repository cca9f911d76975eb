using System.Globalization;

namespace MailSuite.PosttlsFinger;

/// <summary>Which TLS lines are wanted (-L).</summary>
[Flags]
internal enum TlsLines
{
    None = 0,
    /// <summary>The connection in one line.</summary>
    Summary = 1,
    /// <summary>The server's certificate in one line.</summary>
    PeerCertificate = 2,
    /// <summary>Which name or digest matched.</summary>
    Match = 4,
    /// <summary>Why a certificate is not trusted.</summary>
    Untrusted = 8,
    /// <summary>Which session was offered again.</summary>
    Cache = 16,
    Verbose = 64 | PeerCertificate | Match | Untrusted | Cache,
}

/// <summary>What the command line asks for.</summary>
internal sealed record FingerSettings
{
    private static readonly char[] Separators = [',', ' ', '\t', '\r', '\n'];
    private static readonly (string Word, TlsLines Lines)[] LogWords =
    [
        ("0", TlsLines.None), ("none", TlsLines.None), ("1", TlsLines.Summary), ("routine", TlsLines.Summary), ("summary", TlsLines.Summary),
        ("2", TlsLines.Summary | TlsLines.Verbose), ("debug", TlsLines.Summary | TlsLines.Verbose), ("3", TlsLines.Summary | TlsLines.Verbose),
        ("ssl-expert", TlsLines.Summary | TlsLines.Verbose), ("4", TlsLines.Summary | TlsLines.Verbose), ("ssl-developer", TlsLines.Summary | TlsLines.Verbose),
        ("ssl-debug", TlsLines.None), ("ssl-handshake-packet-dump", TlsLines.None), ("ssl-session-packet-dump", TlsLines.None), ("trace", TlsLines.None),
        ("untrusted", TlsLines.Untrusted), ("peercert", TlsLines.PeerCertificate), ("certmatch", TlsLines.Match), ("cache", TlsLines.Cache), ("verbose", TlsLines.Verbose),
    ];

    internal required MailConfig Config { get; init; }
    internal required string Destination { get; init; }
    internal required IReadOnlyList<string> Match { get; init; }
    internal TlsLevel Level { get; init; }
    internal TlsLines Lines { get; init; }
    internal bool Chat { get; init; }
    internal bool ShowChain { get; init; }
    internal bool Lmtp { get; init; }
    internal bool Wrapper { get; init; }
    internal bool Services { get; init; }
    internal bool ByProxy { get; init; }
    internal bool ForceTlsa { get; init; }
    internal bool ByDns { get; init; }
    internal bool ByNative { get; init; }
    internal string Family { get; init; } = "any";
    internal string Digest { get; init; } = "";
    internal string Grade { get; init; } = "";
    internal string Protocols { get; init; } = "";
    internal string ServerName { get; init; } = "";
    internal string CAfile { get; init; } = "";
    internal string CApath { get; init; } = "";
    internal IReadOnlyList<string> AnchorFiles { get; init; } = [];
    internal IReadOnlyList<string> ChainFiles { get; init; } = [];
    internal (string Certificate, string Key)? Pair { get; init; }
    internal TimeSpan ConnectTimeout { get; init; }
    internal TimeSpan CommandTimeout { get; init; }
    internal int? ReconnectDelay { get; init; }
    internal int MostReconnects { get; init; }

    internal static FingerSettings Read(GetOpt options, MailConfig config)
    {
        string Of(char option, string otherwise = "") => options.Value(option) ?? otherwise;
        Log.Verbose = options.Count('v');
        string family = Of('a', "any"), level = Of('l', "dane"), insecure = Of('M', "dane");
        if (family is not ("any" or "ipv4" or "ipv6"))
            throw new FatalException($"bad '-a' option value: {family}");
        if (TlsLevels.Of(level) is not { } parsed || parsed == TlsLevel.HalfDane)
            throw new FatalException($"Invalid TLS level \"{level}\"");
        if (insecure is not ("dane" or "encrypt" or "may"))
            throw new FatalException($"bad '-M' option value: {insecure}");
        string lookup = Of('h', "dns");
        var ways = lookup.Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        foreach (string way in ways)
            if (!Bytes.Same(way, "dns") && !Bytes.Same(way, "native"))
                throw new FatalException($"unknown -h option value \"{way}\" in \"{lookup}\"");
        string key = Of('K', Of('k')), certificate = Of('k', Of('K'));
        return new FingerSettings
        {
            Config = config, Destination = options.Operands[0], Match = [.. options.Operands.Skip(1)], Level = parsed,
            Lines = LogLines(Of('L', "routine,certmatch")), Chat = !options.Has('c'), ShowChain = options.Has('C'),
            Lmtp = options.Has('S'), Wrapper = options.Has('w'), Services = options.Has('R'), ByProxy = options.Has('X'), ForceTlsa = options.Has('f'),
            ByDns = ways.Contains("dns", StringComparer.OrdinalIgnoreCase), ByNative = ways.Contains("native", StringComparer.OrdinalIgnoreCase),
            Family = family, Digest = Of('d', config.Get(SmtpParams.TlsFingerprintDigest)), Grade = Of('g', "medium"),
            Protocols = Of('p', config.Get(SmtpParams.TlsMandatoryProtocols)), ServerName = Of('s'), CAfile = Of('F'), CApath = Of('P'),
            AnchorFiles = [.. options.Options.Where(static o => o.Option == 'A').Select(static o => o.Value!)],
            ChainFiles = [.. options.Options.Where(static o => o.Option == 'H').SelectMany(static o => o.Value!.Split(Separators, StringSplitOptions.RemoveEmptyEntries))],
            Pair = certificate.Length > 0 ? (certificate, key) : null,
            ConnectTimeout = Seconds(Of('t', "30")), CommandTimeout = Seconds(Of('T', "30")),
            ReconnectDelay = options.Value('r') is { } delay && Count(delay) is > 0 and var seconds ? seconds : null, MostReconnects = Count(Of('m', "5")),
        };
    }

    // As atoi(3): what is no number is 0.
    private static int Count(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : 0;

    private static TimeSpan Seconds(string text) => Count(text) is > 0 and var n ? TimeSpan.FromSeconds(n) : throw new FatalException($"bad timeout: {text}");

    private static TlsLines LogLines(string words)
    {
        var lines = TlsLines.None;
        foreach (string word in words.Split(Separators, StringSplitOptions.RemoveEmptyEntries))
        {
            int at = Array.FindIndex(LogWords, w => Bytes.Same(w.Word, word));
            if (at >= 0)
                lines |= LogWords[at].Lines;
            else
                Log.Warning($"unknown -L option value \"{word}\" in \"{words}\"");
        }
        return lines;
    }
}
