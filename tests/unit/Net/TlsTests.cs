using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using MailSuite.Net;

namespace MailSuite.Tests.Net;

public sealed class TlsTests : IDisposable
{
    private readonly string file = Path.GetTempFileName();

    public TlsTests() => SelfSigned.WriteFile(file, "mx.example.com");

    public void Dispose() => File.Delete(file);

    [Theory]
    [InlineData(">=TLSv1.2", 0x303, 0, 0UL)]
    [InlineData(">=TLSv1, <=TLSv1.2", 0x301, 0x303, 0UL)]
    [InlineData("!SSLv2, !SSLv3", 0, 0, 0x02000000UL)]
    [InlineData("!SSLv2:!SSLv3 !TLSv1 !TLSv1.1", 0, 0, 0x16000000UL)]
    [InlineData("TLSv1.2 TLSv1.3", 0, 0, 0x16000000UL)]
    [InlineData(">=0303", 0x303, 0, 0UL)]
    [InlineData("", 0, 0, 0UL)]
    public void Protocol_lists(string list, int min, int max, ulong excluded) => Assert.Equal(new TlsProtocols(min, max, excluded), TlsProtocols.Parse(list));

    [Theory]
    [InlineData("", "", 0x80000850UL)]
    [InlineData("cryptopro_tlsext_bug, CVE-2010-4180", "", 0x850UL)]
    [InlineData("0xFFFFFFFF", "PRIORITIZE_CHACHA no_ticket", 0x204000UL)]
    [InlineData("", "0x02400004", 0x80000854UL)]
    [InlineData("", "NONSENSE", 0x80000850UL)]
    public void Options_are_named_or_numbered(string disabled, string enabled, ulong bits) =>
        Assert.Equal(bits, TlsOptions.Of(name => name == "tls_ssl_options" ? enabled : disabled));

    [Theory]
    [InlineData("TLSv9")]
    [InlineData(">=nonsense")]
    [InlineData("!!TLSv1")]
    public void A_word_that_is_no_protocol_is_refused(string list) => Assert.Null(TlsProtocols.Parse(list));

    [Fact]
    public void Grades_are_lists_with_what_is_excluded()
    {
        var ciphers = new TlsCiphers("HIGH", "HIGH:MEDIUM", "eNULL");
        Assert.Equal("HIGH:!aNULL:!RC4:!MD5", ciphers.ListOf("high", "aNULL, RC4", "MD5"));
        Assert.Equal("HIGH:MEDIUM", ciphers.ListOf("medium"));
        Assert.Null(ciphers.ListOf("excellent"));
    }

