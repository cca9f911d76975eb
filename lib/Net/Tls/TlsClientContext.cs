namespace MailSuite.Net;

/// <summary>How much a client insists on TLS (smtp_tls_security_level). None and May never fail for a certificate.</summary>
public enum TlsLevel
{
    /// <summary>Never.</summary>
    None,
    /// <summary>When the server offers it; in clear otherwise.</summary>
    May,
    /// <summary>Always, with anybody.</summary>
    Encrypt,
    /// <summary>Only with a certificate of a listed fingerprint.</summary>
    Fingerprint,
    /// <summary>Only with a trusted certificate for the server's name as DNS gave it.</summary>
    Verify,
    /// <summary>Only with a trusted certificate for the next hop as the administrator gave it.</summary>
    Secure,
}

/// <summary>What a client's TLS is made of; <see cref="From"/> reads the smtp_tls_ (or lmtp_tls_) parameters.</summary>
public sealed record TlsClientSettings
{
    /// <summary>Protocols, e.g. ">=TLSv1.2".</summary>
    public string Protocols { get; init; } = ">=TLSv1";
    /// <summary>OpenSSL cipher list for TLS 1.2 and below.</summary>
    public string CipherList { get; init; } = "aNULL:-aNULL:HIGH:MEDIUM:@STRENGTH";
    /// <summary>Key exchange groups; empty leaves the library's.</summary>
    public string Groups { get; init; } = "";
    /// <summary>Files that hold a client key and its certificate chain each.</summary>
    public IReadOnlyList<string> ChainFiles { get; init; } = [];
    /// <summary>Client certificate and key files.</summary>
    public IReadOnlyList<(string Certificate, string Key)> Pairs { get; init; } = [];
    /// <summary>File of trusted authorities.</summary>
    public string CAfile { get; init; } = "";
    /// <summary>Directory of trusted authorities.</summary>
    public string CApath { get; init; } = "";
    /// <summary>Trust the host's authorities too (tls_append_default_CA)?</summary>
    public bool HostAuthorities { get; init; }
    /// <summary>Digest for fingerprints.</summary>
    public string FingerprintDigest { get; init; } = "sha256";

