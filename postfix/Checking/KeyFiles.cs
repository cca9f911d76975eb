using System.Globalization;
using MailSuite.Net;

namespace MailSuite.Postfix.Checking;

/// <summary>Keys, certificates and passwords: files that cannot be read, that too many can read, and certificates that have expired. (Whether key and certificate fit each other, a trial start says.)</summary>
internal static class KeyFiles
{
    private const int GroupOrOther = 0x3F, Other = 7, SoonDays = 14;
    private static readonly string[] Prefixes = ["smtpd", "smtp", "lmtp", "pop3d", "imapd"];

    public static void Check(Subject subject, Report report)
    {
        foreach (var layer in subject.Layers)
        {
            var config = layer.Config;
            foreach (string prefix in Prefixes)
            {
                foreach (string kind in (string[])["", "d", "ec"])
                {
                    string certificate = $"{prefix}_tls_{kind}cert_file", key = $"{prefix}_tls_{kind}key_file";
                    Certificate(layer, certificate, report);
                    if (layer.Says(key) && config.Text(key) is { Length: > 0 } file && config.Text(certificate) is { Length: > 0 } and not "none")
                        Key(file, layer.Of(key), report);
                }
                string chain = $"{prefix}_tls_chain_files";
                foreach (string file in layer.Says(chain) ? Words(config.Text(chain)) : [])
                {
                    Key(file, layer.Of(chain), report);
                    Dates(file, report);
                }
                foreach (string name in (string[])[$"{prefix}_tls_CAfile", $"{prefix}_tls_CApath"])
                    if (layer.Says(name) && config.Text(name) is { Length: > 0 } path)
                        Readable(path, layer.Of(name), report);
            }
            foreach (string name in (string[])["smtp_sasl_password_maps", "lmtp_sasl_password_maps"])
                foreach (string table in TableFiles.References(config.Text(name)))
                    foreach (string suffix in (string[])["", ".db", ".cdb", ".lmdb"])
                        Secret(table[(table.IndexOf(':') + 1)..] + suffix, report);
            Secret(config.Get(AuthParams.PasswdFile), report);
        }
    }

    private static string[] Words(string list) => list.Split((char[])[',', ' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);

    private static void Certificate(Layer layer, string name, Report report)
    {
        if (!layer.Says(name) || layer.Config.Text(name) is not { Length: > 0 } file || file == "none")
            return;
        if (Readable(file, layer.Of(name), report))
            Dates(file, report);
    }

    private static bool Readable(string file, string where, Report report)
    {
        if (Sys.TryAccess(file, 4) is not (var e and not Errno.None))
            return true;
        report.Warning($"{where}: open {file}: {e.Text()}", "TLS is not available to the programs that need it", "install the file, or correct its name");
        return false;
    }

    private static void Key(string file, string where, Report report)
    {
        if (!Readable(file, where, report) || Sys.TryStat(file, out var status) != Errno.None)
            return;
        if ((status.Permissions & GroupOrOther & ~0x20) != 0)
            report.Warning($"group or other readable: {file}", "whoever can read the private key can pretend to be this host", $"chmod 600 {file}");
    }

    private static void Secret(string file, Report report)
    {
        if (Sys.TryStat(file, out var status) == Errno.None && (status.Permissions & Other) != 0)
            report.Warning($"other readable: {file}", "every local user can read the passwords in it", $"chmod 600 {file}");
    }

    private static void Dates(string file, Report report)
    {
        if (Sys.TryStat(file, out var status) != Errno.None || !status.IsRegular || Sys.TryAccess(file, 4) != Errno.None || CertificateDates.OfFirst(Bytes.Text(Sys.ReadFile(file))) is not var (from, until))
            return;
        var now = DateTimeOffset.FromUnixTimeSeconds(Clock.System.UnixSeconds).UtcDateTime;
        string Day(DateTime time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (until < now)
            report.Warning($"certificate in {file} has expired on {Day(until)}", "clients that look at certificates do not send mail", "renew it, then postfix reload");
        else if (from > now)
            report.Warning($"certificate in {file} is not valid before {Day(from)}", "clients that look at certificates do not send mail", "is the host's clock right?");
        else if (until < now.AddDays(SoonDays))
            report.Warning($"certificate in {file} expires on {Day(until)}", "then clients that look at certificates do not send mail", "renew it, then postfix reload");
    }
}
