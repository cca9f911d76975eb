using MailSuite.Mail;
using MailSuite.Maps;
using MailSuite.Net;

namespace MailSuite.Smtp;

/// <summary>The TLS that a destination wants.</summary>
/// <param name="Level">How much is insisted.</param>
/// <param name="Match">Patterns of names ("nexthop", "dot-nexthop", "hostname", or literal) or fingerprints.</param>
/// <param name="Protocols">Protocols of the policy table; null is the parameter's.</param>
/// <param name="Ciphers">Cipher grade of the policy table; null is the parameter's.</param>
/// <param name="Exclude">Ciphers left out besides.</param>
/// <param name="ServerName">Name for SNI; empty for none.</param>
internal sealed record TlsWish(TlsLevel Level, IReadOnlyList<string> Match, string? Protocols = null, string? Ciphers = null, string Exclude = "", string ServerName = "");

/// <summary>Which TLS to which destination (smtp_tls_security_level, smtp_tls_policy_maps), and the contexts for it, made once each.</summary>
internal sealed class TlsChoice
{
    private readonly SmtpSettings settings;
    private readonly MapList policies;
    private readonly TlsLevel level;
    private readonly Dictionary<string, TlsClientContext?> contexts = new(StringComparer.Ordinal);

    internal TlsChoice(SmtpSettings settings, bool inJail)
    {
        this.settings = settings;
        policies = settings.Maps(SmtpParams.TlsPolicyMaps, LmtpParams.TlsPolicyMaps);
        string word = settings.Text("tls_security_level");
        level = word.Length == 0 ? Obsolete() : LevelOf(word, $"{settings.Prefix}_tls_security_level")
            ?? throw new FatalException($"invalid TLS level \"{word}\" in {settings.Prefix}_tls_security_level");
        // What can be read only now is read now. Without keys, authorities or a jail it waits for the first server that offers TLS: the library takes
        // more than a megabyte that a process which relays in clear to the next room never needs.
        if (level != TlsLevel.None && (inJail || level > TlsLevel.Encrypt || HasFiles()))
            ContextFor(new TlsWish(level, []));
    }

    private bool HasFiles() =>
        Array.Exists((string[])["chain_files", "cert_file", "dcert_file", "eccert_file", "CAfile", "CApath"], name => settings.Text("tls_" + name).Length > 0);

    private TlsLevel Obsolete() =>
        Bytes.Same(settings.Text("enforce_tls"), "yes") ? Bytes.Same(settings.Text("tls_enforce_peername"), "yes") ? TlsLevel.Verify : TlsLevel.Encrypt
        : Bytes.Same(settings.Text("use_tls"), "yes") ? TlsLevel.May : TlsLevel.None;

    private static TlsLevel? LevelOf(string word, string where)
    {
        switch (word.ToLowerInvariant())
        {
            case "none": return TlsLevel.None;
            case "may": return TlsLevel.May;
            case "encrypt": return TlsLevel.Encrypt;
            case "fingerprint": return TlsLevel.Fingerprint;
            case "verify": return TlsLevel.Verify;
            case "secure": return TlsLevel.Secure;
            // Without usable DNSSEC "dane" is what "may" is (RFC 7672 2.2); "dane-only" has nothing to fall back to.
            case "dane":
                Log.Warning($"{where}: DANE is not in this build; using level \"may\"");
                return TlsLevel.May;
            default:
                return null;
        }
    }

    /// <summary>The wish for a destination; null with the reason when the policy table cannot be asked or makes no sense.</summary>
    internal TlsWish? For(Destination destination, SmtpHost host, out Dsn? why)
    {
        why = null;
        string policy = "";
        var tried = new List<string> { destination.Text.ToLowerInvariant() };
        string domain = destination.Host.ToLowerInvariant();
        if (!tried.Contains(domain))
            tried.Add(domain);
        for (int dot = domain.IndexOf('.'); destination.UseMx && dot >= 0; dot = domain.IndexOf('.', dot + 1))
            tried.Add(domain[dot..]);
        foreach (var key in policies.IsEmpty ? [] : tried)
        {
            var found = policies.Find(key);
            if (found.Status == LookupStatus.TryLater)
            {
                why = new Dsn("4.7.5", "TLS policy lookup error");
                return null;
            }
            if (found.IsFound)
            {
                policy = found.Value;
                break;
            }
        }
        return policy.Length == 0 ? Default(host) : Read(policy, destination, out why);
    }

