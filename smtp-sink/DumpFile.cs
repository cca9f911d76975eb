using System.Globalization;

namespace MailSuite.SmtpSink;

/// <summary>Where a transaction is kept: a file of its own (-d), or the end of a file of all (-D).</summary>
internal sealed class DumpFile : IDisposable
{
    private readonly WriteBuffer output = new(8192);
    private readonly MemoryStream gathered = new();
    private readonly string? all;
    private int fd = -1;

    private DumpFile(string? all) => this.all = all;

    /// <summary>Begins a dump with what is known of the client and its envelope.</summary>
    internal static DumpFile Create(SinkSettings settings, SinkClient client)
    {
        long now = Clock.System.UnixSeconds;
        string id = Random.Shared.NextInt64(1L << 32).ToString("x", CultureInfo.InvariantCulture);
        var dump = new DumpFile(settings.DumpEach == null ? LocalTime.Format(settings.DumpAll!, now) : null);
        if (settings.DumpEach is { } template)
            dump.Open(LocalTime.Format(template, now) + id, Sys.Excl);
        string proto = client.Protocol, address = client.PeerAddress;
        dump.Add(settings.DumpStart);
        string head = $"X-Client-Addr: {address}\nX-Client-Proto: {proto}\n";
        if (client.Helo is { } helo)
            head += $"X-Helo-Args: {helo}\n";
        head += $"X-Mail-Args: {client.MailArguments}\n" + string.Concat(client.Recipients.Select(static r => $"X-Rcpt-Args: {r}\n"));
        head += $"Received: from {client.Helo ?? $"[{address}]"} ([{address}])\n\tby {settings.HostName} (smtp-sink) with {proto} id {id};\n\t{LocalTime.MailDate(now)}\n";
        dump.Add(Bytes.Of(head));
        return dump;
    }

    private void Open(string path, int how)
    {
        var e = Sys.TryOpen(path, Sys.WrOnly | Sys.Creat | Sys.Append | how, 0x1A4, out fd);
        for (int at = path.IndexOf('/', 1); e == Errno.NOENT && at > 0; at = path.IndexOf('/', at + 1))
            if (Sys.TryMakeDirectory(path[..at], 0x1ED) is Errno.None or Errno.EXIST)
                e = Sys.TryOpen(path, Sys.WrOnly | Sys.Creat | Sys.Append | how, 0x1A4, out fd);
        if (e != Errno.None)
            throw new FatalException($"open {path}: {e.Text()}");
        output.Attach(fd);
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        // In a file of all, transactions must not mix: each goes there in one piece.
        if (all != null)
            gathered.Write(bytes);
        else
            output.Add(bytes);
    }

    /// <summary>A line of content, as it came but for its CRLF.</summary>
    internal void Line(ReadOnlySpan<byte> line)
    {
        Add(line);
        Add("\n"u8);
    }

    /// <summary>The transaction is complete.</summary>
    internal void Finish()
    {
        Add("\n"u8);
        if (all == null)
        {
            output.Flush();
            return;
        }
        Open(all, 0);
        Sys.Write(fd, gathered.GetBuffer().AsSpan(0, (int)gathered.Length));
    }

    public void Dispose()
    {
        Sys.CloseQuietly(fd);
        fd = -1;
        gathered.Dispose();
    }
}
