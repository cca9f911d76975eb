namespace MailSuite.Tests.Sys;

/// <summary>Delivery to commands and to users' files by the real daemons: pipe, spawn, local with procmail and maildrop, virtual with quotas.</summary>
public sealed class DeliveryTests : IDisposable
{
    private readonly Instance instance = new(new() { ["recipient_delimiter"] = "+", ["biff"] = "no", ["local_recipient_maps"] = "" });
    private readonly string user = Instance.IsRoot ? "msuite" + Guid.NewGuid().ToString("N")[..8] : Environment.UserName;
    private bool made;

    public void Dispose()
    {
        instance.Dispose();
        if (made)
            Tool.Run("userdel", [user]);
    }

    private string Home => Path.Combine(instance.Folder, "home");

    private void Set(string name, string value) => File.AppendAllText(instance.Config("main.cf"), $"{name} = {value}\n");

    private void Service(string line) => File.AppendAllText(instance.Config("master.cf"), line + "\n");

    /// <summary>An account with a home of its own, taken away at the end. Needs root.</summary>
    private void MakeUser()
    {
        Tool.Run("useradd", ["--no-create-home", "--home-dir", Home, "--shell", "/bin/sh", user]).Well();
        made = true;
        Directory.CreateDirectory(Home);
        Own(Home);
    }

    private void Own(string path) => Tool.Run("chown", [$"{user}:", path]).Well();

    private string HomeFile(string name, string content, string mode = "600")
    {
        string path = Path.Combine(Home, name);
        File.WriteAllText(path, content);
        Tool.Run("chmod", [mode, path]).Well();
        Own(path);
        return path;
    }

    [Needs("useradd", "userdel", Root = true)]
    public void Pipe_runs_a_command_with_the_rights_and_the_macros_of_its_line()
    {
        MakeUser();
        Service($"show unix - n n - - pipe flags=DORhuq user={user} directory={Home} argv=/bin/sh -c {{ (id -un; pwd; echo \"$$0\" \"$$1\" \"$$2\"; cat) > out.tmp; mv out.tmp out; echo done }} ${{recipient}} ${{user}} {{ ${{sender}} ${{nexthop}} }}");
        Set("transport_maps", "inline:{ { show.example = show:Next.Hop } }");
        Set("relay_domains", "show.example");
        Set("show_destination_recipient_limit", "1");
        instance.Start();
        instance.Send("s@sender.example", "Joe+Box@Show.example", "piped");
        string text = instance.WaitForText(Path.Combine(Home, "out"), "Subject: piped");
        Assert.StartsWith($"{user}\n{Home}\njoe+box@show.example joe s@sender.example next.hop\nReturn-Path: <s@sender.example>\nX-Original-To: ", text);
        Assert.Contains("\nDelivered-To: Joe+Box@", text);
        instance.WaitForLog(@"postfix/pipe\[\d+\]: \w+: to=<Joe\+Box@Show.example>, relay=show, .*dsn=2.0.0, status=sent \(delivered via show service \(done\)\)");
    }

    [Needs("useradd", "userdel", Root = true)]
    public void Pipe_returns_mail_with_the_words_of_the_command()
    {
        MakeUser();
        Service($"no unix - n n - - pipe user={user} argv=/bin/sh -c {{ cat >/dev/null; echo 5.7.1 We want none; exit 1 }}");
        Set("transport_maps", "inline:{ { no.example = no: } }");
        Set("relay_domains", "no.example");
        instance.Start();
        instance.Send("alice@virtual.example", "x@no.example", "unwanted");
        instance.WaitForLog(@"relay=no, .*dsn=5.7.1, status=bounced \(We want none \)");
        string notice = Assert.Single(instance.WaitForMaildir("alice"));
        Assert.Contains("Diagnostic-Code: x-unix; We want none", notice);
        Assert.Contains("Status: 5.7.1", notice);
    }

