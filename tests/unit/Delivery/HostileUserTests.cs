using MailSuite.Local;
using MailSuite.Mail;
using MailSuite.Tests.Smtp;

namespace MailSuite.Tests.Delivery;

/// <summary>A test that takes other users' rights.</summary>
internal sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute()
    {
        if (Sys.EffectiveUid != 0)
            Skip = "needs root: it takes the rights of other users";
    }
}

/// <summary>
/// Cases L-03 to L-07 and L-13 of the security reference: what a local user may put in our way. The user is "nobody"; the victims are "daemon" and root. Commands
/// and files of root's aliases get the rights of default_privs, which is "daemon" here.
/// </summary>
public sealed class HostileUserTests : IDisposable
{
    private const int OwnerOnly = 0x1C0, Readable = 0x1A4, Everybody = 0x1FF, Sticky = 0x3FF;
    private readonly Scratch at = new();
    private readonly LogLines log = new();
    private readonly UserAccount nobody, daemon;

    public HostileUserTests()
    {
        Accounts.User("nobody", out var account);
        nobody = account!;
        Accounts.User("daemon", out account);
        daemon = account!;
        Log.To(log);
        Sys.Umask(0x12);   // 022: daemons that other tests start in this process leave theirs, and then "nobody" could not enter these folders
        Sys.TryChmod(at.Path, 0x1ED);
        foreach (string folder in (string[])["spool", "fwd", "out", "dirs"])
            Directory.CreateDirectory(at[folder]);
        Sys.TryChmod(at["spool"], Sticky);
        Sys.TryChmod(at["out"], Everybody);
        Sys.TryChmod(at["dirs"], Everybody);
    }

    public void Dispose()
    {
        Log.To(new StandardErrorLog("tests"));
        at.Dispose();
    }

    private void Deliver(string aliases, string recipient, string more = "")
    {
        File.WriteAllText(at["aliases"], aliases);
        var config = MailConfig.FromText($"""
            myhostname = host.example
            mydestination = host.example
            queue_directory = {at.Path}
            alias_maps = texthash:{at["aliases"]}
            mail_spool_directory = {at["spool"]}
            forward_path = {at["fwd"]}/$user
            recipient_delimiter = +
            default_privs = daemon
            deliver_lock_attempts = 1
            deliver_lock_delay = 1
            biff = no
            compatibility_level = 3.6
            {more}

            """);
        var batches = new LocalBatches(new LocalTools(config, "local", Clock.System));
        batches.Deliver([new Mail.Delivery(at.Request(recipient + "@host.example", "Subject: x\n\nbody\n"), new DeliveryRun(config))]);
        while (batches.Continue() is >= 0 and var wait)
            Thread.Sleep(wait);
        Log.Flush();
    }

    private string Status => string.Join('\n', log.Lines.Where(static l => l.Contains("status=")).Select(static l => l[l.IndexOf("dsn=", StringComparison.Ordinal)..]));

    private void Owned(string name, UserAccount by, string content, int mode = OwnerOnly)
    {
        File.WriteAllText(at[name], content);
        Sys.TryChmod(at[name], mode);
        Assert.Equal(Errno.None, Sys.TryChown(at[name], by.Uid, by.Gid));
    }

    private void Forward(string content, UserAccount? owner = null, int mode = Readable) => Owned("fwd/nobody", owner ?? nobody, content, mode);

    private bool MailboxHasIt => File.Exists(at["spool/nobody"]) && File.ReadAllText(at["spool/nobody"]).Contains("\nbody\n");

    [RootFact]
    public void L_03_A_mailbox_that_is_a_link_to_the_files_of_others_is_not_written()
    {
        Owned("secret", daemon, "secret\n");
        Sys.RunAs(new Credentials(nobody.Uid, nobody.Gid, []), () => Sys.TrySymlink(at["secret"], at["spool/nobody"]));
        Deliver("", "nobody");
        Assert.Equal("secret\n", File.ReadAllText(at["secret"]));
        Assert.Contains("cannot update mailbox", Status);
    }

