using System.Buffers.Binary;

namespace MailSuite.Mail;

/// <summary>
/// A channel between two of our processes that stays open: framed messages, blocking. Frames that came together are read in one
/// system call; messages queued with <see cref="Queue{T}"/> leave in one.
/// </summary>
public sealed class IpcChannel : IDisposable
{
    /// <summary>The largest frame accepted.</summary>
    public const int MaxFrame = 16 << 20;

    private readonly AttrWriter writer = new();
    private byte[] input = new byte[8192];
    private int start, end;
    private bool pauseIsTimed;

    /// <summary>Over a connected socket that now belongs to the channel.</summary>
    public IpcChannel(int fd) => Fd = fd;

    /// <summary>The socket.</summary>
    public int Fd { get; }

    /// <summary>Connects to a service of this instance ("private/bounce"); null when nobody listens.</summary>
    public static IpcChannel? TryConnect(string path) => Sys.TryConnectUnix(path, out int fd) == Errno.None ? new IpcChannel(fd) : null;

    /// <summary>
    /// On a channel where requests come and go: what rests when none comes for a while. The socket has a time limit only until then, so it costs a
    /// system call at the begin and the end of a rest, and none for a request.
    /// </summary>
    public RestingMemory? Resting { private get; init; }

    /// <summary>Limits each wait; not together with <see cref="Resting"/>.</summary>
    public void SetTimeout(TimeSpan limit) => Sys.SetSocketTimeouts(Fd, limit);

    /// <summary>Queues a message.</summary>
    public void Queue<T>(T message) where T : IIpcMessage<T> => writer.Frame(message);

    /// <summary>Sends what is queued. Throws <see cref="IpcException"/> when the peer is gone.</summary>
    public void Flush()
    {
        if (writer.Written.IsEmpty)
            return;
        ReadOnlySpan<byte> rest = writer.ToArray();
        writer.Clear();
        while (!rest.IsEmpty)
        {
            int n = Sys.Send(Fd, rest);
            if (n >= 0)
                rest = rest[n..];
            else if (Sys.LastError != Errno.INTR)
                throw new IpcException($"write to peer: {Sys.LastError.Text()}");
        }
    }

    /// <summary>Sends one message now.</summary>
    public void Send<T>(T message) where T : IIpcMessage<T>
    {
        Queue(message);
        Flush();
    }

    /// <summary>Is a whole message here already?</summary>
    public bool HasMessage => FrameSize() is >= 0 and var size && end - start >= 4 + size;

    /// <summary>Waits for a message; null when the peer has closed between messages, or when the process is to stop while it waits.</summary>
    public T? Receive<T>() where T : class, IIpcMessage<T>
    {
        if (!HasMessage)
        {
            Log.Flush();
            while (!HasMessage)
                if (!Fill())
                    return null;
        }
        int size = FrameSize();
        var frame = new byte[size];
        input.AsSpan(start + 4, size).CopyTo(frame);
        start += 4 + size;
        return T.Read(new AttrReader(frame));
    }

    /// <summary>Waits for a message that must come: a peer that closes instead is an <see cref="IpcException"/>.</summary>
    public T Expect<T>() where T : class, IIpcMessage<T> => Receive<T>() ?? throw new IpcException("peer closed the connection");

    private int FrameSize()
    {
        if (end - start < 4)
            return -1;
        int size = BinaryPrimitives.ReadInt32LittleEndian(input.AsSpan(start));
        return size is >= 0 and <= MaxFrame ? size : throw new IpcException($"frame of {size} bytes");
    }

    private bool Fill()
    {
        if (start == end)
            start = end = 0;
        int need = Math.Max(FrameSize() + 4, 4096);
        if (start + need > input.Length)
        {
            var to = need > input.Length ? new byte[need] : input;
            input.AsSpan(start, end - start).CopyTo(to);
            (input, start, end) = (to, 0, end - start);
        }
        if (!pauseIsTimed && Resting?.Limit(-1) is >= 0 and var pause)
            TimePause(pause);
        while (true)
        {
            int n = Sys.Receive(Fd, input.AsSpan(end));
            if (n > 0)
            {
                end += n;
                return true;
            }
            if (n == 0)
                return start == end ? false : throw new IpcException("peer closed the connection inside a message");
            if (Resting != null && Sys.LastError == Errno.AGAIN)
            {
                Resting.Rested();
                TimePause(-1);
                continue;
            }
            if (Sys.LastError != Errno.INTR)
                throw new IpcException($"read from peer: {(Sys.LastError == Errno.AGAIN ? "timeout" : Sys.LastError.Text())}");
            if (Transport.Stopping() && start == end)
                return false;
        }
    }

    private void TimePause(long milliseconds)
    {
        pauseIsTimed = milliseconds >= 0;
        Sys.SetReceiveTimeout(Fd, TimeSpan.FromMilliseconds(Math.Max(0, milliseconds)));
    }

    /// <inheritdoc/>
    public void Dispose() => Sys.CloseQuietly(Fd);
}
