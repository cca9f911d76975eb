namespace MailSuite.Net;

/// <summary>What a client's TLS is made of; <see cref="From"/> reads the smtp_tls_ (or lmtp_tls_) parameters.</summary>
public sealed record TlsClientSettings
{
    /// <summary>Protocols, e.g. ">=TLSv1.2".</summary>
    public string Protocols { get; init; } = ">=TLSv1";
    /// <summary>OpenSSL cipher list for TLS 1.2 and below.</summary>
    public string CipherList { get; init; } = "aNULL:-aNULL:HIGH:MEDIUM:@STRENGTH";
    /// <summary>OpenSSL's options, <see cref="TlsOptions"/>.</summary>
    public ulong Options { get; init; } = TlsOptions.Usual;
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
    /// <summary>How many certificates may stand between a server's and an authority's (smtp_tls_scert_verifydepth).</summary>
    public int VerifyDepth { get; init; } = 9;
    /// <summary>Does "*.example.com" stand for "a.b.example.com", too (tls_wildcard_matches_multiple_labels)?</summary>
    public bool WideWildcards { get; init; } = true;
    /// <summary>The digests of TLSA records, by preference (tls_dane_digests).</summary>
    public string DaneDigests { get; init; } = "sha512 sha256";
    /// <summary>How long sessions are kept for the next connection to the same server; zero keeps none.</summary>
    public TimeSpan SessionTime { get; init; }

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
            Options = TlsOptions.Of(text),
            Groups = text("tls_eecdh_auto_curves") + " " + text("tls_ffdhe_auto_groups"),
            ChainFiles = Of("chain_files").Split((char[])[',', ' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries),
            Pairs = pairs,
            CAfile = Of("CAfile"),
            CApath = Of("CApath"),
            HostAuthorities = Bytes.Same(text("tls_append_default_CA"), "yes"),
            FingerprintDigest = Of("fingerprint_digest"),
            DaneDigests = text("tls_dane_digests"),
            WideWildcards = Bytes.Same(text("tls_wildcard_matches_multiple_labels"), "yes"),
        };
    }
}

/// <summary>One way to know a certificate, as a TLSA record states it (RFC 6698 2.1).</summary>
/// <param name="Usage">2: an authority's; 3: the server's own.</param>
/// <param name="Selector">0: the certificate; 1: its public key.</param>
/// <param name="Matching">0: as it is; 1: its SHA-256; 2: its SHA-512.</param>
/// <param name="Data">The bytes to match.</param>
public sealed record TlsAssociation(byte Usage, byte Selector, byte Matching, byte[] Data)
{
    /// <summary>Reads a TLSA record; null for one that mail does not use (RFC 7672 3.1.3) or that cannot be right.</summary>
    public static TlsAssociation? Read(ReadOnlySpan<byte> record)
    {
        if (record.Length < 4 || record[0] is not (2 or 3) || record[1] > 1)
            return null;
        bool fits = record[2] switch { 0 => true, 1 => record.Length == 3 + 32, 2 => record.Length == 3 + 64, _ => false };
        return fits ? new TlsAssociation(record[0], record[1], record[2], record[3..].ToArray()) : null;
    }
}

/// <summary>Whom a client wants to meet.</summary>
/// <param name="Level">How much it insists.</param>
/// <param name="ServerName">Name to ask for (SNI); empty for none.</param>
/// <param name="Names">Names that the certificate may carry; ".example.com" matches any host below.</param>
/// <param name="Fingerprints">Digests that the certificate may have ("AB:CD:...").</param>
public sealed record TlsPeerPolicy(TlsLevel Level, string ServerName, IReadOnlyList<string> Names, IReadOnlyList<string> Fingerprints)
{
    /// <summary>What the certificate must match instead of leading to an authority that we trust: TLSA records, or the trust anchors of a file.</summary>
    public IReadOnlyList<TlsAssociation> Associations { get; init; } = [];
    /// <summary>Protocols and ciphers for this server, where they differ from the context's; its keys and authorities stay.</summary>
    public TlsClientSettings? Settings { get; init; }
    /// <summary>How much goes to the log (<see cref="TlsLogLevel"/>), and how it calls the server.</summary>
    public int LogLevel { get; init; }
    /// <summary>"host[address]:port", for the log.</summary>
    public string Label { get; init; } = "";
    /// <summary>The server, for the session to be resumed; empty for none.</summary>
    public string SessionKey { get; init; } = "";
}

/// <summary>The client's side of TLS, made once before the jail, used for each server.</summary>
public sealed unsafe class TlsClientContext : IDisposable
{
    private readonly TlsClientSettings settings;
    private readonly TlsSessionStore sessions;
    private nint ctx;

    private TlsClientContext(TlsClientSettings settings, nint ctx) => (this.settings, this.ctx, sessions) = (settings, ctx, new TlsSessionStore(settings.SessionTime));

