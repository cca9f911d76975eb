using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace MailSuite.Tests.Sys;

/// <summary>master and its processes: whose rights they have, what a kill does, what reload and stop leave alone.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly Instance instance = new();

    public void Dispose() => instance.Dispose();

    private int Master => instance.MasterPid;

    private static string[] Arguments(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (IOException)
        {
            return [];
        }
    }

    private List<int> Children(string program) =>
        [.. Tool.Run("pgrep", ["-P", Master.ToString()]).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)
            .Where(p => Arguments(p) is [var name, ..] && name == program)];

    private int Child(string program)
    {
        List<int> found = [];
        Assert.True(Tool.Until(() => (found = Children(program)).Count > 0, 20), $"no {program} runs\n{instance.Log}");
        return found[0];
    }

    private static string Status(int pid, string field) => Regex.Match(File.ReadAllText($"/proc/{pid}/status"), $@"(?m)^{field}:\s+(.*)$").Groups[1].Value;

    // The ids of one thread are read from its own file: a process that dropped its rights in one thread only would still be root in another.
    private static void HasOnlyTheRightsOf(int uid, int pid)
    {
        foreach (string task in Directory.GetDirectories($"/proc/{pid}/task"))
        {
            string status = File.ReadAllText(task + "/status");
            Assert.Equal(string.Join('\t', Enumerable.Repeat(uid, 4)), Regex.Match(status, @"(?m)^Uid:\s+(.*)$").Groups[1].Value);
            Assert.Matches(@"(?m)^CapEff:\s+0+$", status);
            Assert.Matches(@"(?m)^CapPrm:\s+0+$", status);
        }
    }

    [Needs("pgrep", Root = true)]
    public void L_13_each_daemon_has_the_rights_that_master_cf_gives_it_and_no_more()
    {
        // Debian's stock master.cf runs these in a chroot.
        string file = instance.Config("master.cf");
        File.WriteAllText(file, Regex.Replace(File.ReadAllText(file), @"(?m)^(pickup\s+unix\s+n\s+-\s+)n", "$1y"));
        instance.Start();
        instance.Send("alice@virtual.example", "bob@virtual.example", "rights");
        instance.WaitForMaildir("bob");
        Assert.Contains("250", Instance.Type(instance.Smtp, "EHLO client.example", "QUIT"), StringComparison.Ordinal);
        Assert.True(Instance.Answers(instance.Pop3) && Instance.Answers(instance.Imap));
        foreach (string program in (string[])["qmgr", "pickup", "smtpd", "postlogd", "pop3d", "imapd"])
            HasOnlyTheRightsOf(instance.Uid, Child(program));
        Assert.StartsWith("0\t0", Status(Child("virtual"), "Uid"));
        Assert.StartsWith("0\t0", Status(Master, "Uid"));
        Assert.Equal(Path.Combine(instance.Folder, "spool"), Tool.Run("readlink", [$"/proc/{Child("pickup")}/root"]).Out.Trim());
        Assert.Equal("/", Tool.Run("readlink", [$"/proc/{Child("qmgr")}/root"]).Out.Trim());
        foreach (string program in Directory.GetFiles(Path.Combine(Instance.Out, "libexec/postfix")).Concat(Directory.GetFiles(Path.Combine(Instance.Out, "sbin"))))
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(program) & (UnixFileMode.SetUser | UnixFileMode.SetGroup));
    }

    [Needs("useradd", "userdel", "chpasswd", Root = true)]
    public void L_13_the_process_of_a_mailbox_is_its_user_for_good()
    {
        string user = "msuite" + Guid.NewGuid().ToString("N")[..8];
        Tool.Run("useradd", ["--no-create-home", "--home-dir", Path.Combine(instance.Folder, "mail"), "--shell", "/bin/sh", user]).Well();
        try
        {
            int uid = int.Parse(Tool.Run("id", ["-u", user]).Out);
            Tool.Run("chpasswd", [], $"{user}:geheim\n").Well();
            File.AppendAllText(instance.Config("main.cf"), "auth_backends = shadow\n");
            instance.Start();
            using var client = new TcpClient("127.0.0.1", instance.Pop3) { ReceiveTimeout = 20_000 };
            var reader = new StreamReader(client.GetStream());
            client.Client.Send(Encoding.ASCII.GetBytes($"USER {user}\r\nPASS geheim\r\nSTAT\r\n"));
            for (int i = 0; i < 4; i++)
                Assert.StartsWith("+OK", reader.ReadLine());
            var session = Assert.Single(Children("pop3d"), p => Status(p, "Uid").StartsWith($"{uid}\t", StringComparison.Ordinal));
            HasOnlyTheRightsOf(uid, session);
            client.Close();
            Assert.True(Tool.Until(() => Arguments(session).Length == 0), "the process outlives its session");
        }
        finally
        {
            Tool.Run("userdel", [user]);
        }
    }

    [Needs("pgrep")]
    public void A_daemon_that_is_killed_comes_back_by_itself()
    {
        instance.Start();
        instance.Send("alice@virtual.example", "bob@virtual.example", "one");
        instance.WaitForMaildir("bob");
        Assert.Contains(Instance.Host, Instance.Type(instance.Pop3, "QUIT"), StringComparison.Ordinal);
        foreach (string program in (string[])["qmgr", "pickup", "virtual", "postlogd", "auth", "pop3d"])
            foreach (int pid in Children(program))
                Tool.Run("kill", ["-9", pid.ToString()]).Well();
        Thread.Sleep(300);
        for (int i = 0; i < 5; i++)
            instance.Send("alice@virtual.example", "bob@virtual.example", $"after {i}");
        instance.WaitForMaildir("bob", 6, 60);
        Assert.Contains("+OK 6 ", Instance.Type(instance.Pop3, "USER bob@virtual.example", "PASS builder", "STAT", "QUIT"), StringComparison.Ordinal);
    }

    [Needs("pgrep")]
    public void A_killed_master_leaves_nothing_that_holds_a_socket()
    {
        instance.Start();
        Assert.Contains("220", Instance.Type(instance.Smtp, "QUIT"), StringComparison.Ordinal);
        using var busy = new TcpClient("127.0.0.1", instance.Smtp);   // a client in the middle of its session
        busy.GetStream().ReadByte();
        int master = Master;
        Assert.True(master > 1);
        var children = Tool.Run("pgrep", ["-P", master.ToString()]).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).ToList();
        Assert.NotEmpty(children);
        Tool.Run("kill", ["-9", master.ToString()]).Well();
        Assert.True(Tool.Until(() => children.All(static c => Arguments(c).Length == 0), 10), "processes outlive their master: " + string.Join(' ', children.Where(static c => Arguments(c).Length > 0)));
        instance.Start();
    }

    [Needs("pgrep")]
    public void Reload_drops_no_connection_and_brings_the_new_configuration()
    {
        instance.Start();
        using var client = new TcpClient("127.0.0.1", instance.Smtp) { ReceiveTimeout = 20_000 };
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        Assert.StartsWith("220 ", reader.ReadLine());
        instance.Reconfigure("smtpd_banner", "$myhostname ESMTP new");
        instance.WaitForLog(@"postfix/master\[\d+\]: reload -- version");
        client.GetStream().Write("NOOP\r\n"u8);
        Assert.Equal("250 2.0.0 Ok", reader.ReadLine());
        Assert.True(Tool.Until(() => Instance.Type(instance.Smtp, "QUIT").Contains("ESMTP new", StringComparison.Ordinal), 10));
        client.GetStream().Write("QUIT\r\n"u8);
        Assert.Equal("221 2.0.0 Bye", reader.ReadLine());
    }

    [Needs]
    public void Stop_lets_a_message_on_its_way_in_arrive()
    {
        instance.Start();
        using var client = new TcpClient("127.0.0.1", instance.Smtp) { ReceiveTimeout = 20_000 };
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        reader.ReadLine();
        foreach (string line in (string[])["HELO client.example", "MAIL FROM:<alice@virtual.example>", "RCPT TO:<bob@virtual.example>", "DATA"])
        {
            client.GetStream().Write(Encoding.ASCII.GetBytes(line + "\r\n"));
            reader.ReadLine();
        }
        client.GetStream().Write("Subject: during stop\r\n\r\nhalf"u8);
        var stopping = Task.Run(instance.Stop);
        instance.WaitForLog("terminating on signal 15");
        client.GetStream().Write(" and half\r\n.\r\n"u8);
        string? reply = reader.ReadLine();
        Assert.True(stopping.Wait(TimeSpan.FromSeconds(30)));
        // Whatever the client was told holds after the next start.
        Assert.True(reply == null || reply.StartsWith("250 ", StringComparison.Ordinal) || reply.StartsWith('4'), reply);
        instance.Start();
        if (reply?.StartsWith("250 ", StringComparison.Ordinal) == true)
            instance.WaitForMaildir("bob");
    }

    [Needs("pgrep")]
    public void Stop_leaves_no_process_and_no_listener()
    {
        instance.Start();
        Instance.Type(instance.Pop3, "QUIT");
        var children = Tool.Run("pgrep", ["-P", Master.ToString()]).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).Append(Master).ToList();
        instance.Stop();
        Assert.False(Instance.Answers(instance.Smtp));
        Assert.False(Instance.Answers(instance.Pop3));
        Assert.True(Tool.Until(() => children.TrueForAll(static c => Arguments(c).Length == 0)), string.Join(' ', children));
    }

    [Needs("pgrep")]
    public void A_log_that_nobody_reads_stops_no_mail()
    {
        instance.Start();
        int postlogd = Child("postlogd");
        Tool.Run("kill", ["-STOP", postlogd.ToString()]).Well();
        try
        {
            // Far more lines than a datagram socket holds.
            for (int i = 0; i < 40; i++)
                instance.Send("alice@virtual.example", "bob@virtual.example", $"unread {i}");
            instance.WaitForMaildir("bob", 40, 60);
        }
        finally
        {
            Tool.Run("kill", ["-CONT", postlogd.ToString()]);
        }
    }

    [Needs("pgrep")]
    public void A_process_that_shows_no_progress_is_ended_by_its_watchdog_and_an_idle_one_is_not()
    {
        File.AppendAllText(instance.Config("main.cf"), "daemon_timeout = 2s\n");
        instance.Start();
        int qmgr = Child("qmgr"), pickup = Child("pickup");
        using var client = new TcpClient("127.0.0.1", instance.Smtp) { ReceiveTimeout = 20_000 };
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        Assert.StartsWith("220 ", reader.ReadLine());
        Assert.Null(reader.ReadLine());   // smtpd_timeout would be minutes
        instance.WaitForLog(@"warning: process \S+/smtpd pid \d+ killed by signal 14");
        Assert.Equal([qmgr, pickup], [Child("qmgr"), Child("pickup")]);
    }

    [Needs]
    public void Option_D_runs_the_debugger_command()
    {
        string seen = Path.Combine(instance.Folder, "debugger");
        File.AppendAllText(instance.Config("main.cf"), $"debugger_command = echo $daemon_directory/$process_name $process_id >>{seen}\n");
        string file = instance.Config("master.cf");
        File.WriteAllText(file, Regex.Replace(File.ReadAllText(file), @"(?m)^(127\.0\.0\.1:\d+\s.*\ssmtpd)$", "$1 -D"));
        instance.Start();
        Assert.Matches(@"^\S+/libexec/postfix/smtpd \d+$", instance.WaitForText(seen, "smtpd").Split('\n')[0]);
    }

    [Needs("unshare", Root = true)]
    public void Master_works_as_process_1()
    {
        instance.User("alice@virtual.example", "wonderland");
        instance.Suite("newaliases").Well();
        string etc = Path.Combine(instance.Folder, "etc");
        using var unshare = System.Diagnostics.Process.Start("unshare", ["--pid", "--fork", "--kill-child", "--mount-proc", Path.Combine(Instance.Out, "sbin/postfix"), "-c", etc, "start-fg"]);
        try
        {
            Assert.True(Tool.Until(() => Instance.Answers(instance.Smtp), 30), instance.Log);
            int first = int.Parse(Tool.Run("pgrep", ["-P", unshare.Id.ToString()]).Out);
            Assert.Contains("NSpid:\t" + first + "\t1\n", File.ReadAllText($"/proc/{first}/status"), StringComparison.Ordinal);
            instance.Send("alice@virtual.example", "alice@virtual.example", "from process 1");
            instance.WaitForMaildir("alice");
            Tool.Run("kill", ["-TERM", first.ToString()]).Well();
            Assert.True(unshare.WaitForExit(20_000), instance.Log);
        }
        finally
        {
            unshare.Kill(entireProcessTree: true);
        }
    }

    [Needs]
    public void Start_stop_and_status_answer_as_postfix_does()
    {
        string conf = Path.Combine(instance.Folder, "etc");
        var down = instance.Suite("postfix", "-c", conf, "status");
        Assert.Equal(1, down.Exit);
        Assert.Contains("the Postfix mail system is not running", down.All, StringComparison.Ordinal);
        var stop = instance.Suite("postfix", "-c", conf, "stop");
        Assert.Equal(1, stop.Exit);
        Assert.Contains("fatal: the Postfix mail system is not running", stop.All, StringComparison.Ordinal);
        instance.Start();
        var up = instance.Suite("postfix", "-c", conf, "status");
        Assert.Equal(0, up.Exit);
        Assert.Contains($"the Postfix mail system is running: PID: {Master}", up.All, StringComparison.Ordinal);
        var again = instance.Suite("postfix", "-c", conf, "start");
        Assert.Equal(1, again.Exit);
        Assert.Contains("fatal: the Postfix mail system is already running", again.All, StringComparison.Ordinal);
    }

    [Needs]
    public void A_program_that_does_not_exist_yet_is_named_and_the_rest_runs()
    {
        File.AppendAllText(instance.Config("master.cf"), "away unix - - n 1000? 1 awayd\nnosuch unix - - n - 1 nosuchd\n");
        var check = instance.Suite("postfix", "-c", Path.Combine(instance.Folder, "etc"), "check");
        Assert.Equal(0, check.Exit);
        Assert.Matches(@"warning: .*master\.cf: line \d+: service ""nosuch""", check.All);
        instance.Start();
        instance.WaitForLog(@"postfix/master\[\d+\]: warning: .*master\.cf: line \d+: service ""away"" is not started");
        instance.Send("alice@virtual.example", "bob@virtual.example", "still");
        instance.WaitForMaildir("bob");
    }

    [Needs]
    public void A_broken_main_cf_is_one_line_with_file_and_line_and_nothing_starts()
    {
        File.AppendAllText(instance.Config("main.cf"), "this is no setting\n");
        int line = File.ReadAllLines(instance.Config("main.cf")).Length;
        var ran = instance.Suite("postfix", "-c", Path.Combine(instance.Folder, "etc"), "start");
        Assert.Equal(1, ran.Exit);
        Assert.Contains($"main.cf, line {line}: missing '=' after attribute name: \"this is no setting\"", ran.All, StringComparison.Ordinal);
    }

    [Needs]
    public void A_broken_master_cf_at_reload_leaves_the_running_system_alone()
    {
        instance.Start();
        File.AppendAllText(instance.Config("master.cf"), "nonsense inet y - n - - smtpd\n");
        Assert.Contains("inet service cannot be private", instance.Suite("postfix", "-c", Path.Combine(instance.Folder, "etc"), "reload").All, StringComparison.Ordinal);
        // Who goes past postfix reload gets the same from master itself.
        Tool.Run("kill", ["-HUP", instance.MasterPid.ToString()]).Well();
        instance.WaitForLog("reload refused, the old configuration stays: .*master.cf: line ");
        instance.Send("alice@virtual.example", "bob@virtual.example", "still");
        instance.WaitForMaildir("bob");
    }
}
