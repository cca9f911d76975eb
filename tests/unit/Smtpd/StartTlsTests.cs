using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using MailSuite.Net;
using MailSuite.Tests.Transcripts;

namespace MailSuite.Tests.Smtpd;

/// <summary>STARTTLS and what somebody in between could try.</summary>
public sealed class StartTlsTests : IDisposable
{
    private readonly string pem = Path.GetTempFileName();
    private readonly SmtpdServer server;
    private readonly Socket client;
    private readonly Thread thread;

    public StartTlsTests()
    {
        SelfSigned.WriteFile(pem, "mx.example.com");
        server = new SmtpdServer(Transcript.Parse("tls", $"main.cf: smtpd_tls_security_level = may\nmain.cf: smtpd_tls_chain_files = {pem}\nmain.cf: smtpd_tls_received_header = yes"));
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 10_000, NoDelay = true };
        client.Connect(listener.LocalEndPoint!);
        var accepted = listener.Accept();
        accepted.Blocking = true;
        thread = new Thread(() =>
        {
            server.Serve((int)accepted.Handle);
            accepted.Dispose();
        });
        thread.Start();
    }

    public void Dispose()
    {
        client.Dispose();
        Assert.True(thread.Join(10_000));
        server.Dispose();
        File.Delete(pem);
    }

    private static string Say(Stream to, string text)
    {
        to.Write(Encoding.ASCII.GetBytes(text));
        return Hear(to);
    }

    private static string Hear(Stream from)
    {
        var buffer = new byte[8192];
        int n = from.Read(buffer);
        return Encoding.ASCII.GetString(buffer, 0, n);
    }

    /// <summary>T-01: what is pipelined behind STARTTLS in clear is never obeyed inside TLS (CVE-2011-0411).</summary>
    [Fact]
    public void T01_clear_text_behind_starttls_is_thrown_away()
    {
        using var plain = new NetworkStream(client);
        Hear(plain);
        Assert.Contains("STARTTLS", Say(plain, "EHLO c\r\n"));
        Assert.StartsWith("220 ", Say(plain, "STARTTLS\r\nMAIL FROM:<evil@x.example>\r\nRCPT TO:<bob@example.com>\r\n"));
        using var tls = new SslStream(plain, false, static (_, _, _, _) => true);
        tls.AuthenticateAsClient("mx.example.com");
        Assert.StartsWith("503 5.5.1 Error: need MAIL", Say(tls, "RCPT TO:<bob@example.com>\r\n"));
        // What was said before TLS is forgotten: EHLO is asked for again and offers no STARTTLS.
        string keywords = Say(tls, "EHLO c\r\n");
        Assert.DoesNotContain("STARTTLS", keywords);
        Assert.StartsWith("554 5.5.1", Say(tls, "STARTTLS\r\n"));
        Assert.StartsWith("250", Say(tls, "MAIL FROM:<a@x.example>\r\n"));
        Assert.StartsWith("250", Say(tls, "RCPT TO:<bob@example.com>\r\n"));
        Assert.StartsWith("354", Say(tls, "DATA\r\n"));
        Assert.StartsWith("250 2.0.0 Ok: queued as", Say(tls, "Subject: x\r\n\r\nbody\r\n.\r\n"));
        Assert.StartsWith("221", Say(tls, "QUIT\r\n"));
        Assert.Contains(server.QueuedLines(), static l => l.StartsWith("N \t(using TLSv1", StringComparison.Ordinal));
        Assert.Contains(server.QueuedLines(), static l => l.Contains("with ESMTPS id", StringComparison.Ordinal));
    }

    /// <summary>T-07: an end of the connection without TLS's own good-bye in the middle of DATA: nothing is delivered.</summary>
    [Fact]
    public void T07_truncation_in_data_is_no_message()
    {
        using var plain = new NetworkStream(client);
        Hear(plain);
        Say(plain, "EHLO c\r\n");
        Say(plain, "STARTTLS\r\n");
        var tls = new SslStream(plain, true, static (_, _, _, _) => true);
        tls.AuthenticateAsClient("mx.example.com");
        Say(tls, "EHLO c\r\n");
        Say(tls, "MAIL FROM:<a@x.example>\r\n");
        Say(tls, "RCPT TO:<bob@example.com>\r\n");
        Say(tls, "DATA\r\n");
        tls.Write("half a mess"u8);
        client.Shutdown(SocketShutdown.Send);
        Assert.True(thread.Join(10_000));
        Assert.Empty(server.QueuedLines());
    }
}
