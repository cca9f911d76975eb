using MailSuite.Local;
using MailSuite.Mail;

namespace MailSuite.Tests.Delivery;

/// <summary>Whole deliveries to the user who runs the tests, in a throw-away spool. There is no bounce service: what bounces is seen as deferred.</summary>
public sealed class LocalBatchesTests : IDisposable
{
    private readonly Scratch at = new();
    private readonly string me;

    public LocalBatchesTests()
    {
        Accounts.User(Sys.EffectiveUid, out var account);
        me = account!.Name;
        Sys.TryChmod(at.Path, 0x1FF);
        Directory.CreateDirectory(at["spool"]);
        Sys.TryChmod(at["spool"], 0x3FF);
    }

    public void Dispose() => at.Dispose();

    private void Deliver(string aliases, string[] recipients, string more = "", string content = "Subject: x\n\nbody\n")
    {
        File.WriteAllText(at["aliases"], aliases);
        var config = MailConfig.FromText($"""
            myhostname = host.example
            mydestination = host.example
            queue_directory = {at.Path}
            alias_maps = texthash:{at["aliases"]}
            mail_spool_directory = {at["spool"]}
            recipient_delimiter = +
            forward_path =
            biff = no
            compatibility_level = 3.6
            {more}

            """);
        var batches = new LocalBatches(new LocalTools(config, "local", Clock.System));
        var run = new DeliveryRun(config);
        batches.Deliver([.. recipients.Select(r => new Mail.Delivery(at.Request(r, content), run))]);
        while (batches.Continue() is >= 0 and var wait)
            Thread.Sleep(wait);
    }

    private int Count(string name) => File.Exists(at[name]) ? File.ReadAllText(at[name]).Split("\nSubject: x\n").Length - 1 : 0;

    [Fact]
    public void A_user_gets_the_message_in_the_spool()
    {
        Deliver("", [$"{me}@host.example", $"{me.ToUpperInvariant()}+ext@host.example"]);
        Assert.Equal(2, Count("spool/" + me));
        Assert.Contains($"\nDelivered-To: {me}@host.example\n", File.ReadAllText(at["spool/" + me]));
    }

    [Fact]
    public void Aliases_nest_and_each_address_is_delivered_once()
    {
        Deliver($"team {me}, inner, {me}, \"{at["file"]}\"\ninner {me}, team\n", ["team@host.example"]);
        Assert.Equal(1, Count("spool/" + me));
        Assert.Equal(1, Count("file"));
    }

    [Fact]
    public void R_10_aliases_that_name_each_other_come_to_an_end()
    {
        Deliver("a b\nb a, a\nc c\n", ["a@host.example", "c@host.example"]);
        Assert.Empty(Directory.GetFiles(at["spool"]));
    }

    [Fact]
    public void An_alias_in_its_own_expansion_is_the_user()
    {
        Deliver($"{me} {me}, \"{at["file"]}\"\n", [$"{me}@host.example"]);
        Assert.Equal((1, 1), (Count("spool/" + me), Count("file")));
    }

    [Fact]
    public void A_message_for_many_addresses_of_one_user_is_quoted_in_each()
    {
        Deliver($"list {me}+1, {me}+2, {me}+3\n", ["list@host.example"], content: "Subject: x\n\nFrom me\n");
        Assert.Equal(3, File.ReadAllText(at["spool/" + me]).Split("\n\n>From me\n\n").Length - 1);
    }

    [Fact]
    public void R_03_commands_know_the_user_and_the_message_and_strangers_put_no_shell_syntax_into_that()
    {
        Deliver($"c \"|env > {at["env"]}; umask >> {at["env"]}\"\n", ["C+$(id)@host.example"], "export_environment = A=b");
        string[] env = File.ReadAllLines(at["env"]);
        foreach (string expected in (string[])["A=b", "USER=c", "LOGNAME=c", "LOCAL=c+__id_", "EXTENSION=__id_", "DOMAIN=host.example", "RECIPIENT=C+__id_@host.example", "SENDER=s@y.example", "PATH=/usr/bin:/bin"])
            Assert.Contains(expected, env);
        Assert.DoesNotContain(env, static l => (l.StartsWith("HOME=") || l.StartsWith("SHELL=")) && Sys.EffectiveUid == 0 || l.Contains("DOTNET"));   // without root the command has an account: ours
    }

