using System.Text;

namespace MailSuite.Net;

/// <summary>What was agreed in a handshake: for the log line, the Received header, policy services and AUTH.</summary>
public sealed class TlsSession
{
    /// <summary>"TLSv1.3".</summary>
    public string Protocol { get; private init; } = "";
    /// <summary>"TLS_AES_256_GCM_SHA384".</summary>
    public string Cipher { get; private init; } = "";
    /// <summary>Secret bits in use.</summary>
    public int UsedBits { get; private init; }
    /// <summary>Bits of the algorithm.</summary>
    public int AlgorithmBits { get; private init; }
    /// <summary>Was an earlier session resumed?</summary>
    public bool Reused { get; private init; }
    /// <summary>Name that the client asked for (SNI); empty when none.</summary>
    public string ServerName { get; private init; } = "";
    /// <summary>The same, when the server had certificates for that name (tls_server_sni_maps); empty: it showed its usual ones.</summary>
    public string MatchedName { get; internal set; } = "";
    /// <summary>Did the peer show a certificate?</summary>
    public bool HasPeerCertificate { get; private init; }
    /// <summary>Does the peer's certificate lead to an authority we trust?</summary>
    public bool IsTrusted { get; private init; }
    /// <summary>Is the peer also the one we wanted (name or fingerprint)?</summary>
    public bool IsVerified { get; internal set; }
    /// <summary>Did the wish leave open whom we meet (level half-dane), so that the log says no more than "Trusted"?</summary>
    public bool IsNeverSecured { get; internal set; }
    /// <summary>Common name of the peer's certificate; empty when none.</summary>
    public string PeerName { get; private init; } = "";
    /// <summary>Common name of its issuer.</summary>
    public string PeerIssuer { get; private init; } = "";
    /// <summary>Digest of the peer's certificate as "AB:CD:..."; empty when none.</summary>
    public string PeerFingerprint { get; private init; } = "";
    /// <summary>Digest of its public key; empty when none.</summary>
    public string PeerKeyFingerprint { get; private init; } = "";
    /// <summary>Why the certificate is not trusted, in OpenSSL's words; empty when it is.</summary>
    public string VerifyError { get; private init; } = "";

    /// <summary>Number of the reason why the peer's certificate is not trusted (X509_V_ERR_...); 0 when it is, or when there is none.</summary>
    public int VerifyCode { get; private init; }

    private string exchange = "", serverSignature = "", clientSignature = "";

    /// <summary>The word before "TLS connection established" in the log.</summary>
    public string Standing => !HasPeerCertificate ? "Anonymous" : IsVerified && !IsNeverSecured ? "Verified" : IsTrusted ? "Trusted" : "Untrusted";

    /// <summary>"TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits) key-exchange X25519 server-signature RSA-PSS (2048 bits) server-digest SHA256".</summary>
    public string Summary => $"{Protocol} with cipher {Cipher} ({UsedBits}/{AlgorithmBits} bits){exchange}{serverSignature}{clientSignature}";

    /// <summary>The log line: "Anonymous TLS connection established from host[addr]: ..." (or "to", for a client).</summary>
    public string LogLine(string fromOrTo, string peer, string sni = "") =>
        $"{Standing} TLS connection {(Reused ? "reused" : "established")} {fromOrTo} {peer}{(sni.Length > 0 ? " to " + sni : "")}: {Summary}";

    /// <summary>The lines of a Received header's TLS comments, without the leading tab, in Postfix's layout.</summary>
    public IEnumerable<string> ReceivedLines(bool askedForCertificate)
    {
        string first = $"(using {Protocol} with cipher {Cipher} ({UsedBits}/{AlgorithmBits} bits)";
        string[] more = [exchange + serverSignature, clientSignature];
        var lines = new List<string> { first };
        foreach (var line in more)
            if (line.Length > 0)
                lines.Add(line);
        lines[^1] += ")";
        lines.Add(HasPeerCertificate ? $"(Client CN \"{PeerName}\", Issuer \"{PeerIssuer}\" ({(IsTrusted ? "verified OK" : "not verified")}))"
            : askedForCertificate ? "(Client did not present a certificate)" : "(No client certificate requested)");
        return lines;
    }

