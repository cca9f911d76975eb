using SocketAddress = MailSuite.Base.SocketAddress;

namespace MailSuite.SmtpSink;

/// <summary>
/// One client. It is either between commands or inside a message; while it is paused its input stays in the kernel.
/// Everything that is here is answered in one write.
/// </summary>
internal sealed class SinkClient(Sink sink, int fd, SocketAddress peer)
{
    private const int LongestLine = 60_000;
    private readonly SinkSettings settings = sink.Settings;
    private byte[] kept = [];
    private bool inMessage, lineStart, atStart, closed, paused;
    private string line = "";
    private int recipients;
    private DumpFile? dump;

    internal long LastHeard { get; private set; } = sink.Loop.Now;
    internal bool IsPaused => paused;
    internal string? Helo { get; private set; }
    internal string Protocol { get; private set; } = sink.Settings.Lmtp ? "LMTP" : "SMTP";
    internal string? MailArguments { get; private set; }
    internal List<string> Recipients { get; } = [];
    internal string PeerAddress => peer.Family switch { 2 => peer.Address!.ToString(), 10 => "ipv6:" + peer.Address, _ => "local" };

    internal void Start()
    {
        Do(settings.Table[0]);
        Send();
        Watch();
    }

    private void Watch()
    {
        if (!closed && !paused)
            sink.Loop.Watching(fd, PollFd.In, _ => Heard());
    }

    private void Heard()
    {
        var input = sink.Input;
        kept.CopyTo(input, 0);
        int n = Sys.Receive(fd, input.AsSpan(kept.Length), wait: false);
        if (n <= 0)
        {
            if (n == 0 || Sys.LastError is not (Errno.AGAIN or Errno.INTR))
                Close();
            return;
        }
        LastHeard = sink.Loop.Now;
        Take(input.AsSpan(0, kept.Length + n));
    }

    /// <summary>Works through input until it ends or the client is paused; the rest is kept.</summary>
    private void Take(ReadOnlySpan<byte> input)
    {
        while (!closed && !paused && !input.IsEmpty)
        {
            int used = inMessage ? Content(input) : Command(input);
            if (used == 0)
                break;
            input = input[used..];
        }
        if (!closed)
            kept = input.IsEmpty ? [] : input.ToArray();
        Send();
    }

    private int Command(ReadOnlySpan<byte> input)
    {
        int end = input.IndexOf((byte)'\n');
        if (end < 0)
        {
            if (input.Length > LongestLine)
                Close();
            return 0;
        }
        line = Bytes.Text(input[..end].TrimEnd((byte)'\r'));
        if (settings.Verbose)
            Log.Info(line);
        string trimmed = line.TrimStart();
        if (trimmed.Length == 0)
        {
            Say("500 5.5.2 Error: unknown command");
            return end + 1;
        }
        int blank = trimmed.AsSpan().IndexOfAny(" \t:");
        var word = blank < 0 ? trimmed : trimmed.AsSpan(0, blank);
        foreach (var command in settings.Table.AsSpan(1))
            if (!command.Disabled && Bytes.Same(command.Name, word))
            {
                Do(command);
                return end + 1;
            }
        Say("500 5.5.1 Error: unknown command");
        return end + 1;
    }

    private void Do(SinkCommand command)
    {
        if (command.Logged)
            sink.LogCommand(line);
        if (command.Hangup)
            Close();
        else if (command.Closing)
        {
            Say("421 4.0.0 Server closing connection");
            Send();
            Close();
        }
        else if (command.Delay > 0)
            Pause(command.NextDelay(), () => Answer(command));
        else
            Answer(command);
    }

    private void Answer(SinkCommand command)
    {
        if (!command.Hard && !command.Soft)
        {
            command.Answer(this);
            return;
        }
        // Each recipient of LMTP has his own answer to the message.
        int times = command.Name == "." && settings.Lmtp ? Math.Max(recipients, 1) : 1;
        while (times-- > 0)
            Say(command.Hard ? settings.HardReply : settings.SoftReply);
        if (command.Name == ".")
            Forget();
    }

    private void Pause(TimeSpan time, Action then)
    {
        paused = true;
        sink.Loop.Forget(fd);
        sink.Loop.After(time, () =>
        {
            if (closed)
                return;
            paused = false;
            LastHeard = sink.Loop.Now;
            then();
            Take(kept);
            Watch();
        });
    }

    internal void Say(ReadOnlySpan<char> reply)
    {
        sink.Replies.Add(reply);
        sink.Replies.Add("\r\n");
    }

