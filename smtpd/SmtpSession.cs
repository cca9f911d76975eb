using System.Text;

namespace MailSuite.Smtpd;

/// <summary>
/// One client's session: reads commands, runs rows of <see cref="SmtpCommand.Table"/>, and is the only one that writes to the client.
/// </summary>
/// <remarks>
/// States. Fresh: nobody said HELO. Greeted: <see cref="Helo"/> is set. In a transaction: <see cref="Transaction"/> is set, from MAIL to
/// its end. TLS and AUTH each happen at most once; both forget what was said before where their RFCs say so.
/// </remarks>
internal sealed class SmtpSession : IDisposable
{
    private readonly LineStream stream;
    private readonly int[] total = new int[SmtpCommand.Table.Length + 1], good = new int[SmtpCommand.Table.Length + 1];
    private int errors, junk;
    private bool pipelinedEarly, sawBareLf, ended;
    private string? accessDenied;
    private string where = "CONNECT";

    public SmtpSession(SmtpdSettings settings, SmtpPeer peer, LineStream stream)
    {
        (Settings, Peer, this.stream) = (settings, peer, stream);
        BareNewline = settings.BareNewlineFor(peer);
        Policy = new Restrictions.PolicyCheck(this, settings.Policy);
        stream.Transport.SetTimeout(settings.Timeout);
    }

    public SmtpdSettings Settings { get; }
    public SmtpPeer Peer { get; }
    public Restrictions.PolicyCheck Policy { get; }
    public BareNewline BareNewline { get; }

    /// <summary>The argument of HELO or EHLO, safe to print; null before.</summary>
    public string? Helo { get; private set; }
    /// <summary>SMTP or ESMTP.</summary>
    public string Protocol { get; private set; } = "SMTP";
    /// <summary>What was agreed in TLS; null in clear.</summary>
    public TlsSession? Tls { get; private set; }
    /// <summary>Who logged in; empty when nobody.</summary>
    public string SaslUser { get; private set; } = "";
    public string SaslMethod { get; private set; } = "";
    /// <summary>The transaction under way; null outside of one.</summary>
    public MailTransaction? Transaction { get; private set; }

    /// <summary>The protocol word of Received headers and logs of transfers: ESMTPSA and so on.</summary>
    public string ProtocolWord => Protocol + (Tls != null ? "S" : "") + (SaslUser.Length > 0 ? "A" : "");

    /// <summary>The client has sent commands before it was its turn.</summary>
    public bool IsOutOfStep => pipelinedEarly;

    /// <summary>The queue id for logs; NOQUEUE while there is none.</summary>
    public string LogId => Transaction?.Cleanup?.Id ?? "NOQUEUE";

    /// <summary>The command being worked on, for logs.</summary>
    public string Where => where;

