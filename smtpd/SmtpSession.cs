namespace MailSuite.Smtpd;

/// <summary>
/// One client's session: reads commands, runs rows of <see cref="SmtpCommand.Table"/>, and is the only one that writes to the client.
/// </summary>
/// <remarks>
/// States. Fresh: nobody said HELO. Greeted: <see cref="Helo"/> is set. In a transaction: <see cref="Transaction"/> is set, from MAIL to
/// its end. Skipping: chunks of a refused BDAT are read and forgotten, until LAST or RSET. TLS and AUTH each happen at most once; both forget
/// what was said before where their RFCs say so. XCLIENT makes it fresh, with another <see cref="Peer"/>.
/// </remarks>
internal sealed class SmtpSession : IDisposable
{
    private readonly LineStream stream;
    private readonly ReplyWriter replies;
    private readonly CommandCounts counts = new();
    private int errors, junk;
    private bool pipelinedEarly, sawBareLf, ended;
    private SmtpReply? accessDenied;
    private string where = "CONNECT";
    private string? endReason;

    public SmtpSession(SmtpdSettings settings, SmtpPeer peer, LineStream stream)
    {
        (Settings, Peer, this.stream) = (settings, peer, stream);
        History = new SessionHistory(settings);
        replies = new ReplyWriter(this, stream);
        Policy = new Restrictions.PolicyCheck(this, settings.Policy);
        Limits = new SessionLimits(this, settings.ClientLimits);
        Know(peer);
        // Decided once, by who connected: XCLIENT does not take it away.
        MayForward = settings.MayUseXforward(peer);
        stream.Transport.SetTimeout(settings.Timeout);
    }

    public SmtpdSettings Settings { get; }
    public Restrictions.PolicyCheck Policy { get; }
    public SessionHistory History { get; }
    /// <summary>What the client may do in a time.</summary>
    public SessionLimits Limits { get; }

    /// <summary>Who the client is.</summary>
    public SmtpPeer Peer { get; private set; }
    /// <summary>What is done about lines of this client that end in a bare LF.</summary>
    public BareNewline BareNewline { get; private set; }
    /// <summary>EHLO keywords that are withheld from this client.</summary>
    public DiscardedKeywords Discarded { get; private set; } = null!;
    /// <summary>May the client use XFORWARD?</summary>
    public bool MayForward { get; }

    /// <summary>The argument of HELO or EHLO, safe to print; null before.</summary>
    public string? Helo { get; private set; }
    /// <summary>SMTP or ESMTP.</summary>
    public string Protocol { get; private set; } = "SMTP";
    /// <summary>What was agreed in TLS; null in clear.</summary>
    public TlsSession? Tls { get; private set; }
    /// <summary>Who logged in; empty when nobody.</summary>
    public string SaslUser { get; private set; } = "";
    public string SaslMethod { get; private set; } = "";
    /// <summary>What XFORWARD told of the next message's client; null when nothing.</summary>
    public ForwardedClient? Forwarded { get; private set; }
    /// <summary>The transaction under way; null outside of one.</summary>
    public MailTransaction? Transaction { get; private set; }
    /// <summary>A chunk was refused and its message's last one has not come.</summary>
    public bool SkipsChunks { get; private set; }
    /// <summary>Between the first and the last BDAT of a message.</summary>
    public bool InChunks => SkipsChunks || Transaction?.Chunks != null;

    /// <summary>The protocol word of Received headers and logs of transfers: ESMTPSA, UTF8SMTPS and so on.</summary>
    public string ProtocolWord =>
        (Transaction != null && (Transaction.SendOptions & SendOption.Smtputf8Requested) != 0 ? "UTF8SMTP" : Protocol) + (Tls != null ? "S" : "") + (SaslUser.Length > 0 ? "A" : "");

    /// <summary>The client has sent commands before it was its turn.</summary>
    public bool IsOutOfStep => pipelinedEarly;

    /// <summary>The queue id for logs; NOQUEUE while there is none.</summary>
    public string LogId => Transaction?.Target?.Id ?? "NOQUEUE";

    /// <summary>The command being worked on, for logs.</summary>
    public string Where => where;

    /// <summary>Why the session ended before QUIT, when it was our doing; null otherwise.</summary>
    public string? EndReason => endReason;

    /// <summary>Serves the client until one of both has enough.</summary>
    public void Run()
    {
        bool isWatched = Settings.IsDebugged(Peer);
        if (isWatched)
            Log.Verbose += Settings.DebugLevel;
        Serve();
        if (isWatched)
            Log.Verbose -= Settings.DebugLevel;
    }