    [Needs("useradd", "userdel", "/bin/busybox", Root = true)]
    public void Pipe_confines_a_command_to_a_root_of_its_own()
    {
        MakeUser();
        string root = Path.Combine(instance.Folder, "root");
        Directory.CreateDirectory(Path.Combine(root, "d"));
        File.Copy("/bin/busybox", Path.Combine(root, "sh"));
        Service($"jail unix - n n - - pipe user={user} chroot={root} directory=/d argv=/sh -c {{ while read line; do :; done; pwd; echo /* }}");
        Set("transport_maps", "inline:{ { jail.example = jail: } }");
        Set("relay_domains", "jail.example");
        instance.Start();
        instance.Send("s@sender.example", "x@jail.example", "jailed");
        string line = instance.WaitForLog(@"relay=jail, .*status=.*");
        if (!line.Contains("can't load library") && !line.Contains("execvp /sh"))   // a busybox that is not static cannot run there
            Assert.EndsWith("status=sent (delivered via jail service (/d /d /sh))", line);
    }

    [Needs("useradd", "userdel", Root = true)]
    public void Spawn_gives_a_connection_to_a_command()
    {
        MakeUser();
        int port = Instance.FreePort();
        Service($"127.0.0.1:{port} inet n n n - 0 spawn user={user} argv=/bin/sh -c {{ echo 220 hello; read line; id -un; echo \"you said $line\" }}");
        instance.Start();
        string said = Tool.Run("bash", ["-c", $"exec 3<>/dev/tcp/127.0.0.1/{port}; echo hi >&3; cat <&3"]).Well().Out;
        Assert.Equal($"220 hello\n{user}\nyou said hi\n", said);
    }

    [Needs("useradd", "userdel", "procmail", Root = true)]
    public void Procmail_is_the_mailbox_command()
    {
        MakeUser();
        HomeFile(".procmailrc", $"MAILDIR={Home}\nDEFAULT={Home}/default\nLOGABSTRACT=no\n:0:\n* ^Subject: spam\nspam\nEXT=$1\n:0:\n* EXT ?? ^^box^^\nboxed\n");
        Set("mailbox_command", "/usr/bin/procmail -a \"$EXTENSION\"");
        instance.Start();
        instance.Send("s@sender.example", $"{user}@{Instance.Host}", "spam and more");
        instance.Send("s@sender.example", $"{user}+box@{Instance.Host}", "ham");
        Assert.StartsWith("From s@sender.example", instance.WaitForText(Path.Combine(Home, "spam"), "Subject: spam and more"));
        instance.WaitForText(Path.Combine(Home, "boxed"), "Subject: ham");
        instance.WaitForLog(@"status=sent \(delivered to command: /usr/bin/procmail -a ""\$EXTENSION""\)");
    }

    [Needs("useradd", "userdel", "maildrop", Root = true)]
    public void Maildrop_is_an_agent_behind_pipe_and_behind_local()
    {
        MakeUser();
        HomeFile(".mailfilter", $"to \"{Home}/filed\"\n");
        Service($"maildrop unix - n n - - pipe flags=ORhu user={user} argv=/usr/bin/maildrop -d {user} ${{extension}}");
        Set("transport_maps", "inline:{ { drop.example = maildrop: } }");
        Set("relay_domains", "drop.example");
        Set("mailbox_command", "/usr/bin/maildrop -d \"$USER\"");
        instance.Start();
        instance.Send("s@sender.example", "any+x@drop.example", "by pipe");
        instance.WaitForText(Path.Combine(Home, "filed"), "Subject: by pipe");
        instance.Send("s@sender.example", $"{user}@{Instance.Host}", "by local");
        instance.WaitForText(Path.Combine(Home, "filed"), "Subject: by local");
    }

