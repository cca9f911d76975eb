using System.Security.Cryptography;
using MailSuite.Daemon;
using MailSuite.Net;

namespace MailSuite.Auth.Wire;

/// <summary>
/// One client of the authentication server. States: VERSION awaited; role awaited (CPID: an authentication client; a question of the master protocol: a
/// trusted process, if the kernel says that it is one); serving; closed. Input and output are bounded; nothing here blocks.
/// </summary>
internal sealed class AuthConnection
{
    private const int OutputLimit = 1 << 20;

    private readonly AuthService service;
    private readonly int fd;
    private readonly bool trusted;
    private readonly Dictionary<string, AuthExchange> exchanges = [];
    private byte[] input = new byte[1024];
    private byte[] output = new byte[1024];
    private int filled, pending;
    private bool versioned, closed;

    internal AuthConnection(AuthService service, Client client, string number)
    {
        this.service = service;
        fd = client.Fd;
        trusted = client.Peer is { Family: 1 } && client.Credentials.Uid is var uid && (uid == 0 || uid == Sys.EffectiveUid);
        Say($"VERSION\t1\t2\n");
        foreach (var m in service.Mechanisms)
            Say($"MECH\t{m.Name}\t{string.Join('\t', m.Properties)}\n");
        Say($"SPID\t{Sys.ProcessId}\nCUID\t{number}\nCOOKIE\t{Cookie}\nDONE\n");
        Send();
        Rearm();
    }

    /// <summary>The client's process id, as it says.</summary>
    internal string Pid { get; private set; } = "";

    /// <summary>The secret between this client and us.</summary>
    internal string Cookie { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    internal AuthService Service => service;

    internal bool IsClosed => closed;

    private void Rearm() => service.Loop.Watching(fd, pending > 0 ? (short)(PollFd.In | PollFd.Out) : PollFd.In, Happened);

    private void Happened(short events)
    {
        if ((events & PollFd.Out) != 0)
        {
            Send();
            if (!closed)
                Rearm();
        }
        if (!closed && (events & ~PollFd.Out) != 0)
            Receive();
    }

    private void Receive()
    {
        if (filled == input.Length)
            Array.Resize(ref input, Math.Min(input.Length * 2, AuthLine.MaxLength + 1));
        int n = Sys.Receive(fd, input.AsSpan(filled), wait: false);
        if (n == 0 || n < 0 && Sys.LastError is not (Errno.AGAIN or Errno.INTR))
        {
            Close();
            return;
        }
        filled += Math.Max(n, 0);
        int start = 0;
        while (!closed && input.AsSpan(start, filled - start).IndexOf((byte)'\n') is >= 0 and var length)
        {
            Handle(input.AsSpan(start, length));
            start += length + 1;
        }
        if (closed)
            return;
        // What was read may hold passwords: nothing stays behind.
        input.AsSpan(start, filled - start).CopyTo(input);
        filled -= start;
        CryptographicOperations.ZeroMemory(input.AsSpan(filled));
        if (filled > AuthLine.MaxLength)
            Abort("a line that is too long");
    }

    private void Handle(ReadOnlySpan<byte> line)
    {
        string[] f = AuthLine.Split(Bytes.Text(line));
        if (f[0] == "VERSION" && !versioned)
        {
            versioned = f.Length >= 3 && f[1] == "1";
            if (!versioned)
                Abort("an unsupported protocol version");
        }
        else if (!versioned)
            Abort("no VERSION");
        else if (f[0] == "CPID" && Pid.Length == 0 && f.Length > 1 && IsNumber(f[1]))
            Pid = f[1];
        else if (trusted && MasterQuestions.Find(f[0]) is { } question)
            question(this, f);
        else if (Pid.Length == 0)
            Abort("no CPID");
        else
            Client(f);
    }

    private void Client(string[] f)
    {
        string id = f.Length > 1 ? f[1] : "";
        if (f[0] is "AUTH" or "CONT" or "CANCEL" && !IsNumber(id))
        {
            Abort("an invalid request id");
            return;
        }
        switch (f[0])
        {
            case "AUTH" when f.Length < 3 || exchanges.ContainsKey(id):
                Abort("a malformed AUTH request");
                break;
            case "AUTH":
                AuthExchange.Begin(this, exchanges, id, f);
                break;
            case "CONT" when exchanges.TryGetValue(id, out var exchange):
                exchange.Continue(f.Length > 2 ? f[2] : "");
                break;
            case "CONT":
                Reply($"FAIL\t{id}\treason=Authentication request timed out\n");
                break;
            case "CANCEL" when exchanges.TryGetValue(id, out var cancelled):
                cancelled.Drop();
                break;
        }
        // Other lines are a newer client's business.
    }

    private static bool IsNumber(string text) => text.Length is > 0 and <= 10 && !text.AsSpan().ContainsAnyExceptInRange('0', '9') && text != "0";

    /// <summary>Sends a line, now or as soon as the client takes it.</summary>
    internal void Reply(string line)
    {
        if (closed)
            return;
        Say(line);
        bool waited = pending > Bytes.Count(line);
        Send();
        if (!closed && !waited && pending > 0)
            Rearm();
    }

    private void Say(string line)
    {
        int size = Bytes.Count(line);
        if (pending + size > output.Length)
            Array.Resize(ref output, Math.Max(output.Length * 2, pending + size));
        pending += Bytes.Write(line, output.AsSpan(pending));
    }

    private void Send()
    {
        int n = Sys.Send(fd, output.AsSpan(0, pending), wait: false);
        if (n > 0)
        {
            output.AsSpan(n, pending - n).CopyTo(output);
            pending -= n;
        }
        if (n < 0 && Sys.LastError is not (Errno.AGAIN or Errno.INTR) || pending > OutputLimit)
            Close();
    }

    private void Abort(string what)
    {
        Log.Error(LogLines.BadLine(what));
        Close();
    }

    private void Close()
    {
        if (closed)
            return;
        closed = true;
        foreach (var exchange in exchanges.Values.ToArray())
            exchange.Drop();
        CryptographicOperations.ZeroMemory(input);
        service.Loop.Forget(fd);
        Sys.CloseQuietly(fd);
        service.Gone();
    }
}