    internal static unsafe TlsSession Of(nint ssl, bool server, string fingerprintDigest)
    {
        nint cipher = OpenSsl.SSL_get_current_cipher(ssl);
        int algorithm = 0, used = OpenSsl.SSL_CIPHER_get_bits(cipher, &algorithm);
        nint certificate = OpenSsl.SSL_get0_peer_certificate(ssl);
        long verify = OpenSsl.SSL_get_verify_result(ssl);
        var session = new TlsSession
        {
            Protocol = OpenSsl.Text(OpenSsl.SSL_get_version(ssl)),
            Cipher = OpenSsl.Text(OpenSsl.SSL_CIPHER_get_name(cipher)),
            UsedBits = used,
            AlgorithmBits = algorithm,
            Reused = OpenSsl.SSL_session_reused(ssl) == 1,
            ServerName = Bytes.Printable(OpenSsl.Text(OpenSsl.SSL_get_servername(ssl, 0))),
            HasPeerCertificate = certificate != 0,
            IsTrusted = certificate != 0 && verify == 0,
            VerifyError = certificate != 0 && verify != 0 ? OpenSsl.Text(OpenSsl.X509_verify_cert_error_string((nint)verify)) : "",
            VerifyCode = certificate != 0 ? (int)verify : 0,
            PeerName = certificate != 0 ? CommonName(OpenSsl.X509_get_subject_name(certificate)) : "",
            PeerIssuer = certificate != 0 ? CommonName(OpenSsl.X509_get_issuer_name(certificate)) : "",
            PeerFingerprint = certificate != 0 ? Fingerprint(certificate, fingerprintDigest) : "",
            PeerKeyFingerprint = certificate != 0 ? KeyFingerprint(certificate, fingerprintDigest) : "",
        };
        // Below TLS 1.3 the cipher's name says the key exchange already; Postfix adds nothing there.
        if (OpenSsl.SSL_version(ssl) < 0x0304)
            return session;
        nint key = 0;
        if (OpenSsl.SSL_ctrl(ssl, OpenSsl.CtrlPeerTmpKey, 0, (byte*)&key) == 1 && key != 0)
        {
            session.exchange = " key-exchange " + KeyName(key, OpenSsl.EVP_PKEY_get_id(key), exchange: true);
            OpenSsl.EVP_PKEY_free(key);
        }
        int type, digest;
        nint own = OpenSsl.SSL_get_certificate(ssl);
        string ownSide = server ? "server" : "client", peerSide = server ? "client" : "server";
        string ownText = own != 0 && OpenSsl.SSL_get_signature_type_nid(ssl, &type) == 1
            ? Signature(ownSide, own, type, OpenSsl.SSL_ctrl(ssl, OpenSsl.CtrlSignatureNid, 0, (byte*)&digest) == 1 ? digest : 0) : "";
        string peerText = certificate != 0 && OpenSsl.SSL_get_peer_signature_type_nid(ssl, &type) == 1
            ? Signature(peerSide, certificate, type, OpenSsl.SSL_ctrl(ssl, OpenSsl.CtrlPeerSignatureNid, 0, (byte*)&digest) == 1 ? digest : 0) : "";
        (session.serverSignature, session.clientSignature) = server ? (ownText, peerText) : (peerText, ownText);
        return session;
    }

    private static unsafe string Signature(string side, nint certificate, int type, int digest)
    {
        nint key = OpenSsl.X509_get0_pubkey(certificate);
        string text = $" {side}-signature {KeyName(key, type, exchange: false)}";
        return digest != 0 ? $"{text} {side}-digest {OpenSsl.Text(OpenSsl.OBJ_nid2sn(digest))}" : text;
    }

    private static unsafe string KeyName(nint key, int type, bool exchange)
    {
        const int rsa = 6, dh = 28, ec = 408, pss = 912;
        switch (type)
        {
            case rsa:
                return $"RSA ({OpenSsl.EVP_PKEY_get_bits(key)} bits)";
            case pss:
                return $"RSA-PSS ({OpenSsl.EVP_PKEY_get_bits(key)} bits)";
            case dh:
                return $"DHE ({OpenSsl.EVP_PKEY_get_bits(key)} bits)";
            case ec:
                byte* name = stackalloc byte[64];
                nint length;
                string curve = OpenSsl.EVP_PKEY_get_group_name(key, name, 64, &length) == 1 ? OpenSsl.Text(name) : "";
                return $"{(exchange ? "ECDHE" : "ECDSA")} ({curve})";
            default:
                return OpenSsl.Text(OpenSsl.OBJ_nid2sn(type));
        }
    }

    private static unsafe string CommonName(nint name)
    {
        byte* buffer = stackalloc byte[257];
        int size = OpenSsl.X509_NAME_get_text_by_NID(name, 13, buffer, 257);
        // A NUL inside a name is a trick to look like somebody else (CVE-2009-2408): such a name is no name.
        var text = new ReadOnlySpan<byte>(buffer, Math.Max(size, 0));
        return text.Contains((byte)0) ? "" : Bytes.Printable(Bytes.Text(text)).Replace('"', '?').Replace('\\', '?');
    }

    internal static unsafe string Fingerprint(nint certificate, string digestName)
    {
        byte* to = stackalloc byte[64];
        uint length;
        fixed (byte* name = OpenSsl.CString(digestName))
        {
            nint digest = OpenSsl.EVP_get_digestbyname(name);
            if (digest == 0 || OpenSsl.X509_digest(certificate, digest, to, &length) != 1)
                return "";
        }
        return Hex(new ReadOnlySpan<byte>(to, (int)length));
    }

    internal static unsafe string KeyFingerprint(nint certificate, string digestName)
    {
        byte* encoded = null;
        int size = OpenSsl.i2d_X509_PUBKEY(OpenSsl.X509_get_X509_PUBKEY(certificate), &encoded);
        if (size <= 0)
            return "";
        byte* to = stackalloc byte[64];
        uint length = 0;
        bool ok;
        fixed (byte* name = OpenSsl.CString(digestName))
        {
            nint digest = OpenSsl.EVP_get_digestbyname(name);
            ok = digest != 0 && OpenSsl.EVP_Digest(encoded, size, to, &length, digest, 0) == 1;
        }
        OpenSsl.CRYPTO_free(encoded, null, 0);
        return ok ? Hex(new ReadOnlySpan<byte>(to, (int)length)) : "";
    }

    private static string Hex(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        foreach (byte b in bytes)
            text.Append(text.Length > 0 ? ":" : "").Append(b.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        return text.ToString();
    }
}
