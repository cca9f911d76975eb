using MailSuite.Mail;
using MailSuite.Pipe;
using MailSuite.Tests.Smtp;

namespace MailSuite.Tests.Delivery;

/// <summary>pipe(8) with the rights of who runs the tests. What is expected was seen with Postfix 3.7, and for empty user names is what 3.12 does.</summary>
public sealed class PipeTests : IDisposable
{
    private readonly Scratch at = new();
    private readonly string me;
    private readonly LogLines log = new();

    public PipeTests()
    {
        Accounts.User(Sys.EffectiveUid == 0 ? "nobody" : Environment.UserName, out var account);
        me = account!.Name;
        Sys.TryChmod(at.Path, 0x1FF);
        Log.To(log);
    }

    public void Dispose()
    {
        Log.To(new StandardErrorLog("tests"));
        at.Dispose();
    }

    private MailConfig Config(string more = "") => MailConfig.FromText($"queue_directory = {at.Path}\nmyhostname = host.example\nrecipient_delimiter = +\nmail_owner = daemon\nexport_environment = TEST=1\n{more}\n");

    private PipeAttributes Attributes(params string[] words) => new([$"user={me}", .. words], Config());

    private static DeliveryRequest To(DeliveryRequest request, params string[] addresses) =>
        request with { Recipients = [.. addresses.Select(a => request.Recipients[0] with { Address = a, Original = a })] };

    private DeliveryReport Deliver(DeliveryRequest request, params string[] words)
    {
        var run = new DeliveryRun(Config());
        var delivery = new Mail.Delivery(request, run);
        new PipeDelivery(Config(), "box", Attributes(words), Clock.System).Deliver([delivery]);
        var report = run.Finish([delivery]).Single();
        Log.Flush();
        return report;
    }

    private string Arguments(DeliveryRequest request, params string[] words) =>
        string.Join('|', new PipeMacros(Attributes(words), Config(), request).Expand());

    [Theory]
    [InlineData("a ${recipient}", "a|Joe+Foo@X.Example|\"Us er\"@Y.Example")]
    [InlineData("${recipient}:${user} ${extension} ${domain}", "Joe+Foo@X.Example:Joe|\"Us er\"@Y.Example:\"Us er\"|Foo||X.Example|Y.Example")]
    [InlineData("${mailbox} $$ $(nexthop)", "Joe+Foo|\"Us er\"|$|Next.Hop")]
    [InlineData("${size}-${queue_id} ${extension?x}", "7-Q1|x|")]
    public void An_argument_that_names_recipients_comes_once_for_each(string argv, string expected)
    {
        var request = To(at.Request("x@x.example", "a\nbody\n") with { QueueId = "Q1", DataSize = 7, Nexthop = "Next.Hop" }, "Joe+Foo@X.Example", "\"Us er\"@Y.Example");
        Assert.Equal(expected, Arguments(request, ["argv=" + argv.Split(' ')[0], .. argv.Split(' ')[1..]]));
    }

    [Theory]
    [InlineData("", "Us er+Ext@ALL.Example|Us er|Ext|Us er+Ext|ALL.Example|Next.Hop|a b@S.Example")]
    [InlineData("flags=hqu", "\"us er+ext\"@all.example|us er|ext|us er+ext|all.example|next.hop|\"a b\"@S.Example")]
    public void Flags_fold_and_quote_what_commands_see(string flags, string expected)
    {
        var request = To(at.Request("x@x.example", "a\n", "a b@S.Example") with { Nexthop = "Next.Hop" }, "Us er+Ext@ALL.Example");
        string[] argv = ["argv=${recipient}", "${user}", "${extension}", "${mailbox}", "${domain}", "${nexthop}", "${sender}"];
        Assert.Equal(expected, Arguments(request, flags.Length > 0 ? [flags, .. argv] : argv));
    }

    [Theory]
    [InlineData("", "MAILER-DAEMON")]
    [InlineData("null_sender=", "")]
    [InlineData("null_sender=<>", "<>")]
    public void The_empty_sender_has_a_name_for_commands(string word, string expected) =>
        Assert.Equal("-f|" + expected, Arguments(at.Request("x@x.example", "a\n", ""), word.Length > 0 ? [word, "argv=-f", "${sender}"] : ["argv=-f", "${sender}"]));

    [Fact]
    public void An_empty_user_name_keeps_its_place() =>
        Assert.Equal("|+ext||", Arguments(To(at.Request("x@x.example", "a\n"), "@two.example", "+ext@two.example"), "argv=${user}", "${extension}"));