    [RootFact]
    public void L_03_A_mailbox_that_is_another_name_of_a_file_is_not_written()
    {
        Owned("spool/own", nobody, "mine\n");
        Assert.Equal(Errno.None, Sys.TryLink(at["spool/own"], at["spool/nobody"]));
        Deliver("", "nobody");
        Assert.Equal("mine\n", File.ReadAllText(at["spool/own"]));
        Assert.DoesNotContain("status=sent", Status);
    }

    [RootFact]
    public void L_03_A_mailbox_of_somebody_else_waits()
    {
        Owned("spool/nobody", daemon, "daemon's\n", Everybody);
        Deliver("", "nobody");
        Assert.Equal("daemon's\n", File.ReadAllText(at["spool/nobody"]));
        Assert.Contains("is not owned by recipient", Status);
        Deliver("", "nobody", "strict_mailbox_ownership = no");
        Assert.True(MailboxHasIt);
    }

    [RootFact]
    public void L_03_A_mailbox_in_a_spool_of_root_is_made_for_its_user()
    {
        Sys.TryChmod(at["spool"], 0x1ED);
        Deliver("", "nobody");
        Assert.True(MailboxHasIt);
        Sys.TryStat(at["spool/nobody"], out var status);
        Assert.Equal((nobody.Uid, 0x180), (status.Uid, status.Permissions));
    }

    [RootFact]
    public void L_04_Folders_of_a_Maildir_that_are_links_lead_nowhere()
    {
        foreach (string folder in (string[])["victim", "dirs/nobody", "dirs/nobody/cur", "dirs/nobody/tmp"])
            Directory.CreateDirectory(at[folder]);
        Sys.TryChown(at["victim"], daemon.Uid, daemon.Gid);
        Sys.TryChmod(at["victim"], OwnerOnly);
        foreach (string folder in (string[])["dirs/nobody", "dirs/nobody/cur", "dirs/nobody/tmp"])
            Sys.TryChown(at[folder], nobody.Uid, nobody.Gid);
        Sys.TrySymlink(at["victim"], at["dirs/nobody/new"]);
        Deliver("", "nobody", $"mail_spool_directory = {at["dirs"]}/");
        Assert.Empty(Directory.GetFiles(at["victim"]));
        Assert.Empty(Directory.GetFiles(at["dirs/nobody/tmp"]));
        Assert.Contains("dsn=4.2.0, status=deferred (maildir delivery failed: create maildir file", Status);
    }

    [RootFact]
    public void L_04_All_that_a_delivery_makes_belongs_to_the_user()
    {
        Deliver("", "nobody", $"mail_spool_directory = {at["dirs"]}/");
        foreach (string name in (string[])["dirs/nobody", "dirs/nobody/new", "dirs/nobody/cur", "dirs/nobody/tmp"])
            Assert.True(Sys.TryStat(at[name], out var folder) == Errno.None && folder.Uid == nobody.Uid && folder.Permissions == OwnerOnly, name);
        Sys.TryStat(Directory.GetFiles(at["dirs/nobody/new"]).Single(), out var file);
        Assert.Equal((nobody.Uid, nobody.Gid, 0x180), (file.Uid, file.Gid, file.Permissions));
    }

    [RootFact]
    public void L_04_What_root_forwards_to_files_and_commands_has_not_the_rights_of_root()
    {
        File.WriteAllText(at["fwd/root"], $"{at["out/file"]}, \"|id -u > {at["out/uid"]}\"\n");
        Deliver("", "root");
        Sys.TryStat(at["out/file"], out var file);
        Assert.Equal((daemon.Uid, $"{daemon.Uid}\n"), (file.Uid, File.ReadAllText(at["out/uid"])));
    }

