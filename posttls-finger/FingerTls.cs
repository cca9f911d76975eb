using System.Globalization;

namespace MailSuite.PosttlsFinger;

/// <summary>The TLS of the run: settings, what the certificate must match, and the lines that tell about it.</summary>
internal sealed class FingerTls : IDisposable
{
    private static readonly TimeSpan SessionTime = TimeSpan.FromHours(1);
    private readonly FingerSettings settings;
    private readonly IResolver resolver;
    private readonly string nextHop;
    private readonly IReadOnlyList<TlsAssociation> anchors;
    private readonly TlsClientContext? context;

    private FingerTls(FingerSettings settings, IResolver resolver, string nextHop, IReadOnlyList<TlsAssociation> anchors, TlsClientContext? context) =>
        (this.settings, this.resolver, this.nextHop, this.anchors, this.context) = (settings, resolver, nextHop, anchors, context);

    /// <summary>False when TLS cannot be had here, which has been told.</summary>
    internal bool Works => context != null;

    internal static FingerTls Create(FingerSettings settings, IResolver resolver, string nextHop)
    {
        var anchors = new List<TlsAssociation>();
        TlsClientContext? context = null;
        if (settings.Level != TlsLevel.None || settings.Wrapper)
        {
            bool ok = TlsLibrary.HasDigest(settings.Digest);
            if (!ok)
            {
                Log.Warning($"Digest algorithm \"{settings.Digest}\" not found");
                Log.Warning("disabling TLS support");
            }
            foreach (string file in settings.AnchorFiles)
                if (TrustAnchors.Load(file) is { } found)
                    anchors.AddRange(found);
                else
                    ok = false;
            // A grade or a protocol list that is none is told when it is needed, with the server's name.
            string Text(string name) => settings.Config.Text(name);
            string grade = IsGrade(settings.Grade) ? settings.Grade : "medium";
            bool protocols = TlsProtocols.Parse(settings.Protocols) != null;
            if (ok && TlsClientSettings.From(Text, settings.Level, protocols: protocols ? settings.Protocols : ">=TLSv1", grade: grade) is { } usual)
                context = TlsClientContext.Create(usual with
                {
                    CAfile = settings.CAfile, CApath = settings.CApath, HostAuthorities = false, FingerprintDigest = settings.Digest,
                    ChainFiles = settings.ChainFiles, Pairs = settings.Pair is { } pair ? [pair] : [], SessionTime = settings.ReconnectDelay != null ? SessionTime : TimeSpan.Zero,
                });
        }
        return new FingerTls(settings, resolver, nextHop, anchors, context);
    }

    private static bool IsGrade(string grade) => grade.ToLowerInvariant() is "high" or "medium" or "low" or "export" or "null";

    /// <summary>Does the handshake and tells about it; null when it failed, which has been told.</summary>
    internal TlsTransport? Connect(int fd, Server server, string peer, TlsLines lines)
    {
        if (context == null)
            return null;
        if (!IsGrade(settings.Grade))
        {
            Log.Warning($"{peer}: invalid cipher grade: \"{settings.Grade}\"");
            return null;
        }
        if (TlsProtocols.Parse(settings.Protocols) == null)
        {
            Log.Warning($"{peer}: Invalid TLS protocol list \"{settings.Protocols}\": aborting TLS session");
            return null;
        }
        var policy = PolicyFor(server, peer);
        if (!context.TryConnect(fd, policy, settings.CommandTimeout, out var transport, out string error))
        {
            Log.Info($"SSL_connect error to {peer}: {error}");
            return null;
        }
        Tell(transport, policy, peer, lines);
        return transport;
    }

    private TlsPeerPolicy PolicyFor(Server server, string peer)
    {
        var level = settings.Level == TlsLevel.None ? TlsLevel.Encrypt : settings.Level;
        var associations = anchors;
        string serverName = settings.ServerName;
        if (level.IsDane())
        {
            var found = TlsaOf(server);
            if (found.Count > 0)
                (associations, serverName) = (found, serverName.Length > 0 ? serverName : server.Name);
            else
            {
                if (level == TlsLevel.DaneOnly)
                    Log.Info("no TLSA records found, resorting to \"secure\"");
                level = TlsLevel.Secure;
            }
        }
        string sessionKey = settings.ReconnectDelay != null && associations.Count == 0 ? peer : "";
        if (level == TlsLevel.Fingerprint)
            return new TlsPeerPolicy(level, serverName, [], [.. settings.Match.Select(static m => m.ToUpperInvariant())]) { SessionKey = sessionKey };
        return new TlsPeerPolicy(level, serverName, level > TlsLevel.Encrypt ? Names(level, server) : [], []) { Associations = associations, SessionKey = sessionKey };
    }

    private List<TlsAssociation> TlsaOf(Server server)
    {
        if (server.Address == null || !server.Authentic && !settings.ForceTlsa)
            return [];
        var answer = resolver.Lookup(string.Create(CultureInfo.InvariantCulture, $"_{server.Port}._tcp.{server.Name}"), DnsType.TLSA);
        return answer is { IsFound: true, Authentic: true } ? [.. answer.Records.Select(static r => TlsAssociation.Read(r.Data)).OfType<TlsAssociation>()] : [];
    }

