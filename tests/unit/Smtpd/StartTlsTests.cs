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
    public void T_01_clear_text_behind_starttls_is_thrown_away()
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
    public void T_07_truncation_in_data_is_no_message()
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

    private SslStream Inside(Stream plain, Action<SslClientAuthenticationOptions>? change = null)
    {
        Hear(plain);
        Say(plain, "EHLO c\r\n");
        Assert.StartsWith("220 ", Say(plain, "STARTTLS\r\n"));
        var tls = new SslStream(plain, true, static (_, _, _, _) => true);
        var options = new SslClientAuthenticationOptions { TargetHost = "mx.example.com" };
        change?.Invoke(options);
        tls.AuthenticateAsClient(options);
        return tls;
    }

    /// <summary>T-06: TLS ends in the middle of a chunk or of DATA, and clear bytes follow (CVE-2026-45185): the connection is over, nothing is taken.</summary>
    [Theory]
    [InlineData("BDAT 20 LAST\r\nhalf")]
    [InlineData("DATA\r\nhalf")]
    [InlineData("")]
    public void T_06_nothing_in_clear_after_the_end_of_tls(string last)
    {
        using var plain = new NetworkStream(client);
        var tls = Inside(plain);
        Say(tls, "EHLO c\r\n");
        Say(tls, "MAIL FROM:<a@x.example>\r\n");
        Say(tls, "RCPT TO:<bob@example.com>\r\n");
        tls.Write(Encoding.ASCII.GetBytes(last));
        tls.ShutdownAsync().GetAwaiter().GetResult();
        try
        {
            plain.Write("x\r\n.\r\nQUIT\r\nMAIL FROM:<evil@x.example>\r\n"u8);
        }
        catch (IOException)
        {
            // It is closed already.
        }
        Assert.True(thread.Join(10_000));
        Assert.Empty(server.QueuedLines());
    }

    /// <summary>T-10: a client that asks for another protocol than SMTP was sent to the wrong place (ALPACA).</summary>
    [Theory]
    [InlineData("h2", false)]
    [InlineData("http/1.1", false)]
    [InlineData("imap", false)]
    [InlineData("smtp", true)]
    public void T_10_only_smtp_is_spoken_here(string protocol, bool accepted)
    {
        using var plain = new NetworkStream(client);
        var failure = Record.Exception(() =>
        {
            var tls = Inside(plain, o => o.ApplicationProtocols = [new SslApplicationProtocol(protocol)]);
            Assert.StartsWith("250", Say(tls, "EHLO c\r\n"));
        });
        Assert.Equal(accepted, failure == null);
    }

    /// <summary>What was said before STARTTLS is forgotten: a transaction, a HELO name; and it can be begun only once.</summary>
    [Fact]
    public void T_01_a_transaction_does_not_survive_starttls()
    {
        using var plain = new NetworkStream(client);
        Hear(plain);
        Say(plain, "EHLO c\r\n");
        Say(plain, "MAIL FROM:<a@x.example>\r\n");
        Say(plain, "RCPT TO:<bob@example.com>\r\n");
        Assert.StartsWith("250", Say(plain, "BDAT 3\r\nabc"));
        Assert.StartsWith("220 ", Say(plain, "STARTTLS\r\n"));
        using var tls = new SslStream(plain, true, static (_, _, _, _) => true);
        tls.AuthenticateAsClient("mx.example.com");
        Assert.StartsWith("503 5.5.1", Say(tls, "BDAT 0 LAST\r\n"));
        Assert.StartsWith("503 5.5.1", Say(tls, "RCPT TO:<bob@example.com>\r\n"));
        Assert.StartsWith("250", Say(tls, "MAIL FROM:<a@x.example> REQUIRETLS\r\n"));
        Assert.StartsWith("250", Say(tls, "RCPT TO:<bob@example.com>\r\n"));
        Assert.StartsWith("250", Say(tls, "BDAT 3 LAST\r\na\r\n"));
        Assert.Contains(server.QueuedLines(), static l => l.StartsWith("C ", StringComparison.Ordinal) && l.EndsWith(" 32", StringComparison.Ordinal));
        Assert.Contains("N Require-TLS-ESMTP: yes", server.QueuedLines());
    }

    [Fact]
    public void Requiretls_is_offered_in_tls_only()
    {
        using var plain = new NetworkStream(client);
        Hear(plain);
        Assert.DoesNotContain("REQUIRETLS", Say(plain, "EHLO c\r\n"));
        Assert.StartsWith("530 5.7.10", Say(plain, "MAIL FROM:<a@x.example> REQUIRETLS\r\n"));
        Assert.StartsWith("220 ", Say(plain, "STARTTLS\r\n"));
        using var tls = new SslStream(plain, true, static (_, _, _, _) => true);
        tls.AuthenticateAsClient("mx.example.com");
        Assert.EndsWith("250 REQUIRETLS\r\n", Say(tls, "EHLO c\r\n"));
        Assert.StartsWith("555 5.5.4", Say(tls, "MAIL FROM:<a@x.example> REQUIRETLS=yes\r\n"));
    }
}
