using System.Security.Cryptography;
using MailSuite.Mail;
using MailSuite.Maps;
using MailSuite.Net;
using MailSuite.Protocol.Sasl;

namespace MailSuite.Smtp;

/// <summary>A user name and a password for one server.</summary>
internal sealed record Credential(string User, string Password);

/// <summary>Logs in at servers that smtp_sasl_password_maps knows (RFC 4954), by the strongest mechanism that both sides have and *_sasl_security_options allow.</summary>
internal sealed class SaslLogin
{
    // Strongest first; a token goes only where the filter leaves nothing else.
    private static readonly (SaslMechanism Mechanism, Func<Credential, SaslClient> Client)[] Ours =
    [
        (new("SCRAM-SHA-256", ["mutual-auth"]), static c => new ScramClient(HashAlgorithmName.SHA256, c.User, c.Password, Nonce())),
        (new("SCRAM-SHA-1", ["mutual-auth"]), static c => new ScramClient(HashAlgorithmName.SHA1, c.User, c.Password, Nonce())),
        (new("CRAM-MD5", ["dictionary", "active"]), static c => new OneResponseClient(challenge => CramMd5.Response(c.User, c.Password, challenge))),
        (new("PLAIN", ["plaintext"]), static c => new PlainClient(c.User, c.Password)),
        (new("LOGIN", ["plaintext"]), static c => new LoginClient(c.User, c.Password)),
        (new("XOAUTH2", ["plaintext"]), static c => new XOAuth2Client(c.User, c.Password)),
    ];

    private readonly SmtpSettings settings;
    private readonly MapList passwords;
    private readonly string options, tlsOptions, verifiedOptions;
    private readonly StringList filter;
    private readonly SaslFailures? failures;

    internal SaslLogin(SmtpSettings settings, Clock clock)
    {
        this.settings = settings;
        passwords = settings.Maps(SmtpParams.SaslPasswordMaps, LmtpParams.SaslPasswordMaps);
        if (settings.SaslEnabled && passwords.IsEmpty)
            throw new FatalException($"specify a password table via the `{settings.Prefix}_sasl_password_maps' configuration parameter");
        options = settings.Text("sasl_security_options");
        tlsOptions = settings.Text("sasl_tls_security_options");
        verifiedOptions = settings.Text("sasl_tls_verified_security_options");
        filter = StringList.Parse(settings.Text("sasl_mechanism_filter"), settings.Config, settings.Prefix + "_sasl_mechanism_filter");
        if (settings.SaslEnabled && settings.Text("sasl_type") is var type && type != "cyrus")
            throw new FatalException($"unsupported SASL client implementation: {type}");
        if (settings.Text("sasl_auth_cache_name").Length > 0 && settings.SaslCacheTime > TimeSpan.Zero)
            failures = new SaslFailures(settings.SaslCacheTime, clock);
    }

    /// <summary>The credential for a server; NotFound is the usual answer.</summary>
    internal LookupStatus Find(Destination destination, SmtpHost host, string sender, out Credential? credential)
    {
        credential = null;
        if (!settings.SaslEnabled)
            return LookupStatus.NotFound;
        var found = settings.SenderDependentAuthentication && sender.Length > 0 ? passwords.FindAddress(sender) : LookupResult.NotFound;
        if (found.Status == LookupStatus.NotFound)
            found = passwords.Find(host.Name);
        if (found.Status == LookupStatus.NotFound)
            found = passwords.Find(destination.Text);
        if (!found.IsFound)
            return found.Status;
        int at = found.Value.IndexOf(settings.SaslDelimiter, StringComparison.Ordinal);
        credential = at < 0 ? new Credential(found.Value, "") : new Credential(found.Value[..at], found.Value[(at + settings.SaslDelimiter.Length)..]);
        // An entry without a password stands for "no login here".
        return credential.Password.Length > 0 ? LookupStatus.Found : LookupStatus.NotFound;
    }

