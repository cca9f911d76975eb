using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MailSuite.Net;

namespace MailSuite.Tests.Smtpd;

/// <summary>Restrictions by the client's certificate: permit_tls_clientcerts, permit_tls_all_clientcerts, check_ccert_access.</summary>
public sealed class ClientCertificateTests : IDisposable
{
    private readonly string pem = Path.GetTempFileName();
    private readonly X509Certificate2 certificate;

    public ClientCertificateTests()
    {
        SelfSigned.WriteFile(pem, "mx.example.com");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var made = new CertificateRequest("CN=client.example", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }

    public void Dispose()
    {
        File.Delete(pem);
        certificate.Dispose();
    }

    private static string Colons(byte[] hash) => Convert.ToHexString(hash).Chunk(2).Select(static c => new string(c)).Aggregate(static (a, b) => a + ":" + b);

    private string Certificate => Colons(SHA256.HashData(certificate.RawData));

    private string Key => Colons(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));

    // What RCPT is answered; the settings' {cert} and {key} are the fingerprints.
    private (string Reply, List<string> Log) Rcpt(bool inTls, bool withCertificate, params string[] settings)
    {
        using var s = new LiveSession(["smtpd_tls_security_level = may", "smtpd_tls_ask_ccert = yes", "smtpd_tls_fingerprint_digest = sha256", $"smtpd_tls_chain_files = {pem}",
            .. settings.Select(l => l.Replace("{cert}", Certificate, StringComparison.Ordinal).Replace("{key}", Key, StringComparison.Ordinal))]);
        s.Hear();
        s.Say("EHLO c");
        Stream stream = new NetworkStream(s.Client);
        if (inTls)
        {
            Assert.StartsWith("220 ", s.Say("STARTTLS"));
            var tls = new SslStream(stream, true, static (_, _, _, _) => true);
            tls.AuthenticateAsClient(new SslClientAuthenticationOptions
            {
                TargetHost = "mx.example.com",
                ClientCertificateContext = withCertificate ? SslStreamCertificateContext.Create(certificate, null, offline: true) : null,
            });
            stream = tls;
        }
        string reply = "";
        foreach (string line in (string[])["EHLO c", "MAIL FROM:<a@remote.example>", "RCPT TO:<x@far.example>"])
        {
            stream.Write(Encoding.ASCII.GetBytes(line + "\r\n"));
            var buffer = new byte[8192];
            reply = Encoding.ASCII.GetString(buffer, 0, stream.Read(buffer)).TrimEnd();
        }
        s.End();
        return (reply, s.Logged);
    }

    private const string Denied = "454 4.7.1 <x@far.example>: Relay access denied", Ok = "250 2.1.5 Ok";

    [Theory]
    [InlineData("relay_clientcerts = inline:{{{cert}=laptop}}", true, true, true)]
    [InlineData("relay_clientcerts = inline:{{{key}=laptop}}", true, true, true)]
    [InlineData("relay_clientcerts = inline:{{00:11=laptop}}", true, true, false)]
    [InlineData("relay_clientcerts =", true, true, false)]
    [InlineData("relay_clientcerts = static:all", true, false, false)]
    [InlineData("relay_clientcerts = static:all", false, false, false)]
    public void Permit_tls_clientcerts_lets_listed_certificates_relay(string table, bool inTls, bool withCertificate, bool permitted)
    {
        var (reply, log) = Rcpt(inTls, withCertificate, table, "smtpd_relay_restrictions = permit_tls_clientcerts, defer_unauth_destination");
        Assert.Equal(permitted ? Ok : Denied, reply);
        Assert.Equal(permitted, log.Contains("Relaying allowed for certified client: client.example[192.0.2.7]"));
    }

    [Fact]
    public void A_table_that_cannot_be_asked_lets_nobody_relay() =>
        Assert.StartsWith("451 4.3.0 ", Rcpt(true, true, "relay_clientcerts = fail:x", "smtpd_relay_restrictions = permit_tls_clientcerts, defer_unauth_destination").Reply);

    [Fact]
    public void A_certificate_that_nobody_vouches_for_is_not_trusted() =>
        Assert.Equal(Denied, Rcpt(true, true, "smtpd_relay_restrictions = permit_tls_all_clientcerts, defer_unauth_destination").Reply);

    [Theory]
    [InlineData("check_ccert_access inline:{{{cert}=OK}}", true, Ok)]
    [InlineData("check_ccert_access inline:{{{key}=OK}}", true, Ok)]
    [InlineData("check_ccert_access inline:{{{cert}=REJECT stolen}}", true, "554 5.7.1 <client.example[192.0.2.7]>: Client certificate rejected: stolen")]
    [InlineData("check_ccert_access { inline:{{{key}=OK}}, { search_order = cert_fingerprint } }", true, Denied)]
    [InlineData("check_ccert_access { inline:{{{key}=OK},{{cert}=REJECT stolen}}, { search_order = pubkey_fingerprint, cert_fingerprint } }", true, Ok)]
    [InlineData("check_ccert_access static:OK", false, Denied)]
    public void Check_ccert_access_asks_for_fingerprints(string restriction, bool withCertificate, string reply) =>
        Assert.Equal(reply, Rcpt(true, withCertificate, $"smtpd_relay_restrictions = {restriction}, defer_unauth_destination").Reply);
}
