using System.Net.Sockets;
using MailSuite.Net;

namespace MailSuite.Tests.Net;

/// <summary>Resumption of TLS sessions between the processes of one service.</summary>
public sealed class TicketTests : IDisposable
{
    private readonly string file = Path.GetTempFileName();
    private readonly byte[] secret = [.. Enumerable.Range(1, 64).Select(static i => (byte)i)];
    private readonly TlsClientContext client = TlsClientContext.Create(new TlsClientSettings { SessionTime = TimeSpan.FromHours(1) })!;

    public TicketTests() => SelfSigned.WriteFile(file, "mx.example.com");

    public void Dispose()
    {
        client.Dispose();
        File.Delete(file);
    }

    private TlsServerContext Process(string service, TimeSpan? time = null, bool asks = false, byte[]? of = null) =>
        TlsServerContext.Create(new TlsServerSettings { ChainFiles = [file], TicketSecret = of ?? secret, Service = service, TicketTime = time ?? TimeSpan.FromHours(1), AskCertificate = asks })!;

    /// <summary>Connects once, with a few bytes each way; was an earlier session resumed?</summary>
    private bool Resumes(TlsServerContext server)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        listener.Listen();
        var to = SocketAddress.Inet(System.Net.IPAddress.Loopback, ((System.Net.IPEndPoint)listener.LocalEndPoint!).Port);
        int fd = Sys.StreamSocket(to.Family);
        Assert.Equal(Errno.None, Sys.TryConnect(fd, to));
        Sys.TryAccept((int)listener.Handle, out int accepted, out _);
        var serving = Task.Run(() =>
        {
            Assert.True(server.TryAccept(accepted, TimeSpan.FromSeconds(5), out var tls, out string error), error);
            tls.Write("hello"u8);
            Assert.Equal(0, tls.Read(new byte[10]));
            bool reused = tls.Session.Reused;
            tls.Dispose();
            return reused;
        });
        Assert.True(client.TryConnect(fd, new TlsPeerPolicy(TlsLevel.May, "mx.example.com", [], []) { SessionKey = "one" }, TimeSpan.FromSeconds(5), out var transport, out string why), why);
        Assert.Equal(5, transport.Read(new byte[10]));
        transport.Dispose();
        return serving.Result;
    }

    [Fact]
    public void Another_process_of_the_service_resumes_a_session()
    {
        using var one = Process("smtp");
        using var other = Process("smtp");
        Assert.False(Resumes(one));
        Assert.True(Resumes(other));
    }

    /// <summary>T-11: a session made with one service is none for another, be it the next port of the same host.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void T_11_another_service_does_not(bool asksForCertificates)
    {
        using var one = Process("submission");
        using var other = Process("smtp", asks: asksForCertificates);
        Assert.False(Resumes(one));
        Assert.False(Resumes(other));
    }

    [Fact]
    public void Another_instance_does_not()
    {
        using var one = Process("smtp");
        using var other = Process("smtp", of: new byte[64]);
        Assert.False(Resumes(one));
        Assert.False(Resumes(other));
    }

    [Fact]
    public void Without_time_for_sessions_none_is_resumed()
    {
        using var one = Process("smtp", TimeSpan.Zero);
        Assert.False(Resumes(one));
        Assert.False(Resumes(one));
    }
}
