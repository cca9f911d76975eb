namespace MailSuite.Proxymap;

/// <summary>
/// One client: attribute lists in, attribute lists out, over a socket that never makes us wait. A client that does not read its answers is read no more
/// until it does, so that it cannot fill our memory.
/// </summary>
internal sealed class Session(Loop loop, Client client, SharedTables tables, Action gone)
{
    private readonly List<(string Name, string Value)> request = [];
    private byte[] input = new byte[4096], unsent = [];
    private int end;

    /// <summary>Says the protocol's name and waits for requests.</summary>
    public void Start()
    {
        Sys.SetNonBlocking(client.Fd, true);
        Send(ProxyProtocol.Write(("protocol", ProxyProtocol.Name)));
    }

    private void Ready(short events)
    {
        if (unsent.Length > 0)
        {
            Send([]);
            return;
        }
        if (end == input.Length)
            Array.Resize(ref input, input.Length * 2);
        int n = Sys.Receive(client.Fd, input.AsSpan(end), wait: false);
        if (n < 0 && Sys.LastError is Errno.AGAIN or Errno.INTR)
            return;
        if (n <= 0)
        {
            Close();
            return;
        }
        end += n;
        Answer();
    }

    /// <summary>Answers all whole requests that are here; the rest stays.</summary>
    private void Answer()
    {
        int at = 0;
        var answers = new List<byte>();
        while (at < end && ProxyProtocol.Read(input.AsSpan(at, end - at), request) is > 0 and var size)
        {
            at += size;
            answers.AddRange(tables.Answer(request));
        }
        input.AsSpan(at, end - at).CopyTo(input);
        end -= at;
        if (end >= ProxyProtocol.Limit)
        {
            Log.Warning($"request of more than {ProxyProtocol.Limit} bytes");
            Close();
        }
        else if (answers.Count > 0)
            Send([.. answers]);
    }

    private void Send(byte[] more)
    {
        unsent = [.. unsent, .. more];
        int n = Sys.Send(client.Fd, unsent, wait: false);
        if (n < 0 && Sys.LastError is not (Errno.AGAIN or Errno.INTR))
        {
            Close();
            return;
        }
        unsent = n == unsent.Length ? [] : unsent[Math.Max(n, 0)..];
        loop.Watching(client.Fd, unsent.Length > 0 ? PollFd.Out : PollFd.In, Ready);
    }

    private void Close()
    {
        loop.Forget(client.Fd);
        Sys.CloseQuietly(client.Fd);
        gone();
    }
}
