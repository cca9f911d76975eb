using MailSuite.Mail;
using MailSuite.Maps;
using MailSuite.Net;

namespace MailSuite.Smtp;

/// <summary>Which TLS to which destination: smtp_tls_policy_maps, the older smtp_tls_per_site, and smtp_tls_security_level for all others.</summary>
internal sealed class TlsPolicies
{
    private static readonly Dsn Unclear = new("4.7.5", "client TLS configuration problem");

    private readonly SmtpSettings settings;
    private readonly MapList policies, perSite;
    private readonly Dictionary<string, IReadOnlyList<TlsAssociation>?> anchors = new(StringComparer.Ordinal);

    internal TlsPolicies(SmtpSettings settings)
    {
        this.settings = settings;
        policies = settings.Maps(SmtpParams.TlsPolicyMaps, LmtpParams.TlsPolicyMaps);
        perSite = settings.Maps(SmtpParams.TlsPerSite, LmtpParams.TlsPerSite);
        string word = settings.Text("tls_security_level");
        Level = word.Length == 0 ? Obsolete() : TlsLevels.Of(word) ?? throw new FatalException($"invalid TLS level \"{word}\" in {settings.Prefix}_tls_security_level");
        if (settings.Text("tls_trust_anchor_file") is { Length: > 0 } file && Anchors(file) == null)
            throw new FatalException($"cannot load trust anchors from {file}");
    }

    /// <summary>The level of destinations that no table names.</summary>
    internal TlsLevel Level { get; }

    /// <summary>May a destination want another level?</summary>
    internal bool HasTables => !policies.IsEmpty || !perSite.IsEmpty;

    private TlsLevel Obsolete() =>
        Bytes.Same(settings.Text("enforce_tls"), "yes") ? Bytes.Same(settings.Text("tls_enforce_peername"), "yes") ? TlsLevel.Verify : TlsLevel.Encrypt
        : Bytes.Same(settings.Text("use_tls"), "yes") ? TlsLevel.May : TlsLevel.None;

    /// <summary>The table that was changed since it was opened.</summary>
    internal string? ChangedTable() => policies.ChangedTable() ?? perSite.ChangedTable();

    /// <summary>The wish for a destination; null with the reason when a table cannot be asked or makes no sense.</summary>
    internal TlsWish? For(Destination destination, SmtpHost host, out Dsn? why)
    {
        why = null;
        foreach (var key in policies.IsEmpty ? [] : Keys(destination))
        {
            var found = policies.Find(key);
            if (found.IsFound)
                return Read(found.Value, destination, host, out why);
            if (found.Status == LookupStatus.TryLater)
                return Later(out why);
        }
        // The older table says nothing where there is a policy table.
        if (!policies.IsEmpty || perSite.IsEmpty)
            return Wish(Level, host);
        return PerSite(destination, host, out var level) == LookupStatus.TryLater ? Later(out why) : Wish(level, host);
    }

    private static TlsWish? Later(out Dsn why)
    {
        why = new Dsn("4.7.5", "TLS policy lookup error");
        return null;
    }

    private static IEnumerable<string> Keys(Destination destination)
    {
        string text = destination.Text.ToLowerInvariant(), domain = destination.Host.ToLowerInvariant();
        yield return text;
        if (domain != text)
            yield return domain;
        for (int dot = domain.IndexOf('.'); destination.UseMx && dot >= 0; dot = domain.IndexOf('.', dot + 1))
            yield return domain[dot..];
    }

    /// <summary>smtp_tls_per_site: the stricter of what stands under the host's and under the destination's name.</summary>
    private LookupStatus PerSite(Destination destination, SmtpHost host, out TlsLevel level)
    {
        level = Level;
        TlsLevel? site = null;
        foreach (var key in (string[])[host.Name, destination.Host])
        {
            var found = perSite.Find(key);
            if (found.Status == LookupStatus.TryLater)
                return found.Status;
            if (!found.IsFound)
                continue;
            TlsLevel? one = found.Value.ToUpperInvariant() switch
            {
                "NONE" => TlsLevel.None,
                "MAY" => TlsLevel.May,
                "MUST_NOPEERMATCH" => TlsLevel.Encrypt,
                "MUST" => TlsLevel.Verify,
                _ => null,
            };
            if (one == null)
                Log.Warning($"Table {settings.Text("tls_per_site")}: ignoring unknown TLS policy '{found.Value}' for {key}");
            else if (site is not { } before || one > before)
                site = one;
        }
        level = site ?? Level;
        return LookupStatus.Found;
    }

    private TlsWish Wish(TlsLevel level, SmtpHost host) => new(level, Patterns(level switch
    {
        TlsLevel.Verify => settings.Text("tls_verify_cert_match"),
        TlsLevel.Secure => settings.Text("tls_secure_cert_match"),
        TlsLevel.Fingerprint => settings.Text("tls_fingerprint_cert_match"),
        _ => "",
    }, level))
    {
        ServerName = Sni(settings.Text("tls_servername"), host),
        Reuse = settings.TlsConnectionReuse,
        Associations = level is TlsLevel.Verify or TlsLevel.Secure && settings.Text("tls_trust_anchor_file") is { Length: > 0 } file ? Anchors(file) ?? [] : [],
    };

