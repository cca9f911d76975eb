using System.Net.Sockets;
using System.Text;

namespace MailSuite.Tests.Smtpd;

/// <summary>A policy server on a UNIX-domain socket that gives its replies in order, then DUNNO; it remembers what it was asked, as "policy name=value".</summary>
internal sealed class FakePolicyServer : IDisposable
{
    private readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Queue<string> replies;
    private readonly List<string> asked = [];

    public FakePolicyServer(string path, IEnumerable<string> replies)
    {
        this.replies = new Queue<string>(replies);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen(10);
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public IReadOnlyList<string> Asked
    {
        get
        {
            lock (asked)
                return [.. asked];
        }
    }

    private void Accept()
    {
        try
        {
            while (true)
                Serve(listener.Accept());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private void Serve(Socket client)
    {
        using var stream = new NetworkStream(client, ownsSocket: true);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        try
        {
            while (reader.ReadLine() is { } line)
            {
                lock (asked)
                    asked.Add("policy " + line);
                if (line.Length > 0)
                    continue;
                string reply = replies.Count > 0 ? replies.Dequeue() : "action=DUNNO";
                if (reply == "(close)")
                    return;
                stream.Write(Encoding.Latin1.GetBytes(reply.Replace("\\0", "\0", StringComparison.Ordinal) + "\n\n"));
            }
        }
        catch (IOException)
        {
            // smtpd has gone.
        }
    }

    public void Dispose() => listener.Dispose();
}
