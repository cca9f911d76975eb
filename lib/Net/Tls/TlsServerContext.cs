using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace MailSuite.Net;

/// <summary>What a server's TLS is made of. Defaults are Postfix's; <see cref="From"/> reads the smtpd_tls_ parameters.</summary>
public sealed record TlsServerSettings
{
    /// <summary>Files that hold a key and its certificate chain each (smtpd_tls_chain_files).</summary>
    public IReadOnlyList<string> ChainFiles { get; init; } = [];
    /// <summary>Certificate and key files (smtpd_tls_cert_file, ..._key_file, and the EC pair).</summary>
    public IReadOnlyList<(string Certificate, string Key)> Pairs { get; init; } = [];
    /// <summary>Protocols, e.g. ">=TLSv1.2".</summary>
    public string Protocols { get; init; } = ">=TLSv1";
    /// <summary>OpenSSL cipher list for TLS 1.2 and below.</summary>
    public string CipherList { get; init; } = "aNULL:-aNULL:HIGH:MEDIUM:@STRENGTH";
    /// <summary>OpenSSL's options, <see cref="TlsOptions"/>.</summary>
    public ulong Options { get; init; } = TlsOptions.Usual;
    /// <summary>Key exchange groups; empty leaves the library's.</summary>
    public string Groups { get; init; } = "";
    /// <summary>Does the server's order of ciphers win?</summary>
    public bool PreferServerCiphers { get; init; }
    /// <summary>Ask clients for a certificate?</summary>
    public bool AskCertificate { get; init; }
    /// <summary>Authorities for client certificates: file and directory.</summary>
    public string CAfile { get; init; } = "";
    /// <summary>Directory of authorities.</summary>
    public string CApath { get; init; } = "";
    /// <summary>Digest for fingerprints of client certificates.</summary>
    public string FingerprintDigest { get; init; } = "sha256";
    /// <summary>Application protocols (ALPN) that a client may ask for; it may also ask for none. Others are refused: a browser that was lured here is (ALPACA).</summary>
    public IReadOnlyList<string> ApplicationProtocols { get; init; } = [];
    /// <summary>What all processes of the instance know, from which the keys of session tickets are made; null: no session is ever resumed.</summary>
    public byte[]? TicketSecret { get; init; }
    /// <summary>How long a session may be resumed; its ticket's key changes as often. Zero: never.</summary>
    public TimeSpan TicketTime { get; init; } = TimeSpan.FromHours(1);
    /// <summary>Authorities between a client's certificate and one that we trust.</summary>
    public int VerifyDepth { get; init; } = 9;
    /// <summary>File of Diffie-Hellman parameters; empty or "auto" leaves them to the library.</summary>
    public string DhFile { get; init; } = "";
    /// <summary>Finds other keys and certificates by the name that a client asks for; null: all get the same.</summary>
    public ChainLookup? Chains { get; init; }
    /// <summary>Which service sessions belong to: one made with another service is not resumed here.</summary>
    public string Service { get; init; } = "smtp";