    [Fact]
    public void Client_and_envelope_are_told()
    {
        var request = at.Request("x@x.example", "a\n") with
        {
            EnvelopeId = "id+20;rm", Client = new ClientAttributes("c.example", "192.0.2.1", "4711", "ESMTP", "he lo; id", "PLAIN", "$(user)", "s@x", "", "local"),
        };
        request = request with { Recipients = [request.Recipients[0] with { Notify = DsnNotify.Success | DsnNotify.Delay }] };
        Assert.Equal("c.example|192.0.2.1|4711|ESMTP|he lo; id|PLAIN|$(user)|s@x|id+20;rm|SUCCESS,DELAY", Arguments(request,
            "argv=${client_hostname}", "${client_address}", "${client_port}", "${client_protocol}", "${client_helo}", "${sasl_method}", "${sasl_username}", "${sasl_sender}", "${envid}", "${notify}"));
    }

    [Fact]
    public void Flags_say_what_stands_around_and_in_the_message()
    {
        var request = at.Request("r@x.example", "Subject: x\n\n.dot\nFrom me\n", "s@y.example", original: "o@x.example");
        Assert.True(Deliver(request, "flags=BDFOR.>", $"eol=\\r\\n", "argv=/bin/sh", "-c", $"cat > {at["out"]}").AllDone);
        string text = File.ReadAllText(at["out"]);
        Assert.StartsWith("From s@y.example  ", text);
        Assert.Equal("Return-Path: <s@y.example>\r\nX-Original-To: o@x.example\r\nDelivered-To: r@x.example\r\nSubject: x\r\n\r\n..dot\r\n>From me\r\n\r\n", text[(text.IndexOf('\n') + 1)..]);
    }

    [Fact]
    public void A_message_is_copied_unchanged_without_flags()
    {
        Assert.True(Deliver(at.Request("r@x.example", "Subject: x\n\n.dot\nFrom me\n"), "argv=/bin/sh", "-c", $"cat > {at["out"]}").AllDone);
        Assert.Equal("Subject: x\n\n.dot\nFrom me\n", File.ReadAllText(at["out"]));
    }

    [Fact]
    public void R_03_no_shell_sees_what_strangers_chose()
    {
        Deliver(To(at.Request("r@x.example", "x\n"), $"$(touch {at["hacked"]});`touch {at["hacked"]}`@x.example"), "argv=/bin/sh", "-c", $"echo \"$$1\" > {at["out"]}; cat >/dev/null", "sh", "${recipient}");
        Assert.Equal($"$(touch {at["hacked"]});`touch {at["hacked"]}`@x.example\n", File.ReadAllText(at["out"]));
        Assert.False(File.Exists(at["hacked"]));
    }

    [Theory]
    [InlineData("exit 0", true, "dsn=2.0.0, status=sent (delivered via box service)")]
    [InlineData("echo well done; exit 0", true, "dsn=2.0.0, status=sent (delivered via box service (well done))")]
    [InlineData("exit 75", false, "dsn=4.3.0, status=deferred (temporary failure)")]
    [InlineData("echo 4.2.9 come again; exit 1", false, "dsn=4.2.9, status=deferred (come again )")]
    [InlineData("echo 2.1.5 fine; exit 75", false, "dsn=4.3.0, status=deferred (temporary failure. Command output: 2.1.5 fine )")]
    [InlineData("echo gone; kill -9 $$$$", false, "dsn=4.3.0, status=deferred (Command died with signal 9: \"/bin/sh\". Command output: gone )")]
    public void How_the_command_ends_is_how_the_delivery_ends(string script, bool done, string line)
    {
        Assert.Equal(done, Deliver(at.Request("r@x.example", "x\n"), "argv=/bin/sh", "-c", $"cat >/dev/null; {script}").AllDone);
        Assert.EndsWith(line, log.Lines.Last(static l => l.Contains("status=")));
    }

    [Theory]
    [InlineData("flags=D", "pipe flag `D' requires box_destination_recipient_limit = 1")]
    [InlineData("flags=O", "pipe flag `O' requires box_destination_recipient_limit = 1")]
    public void Flags_of_one_recipient_defer_where_there_are_two(string flags, string warning)
    {
        Assert.False(Deliver(To(at.Request("r@x.example", "x\n"), "a@x.example", "b@x.example"), flags, "argv=/bin/true").AllDone);
        Assert.Contains(log.Lines, l => l.Contains(warning));
        Assert.Equal(2, log.Lines.Count(static l => l.EndsWith("dsn=4.3.5, status=deferred (mail system configuration error)")));
    }

