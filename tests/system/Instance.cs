using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;

namespace MailSuite.Tests.Sys;

/// <summary>
/// A throw-away instance of the suite in a temporary folder: free ports on loopback, a self-signed certificate, a log file. As root with the classic separation of
/// rights, as an ordinary user with everything his. Disposing of it stops it, and kills what is left of its own processes.
/// </summary>
public sealed class Instance : IDisposable
{
    /// <summary>Where `make` laid the suite out.</summary>
    public static string Out { get; } = Environment.GetEnvironmentVariable("MAILSUITE_OUT") ?? Path.Combine(Repository(), "out");

    private static readonly Dictionary<string, string> NoSettings = [];
    private bool started;

    /// <summary>Makes the files; settings are main.cf's, and win over the usual ones.</summary>
    public Instance(Dictionary<string, string>? settings = null, string masterCf = "")
    {
        Folder = Path.Combine(Path.GetTempPath(), "mailsuite-test-" + Guid.NewGuid().ToString("N")[..10]);
        foreach (string sub in (string[])["etc", "spool", "data", "mail", "virtual"])
            Directory.CreateDirectory(Path.Combine(Folder, sub));
        Owner = IsRoot ? "postfix" : Environment.UserName;
        (Uid, Gid) = (int.Parse(Tool.Run("id", ["-u", Owner]).Out), int.Parse(Tool.Run("id", ["-g", Owner]).Out));
        (Smtp, Submission, Pop3, Pop3s, Imap, Imaps) = (FreePort(), FreePort(), FreePort(), FreePort(), FreePort(), FreePort());
        File.WriteAllText(Config("main.cf"), MainCf(settings ?? NoSettings));
        File.WriteAllText(Config("master.cf"), MasterCf() + masterCf);
        File.WriteAllText(Config("aliases"), "postmaster: root\n");
        WriteCertificate();
        Users = [];
        Tool.Run("chmod", ["755", Folder]).Well();
        Tool.Run("chmod", ["1777", Path.Combine(Folder, "mail")]).Well();
        if (IsRoot)
            Tool.Run("chown", ["-R", Owner, Path.Combine(Folder, "data"), Path.Combine(Folder, "virtual")]).Well();
    }

    public static bool IsRoot => Environment.UserName == "root";

    /// <summary>All files of the instance.</summary>
    public string Folder { get; }
    /// <summary>Who owns the queue and the daemons.</summary>
    public string Owner { get; }
    /// <summary>The owner's ids, which virtual mailboxes have too.</summary>
    public int Uid { get; }
    public int Gid { get; }
    public int Smtp { get; }
    public int Submission { get; }
    public int Pop3 { get; }
    public int Pop3s { get; }
    public int Imap { get; }
    public int Imaps { get; }
    public const string Host = "mail.test.example";

    private List<string> Users { get; }

    public string Config(string file) => Path.Combine(Folder, "etc", file);
    public string LogFile => Path.Combine(Folder, "mail.log");

    /// <summary>Where the mail of a local user is delivered.</summary>
    public string Mbox(string user) => Path.Combine(Folder, "mail", user);

    /// <summary>The Maildir of a virtual user.</summary>
    public string Maildir(string user) => Path.Combine(Folder, "virtual", user);

