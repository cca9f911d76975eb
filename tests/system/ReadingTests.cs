namespace MailSuite.Tests.Sys;

/// <summary>How mail is read: by POP3 and IMAP, with the programs that people use.</summary>
public sealed class ReadingTests : IDisposable
{
    private readonly Instance instance = new();

    public void Dispose() => instance.Dispose();

    private void StartWithMail()
    {
        instance.Start();
        instance.Send("bob@virtual.example", "alice@virtual.example", "first", "One.\n.\nafter the dot\n");
        instance.WaitForMaildir("alice", 1);
        instance.Send("bob@virtual.example", "alice@virtual.example", "second", "Two.\n");
        instance.WaitForMaildir("alice", 2);
    }

    private Ran Curl(string url, params string[] more) =>
        Tool.Run("curl", ["-sS", "--cacert", instance.Config("cert.pem"), "--user", "alice@virtual.example:wonderland", "--max-time", "30", .. more, url]);

    [Needs("curl")]
    public void Curl_reads_by_POP3_over_TLS()
    {
        StartWithMail();
        Assert.Contains("after the dot", Curl($"pop3s://localhost:{instance.Pop3s}/1").Well(instance).Out);
        Assert.Contains("Subject: second", Curl($"pop3://localhost:{instance.Pop3}/2", "--ssl-reqd").Well(instance).Out);
        string ids = Curl($"pop3s://localhost:{instance.Pop3s}/", "-X", "UIDL").Well(instance).Out;
        Assert.Equal(ids, Curl($"pop3s://localhost:{instance.Pop3s}/", "-X", "UIDL").Well(instance).Out);
        Assert.Equal(2, ids.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        var refused = Tool.Run("curl", ["-sS", "-k", "--user", "alice@virtual.example:wrong", $"pop3s://localhost:{instance.Pop3s}/1"]);
        Assert.Equal(67, refused.Exit);
        instance.WaitForLog("SASL PLAIN authentication failed");
    }

    [Needs("curl")]
    public void Curl_reads_by_IMAP_over_TLS()
    {
        StartWithMail();
        Assert.Contains("after the dot", Curl($"imaps://localhost:{instance.Imaps}/INBOX;MAILINDEX=1").Well(instance).Out);
        Assert.Contains("Subject: second", Curl($"imap://localhost:{instance.Imap}/INBOX;MAILINDEX=2", "--ssl-reqd").Well(instance).Out);
        Assert.Contains("INBOX", Curl($"imaps://localhost:{instance.Imaps}/").Well(instance).Out);
        Assert.Contains("SEARCH 2", Curl($"imaps://localhost:{instance.Imaps}/INBOX", "-X", "SEARCH SUBJECT second").Well(instance).Out);
    }

    [Needs("mutt", "script")]
    public void Mutt_reads_by_IMAP_over_TLS() => Mutt($"imaps://alice%40virtual.example@localhost:{instance.Imaps}/INBOX");

    [Needs("mutt", "script")]
    public void Mutt_reads_by_POP3_over_TLS() => Mutt($"pops://alice%40virtual.example@localhost:{instance.Pop3s}/");

    // Mutt wants a terminal: script(1) gives it one. It opens the folder, saves what it shows and leaves.
    private void Mutt(string folder)
    {
        StartWithMail();
        string rc = Path.Combine(instance.Folder, "muttrc"), saved = Path.Combine(instance.Folder, "saved");
        File.WriteAllText(rc, $"""
            set imap_pass="wonderland" pop_pass="wonderland" ssl_force_tls=yes certificate_file="{instance.Config("cert.pem")}"
            set header_cache="" folder="{instance.Folder}" record="" confirmcreate=no confirmappend=no mark_old=no pop_delete=no move=no
            set pipe_decode=no wait_key=no mbox_type=mbox
            push "<tag-pattern>.<enter><tag-prefix><copy-message>{saved}<enter><exit>"

            """);
        Tool.Run("script", ["-qec", $"mutt -n -F {rc} -f {folder}", "/dev/null"], environment: new() { ["TERM"] = "vt100", ["HOME"] = instance.Folder }, seconds: 60);
        string text = instance.WaitForText(saved, "Subject: second");
        Assert.Contains("Subject: first", text);
        Assert.Contains("after the dot", text);
    }

    [Needs("fetchmail")]
    public void Fetchmail_fetches_and_deletes_by_POP3()
    {
        StartWithMail();
        string rc = Path.Combine(instance.Folder, "fetchmailrc"), got = Path.Combine(instance.Folder, "fetched");
        File.WriteAllText(rc, $"""
            poll localhost service {instance.Pop3s} protocol pop3 user "alice@virtual.example" password "wonderland" ssl no sslcertck fetchall
              mda "tee -a {got}"

            """);
        File.SetUnixFileMode(rc, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Tool.Run("fetchmail", ["-f", rc, "--pidfile", rc + ".pid", "--nosyslog"], environment: new() { ["HOME"] = instance.Folder }).Well();
        string text = instance.WaitForText(got, "Subject: second");
        Assert.Contains("after the dot", text);
        Assert.True(Tool.Until(() => Directory.GetFiles(Path.Combine(instance.Maildir("alice"), "cur")).Length == 0), instance.Log);
    }

    [Needs("s-nail")]
    public void S_nail_reads_by_POP3_over_TLS()
    {
        StartWithMail();
        var ran = Tool.Run("s-nail", ["-n", "-S", $"tls-ca-file={instance.Config("cert.pem")}", "-S", "tls-verify=strict", "-S", "v15-compat", "-S", "pop3-auth=plain",
            "-f", $"pop3s://alice%40virtual.example:wonderland@localhost:{instance.Pop3s}"], "headers\nprint 1\nexit\n",
            new() { ["HOME"] = instance.Folder, ["MAILRC"] = "/dev/null" });
        Assert.Contains("second", ran.All);
        Assert.Contains("after the dot", ran.All);
    }

    [Needs("curl", "useradd", "userdel", "chpasswd", Root = true)]
    public void An_account_of_the_host_reads_its_mbox_with_its_own_password()
    {
        string user = "msuite" + Guid.NewGuid().ToString("N")[..8];
        Tool.Run("useradd", ["--create-home", "--home-dir", Path.Combine(instance.Folder, "home"), "--shell", "/bin/sh", user]).Well();
        try
        {
            Tool.Run("chpasswd", [], $"{user}:geheim\n").Well();
            foreach (string backend in (string[])["pam", "shadow"])
            {
                File.AppendAllText(instance.Config("main.cf"), $"auth_backends = {backend}\nauth_first_valid_uid = 500\n");
                instance.Start();
                instance.Send("bob@virtual.example", user + "@mail.test.example", "by " + backend, "From me.\n\nFrom you.\n");
                instance.WaitForText(instance.Mbox(user), "Subject: by " + backend);
                Ran Read(string url, string password) => Tool.Run("curl", ["-sS", "--cacert", instance.Config("cert.pem"), "--user", $"{user}:{password}", "--max-time", "30", url]);
                Assert.Contains("Subject: by " + backend, Read($"pop3s://localhost:{instance.Pop3s}/{(backend == "pam" ? 1 : 2)}", "geheim").Well(instance).Out);
                Assert.Contains("Subject: by pam", Read($"imaps://localhost:{instance.Imaps}/INBOX;MAILINDEX=1", "geheim").Well(instance).Out);
                Assert.Equal(67, Read($"pop3s://localhost:{instance.Pop3s}/1", "falsch").Exit);
                instance.WaitForLog($"{backend}\\({user},127.0.0.1\\): Password mismatch");
                instance.Stop();
            }
            Assert.Equal(user, Tool.Run("stat", ["-c", "%U", instance.Mbox(user)]).Out.Trim());
        }
        finally
        {
            Tool.Run("userdel", [user]);
        }
    }

    // T-01: what came in clear behind STLS is not obeyed inside TLS (CVE-2011-0411).
    [Needs]
    public void T_01_commands_smuggled_behind_STLS_are_forgotten()
    {
        instance.Start();
        using var client = new System.Net.Sockets.TcpClient("127.0.0.1", instance.Pop3) { ReceiveTimeout = 20_000 };
        var stream = client.GetStream();
        Assert.StartsWith("+OK", Line(stream));
        stream.Write("STLS\r\nUSER alice@virtual.example\r\n"u8);
        Assert.Equal("+OK Begin TLS negotiation now.", Line(stream));
        Thread.Sleep(200);
        using var tls = new System.Net.Security.SslStream(stream, false, static (_, _, _, _) => true);
        tls.AuthenticateAsClient(Instance.Host);
        tls.Write("PASS wonderland\r\nUSER alice@virtual.example\r\nPASS wonderland\r\nSTAT\r\nQUIT\r\n"u8);
        Assert.Equal("-ERR No username given.", Line(tls));
        Assert.Equal("+OK Send your password.", Line(tls));
        Assert.Equal("+OK Logged in.", Line(tls));
        Assert.Equal("+OK 0 0", Line(tls));
        Assert.Equal("+OK Logging out.", Line(tls));
        instance.WaitForLog(@"improper command pipelining after STLS from .*: \d+ bytes discarded");
    }

    // T-01 and T-04 for IMAP; and no greeting says PREAUTH, by whichever door.
    [Needs]
    public void T_04_commands_smuggled_behind_STARTTLS_are_forgotten_and_nobody_is_let_in_before_them()
    {
        instance.Start();
        using var client = new System.Net.Sockets.TcpClient("127.0.0.1", instance.Imap) { ReceiveTimeout = 20_000 };
        var stream = client.GetStream();
        Assert.StartsWith("* OK", Line(stream));
        stream.Write("a STARTTLS\r\nb LOGIN alice@virtual.example wonderland\r\nc LIST \"\" *\r\n"u8);
        Assert.StartsWith("a OK", Line(stream));
        Thread.Sleep(200);
        using var tls = new System.Net.Security.SslStream(stream, false, static (_, _, _, _) => true);
        tls.AuthenticateAsClient(Instance.Host);
        tls.Write("d SELECT INBOX\r\ne LOGIN alice@virtual.example wonderland\r\nf LOGOUT\r\n"u8);
        Assert.StartsWith("d BAD", Line(tls));
        string answer = Line(tls);
        while (answer.StartsWith("* ", StringComparison.Ordinal))
            answer = Line(tls);
        Assert.StartsWith("e OK", answer);
        using var other = new System.Net.Sockets.TcpClient("127.0.0.1", instance.Imaps) { ReceiveTimeout = 20_000 };
        using var inside = new System.Net.Security.SslStream(other.GetStream(), false, static (_, _, _, _) => true);
        inside.AuthenticateAsClient(Instance.Host);
        Assert.StartsWith("* OK", Line(inside));
    }

    private static string Line(Stream from)
    {
        var text = new System.Text.StringBuilder();
        while (from.ReadByte() is >= 0 and not '\n' and var c)
            text.Append((char)c);
        return text.ToString().TrimEnd('\r');
    }

    [Needs]
    public void Nothing_is_deleted_without_QUIT()
    {
        StartWithMail();
        Instance.Type(instance.Pop3, "USER alice@virtual.example", "PASS wonderland", "DELE 1", "STAT");
        instance.WaitForLog("logout: .*lost connection after STAT");
        Assert.Contains("+OK 2 ", Instance.Type(instance.Pop3, "USER alice@virtual.example", "PASS wonderland", "STAT", "QUIT"));
    }
}