    [Fact]
    public void A_macro_that_is_not_known_defers()
    {
        Assert.False(Deliver(at.Request("r@x.example", "x\n"), "argv=/bin/true", "${nosuch}").AllDone);
        Assert.Contains(log.Lines, static l => l.Contains("service box: unknown macro name: \"nosuch\""));
    }

    [Fact]
    public void Mail_that_came_here_before_is_returned()
    {
        Deliver(at.Request("loop@x.example", "Delivered-To: LOOP@x.example\n\nx\n"), "flags=D", "argv=/bin/sh", "-c", $"cat > {at["out"]}");
        Assert.Contains(log.Lines, static l => l.Contains("mail forwarding loop for loop@x.example") || l.Contains("bounce service failure"));
        Assert.False(File.Exists(at["out"]));
    }

    [Fact]
    public void A_question_runs_nothing()
    {
        Deliver(at.Request("r@x.example", "x\n", flags: DeliveryFlags.VerifyOnly), "argv=/bin/sh", "-c", $"touch {at["out"]}");
        Assert.Contains(log.Lines, static l => l.EndsWith("status=deliverable (delivers to command: /bin/sh)"));
        Assert.False(File.Exists(at["out"]));
    }

    [Theory]
    [InlineData("argv=/nonexistent/x", "temporary failure. Command output: pipe: fatal: pipe_command: execvp /nonexistent/x: No such file or directory ")]
    [InlineData("directory=/nonexistent argv=/bin/true", "temporary failure")]
    public void What_is_not_there_today_waits(string words, string reason)
    {
        Assert.False(Deliver(at.Request("r@x.example", "x\n"), words.Split(' ')).AllDone);
        Assert.EndsWith($"dsn=4.3.0, status=deferred ({reason})", log.Lines.Last(static l => l.Contains("status=")));
    }

    [Fact]
    public void L_06_The_environment_is_the_exported_one_and_the_program_is_found_by_our_path()
    {
        Deliver(at.Request("r@x.example", "x\n"), $"directory={at.Path}", "argv=sh", "-c", "cat >/dev/null; env | grep -v -e ^_= -e ^PWD= -e ^SHLVL= -e ^OLDPWD= > env; pwd >> env; umask >> env");
        Assert.Equal(["PATH=/usr/bin:/bin", "TEST=1"], File.ReadAllLines(at["env"]).Where(static l => l.Contains('=')).Order(StringComparer.Ordinal));
        Assert.Contains(at.Path, File.ReadAllLines(at["env"]));
    }

    [Theory]
    [InlineData("argv=/x", "missing user= command-line attribute")]
    [InlineData("user=nobody", "missing argv= command-line attribute")]
    [InlineData("user=root argv=/x", "user= command-line attribute specifies root privileges")]
    [InlineData("user=nosuchuser argv=/x", "unknown username: nosuchuser")]
    [InlineData("user=nobody:nosuchgroup argv=/x", "unknown group: nosuchgroup")]
    [InlineData("user=nobody:root argv=/x", "user= command-line attribute specifies privileged group id")]
    [InlineData("user=nobody flags=Z argv=/x", "unknown flag: Z (ignored)")]
    [InlineData("user=nobody size=-1 argv=/x", "bad size= value: -1")]
    [InlineData("user=nobody foo=bar argv=/x", "unknown attribute name: foo=bar")]
    [InlineData("user=nobody foo argv=/x", "unknown attribute name: foo")]
    public void L_13_Attributes_that_make_no_sense_stop_the_daemon(string words, string message) =>
        Assert.Equal(message, Assert.Throws<FatalException>(() => new PipeAttributes(words.Split(' '), Config())).Message);

    [Fact]
    public void Attributes_are_read_up_to_argv()
    {
        var attributes = new PipeAttributes(["user=nobody", "size=10", "flags=X", "eol=\\r\\n\\041", "argv=", "/bin/x", "user=y"], Config());
        Assert.Equal(["/bin/x", "user=y"], attributes.Arguments);
        Assert.Equal(("\r\n!", 10, true, null), (attributes.LineEnd, attributes.SizeLimit, attributes.IsFinal, attributes.Root));
    }
}