    private string MainCf(Dictionary<string, string> settings)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["compatibility_level"] = "3.12",
            ["config_directory"] = Path.Combine(Folder, "etc"),
            ["queue_directory"] = Path.Combine(Folder, "spool"),
            ["data_directory"] = Path.Combine(Folder, "data"),
            ["command_directory"] = Path.Combine(Out, "sbin"),
            ["daemon_directory"] = Path.Combine(Out, "libexec/postfix"),
            ["sendmail_path"] = Path.Combine(Out, "sbin/sendmail"),
            ["newaliases_path"] = Path.Combine(Out, "bin/newaliases"),
            ["mailq_path"] = Path.Combine(Out, "bin/mailq"),
            ["mail_owner"] = Owner,
            ["maillog_file"] = LogFile,
            ["maillog_file_prefixes"] = "/",
            ["myhostname"] = Host,
            ["mydestination"] = "$myhostname, localhost",
            ["myorigin"] = "$myhostname",
            ["inet_interfaces"] = "127.0.0.1",
            ["inet_protocols"] = "ipv4",
            ["mynetworks"] = "127.0.0.0/8",
            ["alias_maps"] = "hash:" + Config("aliases"),
            ["alias_database"] = "hash:" + Config("aliases"),
            ["mail_spool_directory"] = Path.Combine(Folder, "mail"),
            ["virtual_mailbox_domains"] = "virtual.example",
            ["virtual_mailbox_maps"] = "inline:{ { alice@virtual.example = alice/ } { bob@virtual.example = bob/ } }",
            ["virtual_mailbox_base"] = Path.Combine(Folder, "virtual"),
            ["virtual_uid_maps"] = $"static:{Uid}",
            ["virtual_gid_maps"] = $"static:{Gid}",
            ["virtual_minimum_uid"] = "1",
            ["smtpd_tls_chain_files"] = Config("key-and-cert.pem"),
            ["smtpd_tls_security_level"] = "may",
            ["smtpd_sasl_type"] = "dovecot",
            ["smtpd_sasl_path"] = "private/auth",
            ["smtpd_sasl_auth_enable"] = "yes",
            ["auth_backends"] = "passwd-file",
            ["auth_passwd_file"] = Config("passwd-file"),
            ["auth_first_valid_uid"] = "1",
        };
        foreach (var (name, value) in settings)
            all[name] = value;
        return string.Concat(all.Select(static s => $"{s.Key} = {s.Value}\n"));
    }

    // The file that we ship, with this instance's ports.
    private string MasterCf()
    {
        string text = File.ReadAllText(Path.Combine(Out, "etc/postfix/master.cf"));
        string Port(string service, int port) => text = Regex.Replace(text, $@"^{service}(\s+inet)", $"127.0.0.1:{port}$1", RegexOptions.Multiline);
        Port("smtp", Smtp);
        Port("imap", Imap);
        Port("imaps", Imaps);
        Port("pop3", Pop3);
        Port("pop3s", Pop3s);
        return text + $"""

            127.0.0.1:{Submission} inet n - n - - smtpd
              -o syslog_name=postfix/submission
              -o smtpd_tls_security_level=encrypt
              -o smtpd_relay_restrictions=permit_sasl_authenticated,reject

            """;
    }

    private void WriteCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={Host}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(Host);
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        File.WriteAllText(Config("cert.pem"), certificate.ExportCertificatePem() + "\n");
        File.WriteAllText(Config("key-and-cert.pem"), key.ExportPkcs8PrivateKeyPem() + "\n" + certificate.ExportCertificatePem() + "\n");
        File.SetUnixFileMode(Config("key-and-cert.pem"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <summary>A user of the passwd-file, with a Maildir of his own below virtual/ unless another place is named.</summary>
    public Instance User(string name, string password, string? mail = null)
    {
        string home = Maildir(name.Split('@')[0]);
        Users.Add($"{name}:{{PLAIN}}{password}:{Uid}:{Gid}::{home}::userdb_mail={mail ?? "maildir:" + home}");
        File.WriteAllText(Config("passwd-file"), string.Join('\n', Users) + "\n");
        File.SetUnixFileMode(Config("passwd-file"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return this;
    }

    /// <summary>Starts it, unless the test has already; returns when it answers on its SMTP port.</summary>
    public Instance Start(bool already = false)
    {
        if (Users.Count == 0)
            User("alice@virtual.example", "wonderland").User("bob@virtual.example", "builder");
        Suite("newaliases").Well();
        started = true;
        if (already)
            return this;
        var ran = Suite("postfix", "-c", Path.Combine(Folder, "etc"), "start");
        Assert.True(ran.Exit == 0, $"postfix start: exit {ran.Exit}\n{ran.All}\n{Log}");
        Assert.True(Tool.Until(() => Answers(Smtp), 30), $"nobody answers on the SMTP port\n{ran.All}\n{Log}");
        return this;
    }

    /// <summary>Stops it as an administrator does.</summary>
    public void Stop()
    {
        if (!started)
            return;
        started = false;
        var ran = Suite("postfix", "-c", Path.Combine(Folder, "etc"), "stop");
        Assert.True(ran.Exit == 0, $"postfix stop: exit {ran.Exit}\n{ran.All}\n{Log}");
    }

    /// <summary>Runs a program of the suite on this instance.</summary>
    public Ran Suite(string program, params string[] args) => SuiteWith("", program, args);

    /// <summary>The same with standard input.</summary>
    public Ran SuiteWith(string input, string program, params string[] args) =>
        Tool.Run(Path.Combine(Out, program is "newaliases" or "mailq" ? "bin" : "sbin", program), args, input, ClientEnvironment);

    /// <summary>What a client of the host needs so that it uses this instance's sendmail and configuration.</summary>
    public Dictionary<string, string> ClientEnvironment => new() { ["MAIL_CONFIG"] = Path.Combine(Folder, "etc") };

    /// <summary>Hands a message to sendmail.</summary>
    public void Send(string from, string to, string subject, string body = "Hello.\n") =>
        SuiteWith($"From: {from}\nTo: {to}\nSubject: {subject}\n\n{body}", "sendmail", "-i", "-f", from, to).Well();

    /// <summary>Types lines into a port and returns all that was said; "STARTTLS" is not understood here.</summary>
    public static string Type(int port, params string[] lines)
    {
        using var client = new TcpClient("127.0.0.1", port) { ReceiveTimeout = 20_000 };
        using var stream = client.GetStream();
        var said = new StringBuilder();
        var reader = new StreamReader(stream, Encoding.Latin1);
        bool data = false;
        foreach (string line in (string[])["", .. lines])
        {
            if (said.Length > 0)
            {
                stream.Write(Encoding.Latin1.GetBytes(line + "\r\n"));
                said.Append("C: ").AppendLine(line);
                if (data && line != ".")
                    continue;
                data = line == "DATA";
            }
            string? reply;
            do
            {
                reply = reader.ReadLine();
                said.Append("S: ").AppendLine(reply);
            }
            while (reply is { Length: > 3 } && reply[3] == '-');
        }
        return said.ToString();
    }

    /// <summary>The mail log so far.</summary>
    public string Log => File.Exists(LogFile) ? File.ReadAllText(LogFile) : "(no log)";

    /// <summary>Waits for a line in the log; fails the test when it does not come.</summary>
    public string WaitForLog(string pattern, int seconds = 30)
    {
        Match? match = null;
        Assert.True(Tool.Until(() => (match = Regex.Match(Log, pattern, RegexOptions.Multiline)).Success, seconds), $"not in the log: {pattern}\n{Log}");
        return match!.Value;
    }

    /// <summary>Waits until a file holds some text.</summary>
    public string WaitForText(string file, string text, int seconds = 30)
    {
        Assert.True(Tool.Until(() => File.Exists(file) && File.ReadAllText(file).Contains(text, StringComparison.Ordinal), seconds),
            $"{file} does not hold: {text}\n{(File.Exists(file) ? File.ReadAllText(file) : "(no such file)")}\n{Log}");
        return File.ReadAllText(file);
    }

    /// <summary>Waits for so many messages in a Maildir, and returns them.</summary>
    public List<string> WaitForMaildir(string user, int count = 1, int seconds = 30)
    {
        string[] Files() => [.. ((string[])["new", "cur"]).Select(d => Path.Combine(Maildir(user), d)).Where(Directory.Exists).SelectMany(Directory.GetFiles)];
        Assert.True(Tool.Until(() => Files().Length >= count, seconds), $"only {Files().Length} of {count} messages for {user}\n{Log}");
        return [.. Files().Select(File.ReadAllText)];
    }

    /// <summary>Waits until so many messages lie in deferred/. (Their log line comes a moment before: the agent writes it, then qmgr moves the file.)</summary>
    public void WaitForDeferred(int count = 1, int seconds = 30)
    {
        string folder = Path.Combine(Folder, "spool/deferred");
        Assert.True(Tool.Until(() => Directory.Exists(folder) && Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Length >= count, seconds), Log);
    }

    /// <summary>Sets a parameter and reloads.</summary>
    public void Reconfigure(string name, string value)
    {
        File.AppendAllText(Config("main.cf"), $"{name} = {value}\n");
        Suite("postfix", "-c", Path.Combine(Folder, "etc"), "reload").Well();
    }

    /// <summary>The process id of the running master; 0 when there is none. (.NET would not read the file: it asks for a lock, and master has one.)</summary>
    public int MasterPid => int.TryParse(Tool.Run("cat", [Path.Combine(Folder, "spool/pid/master.pid")]).Out.Trim(), out int pid) ? pid : 0;

    private static int lastPort = 12000 + Environment.ProcessId * 7 % 15000;

    /// <summary>
    /// A port that nobody listens on, and never the same one twice: a destination that is away must not turn out to be the next instance's own port. Below the range
    /// from which the kernel takes ports for clients, so that no connection comes to sit on it meanwhile.
    /// </summary>
    public static int FreePort()
    {
        while (true)
        {
            int port = Interlocked.Increment(ref lastPort);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it.
            }
        }
    }

    public static bool Answers(int port)
    {
        try
        {
            using var client = new TcpClient("127.0.0.1", port) { ReceiveTimeout = 5000 };
            return client.GetStream().ReadByte() >= 0;
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }

    internal static string Repository()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Build.props")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("not below the repository");
        return folder;
    }

    public void Dispose()
    {
        try
        {
            Stop();
        }
        finally
        {
            string file = Path.Combine(Folder, "spool/pid/master.pid");
            if (File.Exists(file) && MasterPid is var pid && pid > 1
                && File.Exists($"/proc/{pid}/environ") && IsOurs(pid))
                Tool.Run("kill", ["-9", pid.ToString()]);
            if (Environment.GetEnvironmentVariable("MAILSUITE_KEEP") == null)
                Tool.Run("rm", ["-rf", Folder]);
        }
    }

    // A process id in an old file may be somebody else's by now.
    private bool IsOurs(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/environ").Contains(Folder, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;   // gone, or a zombie that nobody has fetched
        }
    }
}