    /// <summary>
    /// Reads the parameters PREFIX_tls_... ("smtpd"; other servers may have their own), as expanded main.cf text. Mandatory takes the
    /// ..._mandatory_ protocols and ciphers: for servers that insist on TLS. Null when a cipher grade is none, which has been logged.
    /// </summary>
    public static TlsServerSettings? From(Func<string, string> text, bool mandatory = false, string prefix = "smtpd")
    {
        string Of(string name) => text($"{prefix}_tls_{name}");
        var ciphers = new TlsCiphers(text("tls_high_cipherlist"), text("tls_medium_cipherlist"), text("tls_null_cipherlist"));
        string grade = Of(mandatory ? "mandatory_ciphers" : "ciphers");
        if (ciphers.ListOf(grade, Of("exclude_ciphers"), mandatory ? Of("mandatory_exclude_ciphers") : "") is not { } list)
        {
            Log.Warning($"invalid TLS cipher grade: \"{grade}\": disabling TLS support");
            return null;
        }
        var pairs = new List<(string, string)>();
        foreach (var kind in (string[])["", "d", "ec"])
            if (Of(kind + "cert_file") is { Length: > 0 } file and not "none")
                pairs.Add((file, Of(kind + "key_file") is { Length: > 0 } key ? key : file));
        return new TlsServerSettings
        {
            ChainFiles = Of("chain_files").Split((char[])[',', ' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries),
            Pairs = pairs,
            Protocols = Of(mandatory ? "mandatory_protocols" : "protocols"),
            CipherList = list,
            Options = TlsOptions.Of(text),
            Groups = text("tls_eecdh_auto_curves") + " " + text("tls_ffdhe_auto_groups"),
            PreferServerCiphers = Bytes.Same(text("tls_preempt_cipherlist"), "yes"),
            AskCertificate = Bytes.Same(Of("ask_ccert"), "yes") || Bytes.Same(Of("req_ccert"), "yes"),
            CAfile = Of("CAfile"),
            CApath = Of("CApath"),
            FingerprintDigest = Of("fingerprint_digest"),
            DhFile = Of("dh1024_param_file"),
        };
    }

    /// <summary>Is there a certificate to show at all?</summary>
    public bool HasCertificate => ChainFiles.Count > 0 || Pairs.Count > 0;
}

/// <summary>
/// The server's side of TLS, made once before the jail (keys are readable only then), used for each client. Making it never stops a
/// service: what is wrong is logged, and TLS is then not available ("454 4.7.0 TLS not available due to local problem").
/// </summary>
public sealed unsafe class TlsServerContext : IDisposable
{
    private readonly TlsServerSettings settings;
    private nint ctx;
    private byte* protocols;
    private NamedChains? chains;

    private TlsServerContext(TlsServerSettings settings, nint ctx) => (this.settings, this.ctx) = (settings, ctx);

    /// <summary>Were clients asked for a certificate?</summary>
    public bool AsksCertificate => settings.AskCertificate;

    /// <summary>Loads keys and certificates; null when something is wrong, which has been logged.</summary>
    public static TlsServerContext? Create(TlsServerSettings settings)
    {
        if (!TlsContext.LibraryIsHere())
            return null;
        if (!settings.HasCertificate)
        {
            Log.Warning("No server certs available. TLS won't be enabled");
            return null;
        }
        nint ctx = TlsContext.Make(server: true, "server", settings.Protocols, settings.CipherList, settings.Groups, settings.Options);
        if (ctx == 0)
            return null;
        foreach (var file in settings.ChainFiles)
            if (!TlsContext.LoadPair(ctx, file, file))
                return Dropped(ctx);
        foreach (var (certificate, key) in settings.Pairs)
            if (!TlsContext.LoadPair(ctx, certificate, key))
                return Dropped(ctx);
        var context = new TlsServerContext(settings, ctx);
        context.Sessions();
        if (settings.DhFile is { Length: > 0 } dh && !Bytes.Same(dh, "auto"))
            TlsContext.LoadDh(ctx, dh);
        if (settings.PreferServerCiphers)
            OpenSsl.SSL_CTX_set_options(ctx, 0x400000);
        if (settings.AskCertificate)
        {
            TlsContext.LoadTrust(ctx, settings.CAfile, settings.CApath, hostDefaults: false);
            OpenSsl.SSL_CTX_set_verify_depth(ctx, settings.VerifyDepth + 1);
            OpenSsl.SSL_CTX_set_verify(ctx, 1 | 4, &TlsContext.AnyCertificate);
        }
        if (settings.ApplicationProtocols.Count > 0)
            context.ChooseAmong(settings.ApplicationProtocols);
        if (settings.Chains is { } lookup)
            context.chains = new NamedChains(lookup, ctx);
        return context;
    }

    private static TlsServerContext? Dropped(nint ctx)
    {
        OpenSsl.SSL_CTX_free(ctx);
        return null;
    }

    /// <summary>Sessions are resumed only by tickets under shared keys: what one process remembers, the next client's process does not know.</summary>
    private void Sessions()
    {
        OpenSsl.SSL_CTX_ctrl(ctx, OpenSsl.CtrlSessionCacheMode, 0, null);
        var id = Encoding.UTF8.GetBytes(settings.Service);
        fixed (byte* p = id)
            OpenSsl.SSL_CTX_set_session_id_context(ctx, p, (uint)Math.Min(id.Length, 32));
        if (HasTickets)
        {
            OpenSsl.SSL_CTX_set_timeout(ctx, (nint)settings.TicketTime.TotalSeconds);
            RenewKeys();
        }
        else
        {
            OpenSsl.SSL_CTX_set_options(ctx, 0x4000);    // SSL_OP_NO_TICKET
            OpenSsl.SSL_CTX_set_num_tickets(ctx, 0);
        }
    }

    private bool HasTickets => settings.TicketSecret is { Length: > 0 } && settings.TicketTime > TimeSpan.Zero;

    private long period = -1;

    /// <summary>The key of this stretch of time, the same in all processes of the service and in no other service (T-11); tickets of the one before are good for nothing.</summary>
    private void RenewKeys()
    {
        long now = Clock.System.UnixSeconds / Math.Max(1, (long)settings.TicketTime.TotalSeconds);
        if (now == period)
            return;
        period = now;
        // Two digests of 64 bytes are more than the 80 that are needed; the secret is as long as a digest.
        byte* keys = stackalloc byte[128];
        for (int half = 0; half < 2; half++)
        {
            byte[] from = [.. settings.TicketSecret!, .. Encoding.UTF8.GetBytes($"{half} {period} {settings.Service}")];
            uint length;
            fixed (byte* p = from, name = OpenSsl.CString("sha512"))
                OpenSsl.EVP_Digest(p, from.Length, keys + 64 * half, &length, OpenSsl.EVP_get_digestbyname(name), 0);
        }
        OpenSsl.SSL_CTX_ctrl(ctx, OpenSsl.CtrlTicketKeys, 80, keys);
    }

    private void ChooseAmong(IReadOnlyList<string> names)
    {
        int size = 1;
        foreach (var name in names)
            size += name.Length + 1;
        protocols = (byte*)NativeMemory.AllocZeroed((nuint)size);
        byte* at = protocols;
        foreach (var name in names)
        {
            *at++ = (byte)name.Length;
            foreach (char c in name)
                *at++ = (byte)c;
        }
        OpenSsl.SSL_CTX_set_alpn_select_cb(ctx, &SelectProtocol, (nint)protocols);
    }

    /// <summary>Called when the client names application protocols: the first that is ours, or the handshake ends.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int SelectProtocol(nint ssl, byte** chosen, byte* chosenLength, byte* offered, uint size, nint ours)
    {
        for (uint i = 0; i < size && offered[i] < size - i; i += offered[i] + 1u)
        {
            var name = new ReadOnlySpan<byte>(offered + i + 1, offered[i]);
            for (byte* own = (byte*)ours; *own != 0; own += *own + 1)
                if (name.SequenceEqual(new ReadOnlySpan<byte>(own + 1, *own)))
                {
                    *chosen = own + 1;
                    *chosenLength = *own;
                    return 0;
                }
        }
        return 2;   // SSL_TLSEXT_ERR_ALERT_FATAL
    }

    /// <summary>
    /// Does the server's handshake on a connected socket. False when it failed: <paramref name="error"/> is what Postfix logs after
    /// "SSL_accept error from host[addr]: ", the library's own words have been logged, and the caller closes the socket.
    /// <paramref name="logLevel"/>: <see cref="TlsLogLevel"/>.
    /// </summary>
    public bool TryAccept(int fd, TimeSpan timeout, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out TlsTransport? transport, out string error, string peer = "", int logLevel = 0)
    {
        transport = null;
        chains?.Begin(peer);
        if (HasTickets)
            RenewKeys();
        OpenSsl.ERR_clear_error();
        nint ssl = OpenSsl.SSL_new(ctx);
        if (ssl == 0)
        {
            OpenSsl.LogErrors();
            error = "-1";
            return false;
        }
        bool ok = false;
        error = "-1";
        try
        {
            if (OpenSsl.SSL_set_fd(ssl, fd) == 1)
            {
                TlsTrace.Begin(ssl, logLevel, peer, settings.CipherList);
                error = TlsHandshake.Run(ssl, fd, server: true, timeout);
                TlsTrace.End(ssl, logLevel);
            }
            ok = error.Length == 0;
        }
        finally
        {
            if (!ok)
                OpenSsl.SSL_free(ssl);
        }
        if (!ok)
            return false;
        transport = new TlsTransport(ssl, fd, TlsSession.Of(ssl, server: true, settings.FingerprintDigest));
        transport.Session.MatchedName = chains?.Matched ?? "";
        transport.SetTimeout(timeout);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (ctx != 0)
            OpenSsl.SSL_CTX_free(ctx);
        NativeMemory.Free(protocols);
        chains?.Dispose();
        chains = null;
        ctx = 0;
        protocols = null;
    }
}
