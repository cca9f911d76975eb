using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace MailSuite.Tests.Sys;

/// <summary>
/// Cases L-01, L-02, L-08, L-10, L-11, L-12, L-14 and L-15: a user of the host against the mail system. The user is "nobody", another one "daemon".
/// </summary>
public sealed class HostileHostTests : IDisposable
{
    private readonly Instance instance = new();

    public void Dispose() => instance.Dispose();

    private string Spool(string path) => Path.Combine(instance.Folder, "spool", path);
    private static string Program(string name) => Path.Combine(Instance.Out, "sbin", name);
    private string[] Maildrop => [.. Tool.Run("find", [Spool("maildrop"), "-type", "f"]).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>Runs a shell command with a user's rights; MAIL_CONFIG is the instance's unless the command says otherwise.</summary>
    private Ran As(string user, string command, string input = "") =>
        Tool.Run("runuser", ["-u", user, "--", "sh", "-c", $"MAIL_CONFIG={instance.Folder}/etc; export MAIL_CONFIG; cd /; {command}"], input);

    /// <summary>Makes the directories, as `postfix start` does, and leaves the system down.</summary>
    private void Down()
    {
        instance.Start();
        instance.Stop();
    }

    [Needs("perl")]
    public void L_01_tools_bear_any_environment_arguments_and_descriptors()
    {
        Down();
        string evil = Path.Combine(instance.Folder, "evil"), marker = Path.Combine(instance.Folder, "marker");
        Directory.CreateDirectory(evil);
        foreach (string name in (string[])["createdump", "libSystem.Native.so", "postqueue", "sh"])
        {
            File.WriteAllText(Path.Combine(evil, name), $"#!/bin/sh\nid >>{marker}\n");
            File.SetUnixFileMode(Path.Combine(evil, name), (UnixFileMode)0x1ED);
        }
        string hostile = $"DOTNET_DbgEnableMiniDump=1 DOTNET_DbgMiniDumpName={marker} DOTNET_GCLogFile={marker} DOTNET_GCLogEnabled=1 COMPlus_DbgEnableMiniDump=1 DOTNET_STARTUP_HOOKS={evil}/x.dll "
            + $"TZ=/x/../../y LC_ALL=xx_YY.zz IFS=/ PATH={evil} HOME=/nonexistent";
        foreach (string tool in (string[])["sendmail -i -t", "postqueue -p", "postcat /nonexistent", "postlog x", "postconf -n", "mailq", "postmap -q x inline:{x=y}"])
        {
            string program = tool.Split(' ')[0] == "mailq" ? Path.Combine(Instance.Out, "bin/mailq") : Program(tool.Split(' ')[0]), words = tool[tool.Split(' ')[0].Length..];
            foreach (string around in (string[])[$"env {hostile} {program}{words} </dev/null", $"env {hostile} {program}{words} <&- >&- 2>&-", $"(ulimit -n 4; {program}{words}) </dev/null", $"(ulimit -f 0; {program}{words}) </dev/null",
                $"bash -c 'exec -a {evil}/x {program}{words}' >/dev/full 2>&1 </dev/null", $"perl -e 'syscall(59, \"{program}\", pack(\"Q\", 0), pack(\"Q\", 0))'"])
            {
                var ran = Tool.Run("sh", ["-c", around], environment: instance.ClientEnvironment);
                // Without descriptors the runtime itself gives up; that is its starter's own harm.
                Assert.False(!around.Contains("ulimit", StringComparison.Ordinal) && (ran.All.Contains("panic", StringComparison.Ordinal) || ran.All.Contains("Unhandled exception", StringComparison.Ordinal)), $"{around}\n{ran.All}");
            }
        }
        Assert.False(File.Exists(marker), "a file that the environment named was run or written");
        foreach (string program in Directory.GetFiles(Path.Combine(Instance.Out, "libexec/postfix")).Concat(Directory.GetFiles(Path.Combine(Instance.Out, "sbin"))))
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(program) & (UnixFileMode.SetUser | UnixFileMode.SetGroup));
    }

