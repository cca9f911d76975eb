using System.Net;
using System.Net.Sockets;
using System.Text;
using MailSuite.Tests.Transcripts;

namespace MailSuite.Tests.Smtpd;

/// <summary>A server with one client that a test speaks for, where a transcript is not enough.</summary>
internal sealed class LiveSession : IDisposable
{
    private readonly Thread thread;
    private readonly List<string> log = [];
    private Exception? failure;

    public LiveSession(params string[] mainCf) : this(null, mainCf)
    {
    }

    /// <summary>With something that is done to the server's end before it serves; it may refuse to (false).</summary>
    public LiveSession(Func<SmtpdServer, int, bool>? serve, params string[] mainCf)
    {
        Server = new SmtpdServer(Transcript.Parse("live", string.Concat(mainCf.Select(static l => $"main.cf: {l}\n"))));
        Log.To(new Recorder(log));
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        Client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 15_000, SendTimeout = 15_000, NoDelay = true };
        Client.Connect(listener.LocalEndPoint!);
        var accepted = listener.Accept();
        accepted.Blocking = true;
        thread = new Thread(() =>
        {
            try
            {
                if (serve == null || serve(Server, (int)accepted.Handle))
                    Server.Serve((int)accepted.Handle);
            }
            catch (Exception e)
            {
                failure = e;
            }
            accepted.Dispose();
        });
        thread.Start();
    }

    public SmtpdServer Server { get; }
    public Socket Client { get; }
    private readonly List<byte> unread = [];

    /// <summary>What was logged so far.</summary>
    public List<string> Logged
    {
        get
        {
            Log.Flush();
            return log;
        }
    }

    /// <summary>Hears one reply, all its lines; null when the server has closed.</summary>
    public string? Hear()
    {
        var text = new StringBuilder();
        while (Line() is { } line)
        {
            text.Append(text.Length > 0 ? "\n" : "").Append(line);
            if (line.Length < 4 || line[3] == ' ')
                return text.ToString();
        }
        return text.Length > 0 ? text.ToString() : null;
    }

    private string? Line()
    {
        var buffer = new byte[4096];
        int end;
        while ((end = unread.IndexOf((byte)'\n')) < 0)
        {
            int n;
            try
            {
                n = Client.Receive(buffer);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
            {
                return null;
            }
            if (n == 0)
                return null;
            unread.AddRange(buffer.AsSpan(0, n).ToArray());
        }
        string line = Encoding.UTF8.GetString([.. unread[..end]]).TrimEnd('\r');
        unread.RemoveRange(0, end + 1);
        return line;
    }

    /// <summary>Sends bytes as they are: each char is one byte.</summary>
    public void Send(string text) => Client.Send(Encoding.Latin1.GetBytes(text));

    /// <summary>Sends a line and hears the reply.</summary>
    public string Say(string line)
    {
        Send(line + "\r\n");
        return Hear() ?? "(closed)";
    }

    /// <summary>Through greeting, HELO, MAIL and RCPT.</summary>
    public void Envelope(string hello = "HELO c")
    {
        Assert.StartsWith("220 ", Hear());
        Assert.StartsWith("250", Say(hello));
        Assert.StartsWith("250 ", Say("MAIL FROM:<a@remote.example>"));
        Assert.StartsWith("250 ", Say("RCPT TO:<bob@example.com>"));
    }

    /// <summary>The client goes; the server must end by itself.</summary>
    public void End()
    {
        Client.Dispose();
        Assert.True(thread.Join(15_000), "the server does not end");
        Assert.Null(failure);
    }

    public void Dispose()
    {
        End();
        Log.To(new Recorder([]));
        Server.Dispose();
    }

    private sealed class Recorder(List<string> to) : ILogSink
    {
        public void Write(IReadOnlyList<LogLine> lines)
        {
            foreach (var line in lines)
                to.Add(line.Text);
        }
    }
}
