using System.Text;
using MailSuite.Mail;
using MailSuite.Maps;
using MailSuite.Net;

namespace MailSuite.Smtp;

/// <summary>A user name and a password for one server.</summary>
internal sealed record Credential(string User, string Password);

/// <summary>Logs in at servers that smtp_sasl_password_maps knows (RFC 4954), by CRAM-MD5, PLAIN or LOGIN as *_sasl_security_options allow.</summary>
internal sealed class SaslLogin
{
    private static readonly SaslMechanism[] Ours =
    [
        new("CRAM-MD5", ["dictionary", "active"]),
        new("PLAIN", ["plaintext"]),
        new("LOGIN", ["plaintext"]),
    ];

    private readonly SmtpSettings settings;
    private readonly MapList passwords;
    private readonly string options, tlsOptions, verifiedOptions;
    private readonly IReadOnlyList<string> filter;

    internal SaslLogin(SmtpSettings settings)
    {
        this.settings = settings;
        passwords = settings.Maps(SmtpParams.SaslPasswordMaps, LmtpParams.SaslPasswordMaps);
        if (settings.SaslEnabled && passwords.IsEmpty)
            throw new FatalException($"specify a password table via the `{settings.Prefix}_sasl_password_maps' configuration parameter");
        options = settings.Text("sasl_security_options");
        tlsOptions = settings.Text("sasl_tls_security_options");
        verifiedOptions = settings.Text("sasl_tls_verified_security_options");
        filter = SmtpSettings.Words(settings.Text("sasl_mechanism_filter"));
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
        var mechanism = Array.Find(Ours, m => session.Mechanisms.Contains(m.Name) && Admits(m.Name) && m.Satisfies(allowed, out _));
        if (mechanism == null)
        {
            string offered = string.Join(' ', session.Mechanisms);
            Log.Warning($"SASL authentication failure: No worthy mechs found");
            return new Dsn("4.7.0", $"SASL authentication failed; cannot authenticate to server {session.Peer}: no mechanism available{(offered.Length > 0 ? " among " + offered : "")}");
        }
        var reply = mechanism.Name switch
        {
            "CRAM-MD5" => Converse(session, "AUTH CRAM-MD5", challenge => CramMd5.Response(credential.User, credential.Password, challenge)),
            "PLAIN" => session.Ask("AUTH PLAIN " + Base64($"\0{credential.User}\0{credential.Password}"), settings.HeloTimeout),
            _ => Converse(session, "AUTH LOGIN", _ => Bytes.Of(credential.User), _ => Bytes.Of(credential.Password)),
        };
        if (reply.IsPositive)
            return null;
        var dsn = new Dsn(reply.Code == 0 ? "4.7.0" : reply.Status[2..] == "0.0" ? reply.Status[0] + ".7.0" : reply.Status,
            $"SASL authentication failed; server {session.Peer} said: {reply.Text}", "smtp", reply.Text, session.Host.Name);
        // A wrong password in our own table is not the sender's fault: keep the mail, and tell the log.
        return dsn.Status[0] == '5' && settings.SaslSoftBounce ? dsn.WithClass('4') : dsn;
    }

    private bool Admits(string mechanism)
    {
        foreach (var word in filter)
        {
            bool not = word[0] == '!';
            string name = not ? word[1..] : word;
            if (Bytes.Same(name, mechanism) || Bytes.Same(name, "static:rest") || Bytes.Same(name, "static:all"))
                return !not;
        }
        return filter.Count == 0;
    }

    private SmtpReply Converse(SmtpSession session, string command, params Func<byte[], byte[]>[] steps)
    {
        var reply = session.Ask(command, settings.HeloTimeout);
        foreach (var step in steps)
        {
            if (reply.Code != 334)
                return reply;
            string text = reply.Text.Length > 4 ? reply.Text[4..].Trim() : "";
            var challenge = new byte[text.Length];
            if (!Convert.TryFromBase64String(text, challenge, out int size))
                return session.Ask("*", settings.HeloTimeout);
            session.Limit(settings.HeloTimeout);
            session.Stream.WriteLine(Convert.ToBase64String(step(challenge[..size])));
            reply = session.Read();
        }
        return reply.Code == 334 ? session.Ask("*", settings.HeloTimeout) : reply;
    }

    private static string Base64(string text) => Convert.ToBase64String(Bytes.Of(text));
}