    [Needs]
    public void L_01_what_is_said_on_a_closed_standard_error_does_not_end_up_in_a_message()
    {
        instance.Start();
        // Two addresses in -f are a warning.
        Tool.Run("sh", ["-c", $"exec {Program("sendmail")} -i -f 'alice@virtual.example, bob@virtual.example' bob@virtual.example 2>&-"], "Subject: closed\n\nHello.\n", instance.ClientEnvironment).Well();
        Assert.DoesNotContain("malformed sender", instance.WaitForMaildir("bob").Single());
        Assert.Contains("\nHello.\n", instance.WaitForMaildir("bob").Single());
    }

    [Needs("runuser", Root = true)]
    public void L_02_a_configuration_of_the_users_own_gives_no_rights()
    {
        foreach (string list in (string[])["submit", "mailq", "flush"])
            File.AppendAllText(instance.Config("main.cf"), $"authorized_{list}_users = root\n");
        instance.Start();
        string own = Path.Combine(instance.Folder, "own");
        Directory.CreateDirectory(own);
        File.WriteAllText(Path.Combine(own, "main.cf"), Regex.Replace(File.ReadAllText(instance.Config("main.cf")), @"(?m)^authorized_.*\n", ""));
        File.WriteAllText(Path.Combine(own, "master.cf"), "");
        foreach (string how in (string[])[$"MAIL_CONFIG={own} {Program("postqueue")} -p", $"{Program("postqueue")} -c {own} -p", $"{Program("postqueue")} -p", $"{Program("sendmail")} bob@virtual.example </dev/null"])
        {
            var ran = As("nobody", how);
            Assert.True(ran.Exit != 0 && ran.Out.Length == 0, $"{how}: {ran.Exit} {ran.All}");
        }
        // It goes into maildrop: nobody can keep him from that. Pickup does not believe it.
        As("nobody", $"MAIL_CONFIG={own} {Program("sendmail")} -i bob@virtual.example", "Subject: x\n\n").Well();
        instance.WaitForLog(@"warning: maildrop/\w+: user with uid \d+ is not allowed to submit mail: removed");
        Assert.Empty(Maildrop);
    }

    [Needs("runuser", Root = true)]
    public void L_08_a_message_in_maildrop_is_nobody_elses()
    {
        Down();
        As("nobody", $"{Program("sendmail")} -i -f nobody bob@virtual.example", "Subject: secret\n\n").Well();
        string file = Assert.Single(Maildrop);
        foreach (string how in (string[])[$"ls {Spool("maildrop")}", $"mv {file} {file}x", $"rm -f {file}", $"ln {file} {Spool("maildrop/AAAAAA")}", $"cp /dev/null {file}", $"ln -sf /etc/passwd {file}", $"touch {file}", $"chmod 777 {file}"])
            Assert.True(As("daemon", how) is { Exit: not 0 }, how);
        Assert.Equal([file], Maildrop);
        // Secrets of others under a name in maildrop: pickup looks at owner, kind and links.
        As("daemon", $"ln -s /etc/shadow {Spool("maildrop/BBBBBB")}; mkdir {Spool("maildrop/CCCCCC")}; mkfifo {Spool("maildrop/DDDDDD")}; ln /etc/hostname {Spool("maildrop/EEEEEE")} 2>/dev/null; true").Well();
        instance.Start();
        instance.WaitForMaildir("bob");
        instance.Send("alice@virtual.example", "bob@virtual.example", "after");
        Assert.Equal(2, instance.WaitForMaildir("bob", 2).Count);
    }

