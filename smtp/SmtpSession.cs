using System.Net;
using MailSuite.Maps;
using MailSuite.Net;

namespace MailSuite.Smtp;

/// <summary>What a server said that it can do.</summary>
[Flags]
internal enum Features
{
    None = 0,
    Extended = 1,
    Pipelining = 2,
    Size = 4,
    EightBit = 8,
    StartTls = 16,
    Auth = 32,
    Dsn = 64,
    SmtpUtf8 = 128,
    RequireTls = 256,
}

/// <summary>
/// One connection to one server. States: connected (no greeting yet) -> greeted (EHLO answered; perhaps again after STARTTLS) -> ready
/// (authenticated where wanted; may be kept between messages) -> dead (anything unexpected; only to be closed).
/// </summary>
internal sealed class SmtpSession : IDisposable
{
    /// <summary>A server answers sooner than this; when it does not, waits go by poll(2).</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly SmtpSettings settings;
    private readonly Clock clock;
    private IReadOnlyList<string>? discarded;

    private readonly MapList replyFilter;

    internal SmtpSession(int fd, SmtpHost host, int port, Destination destination, SmtpWorld world)
    {
        (settings, clock, replyFilter, Said) = (world.Settings, world.Clock, world.ReplyFilter, world.Notices.Begin());
        (Fd, Host, Destination) = (fd, host, destination);
        string where = host.Address?.ToString() ?? destination.UnixPath;
        Peer = $"{host.Name}[{where}]";
        isWatched = Log.Verbose > 0 || !world.Settings.DebugPeers.IsEmpty && world.Settings.DebugPeers.Contains(host.Name, host.Address?.ToString() ?? "") == LookupStatus.Found;
        PeerWithPort = host.Address == null ? Peer : $"{Peer}:{port}";
        Stream = new LineStream(new FdTransport(fd), 8192);
        Stream.Transport.SetPatience(Patience);
        Born = clock.Milliseconds;
    }

    internal int Fd { get; }
    internal SmtpHost Host { get; }
    internal Destination Destination { get; }
    internal LineStream Stream { get; }
    /// <summary>"host[address]".</summary>
    internal string Peer { get; }
    // The log gets all that is said: -v, or a host of debug_peer_list.
    private readonly bool isWatched;
    /// <summary>"host[address]:port", for relay=.</summary>
    internal string PeerWithPort { get; }
    internal Features Features { get; private set; }
    /// <summary>Largest message that the server takes; 0 when it does not say.</summary>
    internal long SizeLimit { get; private set; }
    internal IReadOnlyList<string> Mechanisms { get; private set; } = [];
    /// <summary>Attributes that XFORWARD may carry; none when the server does not say so.</summary>
    internal IReadOnlySet<string> XForwards { get; private set; } = new HashSet<string>();
    /// <summary>What helps against the firewall in front of this server.</summary>
    internal IReadOnlyList<string> Workarounds { get; set; } = [];
    /// <summary>What was said, when the postmaster wants to know; null otherwise.</summary>
    internal Transcript? Said { get; }
    /// <summary>What the message under way needs of this server.</summary>
    internal RequireTlsNeed Need { get; set; }
    /// <summary>The first word of the EHLO or HELO reply: what the server calls itself.</summary>
    internal string CalledItself { get; private set; } = "";
    internal TlsSession? Tls { get; private set; }
    /// <summary>Did the server get so far as to say whether it has TLS?</summary>
    internal bool HasSaidHello { get; private set; }
    /// <summary>The TLS that was wanted here.</summary>
    internal TlsWish Wish { get; set; } = new(TlsLevel.None, []);
    internal long Born { get; }
    /// <summary>When it was last given back, for the cache's time limit.</summary>
    internal long IdleSince { get; set; }
    /// <summary>Messages, this one included.</summary>
    internal int Uses { get; set; } = 1;
    /// <summary>May the next message use it?</summary>
    internal bool IsReusable { get; set; }
    /// <summary>A transaction was begun and not ended: RSET comes first.</summary>
    internal bool NeedsReset { get; set; }
    /// <summary>What we were doing, for "lost connection with ... while ...".</summary>
    internal string Doing { get; set; } = "receiving the initial server greeting";

    /// <summary>Was the server told that a message comes, and has it not answered its end?</summary>
    internal bool IsInMessage => Doing is "sending message body" or MailTransaction.SendingEnd;

    internal bool Has(Features features) => (Features & features) == features;

    /// <summary>Every wait from here on ends at this time from now.</summary>
    internal void Limit(TimeSpan time) => Stream.Transport.SetDeadline(clock.Milliseconds + (long)time.TotalMilliseconds);

    /// <summary>Queues a command; it leaves with the next read. What goes into it must not hold a line end, or a stranger could give commands (R-06).</summary>
    internal void Send(string command)
    {
        if (command.AsSpan().ContainsAny('\r', '\n'))
            throw new InvalidOperationException("line end inside an SMTP command");
        if (isWatched)
            Log.Info($"> {Peer}: {(command.StartsWith("AUTH", StringComparison.Ordinal) ? "AUTH ..." : command)}");
        Said?.Sent(command.StartsWith("AUTH", StringComparison.Ordinal) ? "AUTH ..." : command);
        Stream.WriteLine(command);
    }

