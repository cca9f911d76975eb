using MailSuite.Mail;
using MailSuite.Net;

namespace MailSuite.Smtp;

/// <summary>The TLS of each connection: what is wished, what DNS says about it (DANE), and the contexts for it, made once each.</summary>
internal sealed class TlsChoice
{
    private readonly SmtpSettings settings;
    private readonly TlsPolicies policies;
    private readonly DanePolicy dane;
    private readonly Dictionary<string, TlsClientSettings?> made = new(StringComparer.Ordinal);
    private TlsClientContext? context;
    private bool tried;

    internal TlsChoice(SmtpSettings settings, IResolver resolver, bool inJail)
    {
        this.settings = settings;
        policies = new TlsPolicies(settings);
        dane = new DanePolicy(settings, resolver);
        // What can be read only now is read now. Without keys, authorities or a jail it waits for the first server that offers TLS: the library takes
        // more than a megabyte that a process which relays in clear to the next room never needs.
        if ((policies.Level != TlsLevel.None || policies.HasTables) && (inJail || policies.Level > TlsLevel.Encrypt || HasFiles()))
            ContextFor(new TlsWish(policies.Level, []));
    }

    private bool HasFiles() =>
        Array.Exists((string[])["chain_files", "cert_file", "dcert_file", "eccert_file", "CAfile", "CApath"], name => settings.Text("tls_" + name).Length > 0);

    /// <summary>The wish for a server; null with the reason when it cannot be known, or cannot be had.</summary>
    internal TlsWish? For(Destination destination, SmtpHost host, int port, out Dsn? why)
    {
        var wish = policies.For(destination, host, out why);
        return wish?.Level.IsDane() == true ? dane.Resolve(wish, destination, host, port, out why) : wish;
    }

    /// <summary>The table that was changed since it was opened.</summary>
    internal string? ChangedTable() => policies.ChangedTable();

    /// <summary>Protocols and ciphers for a wish; null when the grade is none, which has been logged.</summary>
    internal TlsClientSettings? SettingsFor(TlsWish wish)
    {
        string key = $"{wish.Level >= TlsLevel.Encrypt}/{wish.Level > TlsLevel.Encrypt}/{wish.Protocols}/{wish.Ciphers}/{wish.Exclude}";
        if (!made.TryGetValue(key, out var found))
            made[key] = found = TlsClientSettings.From(settings.Config.Text, wish.Level, settings.Prefix, wish.Protocols, wish.Ciphers, wish.Exclude);
        return found;
    }

    /// <summary>
    /// The context, for a wish that can be had; null when TLS cannot be had here, which has been logged. There is one for all servers: keys and
    /// authorities are read once, before the jail, and what differs is set for each connection.
    /// </summary>
    internal TlsClientContext? ContextFor(TlsWish wish)
    {
        if (SettingsFor(wish) is not { } wanted)
            return null;
        if (!tried)
        {
            tried = true;
            context = TlsClientContext.Create(wanted with { Protocols = "", VerifyDepth = settings.VerifyDepth, SessionTime = settings.TlsSessionTime });
        }
        return context;
    }
}
