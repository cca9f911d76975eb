using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MailSuite.Net;
using SocketAddress = MailSuite.Base.SocketAddress;

namespace MailSuite.Tests.Smtp;

/// <summary>Deliveries inside TLS, to a small server with our own server side.</summary>
public sealed class TlsDeliveryTests : IDisposable
{
    private readonly string file = Path.GetTempFileName();
    private readonly int listener = Sys.StreamSocket(2);
    private readonly List<string> heard = [];
    private readonly byte[] tickets = RandomNumberGenerator.GetBytes(80);

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
        File.Delete(file + ".ca");
    }

    /// <summary>Answers commands; AUTH is offered in clear only, so that a client that remembers it is caught.</summary>
    private void Serve(bool breakHandshake = false) => new Thread(() =>
    {
        using var context = TlsServerContext.Create(new TlsServerSettings { ChainFiles = [file], TicketSecret = tickets })!;
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
    public void T_03_what_was_offered_in_clear_does_not_count_inside_TLS()
    {
        Serve();
        using var bench = new SmtpBench("smtp_tls_security_level = may\nsmtp_sasl_auth_enable = yes\nsmtp_sasl_password_maps = inline:{ 127.0.0.1=bob:secret }\nsmtp_sasl_security_options =\nsmtp_tls_loglevel = 1");
        Assert.True(bench.Deliver($"[127.0.0.1]:{Port}", "x", ["a@example.com"]).AllDone);
        Assert.Equal(["EHLO client.example", "STARTTLS", "tls: EHLO client.example", "tls: MAIL FROM:<sender@example.com> BODY=8BITMIME", "tls: RCPT TO:<a@example.com>", "tls: DATA"], heard.Take(6));
        var log = bench.Log_(Port);
        Assert.Equal("Untrusted TLS connection established to 127.0.0.1[127.0.0.1]:PORT: TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits) key-exchange X25519 "
            + "server-signature ECDSA (prime256v1) server-digest SHA256", log[0]);
        Assert.Contains(", tls=may, dsn=2.0.0, status=sent (250 2.0.0 taken)", log[1]);
    }

    private X509Certificate2 Certificate => X509Certificate2.CreateFromPem(File.ReadAllText(file));

    /// <summary>From now on the server has a certificate of an authority, whose own it shows too; returns the authority's file.</summary>
    private string UseAuthority()
    {
        using var caKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = DateTimeOffset.UtcNow;
        var request = new CertificateRequest("CN=Test Authority", caKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var ca = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(10));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("mx.example.com");
        request = new CertificateRequest("CN=mx.example.com", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        using var leaf = request.Create(ca, now.AddDays(-1), now.AddDays(9), [1, 2, 3]);
        File.WriteAllText(file, key.ExportPkcs8PrivateKeyPem() + "\n" + leaf.ExportCertificatePem() + "\n" + ca.ExportCertificatePem() + "\n");
        File.WriteAllText(file + ".ca", ca.ExportCertificatePem());
        authority = Convert.ToHexString(SHA256.HashData(ca.RawData));
        return file + ".ca";
    }

    private string authority = "";

    private string Own(HashAlgorithmName digest, bool key) =>
        Convert.ToHexString(digest == HashAlgorithmName.SHA256 ? SHA256.HashData(Part(key)) : SHA512.HashData(Part(key)));

    private byte[] Part(bool key) => key ? Certificate.PublicKey.ExportSubjectPublicKeyInfo() : Certificate.RawData;

    private string Deliver(string mainCf, string nexthop, Dictionary<string, string[]> zone, out string[] log)
    {
        Serve();
        using var bench = new SmtpBench($"smtp_tcp_port = {Port}\nsmtp_tls_loglevel = 1\nsmtp_dns_support_level = dnssec\n{mainCf.Replace("FILE", file)}", zone.ToDictionary(p => p.Key.Replace("PORT", $"{Port}"), static p => p.Value));
        bench.Deliver(nexthop, "x", ["a@example.com"]);
        log = bench.Log_(Port);
        return log[^1];
    }

    private Dictionary<string, string[]> Zone(string tlsa, string mx = "+", string a = "+", string tlsaMark = "+") => new()
    {
        ["example.com MX" + mx] = ["10 mx.example.com"],
        ["mx.example.com A" + a] = ["127.0.0.1"],
        ["_PORT._tcp.mx.example.com TLSA" + tlsaMark] = tlsa == "!" ? ["!"] : tlsa.Split(',').Select(t => t
            .Replace("OWN-CERT-256", Own(HashAlgorithmName.SHA256, key: false)).Replace("OWN-KEY-256", Own(HashAlgorithmName.SHA256, key: true))
            .Replace("CA-256", authority).Replace("OWN-KEY-512", Own(HashAlgorithmName.SHA512, key: true)).Replace("OWN-CERT-0", Convert.ToHexString(Part(false)))
            .Replace("ZERO-256", new string('0', 64))).ToArray(),
    };

    [Theory]
    [InlineData("03 01 01 OWN-KEY-256")]
    [InlineData("03 00 01 OWN-CERT-256")]
    [InlineData("03 01 02 OWN-KEY-512")]
    [InlineData("03 00 00 OWN-CERT-0")]
    [InlineData("02 00 01 CA-256")]
    [InlineData("03 01 01 ZERO-256,03 01 01 OWN-KEY-256,01 01 01 ZERO-256,03")]
    public void DANE_verifies_a_server_by_its_TLSA_records(string tlsa)
    {
        UseAuthority();
        string end = Deliver("smtp_tls_security_level = dane", "example.com", Zone(tlsa), out var log);
        Assert.StartsWith("Verified TLS connection established to mx.example.com[127.0.0.1]:PORT", log[0]);
        Assert.EndsWith("tls=dane, dsn=2.0.0, status=sent (250 2.0.0 taken)", end);
    }

    // T-13: what is no usable record counts as RFC 7672 2.2 says, and an answer that cannot be had or believed is never "no TLS needed".
    [Theory]
    [InlineData("dane", "03 01 01 ZERO-256", "tls=dane, dsn=4.7.5, status=deferred (Server certificate not trusted)")]
    [InlineData("dane", "!", "tls=, dsn=4.7.5, status=deferred (TLSA lookup error for mx.example.com:PORT)")]
    [InlineData("dane", "", "tls=dane:encrypt, dsn=2.0.0, status=sent")]
    [InlineData("dane", "03", "tls=dane:encrypt, dsn=2.0.0, status=sent")]
    [InlineData("dane", "03 01", "tls=dane:encrypt, dsn=2.0.0, status=sent")]
    [InlineData("dane", "03 01 01", "tls=dane:encrypt, dsn=2.0.0, status=sent")]
    [InlineData("dane", "03 01 01 0011", "tls=dane:encrypt, dsn=2.0.0, status=sent")]
    [InlineData("dane", "09 01 01 ZERO-256", "tls=dane:encrypt, dsn=2.0.0, status=sent")]
    [InlineData("dane", "03 07 01 ZERO-256", "tls=dane:encrypt, dsn=2.0.0, status=sent")]
    [InlineData("dane", "03 01 07 ZERO-256", "tls=dane:encrypt, dsn=2.0.0, status=sent")]
    [InlineData("dane", "00 00 01 OWN-CERT-256", "tls=dane:encrypt, dsn=2.0.0, status=sent")]
    [InlineData("dane", "03 00 00 30820000", "tls=dane, dsn=4.7.5, status=deferred (Server certificate not trusted)")]
    [InlineData("dane-only", "", "tls=, dsn=4.7.5, status=deferred (TLSA records unusable)")]
    public void T_13_TLSA_records_that_are_of_no_use(string level, string tlsa, string end)
    {
        string line = Deliver("smtp_tls_security_level = " + level, "example.com", Zone(tlsa), out _);
        Assert.Contains(end.Replace("tls=, ", ""), line);
        Assert.DoesNotContain("panic", line);
    }

    [Fact]
    public void T_13_a_thousand_TLSA_records_are_read_to_a_hundred() =>
        Assert.Contains("status=deferred (Server certificate not trusted)", Deliver("smtp_tls_security_level = dane", "example.com", Zone(string.Join(',', Enumerable.Repeat("03 01 01 ZERO-256", 1000)) + ",03 01 01 OWN-KEY-256"), out _));

    [Theory]
    [InlineData("dane", "", "", "", "+", "tls=dane:may, dsn=2.0.0, status=sent")]
    [InlineData("dane", "", "+", "+", "", "tls=dane:may, dsn=2.0.0, status=sent")]
    [InlineData("dane-only", "", "+", "+", "", "dsn=4.7.5, status=deferred (no TLSA records found)")]
    [InlineData("dane-only", "", "", "+", "+", "dsn=4.7.5, status=deferred (non DNSSEC destination)")]
    [InlineData("dane", "", "", "+", "+", "tls=dane:half-dane, dsn=2.0.0, status=sent")]
    [InlineData("dane", "smtp_tls_dane_insecure_mx_policy = may", "", "+", "+", "tls=dane:may, dsn=2.0.0, status=sent")]
    [InlineData("dane", "smtp_tls_dane_insecure_mx_policy = encrypt", "", "+", "+", "tls=dane:encrypt, dsn=2.0.0, status=sent")]
    [InlineData("dane", "smtp_tls_force_insecure_host_tlsa_lookup = yes", "+", "", "+", "tls=dane, dsn=2.0.0, status=sent")]
    [InlineData("dane", "smtp_dns_support_level = enabled", "+", "+", "+", "dsn=4.7.5, status=deferred (client TLS configuration problem)")]
    public void DANE_counts_as_far_as_DNSSEC_vouches(string level, string more, string mx, string a, string tlsa, string end)
    {
        string line = Deliver($"smtp_tls_security_level = {level}\n{more}", "example.com", Zone("03 01 01 OWN-KEY-256", mx, a, tlsa), out var log);
        Assert.Contains(end, line);
        if (end.Contains("half-dane"))
            Assert.StartsWith("Trusted TLS connection established", log[0]);
    }

    [Theory]
    [InlineData("smtp_tls_policy_maps = inline:{ { example.com = secure match=mx.example.com tafile=AUTHORITY } }", "status=sent")]
    [InlineData("smtp_tls_policy_maps = inline:{ { example.com = secure match=other.example.com tafile=AUTHORITY } }", "status=deferred (Server certificate not trusted)")]
    [InlineData("smtp_tls_policy_maps = inline:{ { example.com = secure match=mx.example.com tafile=/nowhere } }", "status=deferred (client TLS configuration problem)")]
    [InlineData("smtp_tls_security_level = verify\nsmtp_tls_trust_anchor_file = AUTHORITY", "status=sent")]
    [InlineData("smtp_tls_policy_maps = inline:{ { example.com = fingerprint match=KEY|00:11 } }", "status=sent")]
    [InlineData("smtp_tls_security_level = fingerprint\nsmtp_tls_fingerprint_cert_match = 00:11, KEY", "status=sent")]
    [InlineData("smtp_tls_policy_maps = inline:{ { .com = encrypt ciphers=high protocols=>=TLSv1.2:!TLSv1.3 exclude=aNULL:MD5 servername=hostname connection_reuse=yes } }", "status=sent")]
    [InlineData("smtp_tls_policy_maps = inline:{ { example.com = encrypt match=x } }", "status=deferred (client TLS configuration problem)")]
    [InlineData("smtp_tls_policy_maps = inline:{ { example.com = fingerprint } }", "status=deferred (client TLS configuration problem)")]
    [InlineData("smtp_tls_policy_maps = inline:{ { example.com = none } }", "tls=none, dsn=2.0.0, status=sent")]
    [InlineData("smtp_tls_per_site = inline:{ mx.example.com=MUST_NOPEERMATCH, example.com=NONE }", "tls=encrypt, dsn=2.0.0, status=sent")]
    [InlineData("smtp_tls_per_site = inline:{ example.com=MUST }", "status=deferred (Server certificate not trusted)")]
    [InlineData("smtp_tls_per_site = fail:x", "status=deferred (TLS policy lookup error)")]
    public void A_policy_has_attributes(string mainCf, string end)
    {
        mainCf = mainCf.Replace("AUTHORITY", UseAuthority());
        Assert.Contains(end, Deliver(mainCf.Replace("KEY", string.Join(':', Own(HashAlgorithmName.SHA256, key: true).Chunk(2).Select(static c => new string(c)))), "example.com", Zone(""), out _));
    }

    [Theory]
    [InlineData("mx_host_pattern=mx.example.com", "status=sent")]
    [InlineData("mx_host_pattern=*.example.com", "status=sent")]
    [InlineData("mx_host_pattern=*.com", "status=deferred (host mx.example.com is not an MX host of the MTA-STS policy for example.com)")]
    [InlineData("mx_host_pattern=a.example.com mx_host_pattern=b.example.com", "status=deferred (host mx.example.com is not an MX host of the MTA-STS policy for example.com)")]
    public void T_14_only_hosts_of_an_MTA_STS_policy_get_mail(string patterns, string end) =>
        Assert.Contains(end, Deliver($"smtp_tls_CAfile = FILE\nsmtp_tls_policy_maps = inline:{{ {{ example.com = secure policy_type=sts policy_domain=example.com {patterns} }} }}", "example.com", Zone(""), out _));

    [Theory]
    [InlineData("protocols=TLSv1.2", "TLSv1.2 with cipher")]
    [InlineData("protocols=!TLSv1.3 ciphers=high exclude=AES256", "TLSv1.2 with cipher")]
    [InlineData("protocols=>=TLSv1.3", "TLSv1.3 with cipher")]
    public void T_09_protocols_and_ciphers_of_a_policy_hold_for_its_destination_alone(string attributes, string summary)
    {
        Serve();
        using var bench = new SmtpBench($"smtp_tls_policy_maps = inline:{{ {{ [127.0.0.1]:{Port} = encrypt {attributes} }} }}\nsmtp_tls_security_level = may\nsmtp_tls_loglevel = 1");
        Assert.True(bench.Deliver($"[127.0.0.1]:{Port}", "x", ["a@example.com"]).AllDone);
        Assert.True(bench.Deliver($"127.0.0.1:{Port}", "x", ["a@example.com"]).AllDone);
        var log = bench.Log_(Port).Where(static l => l.Contains("TLS connection established")).ToList();
        Assert.Contains(summary, log[0]);
        Assert.Contains("TLSv1.3 with cipher", log[1]);
    }

    [Fact]
    public void A_session_is_resumed_and_its_server_still_verified()
    {
        Serve();
        using var bench = new SmtpBench("smtp_tls_security_level = secure\nsmtp_tls_CAfile = " + file + "\nsmtp_tls_secure_cert_match = mx.example.com\nsmtp_tls_session_cache_database = btree:x\nsmtp_tls_loglevel = 1");
        for (int i = 0; i < 2; i++)
            Assert.True(bench.Deliver($"[127.0.0.1]:{Port}", "x", ["a@example.com"]).AllDone);
        var log = bench.Log_(Port).Where(static l => l.Contains("TLS connection")).Select(static l => l.Split(" to ")[0]).ToList();
        Assert.Equal(["Verified TLS connection established", "Verified TLS connection reused"], log);
    }

    [Theory]
    [InlineData("no", 2)]
    [InlineData("yes", 1)]
    public void A_connection_inside_TLS_is_kept_where_that_is_wanted(string reuse, int connections)
    {
        Serve();
        using var bench = new SmtpBench($"smtp_tls_security_level = encrypt\nsmtp_tls_connection_reuse = {reuse}");
        for (int i = 0; i < 2; i++)
            Assert.True(bench.Deliver($"[127.0.0.1]:{Port}", "x", ["a@example.com"]).AllDone);
        Assert.Equal(connections, heard.Count(static h => h == "STARTTLS"));
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
    public void T_18_opportunistic_TLS_that_breaks_defers_young_mail_and_lets_old_mail_go_in_clear()
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