    /// <summary>Serves the client until one of both has enough.</summary>
    public void Run()
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
        Log.Info(LogLines.Disconnect(this, total, good, sawBareLf));
    }

    private string? endReason;

    /// <summary>Sends what is queued, and a last word, as far as the client still listens.</summary>
    private void Farewell(SmtpReply? reply)
    {
        try
        {
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
        if (Settings.Tls.Context == null)
        {
            Log.Warning($"TLS is not available: {Settings.Context.ServiceName} in wrapper mode cannot serve {Peer.Display}");
            return false;
        }
        return Handshake();
    }

    private void Converse()
    {
        if (!Settings.DelayReject && Policy.Connect() is { } refused)
            accessDenied = $"{refused.Code} {refused.Text}";
        Send(accessDenied == null ? new SmtpReply(220, Settings.Banner) : SmtpReply.FromText(accessDenied));
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
        total[index < 0 ? ^1 : index]++;
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
        if (!reply.CountsAsError)
            good[index]++;
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
        ended = true;
        return true;
    }

    private void Unknown(SmtpCommandLine line)
    {
        where = "UNKNOWN";
        if (LooksLikeHeader(line.Verb) || Settings.ForbiddenCommands.Contains(line.Verb) == LookupStatus.Found)
        {
            Log.Warning($"non-SMTP command from {Peer.Display}: {LogLines.Escaped(Bytes.Of(line.Text.Length > 100 ? line.Text[..100] : line.Text))}");
            Answer(Replies.BreakRules);
            ended = true;
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
                ended = true;
                return null;
            }
        }
        if (Settings.DemandsUtf8 && !System.Text.Unicode.Utf8.IsValid(bytes))
        {
            Answer(Replies.BadUtf8);
            return null;
        }
        return SmtpCommandLine.Parse(bytes);
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
            ended |= reply.Ends;
            if (reply.Then is not { } then || then() is not { } next)
                return;
            if (index >= 0 && next.CountsAsError)
                good[index]--;
            reply = next;
        }
    }

    /// <summary>The only place that writes to the client: delay, soft_bounce and the layout of several lines are here.</summary>
    private void Send(SmtpReply reply)
    {
        if (errors >= Settings.SoftErrorLimit && Settings.ErrorSleep > TimeSpan.Zero)
        {
            stream.Flush();
            Log.Flush();
            Thread.Sleep(Settings.ErrorSleep);
        }
        var (code, text) = (reply.Code, reply.Text);
        if (Settings.SoftBounce && code is >= 500 and <= 599)
        {
            code -= 100;
            if (text.StartsWith("5.", StringComparison.Ordinal))
                text = "4" + text[1..];
        }
        int end;
        for (; (end = text.IndexOf('\n')) >= 0; text = text[(end + 1)..])
            stream.WriteLine($"{code}-{Bytes.Printable(text[..end])}");
        stream.WriteLine($"{code} {Bytes.Printable(text)}");
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
        Reset();
        Transaction = transaction;
    }

    /// <summary>Ends the transaction under way, if any; what was not committed is removed.</summary>
    public void Reset()
    {
        Transaction?.Dispose();
        Transaction = null;
    }

    /// <summary>A message was accepted: the client's errors so far are forgiven.</summary>
    public void Forgive() => errors = junk = 0;

    /// <summary>What the session does now, for the log line of an end that comes unexpected.</summary>
    public void Enter(string step) => where = step;

    /// <summary>A bare LF was seen in the content.</summary>
    public void NoteBareLf() => sawBareLf = true;

    /// <summary>With per-request deadlines: how long content may take that has come so far (smtpd_min_data_rate).</summary>
    public void ExtendDeadline(long started, long received)
    {
        if (Settings.HasDeadlines)
            stream.Transport.SetDeadline(started + (long)Settings.Timeout.TotalMilliseconds + received * 1000 / Settings.MinDataRate);
    }

    /// <summary>Reads content; the span is valid until the next read.</summary>
    public LineEnd ReadLine(int limit, out ReadOnlySpan<byte> line) => stream.ReadLine(limit, out line);

    /// <summary>Sends a challenge and reads the client's line; null when it sent "*".</summary>
    public string? Challenge(string challenge)
    {
        stream.WriteLine("334 " + challenge);
        var end = stream.ReadLine(Settings.Config.Get(SmtpdParams.SaslResponseLimit), out var line);
        if (end is LineEnd.End or LineEnd.TooLong)
            throw new PeerGoneException();
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
        int copy = Sys.Duplicate(Peer.Fd, 3);
        if (!Settings.Tls.Context!.TryAccept(copy, Settings.StartTlsTimeout, out var transport, out string error))
        {
            Sys.CloseQuietly(copy);
            Log.Info($"SSL_accept error from {Peer.Display}: {error}");
            ended = true;
            return false;
        }
        transport.SetTimeout(Settings.Timeout);
        stream.Upgrade(transport);
        Tls = transport.Session;
        if (Settings.Tls.LogLevel > 0)
            Log.Info(Tls.LogLine("from", Peer.Display, Tls.ServerName));
        return true;
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