    private List<string> Names(TlsLevel level, Server server)
    {
        IReadOnlyList<string> wanted = settings.Match.Count > 0 ? settings.Match : level == TlsLevel.Verify ? ["hostname"] : level == TlsLevel.Secure ? ["nexthop", "dot-nexthop"] : ["nexthop", "hostname"];
        return [.. wanted.Select(w => w.ToLowerInvariant() switch { "hostname" => server.Name, "nexthop" => nextHop, "dot-nexthop" => "." + nextHop, _ => w })];
    }

    private void Tell(TlsTransport transport, TlsPeerPolicy policy, string peer, TlsLines lines)
    {
        var session = transport.Session;
        if (session.Reused && (lines & TlsLines.Cache) != 0)
            Log.Info($"{peer}: Reusing old session");
        if (session.HasPeerCertificate && !session.Reused)
        {
            TellMatch(transport, policy, peer, (lines & TlsLines.Match) != 0);
            if ((lines & (TlsLines.Match | TlsLines.PeerCertificate)) != 0)
                Log.Info($"{peer}: subject_CN={session.PeerName}, issuer_CN={session.PeerIssuer}, fingerprint={session.PeerFingerprint}, pkey_fingerprint={session.PeerKeyFingerprint}");
        }
        if ((lines & TlsLines.Summary) != 0)
        {
            // Who does not match the name is not the one who is trusted.
            string standing = policy.Level > TlsLevel.Encrypt && session is { HasPeerCertificate: true, IsVerified: false } ? "Untrusted" : session.Standing;
            Log.Info($"{standing} TLS connection {(session.Reused ? "reused" : "established")} to {peer}{(policy.ServerName.Length > 0 ? " to " + policy.ServerName : "")}: {session.Summary}");
        }
        if (!session.HasPeerCertificate)
            Log.Info("Server is anonymous");
        else if (settings.ShowChain)
            ShowChain(transport);
    }

    private static void TellMatch(TlsTransport transport, TlsPeerPolicy policy, string peer, bool wanted)
    {
        var session = transport.Session;
        if (policy.Level == TlsLevel.Fingerprint && policy.Fingerprints.Count > 0)
        {
            if (!session.IsVerified)
                Log.Info($"server certificate verification failed for {peer}: num=65:no matching DANE TLSA records");
            else if (wanted)
                Log.Info($"{peer}: Matched fingerprint: {policy.Fingerprints.First(f => f == session.PeerFingerprint || f == session.PeerKeyFingerprint).Replace(":", "", StringComparison.Ordinal)}");
            return;
        }
        if (policy.Level <= TlsLevel.Encrypt)
            return;
        string match = policy.Names.Count > 0 ? TlsPeerCertificates.MatchOf(transport, policy.Names) : "";
        int depth = policy.Associations.Count > 0 ? TlsPeerCertificates.AuthorityDepthOf(transport) : -1;
        bool byOwnKey = depth == 0 && policy.Associations.Any(static a => a.Usage == 3);
        if (policy.Names.Count > 0 && match.Length == 0 && !byOwnKey)
            Log.Info($"server certificate verification failed for {peer}: num=62:hostname mismatch");
        else if (!session.IsTrusted)
            Log.Info(WhyNot(transport, peer));
        else if (wanted)
        {
            if (match.Length > 0)
                Log.Info($"{peer}: matched peername: {match}");
            if (depth >= 0)
                Log.Info(byOwnKey ? $"{peer}: Matched DANE TLSA record at depth 0" : $"{peer}: Matched trust anchor at depth {depth}");
        }
    }

    private static string WhyNot(TlsTransport transport, string peer)
    {
        const int unableToGetIssuer = 2, notYetValid = 9, expired = 10, selfSigned = 18, selfSignedInChain = 19, noIssuerHere = 20, noLeafSignature = 21, untrusted = 27;
        var session = transport.Session;
        switch (session.VerifyCode)
        {
            case selfSigned:
                return $"certificate verification failed for {peer}: self-signed certificate";
            case unableToGetIssuer or selfSignedInChain or noIssuerHere or noLeafSignature or untrusted:
                var chain = TlsPeerCertificates.ChainOf(transport, "sha256");
                return $"certificate verification failed for {peer}: untrusted issuer {(chain.Count > 0 ? chain[^1].Issuer : "")}";
            case notYetValid:
                return $"certificate verification failed for {peer}: certificate not yet valid";
            case expired:
                return $"certificate verification failed for {peer}: certificate has expired";
            default:
                return string.Create(CultureInfo.InvariantCulture, $"server certificate verification failed for {peer}: num={session.VerifyCode}:{session.VerifyError}");
        }
    }

    private void ShowChain(TlsTransport transport)
    {
        Log.Flush();
        var text = new System.Text.StringBuilder("\n---\nCertificate chain\n");
        int number = 0;
        foreach (var c in TlsPeerCertificates.ChainOf(transport, settings.Digest))
            text.Append(CultureInfo.InvariantCulture, $" {number++} subject: {c.Subject}\n    issuer: {c.Issuer}\n   cert digest={c.Fingerprint}\n   pkey digest={c.KeyFingerprint}\n").Append(c.Pem);
        Sys.Write(1, Bytes.Of(text.ToString()));
    }

    public void Dispose() => context?.Dispose();
}