    internal SmtpReply Read(Action<string, int>? eachLine = null)
    {
        var reply = SmtpReplyReader.Read(Stream, Peer, eachLine, replyFilter.IsEmpty ? null : Filtered);
        Said?.Received(reply);
        if (isWatched)
            Log.Info($"< {Peer}: {reply.Text}");
        // 421: the server is about to close; whatever it said 421 to.
        if (reply.Code is 0 or 421)
            (IsReusable, NeedsReset) = (false, true);
        return reply;
    }

    private string Filtered(string line)
    {
        var found = replyFilter.Find(line);
        if (found.Status == LookupStatus.TryLater)
            throw new TableTroubleException(settings.Prefix + "_reply_filter");
        return found.IsFound ? found.Value : line;
    }

    internal SmtpReply Ask(string command, TimeSpan limit)
    {
        Limit(limit);
        Send(command);
        return Read();
    }

    /// <summary>Says EHLO (LHLO), or HELO where that is not wanted or not understood, and notes what the server offers: only what it says now counts (RFC 3207 4.2).</summary>
    /// <param name="extended">Try EHLO first?</param>
    internal SmtpReply SayHello(bool extended = true)
    {
        Features = Features.None;
        SizeLimit = 0;
        Mechanisms = [];
        XForwards = new HashSet<string>();
        if (extended || settings.IsLmtp)
        {
            discarded ??= Discarded();
            Doing = settings.IsLmtp ? "performing the LHLO handshake" : "performing the EHLO handshake";
            Limit(settings.HeloTimeout);
            Send((settings.IsLmtp ? "LHLO " : "EHLO ") + settings.HeloName);
            var reply = Read(Note);
            if (reply.IsPositive)
                Features |= Features.Extended;
            if (reply.IsPositive || settings.IsLmtp || !reply.IsPermanent)
                return reply;
            Features = Features.None;
        }
        Doing = "performing the HELO handshake";
        Limit(settings.HeloTimeout);
        Send("HELO " + settings.HeloName);
        return Read(Note);
    }

    private IReadOnlyList<string> Discarded()
    {
        var found = Host.Address == null || settings.DiscardedKeywordsByAddress.IsEmpty ? LookupResult.NotFound : settings.DiscardedKeywordsByAddress.Find(Host.Address.ToString());
        return found.IsFound ? SmtpSettings.Words(found.Value) : settings.DiscardedKeywords;
    }

    private void Note(string line, int number)
    {
        var words = line.Split((char[])[' ', '\t', '='], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
            return;
        HasSaidHello = true;
        if (number == 0)
        {
            CalledItself = words[0];
            return;
        }
        string keyword = words[0].ToUpperInvariant();
        if (discarded!.Any(k => Bytes.Same(k, keyword)))
            return;
        switch (keyword)
        {
            case "PIPELINING": Features |= Features.Pipelining; break;
            case "8BITMIME": Features |= Features.EightBit; break;
            case "STARTTLS": Features |= Features.StartTls; break;
            case "DSN": Features |= Features.Dsn; break;
            case "REQUIRETLS": Features |= Features.RequireTls; break;
            case "XFORWARD": XForwards = words.Skip(1).Take(20).Select(static w => w.ToUpperInvariant()).ToHashSet(); break;
            case "SMTPUTF8": Features |= Features.SmtpUtf8; break;
            case "SIZE":
                Features |= Features.Size;
                if (words.Length > 1 && long.TryParse(words[1], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out long size))
                    SizeLimit = size;
                break;
            case "AUTH":
                Features |= Features.Auth;
                Mechanisms = [.. Mechanisms.Concat(words.Skip(1).Take(50).Select(static w => w.ToUpperInvariant())).Distinct()];
                break;
        }
    }

    /// <summary>Goes on inside TLS. What was said in clear is forgotten.</summary>
    internal void Upgrade(TlsTransport transport)
    {
        Stream.Upgrade(transport);
        transport.SetPatience(Patience);
        Tls = transport.Session;
        Features = Features.None;
    }

    /// <summary>Says goodbye; with smtp_skip_quit_response (the default) without waiting for the answer.</summary>
    internal void Quit()
    {
        try
        {
            Doing = "sending QUIT";
            Limit(settings.SkipQuitResponse ? TimeSpan.FromSeconds(1) : settings.QuitTimeout);
            Send("QUIT");
            Stream.Flush();
            if (!settings.SkipQuitResponse)
                Read();
        }
        catch (Exception e) when (e is PeerGoneException or PeerTimeoutException or ServiceStoppingException)
        {
            // It is over either way.
        }
        Dispose();
    }

    public void Dispose() => Stream.Dispose();
}
