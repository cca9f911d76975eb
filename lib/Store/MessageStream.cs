using System.Buffers;

namespace MailSuite.Store;

/// <summary>A piece of a file.</summary>
internal readonly record struct FileRange(long Offset, long Length);

/// <summary>
/// A message as the client is to get it: every line ends in CRLF, whatever the file has. Read in pieces of at most 64 kB;
/// the message is never in memory as a whole unless it is small. Going back costs reading again from the start, where the file has bare LFs.
/// </summary>
public sealed class MessageStream : IDisposable
{
    private const int BufferSize = 65536;

    private readonly int fd;
    private readonly FileRange[] ranges;
    private readonly byte[] buffer;
    private readonly bool verbatim;
    private int bufferStart, bufferEnd, range;
    private long inRange;          // offset of the next pread within the current range
    private bool lastWasCr, lfPending, disposed;

    /// <summary>
    /// Over pieces of a file; closes the descriptor at the end. <paramref name="knownLength"/> is a length with CRLF that may be relied on, or -1:
    /// then the file is read once to count. What fits into the buffer is always counted, since it is in memory anyway.
    /// </summary>
    internal MessageStream(int fd, FileRange[] ranges, long knownLength)
    {
        this.fd = fd;
        this.ranges = ranges;
        long raw = 0;
        foreach (var r in ranges)
            raw += r.Length;
        buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(raw, 512, BufferSize));
        Length = knownLength >= 0 && raw > buffer.Length ? knownLength : Measure(raw);
        verbatim = Length == raw;
    }

    /// <summary>Bytes of the whole message with CRLF line ends.</summary>
    public long Length { get; }

    /// <summary>Offset of the next byte.</summary>
    public long Position { get; private set; }

    private long Measure(long raw)
    {
        long count = 0, seen = 0;
        bool afterCr = false;
        while (Fill())
        {
            var piece = buffer.AsSpan(bufferStart, bufferEnd - bufferStart);
            seen += piece.Length;
            count += piece.Length + BareLineFeeds(piece, afterCr);
            afterCr = piece[^1] == '\r';
            if (seen == raw && bufferEnd == piece.Length && range >= ranges.Length && piece.Length == raw)
                return count;      // all of it is in the buffer: keep it there
            bufferStart = bufferEnd;
        }
        Rewind();
        return count;
    }

    internal static int BareLineFeeds(ReadOnlySpan<byte> piece, bool afterCr) =>
        piece.Count((byte)'\n') - piece.Count("\r\n"u8) - (afterCr && !piece.IsEmpty && piece[0] == '\n' ? 1 : 0);

    private void Rewind()
    {
        bufferStart = bufferEnd = range = 0;
        inRange = 0;
        lastWasCr = lfPending = false;
        Position = 0;
    }

    // Fills an empty buffer from the file; false at the end of the message.
    private bool Fill()
    {
        bufferStart = bufferEnd = 0;
        while (range < ranges.Length && bufferEnd < buffer.Length)
        {
            var r = ranges[range];
            int want = (int)Math.Min(buffer.Length - bufferEnd, r.Length - inRange);
            int n = want == 0 ? 0 : Sys.ReadAt(fd, buffer.AsSpan(bufferEnd, want), r.Offset + inRange);
            bufferEnd += n;
            inRange += n;
            if (n == 0 || inRange == r.Length)
            {
                range++;
                inRange = 0;
            }
        }
        return bufferEnd > 0;
    }

    /// <summary>The next bytes; 0 at the end.</summary>
    public int Read(Span<byte> to)
    {
        int done = 0;
        while (done < to.Length)
        {
            if (lfPending)
            {
                to[done++] = (byte)'\n';
                lfPending = false;
                continue;
            }
            if (bufferStart == bufferEnd && !Fill())
                break;
            var from = buffer.AsSpan(bufferStart, Math.Min(bufferEnd - bufferStart, to.Length - done));
            int at = verbatim ? -1 : from.IndexOf((byte)'\n');
            bool bare = at >= 0 && (at > 0 ? from[at - 1] != '\r' : !lastWasCr);
            int take = at < 0 ? from.Length : bare ? at : at + 1;
            from[..take].CopyTo(to[done..]);
            done += take;
            bufferStart += take;
            if (take > 0)
                lastWasCr = from[take - 1] == '\r';
            if (bare && done < to.Length)
            {
                to[done++] = (byte)'\r';
                bufferStart++;
                lastWasCr = false;
                lfPending = true;
            }
        }
        Position += done;
        return done;
    }

    /// <summary>Goes to an offset; beyond the end means the end.</summary>
    public void Seek(long position)
    {
        if (position == Position)
            return;
        if (position < Position && Position <= bufferEnd && range >= ranges.Length && verbatim && Position == bufferStart)
        {
            bufferStart = (int)position;   // the whole message lies in the buffer
            Position = position;
            return;
        }
        if (position < Position)
            Rewind();
        if (verbatim)
            SkipRaw(position - Position);
        else
            SkipConverted(position - Position);
    }

    private void SkipRaw(long count)
    {
        int here = (int)Math.Min(count, bufferEnd - bufferStart);
        bufferStart += here;
        Position += here;
        count -= here;
        while (count > 0 && range < ranges.Length)
        {
            long step = Math.Min(count, ranges[range].Length - inRange);
            inRange += step;
            Position += step;
            count -= step;
            if (inRange == ranges[range].Length)
            {
                range++;
                inRange = 0;
            }
        }
    }

    private void SkipConverted(long count)
    {
        Span<byte> scratch = stackalloc byte[4096];
        while (count > 0)
        {
            int n = Read(scratch[..(int)Math.Min(count, scratch.Length)]);
            if (n == 0)
                return;
            count -= n;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (disposed)
            return;
        disposed = true;
        Sys.CloseQuietly(fd);
        ArrayPool<byte>.Shared.Return(buffer);
    }
}