    private void Serve()
    {
        Log.Info($"connect from {Peer.Display}");
        string? trouble = null;
        try
        {
            if (!Settings.Tls.Wrapper || StartWrapped())
                Converse();
            stream.Flush();
        }
        catch (PeerGoneException)
        {
            trouble = "lost connection";
        }
        catch (PeerTimeoutException)
        {
            trouble = "timeout";
            Farewell(new SmtpReply(421, $"4.4.2 {Settings.Myhostname} Error: timeout exceeded"));
        }
        catch (ServiceStoppingException)
        {
            Farewell(new SmtpReply(421, $"4.3.2 {Settings.Myhostname} Service shutting down and closing transmission channel"));
        }
        Farewell(null);
        if ((trouble ?? endReason) is { } reason)
            Log.Info(LogLines.Abnormal(this, reason, where));
        Reset();
        Limits.Disconnected();
        History.Notify(this);
        Log.Info($"disconnect from {Peer.Display}{counts}{(sawBareLf ? " notes=bare_lf" : "")}");
    }

    /// <summary>Sends what is queued, and a last word, as far as the client still listens.</summary>
    private void Farewell(SmtpReply? reply)
    {
        try
        {
            stream.Transport.SetDeadline(null);
            if (reply != null)
                Send(reply);
            stream.Flush();
        }
        catch (Exception e) when (e is PeerGoneException or PeerTimeoutException or ServiceStoppingException)
        {
            // It does not listen any more; the end is logged by our caller.
        }
    }

    private bool StartWrapped()
    {
        if (Settings.Tls.Context != null)
            return Handshake();
        Log.Warning($"Wrapper-mode request dropped from {Peer.Display} for service {Settings.Context.ServiceName}. TLS context initialization failed. For details see earlier warnings in your logs.");
        return false;
    }

    private void Converse()
    {
        if ((Limits.Connected() ?? (Settings.Tls.Wrapper && Tls is { Reused: false } ? Limits.NewTls() : null)) is { } tooMany)
        {
            Answer(tooMany);
            return;
        }
        Send(Welcome());
        while (!ended)
        {
            if (errors >= Settings.HardErrorLimit)
            {
                endReason = "too many errors";
                Send(Replies.TooManyErrors(Settings.Myhostname) with { CountsAsError = false });
                return;
            }
            Turn();
        }
    }

    /// <summary>The greeting, or the refusal that stands for it.</summary>
    private SmtpReply Welcome()
    {
        accessDenied = Settings.DelayReject ? null : Policy.Connect();
        return accessDenied ?? new SmtpReply(220, Settings.Banner);
    }

    private void Turn()
    {
        if (ReadCommand() is not { } line)
            return;
        if (line.Tokens.Count == 0)
        {
            Answer(Replies.BadSyntax);
            return;
        }
        if (!Settings.NoopCommands.IsEmpty && Settings.NoopCommands.Contains(line.Verb) == LookupStatus.Found)
        {
            Answer(Replies.Ok);
            Junk();
            return;
        }
        int index = SmtpCommand.Find(line.Verb);
        counts.Came(index);
        if (index < 0)
        {
            Unknown(line);
            return;
        }
        var row = SmtpCommand.Table[index];
        if (accessDenied != null && row.Verb != "QUIT")
        {
            Answer(Replies.AccessDenied(Peer.Display));
            return;
        }
        if (Settings.Tls.Required && Tls == null && (row.When & When.BeforeTls) == 0)
        {
            Answer(Replies.TlsFirst);
            return;
        }
        where = row.Verb;
        if ((row.When & When.LastInGroup) != 0 && stream.BufferedCount > 0 && PipelinedEarly(row))
            return;
        var reply = row.Run(this, line);
        if (!reply.CountsAsError && (row.When & When.StartsAnew) == 0)
            counts.Served(index);
        Answer(reply, index);
        if ((row.When & When.Limited) != 0)
            Junk();
    }

    /// <summary>More has come behind a command that must be the last of its group. STARTTLS throws away what follows it, so that is its own business.</summary>
    private bool PipelinedEarly(SmtpCommand row)
    {
        if (pipelinedEarly || row.Verb == "STARTTLS")
            return false;
        pipelinedEarly = true;
        var rest = stream.Available;
        Log.Info($"improper command pipelining after {row.Verb} from {Peer.Display}: {LogLines.Escaped(rest[..Math.Min(100, rest.Length)])}");
        if (!Settings.ForbidPipelining)
            return false;
        Answer(Replies.NotInStep);
        return true;
    }

    private void Unknown(SmtpCommandLine line)
    {
        where = "UNKNOWN";
        if (LooksLikeHeader(line.Verb) || Settings.ForbiddenCommands.Contains(line.Verb) == LookupStatus.Found)
        {
            Log.Warning($"non-SMTP command from {Peer.Display}: {LogLines.Escaped(Bytes.Of(line.Text.Length > 100 ? line.Text[..100] : line.Text))}");
            Answer(Replies.BreakRules);
            return;
        }
        Answer(accessDenied != null ? Replies.AccessDenied(Peer.Display) : Replies.NotRecognized);
    }

