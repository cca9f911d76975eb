using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MailSuite.Tests.Smtp;

/// <summary>
/// A server that plays one script per connection. "S: text" is sent with CRLF, "C: text" must come next, "S! text" is sent as it is (with \r and
/// \n written out), "C.. " takes lines until a lone dot and keeps them, "hangup" closes. What comes otherwise is noted as a misfit.
/// </summary>
internal sealed class FakeServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Thread thread;
    private readonly List<string[]> scripts;

    public FakeServer(params string[] scripts)
    {
        this.scripts = [.. scripts.Select(static s => s.Split('\n').Select(static l => l.Trim()).Where(static l => l.Length > 0).ToArray())];
        listener.Start();
        thread = new Thread(Run) { IsBackground = true };
        thread.Start();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;
    public List<string> Misfits { get; } = [];
    public List<string> Bodies { get; } = [];
    public int Connections { get; private set; }

    private void Run()
    {
        try
        {
            foreach (var script in scripts)
            {
                using var client = listener.AcceptTcpClient();
                client.ReceiveTimeout = 5000;
                Connections++;
                Play(script, client.GetStream());
            }
        }
        catch (SocketException)
        {
        }
    }

    private void Play(string[] script, NetworkStream stream)
    {
        foreach (var line in script)
            try
            {
                if (line.StartsWith("S: ", StringComparison.Ordinal))
                    stream.Write(Encoding.UTF8.GetBytes(line[3..] + "\r\n"));
                else if (line.StartsWith("S! ", StringComparison.Ordinal))
                    stream.Write(Encoding.UTF8.GetBytes(line[3..].Replace("\\r", "\r").Replace("\\n", "\n")));
                else if (line.StartsWith("C: ", StringComparison.Ordinal))
                {
                    if (ReadLine(stream) is var got && got != line[3..])
                        Misfits.Add($"wanted \"{line[3..]}\", got \"{got}\"");
                }
                else if (line == "C..")
                {
                    var body = new StringBuilder();
                    while (ReadLine(stream) is { } text && text != ".")
                        body.Append(text).Append('\n');
                    Bodies.Add(body.ToString());
                }
                else if (line.StartsWith("drip ", StringComparison.Ordinal))
                    while (true)
                    {
                        stream.Write(Encoding.Latin1.GetBytes(line[5..].Replace("\\r", "\r").Replace("\\n", "\n")));
                        Thread.Sleep(50);
                    }
                else if (line == "flood")
                    for (var megabyte = Encoding.Latin1.GetBytes(new string('2', 1 << 20)); ;)
                        stream.Write(megabyte);
                else if (line == "stall")
                {
                    Thread.Sleep(3000);
                    return;
                }
                else if (line == "hangup")
                    return;
            }
            catch (IOException)
            {
                Misfits.Add("connection lost at: " + line);
                return;
            }
    }

    private static string? ReadLine(NetworkStream stream)
    {
        var line = new List<byte>();
        while (stream.ReadByte() is >= 0 and var b)
        {
            if (b == '\n')
                return Encoding.Latin1.GetString([.. line]).TrimEnd('\r');
            line.Add((byte)b);
        }
        return line.Count > 0 ? Encoding.Latin1.GetString([.. line]) : null;
    }

    public void Dispose()
    {
        listener.Stop();
        thread.Join(6000);
    }
}