    private TlsWish Default(SmtpHost host)
    {
        string match = level switch
        {
            TlsLevel.Verify => settings.Text("tls_verify_cert_match"),
            TlsLevel.Secure => settings.Text("tls_secure_cert_match"),
            TlsLevel.Fingerprint => settings.Text("tls_fingerprint_cert_match"),
            _ => "",
        };
        return new TlsWish(level, Patterns(match), ServerName: Sni(settings.Text("tls_servername"), host));
    }

    private static string Sni(string word, SmtpHost host) => Bytes.Same(word, "hostname") ? host.Name : word;

    private static string[] Patterns(string text) => text.Split((char[])[':', ',', ' ', '\t', '|'], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Reads "level name=value ..." of a policy table (TLS_README, "Client TLS policy").</summary>
    private TlsWish? Read(string policy, Destination destination, out Dsn? why)
    {
        why = null;
        var words = SmtpSettings.Words(policy);
        if (words.Length > 0 && LevelOf(words[0], "TLS policy table") is { } wanted)
        {
            var wish = new TlsWish(wanted, wanted switch
            {
                TlsLevel.Verify => Patterns(settings.Text("tls_verify_cert_match")),
                TlsLevel.Secure => Patterns(settings.Text("tls_secure_cert_match")),
                TlsLevel.Fingerprint => Patterns(settings.Text("tls_fingerprint_cert_match").Replace(':', '\0')).Select(static p => p.Replace('\0', ':')).ToArray(),
                _ => [],
            });
            bool ok = true;
            foreach (var word in words[1..])
            {
                int at = word.IndexOf('=');
                string name = at < 0 ? word : word[..at].ToLowerInvariant(), value = at < 0 ? "" : word[(at + 1)..];
                wish = name switch
                {
                    "match" => wish with { Match = wanted == TlsLevel.Fingerprint ? value.Split('|') : Patterns(value) },
                    "protocols" => wish with { Protocols = value },
                    "ciphers" => wish with { Ciphers = value },
                    "exclude" => wish with { Exclude = value },
                    "servername" => wish with { ServerName = value },
                    "connection_reuse" or "enable_rpk" => wish,
                    _ => wish with { Level = (TlsLevel)(-1) },
                };
                ok &= wish.Level == wanted;
            }
            if (ok)
                return wish;
        }
        Log.Warning($"TLS policy table: invalid policy for destination \"{destination.Text}\": \"{Bytes.Printable(policy)}\"");
        why = new Dsn("4.7.5", "client TLS configuration problem");
        return null;
    }

    /// <summary>The policy table that was changed since it was opened.</summary>
    internal string? ChangedTable() => policies.ChangedTable();

    /// <summary>The context for a wish; null when TLS cannot be had here, which has been logged.</summary>
    internal TlsClientContext? ContextFor(TlsWish wish)
    {
        string key = $"{wish.Level >= TlsLevel.Encrypt}/{wish.Level > TlsLevel.Encrypt}/{wish.Protocols}/{wish.Ciphers}/{wish.Exclude}";
        if (!contexts.TryGetValue(key, out var context))
        {
            var made = TlsClientSettings.From(settings.Config.Text, wish.Level, settings.Prefix, wish.Protocols, wish.Ciphers, wish.Exclude);
            contexts[key] = context = made == null ? null : TlsClientContext.Create(made);
        }
        return context;
    }

    /// <summary>Whom the certificate must name, in the terms of the handshake.</summary>
    internal static TlsPeerPolicy PolicyOf(TlsWish wish, Destination destination, SmtpHost host)
    {
        var names = new List<string>();
        if (wish.Level is TlsLevel.Verify or TlsLevel.Secure)
            foreach (var pattern in wish.Match)
                names.Add(pattern.ToLowerInvariant() switch
                {
                    "nexthop" => destination.Host,
                    "dot-nexthop" => "." + destination.Host,
                    "hostname" => host.Name,
                    _ => pattern,
                });
        return new TlsPeerPolicy(wish.Level, wish.ServerName, names, wish.Level == TlsLevel.Fingerprint ? wish.Match : []);
    }
}
