using System.Net;
using System.Net.Sockets;
using System.Text;
using MailSuite.Maps;

namespace MailSuite.Tests.Maps;

public sealed class RemoteTableTests
{
    /// <summary>A server on loopback that answers each request from a table, and closes the connection after some answers.</summary>
    private sealed class Server : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly Thread thread;

        public Server(Func<Stream, string?> read, Func<string, string> answer, int perConnection = int.MaxValue)
        {
            listener.Start();
            thread = new Thread(() =>
            {
                try
                {
                    while (true)
                    {
                        using var client = listener.AcceptTcpClient();
                        using var stream = client.GetStream();
                        for (int i = 0; i < perConnection && read(stream) is { } request; i++)
                            stream.Write(Encoding.ASCII.GetBytes(answer(request)));
                    }
                }
                catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException or InvalidOperationException)
                {
                }
            }) { IsBackground = true };
            thread.Start();
        }

        public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

        public void Dispose() => listener.Stop();
    }

    private static string? Line(Stream stream)
    {
        var text = new StringBuilder();
        for (int b; (b = stream.ReadByte()) != '\n'; text.Append((char)b))
            if (b < 0)
                return null;
        return text.ToString();
    }

    private static string? Netstring(Stream stream)
    {
        int length = 0;
        for (int b; (b = stream.ReadByte()) != ':'; length = length * 10 + b - '0')
            if (b < 0)
                return null;
        var text = new byte[length + 1];
        stream.ReadExactly(text);
        return Encoding.ASCII.GetString(text, 0, length);
    }

    [Theory]
    [InlineData("200 val%20ue", "a", LookupStatus.Found, "val ue")]
    [InlineData("500 no", "a", LookupStatus.NotFound, "")]
    [InlineData("400 later", "a", LookupStatus.TryLater, "")]
    [InlineData("bogus", "a", LookupStatus.TryLater, "")]
    [InlineData("200 bad%2", "a", LookupStatus.TryLater, "")]
    public void A_tcp_server_is_asked_and_understood(string answer, string key, LookupStatus status, string value)
    {
        using var s = new Scratch();
        using var server = new Server(Line, _ => answer + "\n");
        using var table = s.Open($"tcp:127.0.0.1:{server.Port}");
        Assert.Equal(new LookupResult(status, value), table.Find(key));
    }

    [Fact]
    public void A_key_travels_encoded_and_a_closed_connection_is_opened_again()
    {
        using var s = new Scratch();
        using var server = new Server(Line, request => $"200 <{request.Replace("%", "%25")}>\n", perConnection: 1);
        using var table = s.Open($"tcp:127.0.0.1:{server.Port}");
        for (int i = 0; i < 3; i++)
            Assert.Equal("<get x%20y%25Z>", table.Find("x y%Z").Value);
        Assert.Equal("", s.LogText());
    }

    [Theory]
    [InlineData("10:OK value x,", LookupStatus.Found, "value x")]
    [InlineData("9:NOTFOUND ,", LookupStatus.NotFound, "")]
    [InlineData("10:TEMP later,", LookupStatus.TryLater, "")]
    [InlineData("8:PERM bad,", LookupStatus.TryLater, "")]
    [InlineData("9999999:x", LookupStatus.TryLater, "")]
    [InlineData("x:", LookupStatus.TryLater, "")]
    [InlineData("2:OK;", LookupStatus.TryLater, "")]
    public void A_socketmap_server_is_asked_and_understood(string answer, LookupStatus status, string value)
    {
        using var s = new Scratch();
        string asked = "";
        using var server = new Server(Netstring, request => { asked = request; return answer; });
        using var table = s.Open($"socketmap:inet:127.0.0.1:{server.Port}:name");
        Assert.Equal(new LookupResult(status, value), table.Find("Key"));
        Assert.Equal("name Key", asked);
    }

    [Fact]
    public void A_server_that_is_not_there_is_try_later()
    {
        using var s = new Scratch();
        Assert.Equal(LookupStatus.TryLater, s.Open("tcp:127.0.0.1:1").Find("a").Status);
        Assert.Equal("warning: connect to TCP map 127.0.0.1:1: Connection refused", s.LogText());
    }
}