    /// <summary>The password table that was changed since it was opened.</summary>
    internal string? ChangedTable() => passwords.ChangedTable();

    /// <summary>Logs in; null on success, else why not.</summary>
    internal Dsn? Login(SmtpSession session, Credential credential)
    {
        session.Doing = "performing SASL authentication";
        string allowed = session.Tls == null ? options : session.Tls.IsVerified ? verifiedOptions : tlsOptions;
        if (failures?.Of(session.Host.Name, credential) is { } before)
            return Soft(before with { Reason = $"SASL [CACHED] authentication failed; server {session.Peer} said: {before.Diagnostic}" });
        var (mechanism, client) = Array.Find(Ours, m => session.Mechanisms.Contains(m.Mechanism.Name) && Admits(m.Mechanism.Name) && m.Mechanism.Satisfies(allowed, out _));
        if (mechanism == null)
        {
            Log.Warning("SASL authentication failure: No worthy mechs found");
            return new Dsn("4.7.0", $"SASL authentication failed; cannot authenticate to server {session.Peer}: no mechanism available");
        }
        var reply = Converse(session, mechanism.Name, client(credential));
        if (reply == null)
            return new Dsn("4.7.0", $"SASL authentication failed; cannot authenticate to server {session.Peer}: authentication failure");
        if (reply.IsPositive)
            return null;
        var dsn = new Dsn(reply.Code == 0 ? "4.7.0" : reply.Status[2..] == "0.0" ? reply.Status[0] + ".7.0" : reply.Status,
            $"SASL authentication failed; server {session.Peer} said: {reply.Text}", "smtp", reply.Text, session.Host.Name);
        if (reply.Code == 535)
            failures?.Note(session.Host.Name, credential, dsn);
        return Soft(dsn);
    }

    /// <summary>A wrong password in our own table is not the sender's fault: the mail is kept, and the log says why.</summary>
    private Dsn Soft(Dsn dsn) => dsn.Status[0] == '5' && settings.SaslSoftBounce ? dsn.WithClass('4') : dsn;

    private bool Admits(string mechanism) => filter.IsEmpty || filter.Contains(mechanism) == LookupStatus.Found;

    private static string Nonce() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));

    /// <summary>The exchange; null when the server does not keep to the mechanism, or has not proven who it is.</summary>
    private SmtpReply? Converse(SmtpSession session, string mechanism, SaslClient client)
    {
        string command = "AUTH " + mechanism;
        byte[]? initial = client.Initial;
        // RFC 4954 4: a first response that does not fit a command line waits for the server to ask for it.
        bool late = initial != null && initial.Length * 4 / 3 > 480;
        var reply = session.Ask(initial == null || late ? command : $"{command} {Convert.ToBase64String(initial)}", settings.HeloTimeout);
        for (int steps = 0; reply.Code == 334; steps++)
        {
            string text = reply.Text.Length > 4 ? reply.Text[4..].Trim() : "";
            var challenge = new byte[text.Length];
            byte[]? response = null;
            if (steps < 10 && Convert.TryFromBase64String(text, challenge, out int size))
                response = late ? initial : client.Respond(challenge.AsSpan(0, size));
            late = false;
            if (response == null)
            {
                session.Ask("*", settings.HeloTimeout);
                return null;
            }
            session.Limit(settings.HeloTimeout);
            session.Stream.WriteLine(Convert.ToBase64String(response));
            reply = session.Read();
        }
        // RFC 5802 5: the server's last word may come with the success itself.
        if (reply.IsPositive && !client.MayEnd && reply.Text.Split(' ') is { Length: > 1 } words && TryBase64(words[^1], out var last))
            client.Respond(last);
        return reply.IsPositive && !client.MayEnd ? null : reply;
    }

    private static bool TryBase64(string text, out byte[] data)
    {
        data = new byte[text.Length];
        bool ok = Convert.TryFromBase64String(text, data, out int size);
        data = data[..size];
        return ok;
    }
}
