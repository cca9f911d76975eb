using System.Text;
using MailSuite.Mail;

namespace MailSuite.Tests.Delivery;

public class DeliveryCommandTests
{
    private static readonly Credentials Us = new(Sys.EffectiveUid, Sys.EffectiveGid, [Sys.EffectiveGid]);

    private static Outcome Run(string command, string message = "Subject: x\n\nbody\n", int seconds = 20) =>
        new DeliveryCommand(ShellCommand.Of(command, ""), Us, TimeSpan.FromSeconds(seconds))
        {
            Environment = ["PATH=/usr/bin:/bin", "ONLY=this"], Directory = "/", Name = command, Starter = "local: fatal: ", Success = _ => $"delivered to command: {command}",
        }.Deliver(message.Length, to =>
        {
            to.Add(message);
            return true;
        });

    [Fact]
    public void The_message_is_on_standard_input()
    {
        using var at = new Scratch();
        Assert.Equal($"delivered to command: cat > {at["out"]}", Run($"cat > {at["out"]}").Dsn.Reason);
        Assert.Equal("Subject: x\n\nbody\n", File.ReadAllText(at["out"]));
    }

    [Fact]
    public void L_06_The_environment_is_what_was_listed_and_nothing_is_open()
    {
        using var at = new Scratch();
        Run($"env | grep -v ^_= | grep -v ^PWD= | grep -v ^OLDPWD= | grep -v ^SHLVL= > {at["env"]}; pwd >> {at["env"]}; for f in 3 4 5 6 7 8 9; do (: <&$f) 2>/dev/null && echo open $f; done >> {at["env"]}");
        Assert.Equal(["/", "ONLY=this", "PATH=/usr/bin:/bin"], File.ReadAllLines(at["env"]).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(0, OutcomeKind.Delivered, "2.0.0", "delivered to command: echo out; exit 0")]
    [InlineData(1, OutcomeKind.Bounced, "5.3.0", "Command died with status 1: \"echo out; exit 1\". Command output: out ")]
    [InlineData(67, OutcomeKind.Bounced, "5.1.1", "user unknown. Command output: out ")]
    [InlineData(71, OutcomeKind.Deferred, "4.3.0", "system resource problem. Command output: out ")]
    [InlineData(75, OutcomeKind.Deferred, "4.3.0", "temporary failure. Command output: out ")]
    [InlineData(77, OutcomeKind.Bounced, "5.7.0", "permission denied. Command output: out ")]
    public void L_06_Exit_codes_are_those_of_sysexits(int code, OutcomeKind kind, string status, string reason)
    {
        var outcome = Run($"echo out; exit {code}");
        Assert.Equal((kind, status, reason), (outcome.Kind, outcome.Dsn.Status, outcome.Dsn.Reason));
    }

    [Fact]
    public void L_06_A_command_is_killed_with_all_its_children_when_its_time_is_over()
    {
        long start = Clock.System.Milliseconds;
        var outcome = Run("(sleep 60 & sleep 60)", seconds: 1);
        Assert.StartsWith("Command time limit exceeded", outcome.Dsn.Reason);
        Assert.InRange(Clock.System.Milliseconds - start, 900, 15_000);
    }

    [Fact]
    public void L_06_Output_is_capped_and_a_command_may_talk_before_it_reads()
    {
        var large = new StringBuilder().Insert(0, "line of the message\n", 50_000).ToString();
        var outcome = Run("head -c 300000 /dev/zero | tr '\\0' x; cat >/dev/null; exit 1", large);
        Assert.Equal(OutcomeKind.Bounced, outcome.Kind);
        Assert.InRange(outcome.Dsn.Reason.Length, 4000, 4300);
    }

    [Fact]
    public void A_command_need_not_read_the_message() =>
        Assert.Equal(OutcomeKind.Delivered, Run("exit 0", new string('x', 500_000) + "\n").Kind);

    [Fact]
    public void A_command_that_is_not_there_waits() =>
        Assert.Equal((OutcomeKind.Deferred, "temporary failure. Command output: local: fatal: execvp /nonexistent/x: No such file or directory "),
            (Run("/nonexistent/x").Kind, Run("/nonexistent/x").Dsn.Reason));
}