    /// <summary>Reads PREFIX_tls_... as expanded main.cf text; null when a cipher grade is none, which has been logged.</summary>
    public static TlsClientSettings? From(Func<string, string> text, TlsLevel level, string prefix = "smtp", string? protocols = null, string? grade = null, string exclude = "")
    {
        string Of(string name) => text($"{prefix}_tls_{name}");
        bool mandatory = level >= TlsLevel.Encrypt;
        var ciphers = new TlsCiphers(text("tls_high_cipherlist"), text("tls_medium_cipherlist"), text("tls_null_cipherlist"));
        grade ??= Of(mandatory ? "mandatory_ciphers" : "ciphers");
        // A server without a certificate cannot be verified: ciphers without one are out where it must be.
        if (ciphers.ListOf(grade, Of("exclude_ciphers"), mandatory ? Of("mandatory_exclude_ciphers") : "", exclude, level > TlsLevel.Encrypt ? "aNULL" : "") is not { } list)
        {
            Log.Warning($"invalid TLS cipher grade: \"{grade}\": disabling TLS support");
            return null;
        }
        var pairs = new List<(string, string)>();
        foreach (var kind in (string[])["", "d", "ec"])
            if (Of(kind + "cert_file") is { Length: > 0 } file)
                pairs.Add((file, Of(kind + "key_file") is { Length: > 0 } key ? key : file));
        return new TlsClientSettings
        {
            Protocols = protocols ?? Of(mandatory ? "mandatory_protocols" : "protocols"),
            CipherList = list,
            Groups = text("tls_eecdh_auto_curves") + " " + text("tls_ffdhe_auto_groups"),
            ChainFiles = Of("chain_files").Split((char[])[',', ' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries),
            Pairs = pairs,
            CAfile = Of("CAfile"),
            CApath = Of("CApath"),
            HostAuthorities = Bytes.Same(text("tls_append_default_CA"), "yes"),
            FingerprintDigest = Of("fingerprint_digest"),
        };
    }
}

/// <summary>Whom a client wants to meet.</summary>
/// <param name="Level">How much it insists.</param>
/// <param name="ServerName">Name to ask for (SNI); empty for none.</param>
/// <param name="Names">Names that the certificate may carry; ".example.com" matches any host below.</param>
/// <param name="Fingerprints">Digests that the certificate may have ("AB:CD:...").</param>
public sealed record TlsPeerPolicy(TlsLevel Level, string ServerName, IReadOnlyList<string> Names, IReadOnlyList<string> Fingerprints);

/// <summary>The client's side of TLS, made once before the jail, used for each server.</summary>
public sealed unsafe class TlsClientContext : IDisposable
{
    private readonly TlsClientSettings settings;
    private nint ctx;

    private TlsClientContext(TlsClientSettings settings, nint ctx) => (this.settings, this.ctx) = (settings, ctx);

    /// <summary>Loads what the settings name; null when something is wrong, which has been logged.</summary>
    public static TlsClientContext? Create(TlsClientSettings settings)
    {
        if (!TlsContext.LibraryIsHere())
            return null;
        nint ctx = TlsContext.Make(server: false, "client", settings.Protocols, settings.CipherList, settings.Groups);
        if (ctx == 0)
            return null;
        bool ok = TlsContext.LoadTrust(ctx, settings.CAfile, settings.CApath, settings.HostAuthorities);
        foreach (var file in settings.ChainFiles)
            ok = ok && TlsContext.LoadPair(ctx, file, file);
        foreach (var (certificate, key) in settings.Pairs)
            ok = ok && TlsContext.LoadPair(ctx, certificate, key);
        if (!ok)
        {
            OpenSsl.SSL_CTX_free(ctx);
            return null;
        }
        OpenSsl.SSL_CTX_ctrl(ctx, OpenSsl.CtrlSessionCacheMode, 0, null);
        OpenSsl.SSL_CTX_set_verify(ctx, 1, &TlsContext.AnyCertificate);
        return new TlsClientContext(settings, ctx);
    }

    /// <summary>
    /// Does the client's handshake on a connected socket. False when it failed: <paramref name="error"/> is what follows "SSL_connect error to host[addr]:25: ".
    /// Whether the certificate satisfies the policy is told by <see cref="TlsSession.IsVerified"/>: a caller that insists must look, and say why in its own words.
    /// </summary>
    public bool TryConnect(int fd, TlsPeerPolicy policy, TimeSpan timeout, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out TlsTransport? transport, out string error)
    {
        transport = null;
        error = "-1";
        OpenSsl.ERR_clear_error();
        nint ssl = OpenSsl.SSL_new(ctx);
        bool ok = false;
        try
        {
            if (ssl != 0 && OpenSsl.SSL_set_fd(ssl, fd) == 1 && AskFor(ssl, policy.ServerName))
                error = TlsHandshake.Run(ssl, fd, server: false, timeout);
            else
                OpenSsl.LogErrors();
            ok = error.Length == 0;
        }
        finally
        {
            if (!ok && ssl != 0)
                OpenSsl.SSL_free(ssl);
        }
        if (!ok)
            return false;
        var session = TlsSession.Of(ssl, server: false, settings.FingerprintDigest);
        session.IsVerified = Satisfies(ssl, session, policy);
        transport = new TlsTransport(ssl, fd, session);
        transport.SetTimeout(timeout);
        return true;
    }

    private static bool AskFor(nint ssl, string name)
    {
        if (name.Length == 0)
            return true;
        fixed (byte* p = OpenSsl.CString(name))
            return OpenSsl.SSL_ctrl(ssl, OpenSsl.CtrlHostName, 0, p) == 1;
    }

    private static bool Satisfies(nint ssl, TlsSession session, TlsPeerPolicy policy)
    {
        if (policy.Level == TlsLevel.Fingerprint)
        {
            foreach (var print in policy.Fingerprints)
                if (session.PeerFingerprint.Length > 0 && Bytes.Same(print, session.PeerFingerprint))
                    return true;
            return false;
        }
        if (!session.IsTrusted || policy.Level < TlsLevel.Verify)
            return false;
        nint certificate = OpenSsl.SSL_get0_peer_certificate(ssl);
        foreach (var name in policy.Names)
            fixed (byte* p = OpenSsl.CString(name))
                // X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS; a name with a leading dot means any host below it.
                if (name.Length > 0 && OpenSsl.X509_check_host(certificate, p, 0, 4, null) == 1)
                    return true;
        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (ctx != 0)
            OpenSsl.SSL_CTX_free(ctx);
        ctx = 0;
    }
}