    private static bool LooksLikeHeader(string verb)
    {
        int colon = verb.IndexOf(':');
        return colon > 0 && verb.AsSpan(0, colon).IndexOfAnyExceptInRange('!', '~') < 0;
    }

    private void Junk()
    {
        if (junk++ > Settings.JunkLimit)
            errors++;
    }

    /// <summary>Reads one command; null when it was answered already.</summary>
    private SmtpCommandLine? ReadCommand()
    {
        if (Settings.HasDeadlines)
            stream.Transport.SetDeadline(Settings.Context.Clock.Milliseconds + (long)Settings.Timeout.TotalMilliseconds);
        var end = stream.ReadLine(Settings.LineLimit, out var bytes);
        if (end == LineEnd.End)
            throw new PeerGoneException();
        if (end == LineEnd.TooLong)
            return TooLong();
        if (end == LineEnd.Lf && BareNewline != BareNewline.No)
        {
            sawBareLf = true;
            if (BareNewline == BareNewline.Reject)
            {
                Answer(Replies.BareNewline(521, Settings.Myhostname));
                return null;
            }
        }
        History.Received(bytes);
        if (Log.Verbose > 0)
            Log.Debug($"< {Peer.Display}: {LogLines.Command(bytes)}");
        if (!Settings.CommandFilter.IsEmpty && Filtered(bytes) is { } other)
            bytes = Bytes.Of(other);
        if (Settings.DemandsUtf8 && !System.Text.Unicode.Utf8.IsValid(bytes))
        {
            Answer(Replies.BadUtf8);
            return null;
        }
        return SmtpCommandLine.Parse(bytes);
    }

    /// <summary>What smtpd_command_filter makes of a command; null when it leaves it as it is.</summary>
    private string? Filtered(ReadOnlySpan<byte> bytes)
    {
        string command = Bytes.Text(bytes).TrimStart();
        var found = Settings.CommandFilter.Find(command);
        if (!found.IsFound)
            return null;
        static string Short(string text) => Bytes.Printable(text.Length > 100 ? text[..100] : text);
        Log.Info($"{Peer.Display}: replacing command \"{Short(command)}\" with \"{Short(found.Value)}\"");
        return found.Value;
    }

    /// <summary>A line longer than line_length_limit: its rest is read and forgotten, as long as it is not endless.</summary>
    private SmtpCommandLine? TooLong()
    {
        for (int i = 0; i < 64; i++)
        {
            var end = stream.ReadLine(Settings.LineLimit, out _);
            if (end == LineEnd.End)
                throw new PeerGoneException();
            if (end == LineEnd.TooLong)
                continue;
            Answer(Replies.LineTooLong);
            return null;
        }
        Answer(Replies.LineTooLong);
        endReason = "too many errors";
        ended = true;
        return null;
    }

    private void Answer(SmtpReply reply, int index = -1)
    {
        while (true)
        {
            Send(reply);
            if (reply.CountsAsError)
                errors++;
            if (reply.Then is not { } then || then() is not { } next)
                return;
            if (index >= 0 && next.CountsAsError)
                counts.Failed(index);
            reply = next;
        }
    }

    /// <summary>Waits for something else; the client has heard by then what there was to hear.</summary>
    public void Wait(TimeSpan time)
    {
        stream.Flush();
        Log.Flush();
        Thread.Sleep(time);
    }

    /// <summary>The only place that sends replies: a client that makes many errors waits for them.</summary>
    private void Send(SmtpReply reply)
    {
        if (errors >= Settings.SoftErrorLimit && Settings.ErrorSleep > TimeSpan.Zero)
            Wait(Settings.ErrorSleep);
        History.Judge(reply);
        ended |= replies.Write(reply) || reply.Ends;
    }

    // What handlers may do to the session. Nothing else changes its state.

    /// <summary>HELO or EHLO: whatever was under way is forgotten.</summary>
    public void Greet(string name, string protocol)
    {
        Reset();
        (Helo, Protocol) = (name, protocol);
    }

    /// <summary>MAIL begins a transaction.</summary>
    public void Begin(MailTransaction transaction)
    {
        Transaction = transaction;
        Policy.Began(transaction);
    }

    /// <summary>Ends the transaction under way, if any, with all that was said for it; what was not committed is removed.</summary>
    public void Reset()
    {
        Transaction?.Dispose();
        (Transaction, Forwarded, SkipsChunks) = (null, null, false);
        History.Flush();
    }

    /// <summary>The chunks of a message that was refused are to be read and forgotten.</summary>
    public void SkipChunks() => SkipsChunks = true;

