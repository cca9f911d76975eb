using System.Security.Cryptography;

namespace MailSuite.Net;

/// <summary>A certificate of a peer, for people to read.</summary>
/// <param name="Subject">Whose it is, "/O=Example/CN=mx.example.com".</param>
/// <param name="Issuer">Who vouches for it.</param>
/// <param name="Fingerprint">Its digest.</param>
/// <param name="KeyFingerprint">Digest of its public key.</param>
/// <param name="Der">The certificate itself.</param>
public sealed record TlsCertificate(string Subject, string Issuer, string Fingerprint, string KeyFingerprint, byte[] Der)
{
    /// <summary>In the form of PEM, with a line end behind the last line.</summary>
    public string Pem => PemEncoding.WriteString("CERTIFICATE", Der) + "\n";
}

/// <summary>What a connection's other end has shown of itself.</summary>
public static unsafe class TlsPeerCertificates
{
    /// <summary>The certificates as a server sent them, its own first.</summary>
    public static IReadOnlyList<TlsCertificate> ChainOf(TlsTransport transport, string digest)
    {
        nint stack = OpenSsl.SSL_get_peer_cert_chain(transport.Handle);
        var chain = new List<TlsCertificate>();
        for (int i = 0; stack != 0 && i < OpenSsl.OPENSSL_sk_num(stack); i++)
        {
            nint certificate = OpenSsl.OPENSSL_sk_value(stack, i);
            chain.Add(new TlsCertificate(OneLine(OpenSsl.X509_get_subject_name(certificate)), OneLine(OpenSsl.X509_get_issuer_name(certificate)),
                TlsSession.Fingerprint(certificate, digest), TlsSession.KeyFingerprint(certificate, digest), Encoded(certificate)));
        }
        return chain;
    }

    /// <summary>The name in the server's certificate that is one of the wanted ones; ".example.com" is any host below; empty when none is.</summary>
    public static string MatchOf(TlsTransport transport, IEnumerable<string> wanted)
    {
        nint certificate = OpenSsl.SSL_get0_peer_certificate(transport.Handle);
        byte* matched = null;
        foreach (string name in wanted)
            fixed (byte* p = OpenSsl.CString(name))
                if (certificate != 0 && name.Length > 0 && OpenSsl.X509_check_host(certificate, p, 0, 4 | 8, &matched) == 1)
                {
                    string text = Bytes.Printable(OpenSsl.Text(matched));
                    OpenSsl.CRYPTO_free(matched, null, 0);
                    return text;
                }
        return "";
    }

    /// <summary>At which certificate of the chain a TLSA record or trust anchor matched; negative when none did.</summary>
    public static int AuthorityDepthOf(TlsTransport transport) => OpenSsl.SSL_get0_dane_authority(transport.Handle, null, null);

    private static string OneLine(nint name)
    {
        byte* text = OpenSsl.X509_NAME_oneline(name, null, 0);
        string result = Bytes.Printable(OpenSsl.Text(text));
        OpenSsl.CRYPTO_free(text, null, 0);
        return result;
    }

    private static byte[] Encoded(nint certificate)
    {
        byte* encoded = null;
        int size = OpenSsl.i2d_X509(certificate, &encoded);
        if (size <= 0)
            return [];
        byte[] bytes = new Span<byte>(encoded, size).ToArray();
        OpenSsl.CRYPTO_free(encoded, null, 0);
        return bytes;
    }
}