    [RootFact]
    public void L_05_A_forward_file_of_somebody_else_is_ignored()
    {
        Forward(at["out/file"] + "\n", daemon);
        Deliver("", "nobody");
        Assert.True(MailboxHasIt);
        Assert.False(File.Exists(at["out/file"]));
        Assert.Contains(log.Lines, l => l.Contains($"has bad owner uid {daemon.Uid}"));
    }

    [RootFact]
    public void L_05_A_forward_file_that_everybody_may_write_is_ignored()
    {
        Forward(at["out/file"] + "\n", mode: Everybody);
        Deliver("", "nobody");
        Assert.True(MailboxHasIt);
        Assert.Contains(log.Lines, static l => l.Contains("is world writable"));
    }

    [RootFact]
    public void L_05_A_link_a_fifo_or_a_directory_is_no_forward_file()
    {
        Owned("secret", nobody, at["out/file"] + "\n");
        foreach (Action make in (Action[])[() => Sys.TrySymlink(at["secret"], at["fwd/nobody"]), () => Sys.TryMakeFifo(at["fwd/nobody"], Everybody), () => Directory.CreateDirectory(at["fwd/nobody"])])
        {
            make();
            Deliver("", "nobody");
            Assert.True(MailboxHasIt);
            File.Delete(at["spool/nobody"]);
            if (Directory.Exists(at["fwd/nobody"]))
                Directory.Delete(at["fwd/nobody"]);
            else
                File.Delete(at["fwd/nobody"]);
        }
        Assert.False(File.Exists(at["out/file"]));
    }

    [RootFact]
    public void L_05_A_forward_file_that_its_user_may_not_read_is_not_read_as_root()
    {
        Owned("fwd/nobody", nobody, at["out/file"] + "\n", 0);
        Sys.TryChmod(at["fwd"], OwnerOnly);
        Deliver("", "nobody");
        Assert.True(MailboxHasIt);
        Assert.False(File.Exists(at["out/file"]));
    }

    [RootFact]
    public void L_05_A_forward_file_that_cannot_be_looked_at_now_waits()
    {
        Sys.TrySymlink(at["round"], at["round"]);
        Deliver("", "nobody", $"forward_path = {at["round"]}/$user");
        Assert.False(File.Exists(at["spool/nobody"]));
        Assert.Contains("dsn=4.3.0, status=deferred (look at ", Status);
    }

    [RootFact]
    public void L_05_Commands_and_files_need_permission_and_run_as_the_user()
    {
        Forward($"\"|id -u > {at["out/uid"]}; id -G >> {at["out/uid"]}\"\n{at["out/file"]}\n");
        Deliver("", "nobody", "allow_mail_to_commands = alias\nallow_mail_to_files = alias");
        Assert.Empty(Directory.GetFiles(at["out"]));
        Deliver("", "nobody");
        Assert.Equal(nobody.Uid.ToString(), File.ReadAllLines(at["out/uid"])[0]);
        Assert.DoesNotContain("0", File.ReadAllLines(at["out/uid"])[1].Split(' '));
        Sys.TryStat(at["out/file"], out var file);
        Assert.Equal(nobody.Uid, file.Uid);
    }

    [RootFact]
    public void L_05_A_large_forward_file_with_rubbish_comes_to_an_end()
    {
        Forward(string.Concat(Enumerable.Repeat("\0\u0001\"(((<<,,\\nobody, :include:x, |\n", 30_000)) + $"\\nobody, {at["out/file"]}\n");
        Deliver("", "nobody");
        Assert.NotEmpty(Status);
    }

    [RootFact]
    public void L_05_Forwarding_to_oneself_and_to_each_other_comes_to_an_end()
    {
        Forward("nobody, daemon\n");
        Owned("fwd/daemon", daemon, "nobody, daemon\n", Readable);
        Deliver("nobody2 nobody\n", "nobody2");
        Assert.True(MailboxHasIt);
        Assert.Equal(1, File.ReadAllText(at["spool/nobody"]).Split("\nSubject: x\n").Length - 1);
    }