    [Fact]
    public void Mail_to_files_and_commands_needs_permission()
    {
        Deliver($"f {at["file"]}\nc \"|cat > {at["out"]}\"\n", ["f@host.example", "c@host.example"], "allow_mail_to_files =\nallow_mail_to_commands =");
        Assert.False(File.Exists(at["file"]));
        Assert.False(File.Exists(at["out"]));
    }

    [Fact]
    public void A_command_runs_beside_the_other_deliveries()
    {
        Deliver($"c \"|cat > {at["out"]}\", {me}\n", ["c@host.example", $"{me}@host.example"]);
        Assert.Equal((1, 2), (Count("out"), Count("spool/" + me)));
    }

    [Fact]
    public void Commands_of_one_recipient_keep_to_the_concurrency_of_a_destination()
    {
        Deliver($"c \"|mkdir {at["lock"]} && sleep 0.05 && rmdir {at["lock"]} && echo x >> {at["out"]}\"\n", ["c@host.example", "C@host.example", "c@host.example"], "local_destination_concurrency_limit = 2");
        Assert.Equal(3, File.ReadAllLines(at["out"]).Length);
    }

    [Theory]
    [InlineData("{0}/${{extension}}", "/")]
    [InlineData("{0}/out${{extension?/$extension}}", "/out")]
    public void Commands_run_where_main_cf_says(string directory, string expected)
    {
        Directory.CreateDirectory(at["out"]);
        Sys.TryChmod(at["out"], 0x1FF);
        Deliver($"c \"|pwd > {at["pwd"]}\"\n", ["c@host.example"], "command_execution_directory = " + string.Format(directory, at.Path));
        Assert.Equal((at.Path + expected).TrimEnd('/'), File.ReadAllText(at["pwd"]).Trim());
    }

    [Fact]
    public void L_03_A_directory_named_by_a_stranger_does_not_leave_the_one_that_was_meant()
    {
        Deliver($"c \"|pwd > {at["pwd"]}\"\n", ["c+../../etc@host.example"], $"command_execution_directory = {at.Path}/x$extension");
        Assert.False(File.Exists(at["pwd"]));
    }

    [Fact]
    public void R_10_mail_that_was_here_before_is_not_delivered_again()
    {
        Deliver("", [$"{me}@host.example"], content: $"Subject: y\nDelivered-To:\n \"{me}\"@HOST.example\n\nbody\n");
        Assert.False(File.Exists(at["spool/" + me]));
    }

    [Fact]
    public void L_07_An_include_file_with_a_relative_path_or_open_to_all_is_refused()
    {
        File.WriteAllText(at["list"], at["file"] + "\n");
        Sys.TryChmod(at["list"], 0x1B6);
        Deliver($"a :include:list\nb :include:{at["list"]}\n", ["a@host.example", "b@host.example"], "allow_mail_to_files = alias, include");
        Assert.False(File.Exists(at["file"]));
        Sys.TryChmod(at["list"], 0x1A4);
        Deliver($"b :include:{at["list"]}\n", ["b@host.example"], "allow_mail_to_files = alias, include");
        Assert.Equal(1, Count("file"));
    }

    [Fact]
    public void Home_mailbox_and_spool_directories_with_a_slash_are_Maildirs()
    {
        Deliver("", [$"{me}@host.example"], $"mail_spool_directory = {at["dirs"]}/");
        Assert.Single(Directory.GetFiles(at[$"dirs/{me}/new"]));
    }

    [Fact]
    public void A_setting_with_a_broken_macro_stops_the_start() =>
        Assert.Throws<FatalException>(() => Deliver("", [], "luser_relay = ${user"));
}
