using MailSuite.Postmulti;

namespace MailSuite.Tests.Postmulti;

/// <summary>postmulti(1) from the first instance to its end. Output and messages were compared with Debian's postmulti.</summary>
public sealed class PostmultiTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("postmulti").FullName;
    private readonly List<string> commands = [];
    private readonly List<string> messages = [];
    private bool isRunning;

    public PostmultiTests()
    {
        Log.To(new Sink(messages));
        Directory.CreateDirectory(Primary);
        File.WriteAllText(Primary + "/main.cf", $"# ours\nqueue_directory = {directory}/spool/postfix\ndata_directory = {directory}/data/postfix\nmeta_directory = {Primary}\nhtml_directory = /h\n");
        File.WriteAllText(Primary + "/master.cf", "");
        File.WriteAllText(Primary + "/main.cf.proto", "# stock\nmail_owner = postfix\nhtml_directory =\ndata_directory = /var/lib/postfix\n");
        File.WriteAllText(Primary + "/master.cf.proto", "smtp inet n - n - - smtpd\n");
    }

    public void Dispose()
    {
        Log.To(new StandardErrorLog("test"));
        Directory.Delete(directory, recursive: true);
    }

    private sealed class Sink(List<string> to) : ILogSink
    {
        public void Write(IReadOnlyList<LogLine> lines) => to.AddRange(lines.Select(l => l.Text));
    }

    private string Primary => directory + "/etc/postfix";
    private string Main => File.ReadAllText(Primary + "/main.cf");
    private string Of(string instance) => $"{directory}/etc/{instance}";

    private int status;

    private string Run(params string[] args)
    {
        var output = new System.Text.StringBuilder();
        commands.Clear();
        status = MailSuite.Postmulti.Program.Run(new Options(args), Primary, text => output.Append(text), Command);
        Log.Flush();
        return output.ToString();
    }

    private string Problem(params string[] args) => Assert.Throws<FatalException>(() => Run(args)).Message;

    private int Command(IReadOnlyList<string> command, IReadOnlyList<string> environment, bool output)
    {
        string name = Path.GetFileName(command[0]);
        if (name == "postconf")
            return MailSuite.Postconf.Program.Run([.. command.Skip(1)], static _ => { });
        string config = environment.Single(e => e.StartsWith("MAIL_CONFIG=", StringComparison.Ordinal))["MAIL_CONFIG=".Length..];
        commands.Add($"{Path.GetFileName(config)}: {string.Join(' ', command.Skip(1).Prepend(name))}");
        return command[^1] == "status" && !isRunning || name == "false" ? 1 : 0;
    }

    private string List() => Run("-l").Replace(directory, "", StringComparison.Ordinal);

    private void Make(params string[] names)
    {
        Run("-e", "init");
        foreach (string name in names)
            Run("-e", "create", "-I", name, "-G", "g");
    }

    [Fact]
    public void Alone_the_primary_instance_is_enabled() => Assert.Equal("-               -               y         /etc/postfix\n", List());

    [Fact]
    public void A_new_instance_has_directories_of_its_own_and_no_network()
    {
        Make("postfix-a");
        Assert.Equal("-               -               y         /etc/postfix\npostfix-a       g               n         /etc/postfix-a\n", List());
        Assert.Equal($"# stock\n#mail_owner = postfix\nhtml_directory = /h\ndata_directory = {directory}/data/postfix-a\nauthorized_submit_users = \nmaster_service_disable = inet\n"
            + $"meta_directory = {Primary}\nqueue_directory = {directory}/spool/postfix-a\nmulti_instance_group = g\nmulti_instance_name = postfix-a\n", File.ReadAllText(Of("postfix-a/main.cf")));
        Assert.Equal(["main.cf", "master.cf"], Directory.GetFileSystemEntries(Of("postfix-a")).Select(Path.GetFileName).Order());
        Assert.StartsWith("# ours\n", Main);
        Assert.Contains("multi_instance_wrapper = ${command_directory}/postmulti -p --\n", Main);
        Assert.Equal("{\"name\": \"postfix-a\", \"group\": \"g\", \"enabled\": \"n\", \"config_directory\": \"" + Of("postfix-a") + "\"}\n", Run("-lj", "-i", "postfix-a"));
    }

    [Fact]
    public void New_instances_stand_where_they_are_wanted()
    {
        Make("postfix-a", "postfix-b");
        Run("-e", "create", "-a", "-I", "postfix-c");
        Run("-e", "create", "-g", "g", "-I", "postfix-d");
        Run("-e", "create", "-i", "postfix-b", "-I", "postfix-e");
        Assert.Contains($"multi_instance_directories = {string.Join(' ', "cdaeb".Select(c => Of("postfix-" + c)))}\n", Main);
        Assert.Equal("No matching secondary instances", Problem("-e", "create", "-i", "nosuch", "-I", "postfix-f"));
        Assert.Equal(["postfix-a", "postfix-b"], Run("-l", "-R", "-g", "g").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ')[0]).Reverse());
    }

    [Fact]
    public void Commands_run_for_whom_they_concern()
    {
        Make("postfix-a", "postfix-b");
        Run("-e", "enable", "-i", "postfix-b");
        Run("-p", "start");
        Assert.Equal(["postfix: postfix start", "postfix-a: postfix check", "postfix-b: postfix start"], commands);
        Run("-p", "stop");
        Assert.Equal(["postfix-b: postfix stop", "postfix: postfix stop"], commands);
        Run("-p", "reload");
        Assert.Equal(["postfix: postfix reload", "postfix-b: postfix reload"], commands);
        Run("-p", "check", "-v");
        Assert.Equal(["postfix: postfix check -v", "postfix-a: postfix check -v", "postfix-b: postfix check -v"], commands);
        Run("-x", "-i", Of("postfix-a"), "sh", "-c", "true");
        Assert.Equal(["postfix-a: sh -c true"], commands);
        Run("-x", "-g", "g", "false");
        Assert.Equal(1, status);
        Assert.Equal("No matching instances", Problem("-x", "-i", "nosuch", "true"));
        Assert.Equal("", Run("-l", "-i", "nosuch"));
    }

    [Fact]
    public void Names_and_groups_change()
    {
        Make("postfix-a", "postfix-b");
        Run("-e", "assign", "-i", "postfix-b", "-I", "postfix-bb", "-G", "-");
        Assert.EndsWith("postfix-bb      -               n         /etc/postfix-b\n", List());
        Assert.Equal($"instance {Of("postfix-b")}, multi_instance_name=postfix-a conflicts with instance {Of("postfix-a")}, multi_instance_name=postfix-a",
            Problem("-e", "assign", "-i", "postfix-bb", "-I", "postfix-a"));
        Assert.Equal("New instance name must start with 'postfix-'", Problem("-e", "assign", "-i", "postfix-bb", "-I", "foo"));
    }

    [Fact]
    public void An_instance_is_removed_when_it_is_stopped_and_disabled()
    {
        Make("postfix-a", "postfix-b");
        Run("-e", "enable", "-i", "postfix-a");
        Assert.Equal("Cannot remove enabled instances", Problem("-e", "destroy", "-i", "postfix-a"));
        Run("-e", "disable", "-i", "postfix-a");
        isRunning = true;
        Assert.Equal($"Instance '{Of("postfix-a")}' is not stopped", Problem("-e", "destroy", "-i", "postfix-a"));
        isRunning = false;
        Directory.CreateDirectory($"{directory}/spool/postfix-a/hold");
        File.WriteAllText($"{directory}/spool/postfix-a/hold/x", "");
        messages.Clear();
        Log.To(new Sink(messages));
        Run("-e", "destroy", "-i", "postfix-a");
        Assert.False(Directory.Exists(Of("postfix-a")));
        Assert.True(File.Exists($"{directory}/spool/postfix-a/hold/x"));
        Run("-e", "deport", "-i", "postfix-b");
        Assert.Equal("-               -               y         /etc/postfix\n", List());
        Assert.Contains($"alternate_config_directories = {Of("postfix-b")}\n", Main);
        Run("-e", "import", "-I", "postfix-b");
        Assert.Contains("postfix-b", List());
        Assert.Contains("alternate_config_directories = \n", Main);
    }

    [Fact]
    public void Nothing_is_managed_before_it_is_asked_for() =>
        Assert.Equal("multi_instance_wrapper is empty, run 'postmulti -e init' first.", Problem("-e", "create", "-I", "postfix-a"));

    [Theory]
    [InlineData("Specify exactly one of '-e', '-l', '-p', '-x'")]
    [InlineData("Specify exactly one of '-e', '-l', '-p', '-x'", "-l", "-p")]
    [InlineData("Specity no more than one of '-a', '-g', '-i'", "-l", "-i", "a", "-g", "b")]
    [InlineData("Command required with '-p' or '-x' option", "-x")]
    [InlineData("Command not allowed with '-l'", "-l", "foo")]
    [InlineData("The '-p' and '-e' options preclude the use of '-R'", "-R", "-p", "status")]
    [InlineData("Invalid '-e' edit action 'foo'. Specify 'create', 'destroy', 'import', 'deport', 'enable', 'disable', 'assign' or 'init'", "-e", "foo")]
    [InlineData("Cannot assign instance name or group without '-e assign'", "-l", "-I", "x")]
    [InlineData("Cannot assign instance name or group with '-e enable'", "-e", "enable", "-i", "-", "-G", "x")]
    [InlineData("Specify new instance name or group with '-e assign'", "-e", "assign")]
    [InlineData("Specify at most one '-G' option", "-G", "a", "-G", "b", "-l")]
    [InlineData("Unsafe characters in '-G a;b'", "-e", "assign", "-i", "-", "-G", "a;b")]
    [InlineData("Parameter overrides not valid with '-e init'", "-e", "init", "foo")]
    [InlineData("Select an instance via '-i name'", "-e", "enable")]
    [InlineData("No instance named nosuch", "-e", "enable", "-i", "nosuch")]
    [InlineData("Cannot remove the primary instance", "-e", "destroy", "-i", "-")]
    [InlineData("Missing config_directory parameter value", "-e", "create")]
    [InlineData("Missing queue_directory parameter value", "-e", "create", "config_directory=/nosuch/x")]
    [InlineData("New instance name must start with 'postfix-'", "-e", "create", "-I", "foo")]
    [InlineData("Illegal '/' character in new instance name: 'postfix-/x'", "-e", "create", "-I", "postfix-/x")]
    [InlineData("Unsafe characters in new instance name: 'postfix-a b'", "-e", "create", "-I", "postfix-a b")]
    [InlineData("Parameter 'x' not valid with action create", "-e", "create", "-I", "postfix-a", "x=y")]
    [InlineData("Parameter 'queue_directory' not valid with action import", "-e", "import", "-I", "postfix-a", "queue_directory=/x")]
    [InlineData("Parameter setting 'queue_directory' is not an absolute path", "-e", "create", "-I", "postfix-a", "queue_directory=rel")]
    [InlineData("Parameter setting 'queue_directory' is the root directory", "-e", "create", "-I", "postfix-a", "queue_directory=/")]
    [InlineData("Malformed parameter setting 'queue_directory'", "-e", "create", "-I", "postfix-a", "queue_directory")]
    public void Refuses(string problem, params string[] args) => Assert.Equal(problem, Problem(args));
}