    [Needs("runuser", Root = true)]
    public void L_10_sockets_are_closed_to_others_and_nonsense_harms_none()
    {
        instance.Start();
        string[] sockets = [.. Tool.Run("find", [Spool("private"), Spool("public"), "-type", "s"]).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        Assert.Contains(sockets, static s => s.EndsWith("private/bounce", StringComparison.Ordinal));
        foreach (string socket in sockets)
        {
            string connect = $"perl -MSocket -e 'for my $t (SOCK_STREAM, SOCK_DGRAM) {{ socket(my $s, AF_UNIX, $t, 0); if (connect($s, sockaddr_un(\"{socket}\"))) {{ "
                + "send($s, $_, 0) for \"\\0\\0\\0\\1x\", \"\\xff\\xff\\xff\\x7f\", \"garbage\\n\" x 400, \"\\0\" x 3000; print \"in\"; } }'";
            Assert.Equal(socket.Contains("/private/", StringComparison.Ordinal) ? "" : "in", As("nobody", connect).Out);
            As(instance.Owner, connect);
        }
        instance.Send("alice@virtual.example", "bob@virtual.example", "after");
        instance.WaitForMaildir("bob", 1, 60);
        Assert.DoesNotContain("panic", instance.Log);
    }

    [Needs("runuser", Root = true)]
    public void L_10_a_user_can_log_but_forge_no_second_line()
    {
        instance.Start();
        As("nobody", $"{Program("postlog")} -t 'postfix/smtpd[1]\nNov 22 00:00:00 mail forged' \"$(printf 'one\\nNov 22 00:00:00 mail postfix/smtpd[1]: forged two\\033[2J')\"");
        As("nobody", $"perl -MSocket -e 'socket(my $s, AF_UNIX, SOCK_DGRAM, 0); connect($s, sockaddr_un(\"{Spool("public/postlog")}\")) or die; send($s, \"flood\" x 20000, 0); send($s, \"line $_ \\x1b[31m\\0\", 0) for 1..3000'");
        instance.Send("alice@virtual.example", "bob@virtual.example", "after the flood");
        instance.WaitForMaildir("bob");
        instance.WaitForLog("line 3000 ");
        foreach (string line in instance.Log.Split('\n'))
        {
            Assert.True(line.Length <= 4096, "an endless line");
            Assert.DoesNotContain('\u001b', line);
        }
        Assert.DoesNotContain(instance.Log.Split('\n'), static l => l.StartsWith("Nov 22 00:00:00 mail", StringComparison.Ordinal));
    }

    [Needs("strace")]
    public void L_10_no_program_uses_tmp()
    {
        instance.Start();
        string trace = Path.Combine(instance.Folder, "files.strace");
        Tool.Run("strace", ["-f", "-e", "trace=%file", "-o", trace, Program("sendmail"), "-i", "-f", "alice@virtual.example", "bob@virtual.example"], "Subject: x\n\n", instance.ClientEnvironment).Well();
        instance.WaitForMaildir("bob");
        Assert.DoesNotContain(File.ReadAllLines(trace), l => l.Contains("/tmp/", StringComparison.Ordinal) && !l.Contains(instance.Folder, StringComparison.Ordinal) && !l.Contains(Instance.Out, StringComparison.Ordinal));
    }

    [Needs("runuser", Root = true)]
    public void L_11_senders_belong_to_logins_when_main_cf_says_so()
    {
        File.AppendAllText(instance.Config("main.cf"), "local_login_sender_maps = inline:{ { root = * } { nobody = nobody@virtual.example <> } }\n");
        instance.Start();
        var ran = As("nobody", $"{Program("sendmail")} -i -f root@virtual.example bob@virtual.example", "Subject: forged\n\n");
        Assert.Equal(75, ran.Exit);   // EX_TEMPFAIL, as postdrop says
        Assert.Contains("not authorized to use sender='root@virtual.example'", ran.All);
        As("nobody", $"{Program("sendmail")} -i -f nobody@virtual.example bob@virtual.example", "Subject: own\n\n").Well();
        As("nobody", $"{Program("sendmail")} -i -f '<>' bob@virtual.example", "Subject: empty\n\n").Well();
        Assert.DoesNotContain(instance.WaitForMaildir("bob", 2), static m => m.Contains("Subject: forged", StringComparison.Ordinal));
        Assert.Empty(Maildrop);
    }

    [Needs]
    public void L_11_any_bytes_and_any_number_of_words_are_submitted_or_refused()
    {
        instance.Start();
        var random = new byte[20_000];
        new Random(1).NextBytes(random);
        string binary = Path.Combine(instance.Folder, "binary");
        File.WriteAllBytes(binary, [.. "Subject: binary\n\n"u8, .. random]);
        Tool.Run("sh", ["-c", $"{Program("sendmail")} -i -f alice@virtual.example bob@virtual.example <{binary}"], environment: instance.ClientEnvironment).Well();
        instance.WaitForMaildir("bob");
        string many = string.Join(' ', Enumerable.Repeat("alice@virtual.example", 4000));
        Tool.Run("sh", ["-c", $"{Program("sendmail")} -i -f alice@virtual.example {many} </dev/null"], environment: instance.ClientEnvironment).Well();
        instance.WaitForMaildir("alice");
        var tooLong = Tool.Run("sh", ["-c", $"{Program("sendmail")} -i -f {new string('a', 100_000)}@x.example bob@virtual.example </dev/null"], environment: instance.ClientEnvironment);
        Assert.DoesNotContain("panic", tooLong.All + instance.Log);
    }

    [Needs("perl")]
    public void L_11_nothing_is_left_of_a_sendmail_that_is_interrupted()
    {
        Down();
        foreach (string signal in (string[])["INT", "TERM", "HUP", "KILL"])
            // Its standard input does not end. What a shell starts in the background ignores SIGINT, and below nohup SIGHUP; perl changes that.
            Tool.Run("bash", ["-c", $"(printf 'Subject: x\\n\\n%0100000d\\n' 1; exec sleep 4) | perl -e '$SIG{{INT}} = $SIG{{HUP}} = $SIG{{TERM}} = \"DEFAULT\"; exec @ARGV' {Program("sendmail")} -i -f alice@virtual.example bob@virtual.example & p=$!; until [ $(readlink /proc/$p/exe) = $(realpath {Program("sendmail")}) ]; do sleep 0.05; done; sleep 0.5; kill -{signal} $p; wait $p; exit 0"],
                environment: instance.ClientEnvironment, seconds: 40);
        Assert.Empty(Maildrop);
    }

    [Needs(Root = true)]
    public void L_12_all_that_Debian_runs_in_a_chroot_works_in_one()
    {
        int port = Instance.FreePort();
        using var sink = new SmtpSink(port);
        string file = instance.Config("master.cf");
        // Column 5 of Debian's master.cf.
        string jailed = Regex.Replace(File.ReadAllText(file), @"(?m)^(\S+\s+(?:inet|unix)\s+\S+\s+\S+\s+)n(\s+\S+\s+\S+\s+(?:smtpd|pickup|cleanup|qmgr|trivial-rewrite|bounce|verify|flush|smtp|showq|error|discard|lmtp|anvil)\b)", "$1y$2");
        Assert.True(Regex.Count(jailed, @"(?m)^\S+\s+(?:inet|unix)\s+\S+\s+\S+\s+y") > 10);
        File.WriteAllText(file, jailed);
        File.AppendAllText(instance.Config("main.cf"), $"relay_domains = relay.example\ntransport_maps = inline:{{ {{ relay.example = smtp:localhost:{port} }} }}\nsmtp_host_lookup = native\n"
            + $"virtual_alias_maps = hash:{instance.Config("aliases")}\nsmtp_tls_CAfile = /etc/ssl/certs/ca-certificates.crt\n");
        instance.Start();
        Assert.Contains("queued as", Instance.Type(instance.Smtp, "EHLO client.example", "MAIL FROM:<alice@virtual.example>", "RCPT TO:<bob@virtual.example>", "RCPT TO:<x@relay.example>", "DATA", "Subject: jailed", "", ".", "QUIT"));
        // The zone of the host, also inside.
        Assert.Matches($@"(?m)^Received: [^\n]*\n[^\n]*\n[^\n]*{Regex.Escape(Tool.Run("date", ["+%z"]).Out.Trim())}", instance.WaitForMaildir("bob").Single());
        Assert.True(Tool.Until(() => !sink.Messages.IsEmpty, 30), instance.Log);
        instance.Send("alice@virtual.example", $"no-such-user@{Instance.Host}", "returned");
        Assert.Contains(instance.WaitForMaildir("alice"), static m => m.Contains("Undelivered Mail Returned to Sender", StringComparison.Ordinal));
        Assert.Contains("Mail queue is empty", instance.Suite("postqueue", "-p").Out);
        Assert.DoesNotMatch(@"(panic|fatal):", instance.Log);
    }

    [Needs("pgrep", "runuser", Root = true)]
    public void L_14_memory_of_daemons_is_closed_and_dumps_of_dotnet_are_off()
    {
        string etc = Path.Combine(instance.Folder, "etc");
        instance.User("alice@virtual.example", "wonderland").Suite("newaliases").Well();
        var environment = instance.ClientEnvironment;
        foreach (string name in (string[])["DOTNET_DbgEnableMiniDump", "DOTNET_EnableEventPipe", "COMPlus_DbgEnableMiniDump", "LD_LIBRARY_PATH", "SECRET_TOKEN"])
            environment[name] = "1";
        Tool.Run(Program("postfix"), ["-c", etc, "start"], environment: environment).Well();
        instance.Start(already: true);
        Instance.Type(instance.Smtp, "QUIT");
        Assert.True(Instance.Answers(instance.Pop3) && Instance.Answers(instance.Imap));
        int[] pids = [.. Tool.Run("pgrep", ["-P", instance.MasterPid.ToString()]).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
        Assert.True(pids.Length > 4);
        foreach (int pid in pids)
        {
            string name = File.ReadAllText($"/proc/{pid}/cmdline").Split('\0')[0];
            Assert.DoesNotMatch("DbgEnableMiniDump|EventPipe|LD_LIBRARY|SECRET_TOKEN", File.ReadAllText($"/proc/{pid}/environ"));
            // Of a process that may not be dumped, /proc belongs to root: another process of the same user cannot look into it.
            Assert.True(As(instance.Owner, $"cat /proc/{pid}/environ || cat /proc/{pid}/mem").Exit != 0, name);
        }
    }

    [Needs(Root = true)]
    public void L_15_what_others_could_write_or_read_is_told()
    {
        string etc = Path.Combine(instance.Folder, "etc");
        instance.User("alice@virtual.example", "wonderland");
        Down();
        Ran Check() => instance.Suite("postfix", "-c", etc, "check");
        Assert.DoesNotMatch("writable|readable|not owned", Check().All);
        Tool.Run("chmod", ["o+w", instance.Config("main.cf")]).Well();
        Tool.Run("chown", ["nobody", instance.Config("master.cf")]).Well();
        Tool.Run("chmod", ["644", instance.Config("key-and-cert.pem")]).Well();
        Tool.Run("chmod", ["644", instance.Config("passwd-file")]).Well();
        Tool.Run("chmod", ["777", Spool("pid")]).Well();
        Tool.Run("chown", ["nobody", Spool("incoming")]).Well();
        string said = Check().All;
        // In the words of Postfix's script, which looks below "config_directory/.".
        Assert.Contains($"warning: group or other writable: {etc}/./main.cf", said);
        Assert.Contains($"warning: not owned by root: {etc}/./master.cf", said);
        Assert.Contains($"warning: group or other readable: {instance.Config("key-and-cert.pem")}", said);
        Assert.Contains($"warning: other readable: {instance.Config("passwd-file")}", said);
        Assert.Contains($"warning: group or other writable: {Spool("pid")}", said);
        Assert.Contains($"warning: not owned by {instance.Owner}: {Spool("incoming")}", said);
    }
}
