using System.Globalization;
using System.Security.Cryptography;
using MailSuite.Mail;

namespace MailSuite.Postfix;

/// <summary>postfix tls: keys and certificates of the SMTP server, made by openssl(1) as Postfix does; nothing is put to use that was not asked for.</summary>
internal static class TlsCommand
{
    private const string CertificateDays = "36500";

    /// <summary>One row per subcommand.</summary>
    private static readonly (string Name, Func<Instance, IReadOnlyList<string>, int> Run)[] Table =
    [
        ("all-default-client", static (i, _) => IsDefault(i, "smtp") ? 0 : 1),
        ("all-default-server", static (i, _) => IsDefault(i, "smtpd") ? 0 : 1),
        ("deploy-server-cert", Deploy),
        ("enable-client", EnableClient),
        ("enable-server", EnableServer),
        ("new-server-cert", static (i, words) => NewKey(i, words, keepsKey: true)),
        ("new-server-key", static (i, words) => NewKey(i, words, keepsKey: false)),
        ("output-server-csr", Request),
        ("output-server-tlsa", Tlsa),
    ];

    internal static int Run(Instance instance, IReadOnlyList<string> words)
    {
        string word = words.Count > 0 ? words[0] : "";
        foreach (var (name, run) in Table)
            if (name == word)
                return run(instance, [.. words.Skip(1)]);
        throw new FatalException($"unknown tls command: '{word}'. Usage: postfix tls {string.Join('|', Table.Select(static t => t.Name))}");
    }

    /// <summary>What new keys and certificates are made of.</summary>
    /// <param name="Algorithm">rsa or ecdsa.</param>
    /// <param name="Bits">Bits, or the name of a curve.</param>
    /// <param name="Hosts">Names in the certificate.</param>
    private sealed record Wish(string Algorithm, string Bits, IReadOnlyList<string> Hosts)
    {
        public string Prefix => Algorithm == "rsa" ? "" : "ec";

        internal static Wish Of(Instance instance, IReadOnlyList<string> words)
        {
            var options = new GetOpt(words, "+a:b:r:");
            if (options.Problem is { } problem)
                throw new FatalException(problem);
            string algorithm = options.Value('a') ?? "rsa";
            if (algorithm is not ("rsa" or "ecdsa"))
                throw new FatalException($"invalid public key algorithm: {algorithm}; specify rsa or ecdsa");
            return new Wish(algorithm, options.Value('b') ?? (algorithm == "rsa" ? "2048" : "prime256v1"), options.Operands.Count > 0 ? options.Operands : [instance.Config.Get(GlobalParams.Myhostname)]);
        }
    }

    private static bool IsDefault(Instance instance, string prefix) => !instance.Config.Settings.Keys.Any(name =>
        name.StartsWith(prefix + "_tls_", StringComparison.Ordinal) || name == prefix + "_use_tls" || name == prefix + "_enforce_tls");

    private static int EnableClient(Instance instance, IReadOnlyList<string> words)
    {
        if (!IsDefault(instance, "smtp"))
            return Suggest("client", "smtp_tls_security_level = may", "smtp_tls_loglevel = 1");
        Upgrade.Postconf(instance, "-e", "smtp_tls_security_level = may", "smtp_tls_loglevel = 1");
        return Say("TLS is enabled in the SMTP client; \"postfix reload\" puts it to use.\n");
    }

    private static int EnableServer(Instance instance, IReadOnlyList<string> words)
    {
        if (!IsDefault(instance, "smtpd"))
            return Suggest("server", "smtpd_tls_security_level = may", "smtpd_tls_received_header = yes", "smtpd_tls_loglevel = 1");
        var wish = Wish.Of(instance, words);
        var (key, certificate) = Make(instance, wish, oldKey: "");
        Upgrade.Postconf(instance, "-e", "smtpd_tls_security_level = may", "smtpd_tls_received_header = yes", "smtpd_tls_loglevel = 1",
            $"smtpd_tls_{wish.Prefix}key_file = {key}", $"smtpd_tls_{wish.Prefix}cert_file = {certificate}");
        return Say($"{key} and {certificate} are made, and TLS is enabled in the SMTP server; \"postfix reload\" puts it to use.\n");
    }

    private static int Suggest(string side, params string[] settings)
    {
        Say($"There are TLS settings of the {side} already, and nothing was changed. Usual are:\n{string.Concat(settings.Select(static s => $"  {s}\n"))}");
        return 1;
    }

    private static int NewKey(Instance instance, IReadOnlyList<string> words, bool keepsKey)
    {
        var wish = Wish.Of(instance, words);
        var (key, certificate) = Make(instance, wish, keepsKey ? instance.Config.Text($"smtpd_tls_{wish.Prefix}key_file") : "");
        return Say($"""
            {key} and {certificate} are made. To put them to use:
              postfix tls deploy-server-cert {certificate} {key}
            For a certificate of an authority, and for DANE:
              postfix tls output-server-csr -k {key} {string.Join(' ', wish.Hosts)}
              postfix tls output-server-tlsa -h {wish.Hosts[0]} {key}

            """);
    }

