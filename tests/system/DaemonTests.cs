using System.Text.RegularExpressions;

namespace MailSuite.Tests.Sys;

/// <summary>What the daemons are as processes: whose they are, and how they end.</summary>
public sealed class DaemonTests : IDisposable
{
    private readonly Instance instance = new();

    public void Dispose() => instance.Dispose();

    private sealed record Daemon(string Name, int Pid, int Uid, string Capabilities, string Root);

    // The processes whose configuration is this instance's, by the name they were started as.
    private List<Daemon> Daemons()
    {
        var found = new List<Daemon>();
        foreach (string folder in Directory.GetDirectories("/proc").Where(static d => char.IsAsciiDigit(Path.GetFileName(d)[0])))
            try
            {
                if (!File.ReadAllText(folder + "/environ").Contains("MAIL_CONFIG=" + Path.Combine(instance.Folder, "etc"), StringComparison.Ordinal))
                    continue;
                string status = File.ReadAllText(folder + "/status");
                string name = Path.GetFileName(File.ReadAllText(folder + "/cmdline").Split('\0')[0]);
                string Field(string field) => Regex.Match(status, $@"^{field}:\s+(\S+)", RegexOptions.Multiline).Groups[1].Value;
                found.Add(new Daemon(name, int.Parse(Path.GetFileName(folder)), int.Parse(Field("Uid")), Field("CapEff"), new FileInfo(folder + "/root").LinkTarget ?? ""));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
            {
                // It has ended meanwhile.
            }
        return found;
    }

    [Needs(Root = true)]
    public void Each_daemon_has_the_rights_of_its_task_and_no_others()
    {
        instance.Start();
        instance.Send("alice@virtual.example", "bob@virtual.example", "to wake them all");
        instance.WaitForMaildir("bob");
        Instance.Answers(instance.Pop3);
        Instance.Answers(instance.Imap);
        Instance.Type(instance.Pop3, "USER alice@virtual.example", "PASS wonderland", "QUIT");
        var daemons = Daemons();
        Assert.All((string[])["master", "qmgr", "pickup", "smtpd", "pop3d", "imapd", "auth", "virtual", "postlogd"], name => Assert.Contains(daemons, d => d.Name == name));
        Assert.All(daemons, d =>
        {
            // Whoever talks to strangers, or only moves queue files, is the mail owner and has no capability at all.
            bool asRoot = d.Name is "master" or "auth" or "local" or "virtual" or "pipe";
            if (!asRoot)
                Assert.True(d.Uid == instance.Uid && ulong.Parse(d.Capabilities, System.Globalization.NumberStyles.HexNumber) == 0, d.ToString());
        });
    }

    [Needs("useradd", "userdel", "chpasswd", Root = true)]
    public void The_process_of_a_mailbox_is_its_user_for_good()
    {
        string user = "msuite" + Guid.NewGuid().ToString("N")[..8];
        Tool.Run("useradd", ["--no-create-home", "--home-dir", Path.Combine(instance.Folder, "mail"), "--shell", "/bin/sh", user]).Well();
        try
        {
            int uid = int.Parse(Tool.Run("id", ["-u", user]).Out);
            Tool.Run("chpasswd", [], $"{user}:geheim\n").Well();
            File.AppendAllText(instance.Config("main.cf"), "auth_backends = shadow\n");
            instance.Start();
            using var client = new System.Net.Sockets.TcpClient("127.0.0.1", instance.Pop3) { ReceiveTimeout = 20_000 };
            var reader = new StreamReader(client.GetStream());
            client.Client.Send(System.Text.Encoding.ASCII.GetBytes($"USER {user}\r\nPASS geheim\r\nSTAT\r\n"));
            for (int i = 0; i < 4; i++)
                Assert.StartsWith("+OK", reader.ReadLine());
            var session = Assert.Single(Daemons(), d => d.Uid == uid);
            Assert.Equal("pop3d", session.Name);
            Assert.Equal(0ul, ulong.Parse(session.Capabilities, System.Globalization.NumberStyles.HexNumber));
            client.Close();
            Assert.True(Tool.Until(() => Daemons().TrueForAll(d => d.Uid != uid)), "the process outlives its session");
        }
        finally
        {
            Tool.Run("userdel", [user]);
        }
    }

    [Needs]
    public void A_killed_daemon_is_replaced()
    {
        instance.Start();
        Assert.Contains(Instance.Host, Instance.Type(instance.Pop3, "QUIT"));
        var victims = Daemons().Where(static d => d.Name is "qmgr" or "auth" or "pop3d" or "smtpd" or "virtual" or "pickup").ToList();
        foreach (var victim in victims)
            Tool.Run("kill", ["-9", victim.Pid.ToString()]);
        Assert.True(Tool.Until(() => Instance.Answers(instance.Smtp) && Instance.Answers(instance.Pop3)), instance.Log);
        instance.Send("alice@virtual.example", "bob@virtual.example", "after the kill");
        instance.WaitForMaildir("bob", seconds: 90);
        Assert.Contains("+OK 1 ", Instance.Type(instance.Pop3, "USER bob@virtual.example", "PASS builder", "STAT", "QUIT"));
    }

    [Needs]
    public void Stop_leaves_no_process_and_no_listener()
    {
        instance.Start();
        Instance.Type(instance.Pop3, "QUIT");
        instance.Stop();
        Assert.False(Instance.Answers(instance.Smtp));
        Assert.False(Instance.Answers(instance.Pop3));
        Assert.True(Tool.Until(() => Daemons().Count == 0), string.Join('\n', Daemons()));
    }
}
