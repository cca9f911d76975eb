using System.Net.Sockets;
using System.Text;

namespace MailSuite.Tests.Imapd;

/// <summary>Speaks just enough of Dovecot's authentication protocol: PLAIN, one user, and TryLater for the user "later".</summary>
internal sealed class FakeAuthServer : IDisposable
{
    private readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Thread thread;

    private readonly string mechanisms;

    /// <summary>On a UNIX socket; <paramref name="mechanisms"/> are the words behind MECH (name and properties, tabs between), of which only PLAIN works.</summary>
    public FakeAuthServer(string path, params string[] mechanisms)
    {
        this.mechanisms = string.Concat((mechanisms.Length > 0 ? mechanisms : ["PLAIN\tplaintext"]).Select(static m => $"MECH\t{m}\n"));
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen(5);
        thread = new Thread(Run) { IsBackground = true };
        thread.Start();
    }

    private void Run()
    {
        try
        {
            while (true)
            {
                using var client = listener.Accept();
                using var stream = new NetworkStream(client);
                Answer(new StreamReader(stream), new StreamWriter(stream) { AutoFlush = true, NewLine = "\n" });
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
        {
            // The test is over.
        }
    }

    private void Answer(StreamReader from, StreamWriter to)
    {
        to.WriteLine($"VERSION\t1\t1\n{mechanisms}SPID\t1\nCUID\t1\nCOOKIE\t0123456789abcdef0123456789abcdef\nDONE");
        while (from.ReadLine() is { } line)
        {
            var f = line.Split('\t');
            if (f[0] is not ("AUTH" or "CONT"))
                continue;
            string response = f[0] == "CONT" ? f[2] : Array.Find(f, static x => x.StartsWith("resp=", StringComparison.Ordinal))?[5..] ?? "";
            if (response.Length == 0)
            {
                to.WriteLine($"CONT\t{f[1]}\t");
                continue;
            }
            var parts = Encoding.UTF8.GetString(Convert.FromBase64String(response)).Split('\0');
            to.WriteLine(parts is ["", "u1", "pw"] ? $"OK\t{f[1]}\tuser=u1" : parts is ["", "later", _] ? $"FAIL\t{f[1]}\ttemp" : $"FAIL\t{f[1]}\tuser={(parts.Length > 1 ? parts[1] : "")}");
        }
    }

    public void Dispose() => listener.Dispose();
}