    private void Send()
    {
        var bytes = sink.Replies.Written;
        while (!closed && !bytes.IsEmpty)
        {
            int n = Sys.Send(fd, bytes, wait: false);
            if (n >= 0)
                bytes = bytes[n..];
            else if (Sys.LastError == Errno.AGAIN)
            {
                // A client that does not read its replies may wait, and everybody with it, for a moment; then it is gone.
                Span<PollFd> one = [new PollFd(fd, PollFd.Out, 0)];
                if (Sys.Poll(one, 1000) == 0)
                    Close();
            }
            else if (Sys.LastError != Errno.INTR)
                Close();
        }
        sink.Replies.Clear();
    }

    internal void Close()
    {
        if (closed)
            return;
        closed = true;
        dump?.Dispose();
        sink.Loop.Forget(fd);
        Sys.CloseQuietly(fd);
        sink.Gone(this);
    }

    private string Arguments(string between) =>
        line.TrimStart() is var text && text.IndexOf(' ') is > 0 and var blank ? text[(blank + 1)..].TrimStart() is var rest && rest.StartsWith(between, StringComparison.OrdinalIgnoreCase) ? rest[between.Length..].Trim() : rest.Trim() : "";

    internal void Greet() => Say(settings.Banner);

    internal void Hello(bool extended)
    {
        Helo = Arguments("");
        Protocol = settings.Lmtp ? "LMTP" : extended ? "ESMTP" : "SMTP";
        Forget();
        if (!extended)
        {
            Say($"250 {settings.HostName}");
            return;
        }
        Say($"250-{settings.HostName}");
        foreach (string keyword in settings.Keywords)
            Say($"250-{keyword}");
        Say("250 ");
    }

    internal void Mail()
    {
        if (MailArguments != null)
        {
            Say("503 5.5.1 Error: nested MAIL command");
            return;
        }
        MailArguments = Arguments("FROM:");
        Say("250 2.1.0 Ok");
    }

    internal void Rcpt()
    {
        if (MailArguments == null)
        {
            Say("503 5.5.1 Error: need MAIL command");
            return;
        }
        recipients++;
        if (settings.DumpEach != null || settings.DumpAll != null)
            Recipients.Add(Arguments("TO:"));
        Say("250 2.1.5 Ok");
    }

    internal void Data()
    {
        if (recipients == 0)
        {
            Say("503 5.5.1 Error: need RCPT command");
            return;
        }
        Say("354 End data with <CR><LF>.<CR><LF>");
        if (settings.AbortDelay >= 0)
        {
            Send();
            Pause(TimeSpan.FromSeconds(settings.AbortDelay), () =>
            {
                Say("550 This violates SMTP");
                Send();
                Close();
            });
            return;
        }
        if (settings.DumpEach != null || settings.DumpAll != null)
            dump = DumpFile.Create(settings, this);
        (inMessage, atStart, lineStart) = (true, true, true);
        if (settings.ReadDelay > 0)
        {
            Send();
            Pause(TimeSpan.FromSeconds(settings.ReadDelay), static () => { });
        }
    }

    /// <summary>Takes content up to its end or as far as it is here; how many bytes that was.</summary>
    private int Content(ReadOnlySpan<byte> input)
    {
        if (dump != null)
            return Lines(input);
        // Nobody looks at it: only the end matters, and the last bytes may be its beginning.
        int end = atStart && input.StartsWith(".\r\n"u8) ? 3 : input.IndexOf("\r\n.\r\n"u8) is >= 0 and var at ? at + 5 : 0;
        if (end == 0)
        {
            if (input.Length <= 4)
                return 0;
            atStart = false;
            return input.Length - 4;
        }
        inMessage = false;
        Do(settings.Of("."));
        return end;
    }

    private int Lines(ReadOnlySpan<byte> input)
    {
        int end = input.IndexOf((byte)'\n');
        if (end < 0 && input.Length < LongestLine)
            return 0;
        var text = end < 0 ? input : input[..end].TrimEnd((byte)'\r');
        bool first = lineStart;
        lineStart = end >= 0;
        if (first && end >= 0 && text is [(byte)'.'])
        {
            inMessage = false;
            Do(settings.Of("."));
            return end + 1;
        }
        dump!.Line(first && text is [(byte)'.', ..] ? text[1..] : text);
        return end < 0 ? input.Length : end + 1;
    }

    internal void EndOfData()
    {
        bool message = MailArguments != null && recipients > 0;
        dump?.Finish();
        if (settings.Lmtp)
            for (int i = 0; i < recipients; i++)
                Say("250 2.2.0 Ok");
        else
            Say("250 2.0.0 Ok");
        Forget();
        if (!message)
            return;
        Send();
        sink.Message();
    }

    internal void Reset()
    {
        Forget();
        Say("250 2.1.0 Ok");
    }

    internal void Quit()
    {
        Say("221 Bye");
        Send();
        sink.Quit();
        Close();
    }

    private void Forget()
    {
        dump?.Dispose();
        (dump, MailArguments, recipients) = (null, null, 0);
        Recipients.Clear();
    }
}
