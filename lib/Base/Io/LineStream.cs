namespace MailSuite.Base;

/// <summary>How a line ended.</summary>
public enum LineEnd
{
    /// <summary>CR LF.</summary>
    CrLf,
    /// <summary>LF alone.</summary>
    Lf,
    /// <summary>It has not ended: the limit was reached and more of the same line follows.</summary>
    TooLong,
    /// <summary>The peer closed; what is given is the unfinished rest, perhaps empty.</summary>
    End,
}

/// <summary>
/// Lines over a <see cref="Transport"/>, buffered both ways. Output leaves only when the stream is about to wait for
/// input (or at <see cref="Flush"/>), so that a group of pipelined commands gets its replies in one write; the log is flushed then, too.
/// </summary>
public sealed class LineStream(Transport transport, int bufferSize = 16384) : IDisposable
{
    // A process serves one client after the other: the next gets the buffers of the last, and nothing is left to collect.
    [ThreadStatic] private static (byte[]? Input, byte[]? Output) spare;

    private byte[] input = Taken(ref spare.Input, bufferSize);
    private byte[] output = Taken(ref spare.Output, 2048);
    private int start, end, pending;

    /// <summary>The transport under this stream; replaced by <see cref="Upgrade"/>.</summary>
    public Transport Transport { get; private set; } = transport;

    /// <summary>Has the peer sent more than was read so far?</summary>
    public bool MoreIsHere => end > start || Transport.HasBuffered;

    /// <summary>How much of the peer's input lies in our buffer unread.</summary>
    public int BufferedCount => end - start;

    /// <summary>Bytes received and not yet consumed. Valid until the next read.</summary>
    public ReadOnlySpan<byte> Available => input.AsSpan(start, end - start);

    /// <summary>Consumes from <see cref="Available"/>.</summary>
    public void Advance(int count) => start += count;

    /// <summary>Reads once more from the peer behind <see cref="Available"/>; false when the peer has closed. The buffer must not be full of unread bytes.</summary>
    public bool Fill()
    {
        Flush();
        Log.Flush();
        if (start == end)
            start = end = 0;
        else if (start > 0 && (end == input.Length || end - start < 256))
        {
            input.AsSpan(start, end - start).CopyTo(input);
            (start, end) = (0, end - start);
        }
        if (end == input.Length)
            throw new InvalidOperationException("Fill with a full buffer");
        int n = Transport.Read(input.AsSpan(end));
        end += n;
        return n > 0;
    }

    /// <summary>As <see cref="Fill"/>, with a larger buffer when it is full of unread bytes: the caller keeps the limit.</summary>
    public bool FillMore()
    {
        if (end - start == input.Length)
            Array.Resize(ref input, input.Length * 2);
        return Fill();
    }

    /// <summary>
    /// Reads one line without its end. At most <paramref name="limit"/> bytes are given; then <see cref="LineEnd.TooLong"/> says that the
    /// line goes on. The span is valid until the next read.
    /// </summary>
    public LineEnd ReadLine(int limit, out ReadOnlySpan<byte> line)
    {
        if (limit + 2 > input.Length)
            Array.Resize(ref input, limit + 2);
        int scanned = 0;
        while (true)
        {
            var here = Available;
            int at = here[scanned..].IndexOf((byte)'\n');
            int length = at < 0 ? here.Length : scanned + at;
            bool crlf = at >= 0 && length > 0 && here[length - 1] == '\r';
            int content = crlf ? length - 1 : length;
            // The CR of a CRLF that is not here yet is no content: wait for what follows before calling the line too long.
            if (content > limit && !(at < 0 && content == limit + 1 && here[^1] == '\r'))
            {
                line = here[..limit];
                start += limit;
                return LineEnd.TooLong;
            }
            if (at >= 0)
            {
                line = here[..content];
                start += length + 1;
                return crlf ? LineEnd.CrLf : LineEnd.Lf;
            }
            scanned = here.Length;
            if (!Fill())
            {
                line = Available;
                start = end;
                return LineEnd.End;
            }
        }
    }

    /// <summary>Reads up to the span's length, from the buffer first; 0 when the peer has closed.</summary>
    public int Read(Span<byte> to)
    {
        if (start == end)
        {
            if (to.Length >= input.Length)
            {
                Flush();
                Log.Flush();
                return Transport.Read(to);
            }
            if (!Fill())
                return 0;
        }
        int n = Math.Min(to.Length, end - start);
        input.AsSpan(start, n).CopyTo(to);
        start += n;
        return n;
    }

    /// <summary>Queues bytes for the peer.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > output.Length - pending)
        {
            if (pending + bytes.Length <= 65536)
                Array.Resize(ref output, Math.Min(65536, Math.Max(output.Length * 2, pending + bytes.Length)));
            else
                Flush();
            if (bytes.Length > output.Length - pending)
            {
                Transport.Write(bytes);
                return;
            }
        }
        bytes.CopyTo(output.AsSpan(pending));
        pending += bytes.Length;
    }

    /// <summary>Queues text for the peer, as the bytes it came from.</summary>
    public void Write(string text)
    {
        int size = Bytes.Count(text);
        if (size <= 1024)
        {
            Span<byte> bytes = stackalloc byte[size];
            Bytes.Write(text, bytes);
            Write(bytes);
        }
        else
            Write(Bytes.Of(text));
    }

    /// <summary>Queues text and CRLF.</summary>
    public void WriteLine(string text)
    {
        Write(text);
        Write("\r\n"u8);
    }

    /// <summary>Sends what is queued.</summary>
    public void Flush()
    {
        if (pending == 0)
            return;
        int count = pending;
        pending = 0;
        Transport.Write(output.AsSpan(0, count));
    }

    /// <summary>Forgets input that was received and not read, and says how much it was: what came in clear before TLS must never be obeyed inside it (RFC 3207 6).</summary>
    public int Discard()
    {
        int count = end - start;
        start = end = 0;
        return count;
    }

    /// <summary>Puts bytes before all that the peer will send: another process had read them when it handed the connection over.</summary>
    public void Preload(ReadOnlySpan<byte> bytes)
    {
        if (start != end)
            throw new InvalidOperationException("Preload with unread input");
        if (bytes.Length >= input.Length)
            input = new byte[bytes.Length * 2];   // a full buffer could not be read into
        bytes.CopyTo(input);
        (start, end) = (0, bytes.Length);
    }

    /// <summary>Goes on over another transport (TLS, compression) after sending what is queued and discarding unread input.</summary>
    public void Upgrade(Transport next)
    {
        Flush();
        Discard();
        Transport = next;
    }

    private static byte[] Taken(ref byte[]? spareBuffer, int size)
    {
        var buffer = spareBuffer is { } kept && kept.Length >= size ? kept : new byte[size];
        spareBuffer = null;
        return buffer;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Transport.Dispose();
        Release();
    }

    /// <summary>Gives the buffers to the next stream of this thread and leaves the transport open, for whoever owns its descriptor.</summary>
    public void Release()
    {
        if (input.Length == 0)
            return;
        spare = (input, output);
        (input, output, start, end, pending) = ([], [], 0, 0, 0);
    }
}