    /// <summary>Loads what the settings name; null when something is wrong, which has been logged.</summary>
    public static TlsClientContext? Create(TlsClientSettings settings)
    {
        if (!TlsContext.LibraryIsHere())
            return null;
        nint ctx = TlsContext.Make(server: false, "client", settings.Protocols, settings.CipherList, settings.Groups, settings.Options);
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
        OpenSsl.SSL_CTX_set_verify_depth(ctx, settings.VerifyDepth + 1);
        // DANE: a server's own key, by name of nobody (RFC 7672 3.1.1: no name checks for usage 3).
        if (OpenSsl.SSL_CTX_dane_enable(ctx) != 1 || !new DaneDigests(settings.DaneDigests).Apply(ctx))
        {
            TlsContext.Failed(ctx, "cannot enable DANE: disabling TLS support");
            return null;
        }
        OpenSsl.SSL_CTX_dane_set_flags(ctx, 1);
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
            if (ssl != 0 && OpenSsl.SSL_set_fd(ssl, fd) == 1 && AskFor(ssl, policy.ServerName) && Restrict(ssl, policy.Settings) && Expect(ssl, policy) && sessions.Offer(ssl, policy.SessionKey))
            {
                TlsTrace.Begin(ssl, policy.LogLevel, policy.Label, (policy.Settings ?? settings).CipherList);
                error = TlsHandshake.Run(ssl, fd, server: false, timeout);
                TlsTrace.End(ssl, policy.LogLevel);
            }
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
        session.IsNeverSecured = policy.Level == TlsLevel.HalfDane;
        transport = new TlsTransport(ssl, fd, session);
        // TLS 1.3: what a session is resumed with comes after the handshake, so it is looked for when the connection ends.
        if (policy.SessionKey.Length > 0)
            transport.Closing = s => sessions.Keep(s, policy.SessionKey);
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

    /// <summary>Narrows a connection to protocols and ciphers of its own. What cannot be set is logged, and there is no connection.</summary>
    private static bool Restrict(nint ssl, TlsClientSettings? to)
    {
        if (to == null)
            return true;
        if (TlsProtocols.Parse(to.Protocols) is not { } protocols)
        {
            Log.Warning($"Invalid TLS protocol list \"{to.Protocols}\": disabling TLS support");
            return false;
        }
        OpenSsl.SSL_ctrl(ssl, OpenSsl.CtrlMinProtocol, protocols.Min, null);
        OpenSsl.SSL_ctrl(ssl, OpenSsl.CtrlMaxProtocol, protocols.Max, null);
        OpenSsl.SSL_set_options(ssl, protocols.Excluded);
        fixed (byte* list = OpenSsl.CString(to.CipherList))
            if (OpenSsl.SSL_set_cipher_list(ssl, list) == 1)
                return true;
        Log.Warning($"invalid TLS cipher list \"{to.CipherList}\"");
        return false;
    }

    // X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS, X509_CHECK_FLAG_MULTI_LABEL_WILDCARDS; a name with a leading dot means any host below it.
    private uint HostFlags => settings.WideWildcards ? 4u | 8u : 4u;

    /// <summary>Tells the library what the certificate must match, where that is not the usual authorities.</summary>
    private bool Expect(nint ssl, TlsPeerPolicy policy)
    {
        if (policy.Associations.Count == 0)
            return true;
        string first = policy.Names.Count > 0 ? policy.Names[0] : "";
        fixed (byte* p = OpenSsl.CString(policy.ServerName.Length > 0 ? policy.ServerName : first.TrimStart('.')), name = OpenSsl.CString(first))
            if (OpenSsl.SSL_dane_enable(ssl, p) != 1 || first.Length > 0 && OpenSsl.SSL_set1_host(ssl, name) != 1)
                return false;
        OpenSsl.SSL_set_hostflags(ssl, HostFlags);
        foreach (var other in policy.Names.Skip(1))
            fixed (byte* p = OpenSsl.CString(other))
                OpenSsl.SSL_add1_host(ssl, p);
        foreach (var a in policy.Associations)
            fixed (byte* data = a.Data)
                // A record that the library cannot read is none; when all are so, nobody matches.
                OpenSsl.SSL_dane_tlsa_add(ssl, a.Usage, a.Selector, a.Matching, data, a.Data.Length);
        OpenSsl.ERR_clear_error();
        return true;
    }

    private bool Satisfies(nint ssl, TlsSession session, TlsPeerPolicy policy)
    {
        if (policy.Level == TlsLevel.Fingerprint)
        {
            foreach (var print in policy.Fingerprints)
                if (session.PeerFingerprint.Length > 0 && (Bytes.Same(print, session.PeerFingerprint) || Bytes.Same(print, session.PeerKeyFingerprint)))
                    return true;
            return false;
        }
        if (!session.IsTrusted || policy.Level < TlsLevel.Fingerprint)
            return false;
        if (policy.Associations.Count > 0)
            return OpenSsl.SSL_get0_dane_authority(ssl, null, null) >= 0;
        if (policy.Level.IsDane())
            return false;
        nint certificate = OpenSsl.SSL_get0_peer_certificate(ssl);
        foreach (var name in policy.Names)
            fixed (byte* p = OpenSsl.CString(name))
                if (name.Length > 0 && OpenSsl.X509_check_host(certificate, p, 0, HostFlags, null) == 1)
                    return true;
        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        sessions.Dispose();
        if (ctx != 0)
            OpenSsl.SSL_CTX_free(ctx);
        ctx = 0;
    }
}