    private (Task<SslStream> Client, int Server) Pair(Action<SslClientAuthenticationOptions>? change = null)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        listener.Listen();
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(listener.LocalEndPoint!);
        Sys.TryAccept((int)listener.Handle, out int fd, out _);
        var client = new SslStream(new NetworkStream(socket, ownsSocket: true));
        var options = new SslClientAuthenticationOptions { TargetHost = "mx.example.com", RemoteCertificateValidationCallback = static (_, _, _, _) => true };
        change?.Invoke(options);
        return (Task.Run(() =>
        {
            client.AuthenticateAsClient(options);
            return client;
        }), fd);
    }

    [Fact]
    public void A_handshake_tells_what_was_agreed_and_bytes_go_through()
    {
        using var context = TlsServerContext.Create(new TlsServerSettings { ChainFiles = [file] })!;
        var (connecting, fd) = Pair();
        Assert.True(context.TryAccept(fd, TimeSpan.FromSeconds(5), out var tls, out _));
        using var client = connecting.Result;
        Assert.Equal("Anonymous TLS connection established from x[192.0.2.1]: TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits) key-exchange "
            + "X25519 server-signature ECDSA (prime256v1) server-digest SHA256", tls.Session.LogLine("from", "x[192.0.2.1]"));
        Assert.Equal("mx.example.com", tls.Session.ServerName);
        client.Write("hello\r\n"u8);
        using var stream = new LineStream(tls);
        Assert.Equal(LineEnd.CrLf, stream.ReadLine(100, out var line));
        Assert.Equal("hello", Bytes.Text(line));
        stream.WriteLine(new string('x', 100_000));
        stream.Flush();
        var buffer = new byte[100_002];
        client.ReadExactly(buffer);
        client.ShutdownAsync().Wait();
        Assert.Equal(LineEnd.End, stream.ReadLine(100, out _));
    }

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(2, 1, 0)]
    [InlineData(3, 1, 1)]
    [InlineData(4, 1, 1)]
    public void The_log_has_steps_from_level_2_and_bytes_from_level_3(int level, int steps, int bytes)
    {
        using var context = TlsServerContext.Create(new TlsServerSettings { ChainFiles = [file] })!;
        var log = new Smtp.LogLines();
        Log.To(log);
        try
        {
            var (connecting, fd) = Pair();
            Assert.True(context.TryAccept(fd, TimeSpan.FromSeconds(5), out var tls, out _, "x[192.0.2.1]", level));
            using var client = connecting.Result;
            Log.Flush();
            Assert.Equal(steps, log.Lines.Count(static l => l.StartsWith("x[192.0.2.1]: TLS cipher list \"", StringComparison.Ordinal)));
            Assert.Equal(steps, log.Lines.Count(static l => l == "SSL_accept:SSLv3/TLS read client hello"));
            Assert.Equal(bytes, Math.Min(1, log.Lines.Count(static l => l.StartsWith("0000 16 03 0", StringComparison.Ordinal))));
            log.Lines.Clear();
            client.Write("hello\r\n"u8);
            Assert.True(tls.Read(new byte[100]) > 0);
            Log.Flush();
            Assert.Equal(level == 4, log.Lines.Exists(static l => l.StartsWith("read from ", StringComparison.Ordinal)));
            tls.Dispose();
        }
        finally
        {
            Log.To(new StandardErrorLog("tests"));
        }
    }

    [Fact]
    public void Bytes_are_shown_as_Postfix_shows_them()
    {
        byte[] bytes = Convert.FromHexString("1603010124" + "0000");
        Assert.Equal(["0000 16 03 01 01 24                                   ....$", "0007 - <SPACES/NULs>"], TlsTrace.Dump(bytes));
        Assert.Equal("0000 58 76 ac 57 91 ed 81 82|cb 74 c9 8a 2c f5 f5 ca  Xv.W.... .t..,...", TlsTrace.Dump(Convert.FromHexString("5876ac5791ed8182cb74c98a2cf5f5ca")).Single());
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("", 0)]
    [InlineData("1,trace", 1)]
    [InlineData("routine", 1)]
    [InlineData("debug", 2)]
    [InlineData("9", 4)]
    [InlineData("nonsense", 0)]
    public void Log_levels_are_numbers_or_words(string text, int level) => Assert.Equal(level, TlsLogLevel.Of(text));

    [Theory]
    [InlineData("sha512 sha256", true, true)]
    [InlineData("sha256", true, false)]
    [InlineData("sha512=2", false, true)]
    [InlineData("sha512=1, md5", false, false)]
    public void TLSA_records_may_use_the_digests_of_tls_dane_digests(string list, bool sha256, bool sha512)
    {
        var digests = new DaneDigests(list);
        Assert.True(digests.Allows(new TlsAssociation(3, 1, 0, [1])));
        Assert.Equal(sha256, digests.Allows(new TlsAssociation(3, 1, 1, new byte[32])));
        Assert.Equal(sha512, digests.Allows(new TlsAssociation(3, 1, 2, new byte[64])));
    }

    private static string Pem(string name) => Bytes.Text(SelfSigned.Pem(name));

    /// <summary>Key first, as smtp_tls_chain_files want it.</summary>
    private static string KeyFirst(string pem)
    {
        int certificate = pem.IndexOf("-----BEGIN CERTIFICATE", StringComparison.Ordinal), key = pem.IndexOf("-----BEGIN PRIVATE", StringComparison.Ordinal);
        return key < certificate ? pem : pem[key..] + pem[certificate..key];
    }

    [Theory]
    [InlineData("shop.example", "CN=shop.example", "shop.example")]
    [InlineData("SHOP.example", "CN=shop.example", "SHOP.example")]
    [InlineData("a.b.wide.example", "CN=wide.example", "a.b.wide.example")]
    [InlineData("wide.example", "CN=mx.example.com", "")]
    [InlineData("other.example", "CN=mx.example.com", "")]
    public void A_name_that_the_client_asks_for_may_have_certificates_of_its_own(string asked, string subject, string matched)
    {
        var chains = new Dictionary<string, string> { ["shop.example"] = KeyFirst(Pem("shop.example")), [".wide.example"] = KeyFirst(Pem("wide.example")) };
        using var context = TlsServerContext.Create(new TlsServerSettings
        {
            ChainFiles = [file],
            Chains = (string name, out string pem) => chains.TryGetValue(name, out pem!) ? ChainAnswer.Found : ChainAnswer.NotFound,
        })!;
        var (connecting, fd) = Pair(o => o.TargetHost = asked);
        Assert.True(context.TryAccept(fd, TimeSpan.FromSeconds(5), out var tls, out _, "x[192.0.2.1]"));
        Assert.Equal(subject, connecting.Result.RemoteCertificate!.Subject);
        Assert.Equal(matched, tls.Session.MatchedName);
        tls.Dispose();
    }

    [Theory]
    [InlineData("not a key")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")]
    [InlineData(null)]
    public void Certificates_that_make_no_sense_and_a_table_that_cannot_be_asked_end_the_handshake(string? text)
    {
        using var context = TlsServerContext.Create(new TlsServerSettings
        {
            ChainFiles = [file],
            Chains = (string _, out string pem) => (pem = text ?? "").Length > 0 ? ChainAnswer.Found : ChainAnswer.TryLater,
        })!;
        var (connecting, fd) = Pair();
        Assert.False(context.TryAccept(fd, TimeSpan.FromSeconds(5), out _, out _, "x[192.0.2.1]"));
        Sys.CloseQuietly(fd);
        Assert.ThrowsAny<Exception>(() => connecting.Result);
    }

    [Fact]
    public void A_key_of_another_certificate_is_refused()
    {
        string one = KeyFirst(Pem("a.example")), other = KeyFirst(Pem("b.example"));
        string mixed = one[..one.IndexOf("-----BEGIN CERT", StringComparison.Ordinal)] + other[other.IndexOf("-----BEGIN CERT", StringComparison.Ordinal)..];
        using var context = TlsServerContext.Create(new TlsServerSettings
        {
            ChainFiles = [file],
            Chains = (string _, out string pem) => (pem = mixed).Length > 0 ? ChainAnswer.Found : ChainAnswer.NotFound,
        })!;
        var (connecting, fd) = Pair();
        Assert.False(context.TryAccept(fd, TimeSpan.FromSeconds(5), out _, out _, "x[192.0.2.1]"));
        Sys.CloseQuietly(fd);
        Assert.ThrowsAny<Exception>(() => connecting.Result);
    }

    [Fact]
    public void A_cut_connection_is_not_a_proper_end()
    {
        using var context = TlsServerContext.Create(new TlsServerSettings { ChainFiles = [file] })!;
        var (connecting, fd) = Pair();
        Assert.True(context.TryAccept(fd, TimeSpan.FromSeconds(5), out var tls, out _));
        connecting.Result.Write("half"u8);
        // Closing the socket below TLS is what a man in the middle can do.
        ((NetworkStream)typeof(AuthenticatedStream).GetProperty("InnerStream", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!.GetValue(connecting.Result)!).Close();
        var buffer = new byte[10];
        Assert.Equal(4, tls.Read(buffer));
        Assert.Throws<PeerGoneException>(() => tls.Read(buffer));
        Assert.Throws<PeerGoneException>(() => tls.Write("x"u8));
        tls.Dispose();
    }

    [Fact]
    public void A_silent_client_is_timed_out()
    {
        using var context = TlsServerContext.Create(new TlsServerSettings { ChainFiles = [file] })!;
        var (a, b) = Sys.SocketPair();
        Assert.False(context.TryAccept(a, TimeSpan.FromMilliseconds(200), out _, out string error));
        Assert.Equal("Connection timed out", error);
        var (connecting, fd) = Pair();
        Assert.True(context.TryAccept(fd, TimeSpan.FromSeconds(5), out var tls, out _));
        tls.SetTimeout(TimeSpan.FromMilliseconds(200));
        Assert.Throws<PeerTimeoutException>(() => tls.Read(new byte[10]));
        tls.SetTimeout(TimeSpan.Zero);
        tls.SetDeadline(Clock.System.Milliseconds + 200);
        Assert.Throws<PeerTimeoutException>(() => tls.Read(new byte[10]));
        connecting.Result.Dispose();
        tls.Dispose();
        Sys.Close(a);
        Sys.Close(b);
    }

    [Fact]
    public void A_client_that_wants_another_application_is_refused()
    {
        using var context = TlsServerContext.Create(new TlsServerSettings { ChainFiles = [file], ApplicationProtocols = ["smtp", "esmtp"] })!;
        var (web, fd) = Pair(static o => o.ApplicationProtocols = [new("h2"), new("http/1.1")]);
        Assert.False(context.TryAccept(fd, TimeSpan.FromSeconds(5), out _, out string error));
        Assert.Equal("-1", error);
        Sys.Close(fd);
        Assert.ThrowsAny<Exception>(() => web.Result);
        var (mail, second) = Pair(static o => o.ApplicationProtocols = [new("smtp")]);
        Assert.True(context.TryAccept(second, TimeSpan.FromSeconds(5), out var tls, out _));
        Assert.Equal("smtp", mail.Result.NegotiatedApplicationProtocol.ToString());
        mail.Result.Dispose();
        tls.Dispose();
    }

    [Fact]
    public void Protocols_that_are_excluded_are_refused()
    {
        using var context = TlsServerContext.Create(new TlsServerSettings { ChainFiles = [file], Protocols = ">=TLSv1.3" })!;
        var (old, fd) = Pair(static o => o.EnabledSslProtocols = SslProtocols.Tls12);
        Assert.False(context.TryAccept(fd, TimeSpan.FromSeconds(5), out _, out _));
        Sys.Close(fd);
        Assert.ThrowsAny<Exception>(() => old.Result);
    }

    [Fact]
    public void Setups_that_are_wrong_leave_TLS_off()
    {
        Assert.Null(TlsServerContext.Create(new TlsServerSettings()));
        Assert.Null(TlsServerContext.Create(new TlsServerSettings { ChainFiles = ["/nonexistent"] }));
        Assert.Null(TlsServerContext.Create(new TlsServerSettings { ChainFiles = [file], CipherList = "NOSUCH" }));
        Assert.Null(TlsServerContext.Create(new TlsServerSettings { ChainFiles = [file], Protocols = "TLSv7" }));
        string other = Path.GetTempFileName();
        SelfSigned.WriteFile(other, "other.example.com");
        Assert.Null(TlsServerContext.Create(new TlsServerSettings { Pairs = [(file, other)] }));
        File.Delete(other);
        Assert.NotNull(TlsServerSettings.From(MailConfig.FromText("smtpd_tls_cert_file = /x\n").Text));
        Assert.Null(TlsServerSettings.From(MailConfig.FromText("smtpd_tls_ciphers = best\n").Text));
    }

    [Theory]
    [InlineData("mx.example.com", true, true, "Verified")]
    [InlineData("other.example.com", true, false, "Trusted")]
    [InlineData(".example.com", true, true, "Verified")]
    [InlineData("mx.example.com", false, false, "Untrusted")]
    public void Our_client_verifies_names(string name, bool trust, bool verified, string standing)
    {
        using var server = TlsServerContext.Create(new TlsServerSettings { ChainFiles = [file] })!;
        using var client = TlsClientContext.Create(new TlsClientSettings { CAfile = trust ? file : "" })!;
        var (a, b) = Sys.SocketPair();
        var accepting = Task.Run(() => server.TryAccept(a, TimeSpan.FromSeconds(5), out var t, out _) ? t : null);
        Assert.True(client.TryConnect(b, new TlsPeerPolicy(TlsLevel.Verify, "mx.example.com", [name], []), TimeSpan.FromSeconds(5), out var tls, out _));
        Assert.Equal((verified, standing), (tls.Session.IsVerified, tls.Session.Standing));
        accepting.Result!.Dispose();
        Assert.Equal(0, tls.Read(new byte[1]));
        tls.Dispose();
    }

    [Fact]
    public void Our_client_knows_a_fingerprint()
    {
        using var server = TlsServerContext.Create(new TlsServerSettings { ChainFiles = [file] })!;
        using var client = TlsClientContext.Create(new TlsClientSettings())!;
        using var certificate = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(File.ReadAllText(file));
        string print = string.Join(':', certificate.GetCertHash(System.Security.Cryptography.HashAlgorithmName.SHA256).Select(static b => b.ToString("x2")));
        foreach (var (wanted, known) in ((string, bool)[])[(print, true), ("00:11", false)])
        {
            var (a, b) = Sys.SocketPair();
            var accepting = Task.Run(() => server.TryAccept(a, TimeSpan.FromSeconds(5), out var t, out _) ? t : null);
            Assert.True(client.TryConnect(b, new TlsPeerPolicy(TlsLevel.Fingerprint, "", [], [wanted]), TimeSpan.FromSeconds(5), out var tls, out _));
            Assert.Equal(known, tls.Session.IsVerified);
            accepting.Result!.Dispose();
            tls.Dispose();
        }
    }
}
