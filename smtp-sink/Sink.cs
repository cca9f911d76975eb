namespace MailSuite.SmtpSink;

/// <summary>All clients of the sink, and its counters.</summary>
internal sealed class Sink(SinkSettings settings, Loop loop, List<int> listeners)
{
    private readonly HashSet<SinkClient> clients = [];
    private readonly DatagramLog? log = Array.Exists(settings.Table, static c => c.Logged) ? new DatagramLog("/dev/log", static line => LogFormat.Syslog(line, "smtp-sink", 2)) : null;
    private int sessions, quits, messages;
    private bool listening, ending;

    internal SinkSettings Settings => settings;
    internal Loop Loop => loop;

    /// <summary>Reply bytes of the turn at hand: one client at a time is answered.</summary>
    internal WriteArea Replies { get; } = new();

    /// <summary>Where input is read to; what is left of it a client keeps for itself.</summary>
    internal byte[] Input { get; } = new byte[65536];

    internal void Run()
    {
        Listen(true);
        Sweep();
        while (!ending)
            loop.Turn(-1);
        foreach (var client in clients.ToList())
            client.Close();
    }

    private void Listen(bool on)
    {
        if (listening == on)
            return;
        listening = on;
        foreach (int listener in listeners)
            if (on)
                loop.Watching(listener, PollFd.In, _ => Accept(listener));
            else
                loop.Forget(listener);
    }

    private void Accept(int listener)
    {
        while (clients.Count < settings.MostClients)
        {
            if (Sys.TryAccept(listener, out int fd, out var peer, nonBlocking: true) != Errno.None)
                return;
            if (peer.Family != 1)
                Sys.SetNoDelay(fd);
            var client = new SinkClient(this, fd, peer);
            clients.Add(client);
            client.Start();
        }
        // The rest waits in the kernel.
        Listen(false);
    }

    /// <summary>Once a second: who has been silent for too long.</summary>
    private void Sweep()
    {
        long late = loop.Now - settings.Timeout * 1000L;
        foreach (var client in clients.Where(c => c.LastHeard < late && !c.IsPaused).ToList())
        {
            Log.Warning("read timeout");
            client.Close();
        }
        loop.After(TimeSpan.FromSeconds(1), Sweep);
    }

    internal void Gone(SinkClient client)
    {
        if (!clients.Remove(client) || ending)
            return;
        sessions++;
        Tell();
        if (settings.MostSessions > 0 && sessions >= settings.MostSessions)
            ending = true;
        else
            Listen(true);
    }

    /// <summary>Told with the session's end, which follows at once.</summary>
    internal void Quit() => quits++;

    internal void Message()
    {
        messages++;
        Tell();
        ending |= settings.MostMessages > 0 && messages >= settings.MostMessages;
    }

    internal void LogCommand(string line) => log?.Write([new LogLine(Clock.System.UnixMicros, LogLevel.Info, Bytes.Printable(line))]);

    private void Tell()
    {
        if (settings.Counters)
            Sys.WriteOnce(1, Bytes.Of($"sess={sessions} quit={quits} mesg={messages}\r"));
    }
}

/// <summary>Bytes that gather until they are sent.</summary>
internal sealed class WriteArea
{
    private byte[] bytes = new byte[4096];
    private int count;

    internal ReadOnlySpan<byte> Written => bytes.AsSpan(0, count);

    internal void Add(ReadOnlySpan<char> text)
    {
        int size = Bytes.Count(text);
        if (count + size > bytes.Length)
            Array.Resize(ref bytes, Math.Max(bytes.Length * 2, count + size));
        Bytes.Write(text, bytes.AsSpan(count));
        count += size;
    }

    internal void Clear() => count = 0;
}
