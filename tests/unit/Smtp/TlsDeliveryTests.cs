using System.Net;
using MailSuite.Net;
using SocketAddress = MailSuite.Base.SocketAddress;

namespace MailSuite.Tests.Smtp;

/// <summary>Deliveries inside TLS, to a small server with our own server side.</summary>
public sealed class TlsDeliveryTests : IDisposable
{
    private readonly string file = Path.GetTempFileName();
    private readonly int listener = Sys.StreamSocket(2);
    private readonly List<string> heard = [];

    public TlsDeliveryTests()
    {
        SelfSigned.WriteFile(file, "mx.example.com");
        Sys.TryBind(listener, SocketAddress.Inet(IPAddress.Loopback, 0));
        Sys.Listen(listener, 5);
    }

    private int Port => Sys.LocalAddress(listener).Port;

    public void Dispose()
    {
        Sys.Shutdown(listener, 2);
        Sys.Close(listener);
        File.Delete(file);
    }

    /// <summary>Answers commands; AUTH is offered in clear only, so that a client that remembers it is caught.</summary>
    private void Serve(bool breakHandshake = false) => new Thread(() =>
    {
        using var context = TlsServerContext.Create(new TlsServerSettings { ChainFiles = [file] })!;
        while (Sys.TryAccept(listener, out int fd, out _) == Errno.None)
        {
            var stream = new LineStream(new FdTransport(fd));
            bool inside = false;
            try
            {
                stream.WriteLine("220 mx.example.com");
                while (stream.ReadLine(2000, out var bytes) == LineEnd.CrLf)
                {
                    string line = Bytes.Text(bytes);
                    heard.Add((inside ? "tls: " : "") + line);
                    switch (line.Split(' ')[0])
                    {
                        case "EHLO":
                            stream.WriteLine("250-mx.example.com");
                            stream.WriteLine(inside ? "250 8BITMIME" : "250-AUTH PLAIN\r\n250 STARTTLS");
                            break;
                        case "STARTTLS":
                            stream.WriteLine("220 go");
                            stream.Flush();
                            if (breakHandshake)
                            {
                                stream.WriteLine("this is no TLS");
                                stream.Flush();
                                continue;
                            }
                            if (!context.TryAccept(fd, TimeSpan.FromSeconds(5), out var tls, out _))
                                throw new PeerGoneException();
                            stream.Upgrade(tls);
                            inside = true;
                            break;
                        case "DATA":
                            stream.WriteLine("354 go");
                            while (stream.ReadLine(2000, out var text) == LineEnd.CrLf && !text.SequenceEqual("."u8))
                            {
                            }
                            stream.WriteLine("250 2.0.0 taken");
                            break;
                        default:
                            stream.WriteLine("250 2.0.0 ok");
                            break;
                    }
                }
            }
            catch (Exception e) when (e is PeerGoneException or PeerTimeoutException)
            {
            }
            stream.Dispose();
        }
    }) { IsBackground = true }.Start();

    [Fact]
    public void What_was_offered_in_clear_does_not_count_inside_TLS()
    {
        Serve();
        using var bench = new SmtpBench("smtp_tls_security_level = may\nsmtp_sasl_auth_enable = yes\nsmtp_sasl_password_maps = inline:{ 127.0.0.1=bob:secret }\nsmtp_sasl_security_options =\nsmtp_tls_loglevel = 1");
        Assert.True(bench.Deliver($"[127.0.0.1]:{Port}", "x", ["a@example.com"]).AllDone);
        Assert.Equal(["EHLO client.example", "STARTTLS", "tls: EHLO client.example", "tls: MAIL FROM:<sender@example.com> BODY=8BITMIME", "tls: RCPT TO:<a@example.com>", "tls: DATA"], heard);
        var log = bench.Log_(Port);
        Assert.Equal("Untrusted TLS connection established to 127.0.0.1[127.0.0.1]:PORT: TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits) key-exchange X25519 "
            + "server-signature ECDSA (prime256v1) server-digest SHA256", log[0]);
        Assert.Contains(", tls=may, dsn=2.0.0, status=sent (250 2.0.0 taken)", log[1]);
    }

    [Theory]
    [InlineData("smtp_tls_security_level = verify", "deferred (Server certificate not trusted)")]
    [InlineData("smtp_tls_security_level = secure\nsmtp_tls_CAfile = FILE", "deferred (Server certificate not verified)")]
    [InlineData("smtp_tls_security_level = secure\nsmtp_tls_CAfile = FILE\nsmtp_tls_secure_cert_match = mx.example.com", "sent (250 2.0.0 taken)")]
    [InlineData("smtp_tls_policy_maps = inline:{ { [127.0.0.1]:PORT = fingerprint match=00:11 } }", "deferred (Server certificate not verified)")]
    [InlineData("smtp_tls_policy_maps = inline:{ { [127.0.0.1]:PORT = encrypted } }", "deferred (client TLS configuration problem)")]
    [InlineData("smtp_tls_policy_maps = fail:x", "deferred (TLS policy lookup error)")]
    public void A_certificate_counts_as_far_as_the_level_says(string mainCf, string end)
    {
        Serve();
        using var bench = new SmtpBench(mainCf.Replace("FILE", file).Replace("PORT", $"{Port}"));
        bench.Deliver($"[127.0.0.1]:{Port}", "x", ["a@example.com"]);
        Assert.EndsWith("status=" + end, bench.Log_(Port)[^1]);
    }

    [Fact]
    public void Opportunistic_TLS_that_breaks_defers_young_mail_and_lets_old_mail_go_in_clear()
    {
        Serve(breakHandshake: true);
        using var bench = new SmtpBench("smtp_tls_security_level = may");
        bench.Deliver($"[127.0.0.1]:{Port}", "x", ["a@example.com"]);
        Assert.EndsWith("status=deferred (Cannot start TLS: handshake failure)", bench.Log_(Port)[^1]);
        bench.Deliver($"[127.0.0.1]:{Port}", "x", ["a@example.com"], change: static r => r with { ArrivalMicros = r.ArrivalMicros - 1_000_000_000 });
        Assert.EndsWith("tls=none, dsn=2.0.0, status=sent (250 2.0.0 taken)", bench.Log_(Port)[^1]);
        Assert.Contains(bench.Log_(Port), static l => l.Contains("without TLS"));
    }
}