    private static string Sni(string word, SmtpHost host) => Bytes.Same(word, "hostname") ? host.Name : word;

    private static string[] Patterns(string text, TlsLevel level) =>
        text.Split(level == TlsLevel.Fingerprint ? [',', ' ', '\t', '|'] : (char[])[':', ',', ' ', '\t', '|'], StringSplitOptions.RemoveEmptyEntries);

    private IReadOnlyList<TlsAssociation>? Anchors(string file)
    {
        if (!anchors.TryGetValue(file, out var found))
            anchors[file] = found = TrustAnchors.Load(file);
        return found;
    }

    /// <summary>Reads "level name=value ..." of a policy table (TLS_README, "Client TLS policy").</summary>
    private TlsWish? Read(string policy, Destination destination, SmtpHost host, out Dsn? why)
    {
        why = null;
        var words = Braces.Words(policy).ToList();
        if (words.Count > 0 && TlsLevels.Of(words[0]) is { } level && level != TlsLevel.HalfDane)
        {
            var wish = Wish(level, host);
            bool ok = true, sts = false;
            foreach (var word in words.Skip(1))
            {
                // "{ name = value with blanks }" stands for one attribute.
                string text = word.StartsWith('{') && word.EndsWith('}') ? word[1..^1].Trim() : word;
                int at = text.IndexOf('=');
                string name = at < 0 ? text : text[..at].Trim().ToLowerInvariant(), value = at < 0 ? "" : text[(at + 1)..].Trim();
                ok &= at > 0 && value.Length > 0;
                switch (name)
                {
                    // One without a level that looks at certificates is a slip that would leave mail less safe than it reads.
                    case "match" when level > TlsLevel.Encrypt:
                        wish = wish with { Match = Patterns(value, level) };
                        break;
                    case "protocols" when level > TlsLevel.None:
                        wish = wish with { Protocols = value.Replace(':', ',') };
                        break;
                    case "ciphers" when level > TlsLevel.None:
                        wish = wish with { Ciphers = value };
                        break;
                    case "exclude" when level > TlsLevel.None:
                        wish = wish with { Exclude = value };
                        break;
                    case "servername" when level > TlsLevel.None:
                        wish = wish with { ServerName = Sni(value, host) };
                        break;
                    case "tafile" when level is TlsLevel.Verify or TlsLevel.Secure:
                        wish = wish with { Associations = [.. wish.Associations, .. Anchors(value) ?? []] };
                        ok &= Anchors(value) != null;
                        break;
                    case "connection_reuse" when Bytes.Same(value, "yes") || Bytes.Same(value, "no"):
                        wish = wish with { Reuse = Bytes.Same(value, "yes") };
                        break;
                    case "policy_type":
                        sts = Bytes.Same(value, "sts");
                        break;
                    case "mx_host_pattern":
                        wish = wish with { HostPatterns = [.. wish.HostPatterns, .. Patterns(value, level)] };
                        break;
                    // For reports (TLSRPT), which we do not make; a key instead of a certificate, which we do not take.
                    case "policy_ttl" or "policy_domain" or "policy_string" or "policy_failure" or "enable_rpk":
                        break;
                    default:
                        ok = false;
                        break;
                }
            }
            if (ok && (level != TlsLevel.Fingerprint || wish.Match.Count > 0))
                return Sts(wish, sts, destination, host, out why);
        }
        Log.Warning($"TLS policy table: invalid policy for destination \"{destination.Text}\": \"{Bytes.Printable(policy)}\"");
        why = Unclear;
        return null;
    }

    /// <summary>
    /// RFC 8461 4.1: only a host that the policy names may be spoken to, and its certificate is for its own name. (T-14: "*." stands for exactly one label.)
    /// </summary>
    private TlsWish? Sts(TlsWish wish, bool sts, Destination destination, SmtpHost host, out Dsn? why)
    {
        why = null;
        if (!sts || wish.HostPatterns.Count == 0 || !settings.EnforceStsPatterns)
            return wish;
        bool fits = wish.HostPatterns.Any(p => p.StartsWith("*.", StringComparison.Ordinal) || p.StartsWith('.')
            ? host.Name.IndexOf('.') is > 0 and var dot && Bytes.Same(host.Name.AsSpan(dot + 1), p.AsSpan(p.IndexOf('.') + 1)) : Bytes.Same(p, host.Name));
        if (fits)
            return wish with { Match = ["hostname"] };
        why = new Dsn("4.7.5", $"host {host.Name} is not an MX host of the MTA-STS policy for {destination.Host}");
        return null;
    }
}