    /// <summary>XFORWARD has told something of the next message.</summary>
    public void Forward(ForwardedClient client) => Forwarded = client;

    /// <summary>XCLIENT: the client is another one, and all that it said is forgotten, except what XCLIENT itself says. Gives the greeting.</summary>
    public SmtpReply Become(Commands.ClientIdentity identity)
    {
        Reset();
        Know(identity.Peer);
        (Helo, Protocol) = (identity.Helo ?? told.Helo, identity.Protocol ?? told.Protocol ?? "SMTP");
        Helo = Helo is { Length: > 0 } ? Helo : null;
        told = (identity.Helo ?? told.Helo, identity.Protocol ?? told.Protocol);
        if (identity.Login is { } login)
            (SaslUser, SaslMethod) = (login, login.Length > 0 ? Commands.XClient.Method : "");
        return Welcome();
    }

    // HELO and PROTO of an earlier XCLIENT.
    private (string? Helo, string? Protocol) told;

    [System.Diagnostics.CodeAnalysis.MemberNotNull(nameof(Peer))]
    private void Know(SmtpPeer peer)
    {
        Peer = peer;
        BareNewline = Settings.BareNewlineFor(peer);
        Discarded = Settings.DiscardedFor(peer);
    }

    /// <summary>A message was accepted: the client's errors so far are forgiven.</summary>
    public void Forgive() => errors = junk = 0;

    /// <summary>What the session does now, for the log line of an end that comes unexpected.</summary>
    public void Enter(string step) => where = step;

    /// <summary>A bare LF was seen in the content.</summary>
    public void NoteBareLf() => sawBareLf = true;

    /// <summary>The time that content may take that begins now.</summary>
    public Pace StartPace() => new(Settings, stream);

    /// <summary>Reads a line of content; the span is valid until the next read.</summary>
    public LineEnd ReadLine(int limit, out ReadOnlySpan<byte> line) => stream.ReadLine(limit, out line);

    /// <summary>Reads bytes of content, at least one and at most so many; the span is valid until the next read.</summary>
    public ReadOnlySpan<byte> ReadBytes(long most)
    {
        if (stream.Available.IsEmpty && !stream.Fill())
            throw new PeerGoneException();
        var bytes = stream.Available;
        if (bytes.Length > most)
            bytes = bytes[..(int)most];
        stream.Advance(bytes.Length);
        return bytes;
    }

    /// <summary>Sends a challenge and reads the client's line; null when it sent "*".</summary>
    public string? Challenge(string challenge)
    {
        stream.WriteLine("334 " + challenge);
        var end = stream.ReadLine(Settings.Sasl.ResponseLimit, out var line);
        if (end == LineEnd.End)
            throw new PeerGoneException();
        if (end == LineEnd.TooLong)
            throw new Commands.ResponseTooLongException();
        return line.SequenceEqual("*"u8) ? null : Bytes.Text(line);
    }

    /// <summary>AUTH has succeeded.</summary>
    public void LoggedIn(string user, string method) => (SaslUser, SaslMethod) = (user, method);

    /// <summary>The TLS handshake; false when it failed: the connection is of no use any more.</summary>
    public bool Handshake()
    {
        stream.Flush();
        // RFC 3207 4.2: nothing that was said in clear counts inside TLS.
        Reset();
        (Helo, Protocol, SaslUser, SaslMethod) = (null, "SMTP", "", "");
        int level = Settings.Tls.LogLevelFor(Peer);
        if (level > 1)
            Log.Info($"setting up TLS connection from {Peer.Display}");
        int copy = Sys.Duplicate(Peer.Fd, 3);
        if (!Settings.Tls.Context!.TryAccept(copy, Settings.StartTlsTimeout, out var transport, out string error, Peer.Display, level))
        {
            Sys.CloseQuietly(copy);
            Log.Info($"SSL_accept error from {Peer.Display}: {error}");
            ended = true;
            return false;
        }
        transport.SetTimeout(Settings.Timeout);
        stream.Upgrade(transport);
        Tls = transport.Session;
        if (level > 0)
        {
            if (Tls.HasPeerCertificate)
                Log.Info(LogLines.Certificate(Peer, Tls));
            Log.Info(Tls.LogLine("from", Peer.Display, Tls.MatchedName));
        }
        if (Settings.Tls.Refusal(Tls) is not { } why)
            return true;
        Log.Info($"NOQUEUE: abort: TLS from {Peer.Display}: {why}");
        ended = true;
        return false;
    }

    /// <summary>Throws away what came behind STARTTLS in clear; how much it was.</summary>
    public int DropClearText() => stream.Discard();

    public void Dispose()
    {
        Reset();
        if (Tls != null)
            stream.Dispose();
        else
            stream.Release();
    }
}
