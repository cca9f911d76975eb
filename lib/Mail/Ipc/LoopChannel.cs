using System.Buffers.Binary;

namespace MailSuite.Mail;

/// <summary>
/// A channel of framed messages on an event loop: nothing here waits. What is sent in one turn of the loop leaves in one write.
/// </summary>
public sealed class LoopChannel : IDisposable
{
    private readonly Loop loop;
    private readonly AttrWriter writer = new();
    private byte[] unsent = [];
    private byte[] input = new byte[4096];
    private int end;
    private bool flushPosted, closed, waiting, stalled;

    /// <summary>Over a connected socket that now belongs to the channel. Handlers may be set until the loop turns next.</summary>
    public LoopChannel(Loop loop, int fd)
    {
        (this.loop, Fd) = (loop, fd);
        Sys.SetNonBlocking(fd, true);
        loop.Watching(fd, PollFd.In, Ready);
    }

    /// <summary>The socket.</summary>
    public int Fd { get; }

    /// <summary>Called for each message. An <see cref="IpcException"/> from it closes the channel.</summary>
    public Action<AttrReader>? Received { get; set; }

    /// <summary>Called once when the peer has closed, or does not make sense; not after <see cref="Dispose"/>.</summary>
    public Action<string>? Closed { get; set; }

    /// <summary>How long a peer may take nothing of what was sent before the channel is given up; zero is for ever.</summary>
    public TimeSpan SendLimit { get; set; }

    /// <summary>Connects to a service of this instance; null when nobody listens or its backlog is full.</summary>
    public static LoopChannel? TryConnect(Loop loop, string path)
    {
        int fd = Sys.StreamSocket(1, nonBlocking: true);
        var e = Sys.TryConnect(fd, SocketAddress.Unix(path));
        if (e == Errno.None)
            return new LoopChannel(loop, fd);
        Sys.CloseQuietly(fd);
        System.Runtime.InteropServices.Marshal.SetLastPInvokeError((int)e);
        return null;
    }

    /// <summary>Sends a message before the loop waits next.</summary>
    public void Send<T>(T message) where T : IIpcMessage<T>
    {
        writer.Frame(message);
        if (flushPosted || closed)
            return;
        flushPosted = true;
        loop.Post(Flush);
    }

    private void Flush()
    {
        flushPosted = false;
        if (closed)
            return;
        if (!writer.Written.IsEmpty)
        {
            var more = writer.ToArray();
            writer.Clear();
            unsent = unsent.Length == 0 ? more : [.. unsent, .. more];
        }
        if (unsent.Length == 0)
            return;
        int n = Sys.Send(Fd, unsent, wait: false);
        if (n < 0 && Sys.LastError is not (Errno.AGAIN or Errno.INTR))
        {
            Lost(Sys.LastError.Text());
            return;
        }
        unsent = n == unsent.Length ? [] : unsent[Math.Max(n, 0)..];
        if (n > 0)
            stalled = false;
        Await();
        loop.Watching(Fd, (short)(PollFd.In | (unsent.Length > 0 ? PollFd.Out : 0)), Ready);
    }

    /// <summary>Looks from time to time, while something waits to be sent, whether the peer takes any of it.</summary>
    private void Await()
    {
        if (unsent.Length == 0 || waiting || SendLimit <= TimeSpan.Zero)
            return;
        (waiting, stalled) = (true, true);
        loop.After(SendLimit, () =>
        {
            waiting = false;
            if (closed || unsent.Length == 0)
                return;
            if (stalled)
                Lost("write timeout");
            else
                Await();
        });
    }

    private void Ready(short events)
    {
        if ((events & PollFd.Out) != 0)
            Flush();
        if (closed || (events & (PollFd.In | PollFd.Hup | PollFd.Err)) == 0)
            return;
        if (end == input.Length)
            Array.Resize(ref input, input.Length * 2);
        int n = Sys.Receive(Fd, input.AsSpan(end), wait: false);
        if (n <= 0)
        {
            if (n == 0 || Sys.LastError is not (Errno.AGAIN or Errno.INTR))
                Lost(n == 0 ? "peer closed the connection" : Sys.LastError.Text());
            return;
        }
        end += n;
        try
        {
            Deliver();
        }
        catch (IpcException e)
        {
            Lost(e.Message);
        }
    }

    private void Deliver()
    {
        int at = 0;
        while (!closed && end - at >= 4)
        {
            int size = BinaryPrimitives.ReadInt32LittleEndian(input.AsSpan(at));
            if (size is < 0 or > IpcChannel.MaxFrame)
                throw new IpcException($"frame of {size} bytes");
            if (end - at - 4 < size)
                break;
            var frame = input.AsSpan(at + 4, size).ToArray();
            at += 4 + size;
            Received?.Invoke(new AttrReader(frame));
        }
        input.AsSpan(at, end - at).CopyTo(input);
        end -= at;
    }

    private void Lost(string why)
    {
        if (closed)
            return;
        Dispose();
        Closed?.Invoke(why);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (closed)
            return;
        closed = true;
        loop.Forget(Fd);
        Sys.CloseQuietly(Fd);
    }
}