    [Needs("useradd", "userdel", Root = true)]
    public void A_user_forwards_to_commands_files_and_other_users()
    {
        MakeUser();
        HomeFile(".forward", $"\\{user}, \"|cat > {Home}/out.tmp; mv {Home}/out.tmp {Home}/out\", {Home}/file, {Home}/dir/, bob@virtual.example\n");
        HomeFile(".forward+x", $"{Home}/extended\n");
        instance.Start();
        instance.Send("alice@virtual.example", $"{user}@{Instance.Host}", "everywhere");
        instance.WaitForText(Path.Combine(Home, "out"), "Subject: everywhere");
        instance.WaitForText(Path.Combine(Home, "file"), "Subject: everywhere");
        instance.WaitForText(instance.Mbox(user), "Subject: everywhere");
        string forwarded = Assert.Single(instance.WaitForMaildir("bob"));
        Assert.Contains($"\nDelivered-To: {user}@{Instance.Host}\n", forwarded);
        Assert.Contains($"\nX-Original-To: {user}@{Instance.Host}\n", forwarded);
        Assert.Single(Directory.GetFiles(Path.Combine(Home, "dir/new")));
        instance.Send("alice@virtual.example", $"{user}+x@{Instance.Host}", "special");
        instance.WaitForText(Path.Combine(Home, "extended"), "Subject: special");
    }

    [Needs]
    public void Mail_to_a_list_with_an_owner_comes_from_the_owner_and_bounces_go_there()
    {
        File.AppendAllText(instance.Config("aliases"), "list: bob@virtual.example, nosuchuser\nowner-list: keeper\nkeeper: alice@virtual.example\n");
        instance.Start();
        instance.Send("s@sender.example", $"list@{Instance.Host}", "to all");
        string member = Assert.Single(instance.WaitForMaildir("bob"));
        Assert.StartsWith($"Return-Path: <owner-list@{Instance.Host}>\nX-Original-To: bob@virtual.example\n", member);
        string notice = Assert.Single(instance.WaitForMaildir("alice"));
        Assert.Contains("nosuchuser", notice);
    }

    [Needs]
    public void A_full_virtual_mailbox_returns_mail_with_the_text_of_main_cf()
    {
        Set("virtual_mailbox_limit_maps", "inline:{ { bob@virtual.example = 2000S } }");
        Set("virtual_overquota_bounce", "yes");
        Set("virtual_maildir_limit_message", "No more room here.");
        instance.Start();
        instance.Send("alice@virtual.example", "bob@virtual.example", "fits");
        instance.WaitForMaildir("bob");
        instance.Send("alice@virtual.example", "bob@virtual.example", "does not fit", new string('x', 900) + "\n" + new string('y', 900) + "\n");
        instance.WaitForLog(@"to=<bob@virtual.example>.*dsn=5.2.2, status=bounced \(maildir delivery failed: No more room here.\)");
        Assert.Contains("No more room here.", Assert.Single(instance.WaitForMaildir("alice")));
        Assert.StartsWith("2000S\n", File.ReadAllText(Path.Combine(instance.Maildir("bob"), "maildirsize")));
    }

    [Needs]
    public void What_is_nobodys_goes_where_main_cf_says()
    {
        Set("luser_relay", "bob+$local@virtual.example");
        Set("fallback_transport_maps", "inline:{ { gone = error:5.1.6 moved away } }");
        instance.Start();
        instance.Send("alice@virtual.example", $"nosuchuser@{Instance.Host}", "whoever");
        Assert.Contains($"\nX-Original-To: nosuchuser@{Instance.Host}\n", Assert.Single(instance.WaitForMaildir("bob")));
        instance.WaitForLog(@"to=<bob\+nosuchuser@virtual.example>, orig_to=<nosuchuser@mail.test.example>, relay=virtual");
        instance.Send("alice@virtual.example", $"gone@{Instance.Host}", "old address");
        instance.WaitForLog(@"to=<gone@mail.test.example>, relay=none, .*dsn=5.1.6, status=bounced \(moved away\)");
    }
}