    /// <summary>Makes a key, or takes over an old one, and a certificate that nobody vouches for.</summary>
    private static (string Key, string Certificate) Make(Instance instance, Wish wish, string oldKey)
    {
        string stamp = DateTimeOffset.FromUnixTimeSeconds(Clock.System.UnixSeconds).ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        string key = $"{instance.ConfigDirectory}/{wish.Prefix}key-{stamp}.pem", certificate = $"{instance.ConfigDirectory}/{wish.Prefix}cert-{stamp}.pem";
        Sys.Umask(0x3F);   // 077
        if (oldKey.Length > 0)
            Sys.ReplaceFile(key, Sys.ReadFile(oldKey), 0x180);   // 0600
        else if (wish.Algorithm == "rsa")
            Ask(instance, "genrsa", "-out", key, wish.Bits);
        else
            Ask(instance, "ecparam", "-name", wish.Bits, "-genkey", "-noout", "-out", key);
        Ask(instance, ["req", "-x509", "-new", "-key", key, "-days", CertificateDays, "-sha256", "-out", certificate, .. Names(wish.Hosts)]);
        return (key, certificate);
    }

    private static string[] Names(IReadOnlyList<string> hosts)
    {
        foreach (string host in hosts)
            if (!HostPort.IsHostName(host))
                throw new FatalException($"bad host name: {host}");
        return ["-subj", "/CN=" + hosts[0], "-addext", "subjectAltName=" + string.Join(',', hosts.Select(static h => "DNS:" + h))];
    }

    private static int Deploy(Instance instance, IReadOnlyList<string> words)
    {
        if (words is not [var certificate, var key])
            throw new FatalException("usage: postfix tls deploy-server-cert certfile keyfile");
        (certificate, key) = (Absolute(instance, certificate), Absolute(instance, key));
        string ofKey = Bytes.Text(Ask(instance, "pkey", "-in", key, "-pubout")), ofCertificate = Bytes.Text(Ask(instance, "x509", "-in", certificate, "-noout", "-pubkey"));
        if (ofKey != ofCertificate)
            throw new FatalException($"{certificate} is not a certificate of the key in {key}");
        string prefix = Bytes.Text(Ask(instance, "pkey", "-in", key, "-text", "-noout")).Contains("ASN1 OID", StringComparison.Ordinal) ? "ec" : "";
        Upgrade.Postconf(instance, "-e", $"smtpd_tls_{prefix}key_file = {key}", $"smtpd_tls_{prefix}cert_file = {certificate}");
        return Say($"{certificate} is the SMTP server's certificate now; \"postfix reload\" puts it to use.\n");
    }

    private static int Request(Instance instance, IReadOnlyList<string> words)
    {
        var options = new GetOpt(words, "+k:");
        if (options.Problem is { } problem)
            throw new FatalException(problem);
        string key = KeyFile(instance, options.Value('k') ?? "rsa");
        Sys.Write(1, Ask(instance, ["req", "-new", "-sha256", "-key", key, .. Names(options.Operands.Count > 0 ? options.Operands : [instance.Config.Get(GlobalParams.Myhostname)])]));
        return 0;
    }

    private static int Tlsa(Instance instance, IReadOnlyList<string> words)
    {
        var options = new GetOpt(words, "+h:");
        if (options.Problem is { } problem)
            throw new FatalException(problem);
        string host = options.Value('h') ?? instance.Config.Get(GlobalParams.Myhostname);
        var keys = options.Operands.Count > 0 ? options.Operands : [.. ((string[])["rsa", "ecdsa"]).Where(a => Configured(instance, a) is { Length: > 0 } and not "none")];
        foreach (string key in keys)
        {
            // RFC 6698, RFC 7672 3.1: 3 1 1 is the digest of the server's own key.
            byte[] publicKey = Ask(instance, "pkey", "-in", KeyFile(instance, key), "-pubout", "-outform", "DER");
            Say($"_25._tcp.{host}. IN TLSA 3 1 1 {Convert.ToHexString(SHA256.HashData(publicKey))}\n");
        }
        return 0;
    }

    private static string Configured(Instance instance, string algorithm) => instance.Config.Text(algorithm == "rsa" ? "smtpd_tls_key_file" : "smtpd_tls_eckey_file");

    /// <summary>"rsa" and "ecdsa" are the keys in use; else a file.</summary>
    private static string KeyFile(Instance instance, string key) => key is not ("rsa" or "ecdsa") ? Absolute(instance, key)
        : Configured(instance, key) is { Length: > 0 } and not "none" and var file ? Absolute(instance, file) : throw new FatalException($"no {key} key is in use");

    private static string Absolute(Instance instance, string file) => file.StartsWith('/') ? file : $"{instance.ConfigDirectory}/{file}";

    private static byte[] Ask(Instance instance, params IReadOnlyList<string> words)
    {
        string openssl = instance.Config.Get(TlsParams.OpensslPath);
        byte[] said = Child.Output(instance, ProgramPath.Of(openssl), [openssl, .. words], 1, out var status);
        return status.Success ? said : throw new FatalException($"{openssl} {string.Join(' ', words)}: exit status {status.Code}");
    }

    private static int Say(string text)
    {
        Sys.Write(1, Bytes.Of(text));
        return 0;
    }
}