    [RootFact]
    public void L_06_A_command_has_a_session_of_its_own_and_a_strict_umask()
    {
        Forward($"\"|umask > {at["out/umask"]}; ps -o sid= -p $$ | tr -d ' ' > {at["out/sid"]}; echo $$ > {at["out/pid"]}; ls /proc/self/fd | wc -l > {at["out/fds"]}\"\n");
        int before = Sys.Umask(0x3F);
        try
        {
            Deliver("", "nobody");
        }
        finally
        {
            Sys.Umask(before);
        }
        Assert.Equal("0077\n", File.ReadAllText(at["out/umask"]));
        Assert.Equal(File.ReadAllText(at["out/pid"]), File.ReadAllText(at["out/sid"]));
        Assert.Equal("4\n", File.ReadAllText(at["out/fds"]));   // standard ones, and the directory that ls reads
    }

    [RootFact]
    public void L_07_An_include_file_gives_the_rights_of_its_owner_and_root_gives_those_of_nobody_in_particular()
    {
        Owned("list1", nobody, $"\"|id -u > {at["out/uid1"]}\"\n", Readable);
        File.WriteAllText(at["list2"], $"\"|id -u > {at["out/uid2"]}\"\n");
        Deliver($"a :include:{at["list1"]}, :include:{at["list2"]}\n", "a", "allow_mail_to_commands = include");
        Assert.Equal(($"{nobody.Uid}\n", $"{daemon.Uid}\n"), (File.ReadAllText(at["out/uid1"]), File.ReadAllText(at["out/uid2"])));
    }

    [RootFact]
    public void L_07_A_user_cannot_include_what_the_user_may_not_read()
    {
        File.WriteAllText(at["list"], at["out/file"] + "\n");
        Sys.TryChmod(at["list"], OwnerOnly);
        Forward($":include:{at["list"]}\n");
        Deliver("", "nobody", "allow_mail_to_files = include");
        Assert.False(File.Exists(at["out/file"]));
        Assert.Contains("dsn=4.3.5, status=deferred", Status);
    }

    [RootFact]
    public void L_07_Aliases_of_a_table_of_a_user_have_the_rights_of_that_user()
    {
        File.WriteAllText(at["aliases"], "");
        Sys.TryChown(at["aliases"], nobody.Uid, nobody.Gid);
        Deliver($"a \"|id -u > {at["out/uid"]}\"\n", "a");
        Assert.Equal($"{nobody.Uid}\n", File.ReadAllText(at["out/uid"]));
        Sys.TryChmod(at["aliases"], 0x1B6);
        File.Delete(at["out/uid"]);
        Deliver($"a \"|id -u > {at["out/uid"]}\"\n", "a");
        Assert.False(File.Exists(at["out/uid"]));
    }

    [RootFact]
    public void L_13_Lent_rights_are_complete_and_are_given_back()
    {
        static string[] Kernel(string words) => [.. File.ReadAllLines("/proc/thread-self/status").Where(l => words.Split(' ').Any(w => l.StartsWith(w + ":", StringComparison.Ordinal)))];
        string[] before = Kernel("Uid Gid Groups CapEff"), during = [];
        Sys.RunAs(new Credentials(nobody.Uid, nobody.Gid, []), () => during = Kernel("Uid Gid Groups CapEff"));
        int u = nobody.Uid, g = nobody.Gid;
        Assert.Equal([$"Uid:\t{u}\t{u}\t0\t{u}", $"Gid:\t{g}\t{g}\t{g}\t{g}", "Groups:\t ", "CapEff:\t0000000000000000"], during);
        Assert.Equal(before, Kernel("Uid Gid Groups CapEff"));
        Assert.Throws<InvalidOperationException>(() => Sys.RunAs(new Credentials(nobody.Uid, nobody.Gid, []), () => throw new InvalidOperationException()));
        Assert.Equal(before, Kernel("Uid Gid Groups CapEff"));
    }
}
