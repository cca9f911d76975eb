using MailSuite.Base;
using MailSuite.Config;
using Xunit;

namespace MailSuite.Tests.Config;

/// <summary>main.cf: its lines, defaults, types and limits; messages as Debian's postmap gives them.</summary>
public class MailConfigTests
{
    private static string Problem(string mainCf, Action<MailConfig> use) =>
        Assert.Throws<FatalException>(() => use(MailConfig.FromText(mainCf, "/d"))).Message;

    [Fact]
    public void Comments_and_continuation_lines()
    {
        var config = MailConfig.FromText("# c\n\nrelayhost = [a]\n  # c\n# d\n   :25\n\n\t x\nmyorigin=  b  \n");
        Assert.Equal("[a]   :25\t x", config.Text("relayhost"));
        Assert.Equal("b", config.Text("myorigin"));
    }

    [Fact]
    public void Last_setting_counts() => Assert.Equal("b", MailConfig.FromText("relayhost = a\nrelayhost = b\n").Get(GlobalParams.Relayhost));

    [Theory]
    [InlineData("foo", "/d/main.cf, line 2: missing '=' after attribute name: \"foo\"")]
    [InlineData("= foo", "/d/main.cf, line 2: missing attribute name: \"= foo\"")]
    [InlineData("foo bar = x", "/d/main.cf, line 2: missing '=' after attribute name: \"foo bar = x\"")]
    public void Lines_that_are_no_settings(string line, string problem) => Assert.Equal(problem, Problem("\n" + line + "\n", _ => { }));

    [Theory]
    [InlineData("1s", 1)]
    [InlineData("2", 2)]
    [InlineData("+3m", 180)]
    [InlineData("1hh", 3600)]
    [InlineData("3d", 259200)]
    [InlineData("1w", 604800)]
    public void Times(string text, int seconds) =>
        Assert.Equal(seconds, (int)MailConfig.FromText("ipc_timeout = " + text).Get(GlobalParams.IpcTimeout).TotalSeconds);

    [Theory]
    [InlineData("ipc_timeout = 1D", "parameter ipc_timeout: bad time value or unit: 1D")]
    [InlineData("ipc_timeout = 1 h", "parameter ipc_timeout: bad time value or unit: 1 h")]
    [InlineData("ipc_timeout = -1h", "parameter ipc_timeout: bad time value or unit: -1h")]
    [InlineData("ipc_timeout = 99999999w", "parameter ipc_timeout: bad time value or unit: 99999999w")]
    [InlineData("ipc_timeout =", "parameter ipc_timeout: bad time value or unit: ")]
    [InlineData("ipc_timeout = h", "invalid ipc_timeout: 0 (min 1)")]
    [InlineData("line_length_limit = 5", "invalid line_length_limit parameter value 5 < 512")]
    [InlineData("line_length_limit = 0x800", "bad numerical configuration: line_length_limit = 0x800")]
    [InlineData("line_length_limit = 99999999999", "bad numerical configuration: line_length_limit = 99999999999")]
    [InlineData("line_length_limit =", "bad numerical configuration: line_length_limit = ")]
    [InlineData("enable_long_queue_ids = ye", "bad boolean configuration: enable_long_queue_ids = ye")]
    [InlineData("default_database_type = $undefined", "bad string length 0 < 1: default_database_type = ")]
    [InlineData("default_verp_delimiters = +=-", "bad string length 3 > 2: default_verp_delimiters = +=-")]
    [InlineData("default_database_type = ${x", "dictionary mail_dict: macro processing error")]
    public void Values_that_are_refused(string line, string problem) => Assert.Equal(problem, Problem(line, config =>
    {
        config.Get(GlobalParams.IpcTimeout);
        config.Get(GlobalParams.LineLengthLimit);
        config.Get(GlobalParams.EnableLongQueueIds);
        config.Get(GlobalParams.DefaultDatabaseType);
        config.Get(GlobalParams.DefaultVerpDelimiters);
    }));

    [Fact]
    public void Zero_as_least_value_is_no_limit() =>
        Assert.Equal(-1, MailConfig.FromText("smtpd_client_connection_rate_limit = -1").Get(SmtpdParams.ClientConnectionRateLimit));

    [Fact]
    public void Defaults_follow_the_compatibility_level()
    {
        Assert.Equal("", MailConfig.FromText("compatibility_level = 2").Get(GlobalParams.RelayDomains));
        Assert.Equal("$mydestination", MailConfig.FromText("mydestination = $$mydestination").Get(GlobalParams.RelayDomains));
    }

    [Fact]
    public void Set_overrides_and_is_seen_at_once()
    {
        var config = MailConfig.FromText("myhostname = a.example");
        Assert.Equal("example", config.Text("mydomain"));
        Assert.Equal("a.example", config.Get(GlobalParams.Myorigin));
        config.Set("myhostname", "b.test");
        Assert.Equal("test", config.Text("mydomain"));
        Assert.Equal("b.test", config.Get(GlobalParams.Myorigin));
    }

    [Fact]
    public void My_domain_may_refer_to_my_host_name()
    {
        var config = MailConfig.FromText("mydomain = $myhostname");
        Assert.Equal(config.Text("myhostname"), config.Text("mydomain"));
        Assert.Equal("localdomain", MailConfig.FromText("myhostname = a").Text("mydomain"));
    }

    [Fact]
    public void Main_cf_does_not_set_what_each_process_has_for_itself()
    {
        var config = MailConfig.FromText("process_id = 1\nservice_name = x\n");
        Assert.Equal(Sys.ProcessId.ToString(), config.Text("process_id"));
        Assert.Equal("", config.Text("service_name"));
        config.Set("service_name", "smtp");
        Assert.Equal("smtp", config.Text("service_name"));
    }

    [Fact]
    public void Transports_have_limits_of_their_own()
    {
        var config = MailConfig.FromText("slow_destination_concurrency_limit = 1\ndefault_destination_concurrency_limit = 30\nbad_recipient_refill_limit = 0\n", "/d");
        Assert.Equal(1, config.ForTransport("slow", ServiceParams.DestinationConcurrencyLimit));
        Assert.Equal(30, config.ForTransport("smtp", ServiceParams.DestinationConcurrencyLimit));
        Assert.Equal(2, config.ForTransport("local", ServiceParams.DestinationConcurrencyLimit));
        Assert.Equal(1, config.ForTransport("local", ServiceParams.DestinationRecipientLimit));
        Assert.Equal(TimeSpan.FromSeconds(1000), config.ForTransport("pipe", ServiceParams.TimeLimit));
        Assert.Equal("invalid bad_recipient_refill_limit parameter value 0 < 1",
            Assert.Throws<FatalException>(() => config.ForTransport("bad", ServiceParams.RecipientRefillLimit)).Message);
    }

    [Fact]
    public void My_networks_are_those_of_the_interfaces()
    {
        Assert.Contains("127.0.0.0/8", MailConfig.FromText("inet_interfaces = loopback-only\ninet_protocols = ipv4").Text("mynetworks"));
        Assert.Equal("127.0.0.1/32", MailConfig.FromText("inet_interfaces = 127.0.0.1\nmynetworks_style = host").Text("mynetworks"));
        Assert.Equal("unknown mynetworks mask style value \"foo\" in \"foo\"", Problem("mynetworks_style = foo", c => c.Text("mynetworks")));
    }

    [Fact]
    public void There_are_909_parameters_of_Postfix() => Assert.Equal(909, Table.All.Count);

    [Fact]
    public void Every_default_is_a_value_of_its_parameter()
    {
        var config = MailConfig.FromText("myhostname = host.example");
        foreach (var param in Table.All.Concat(Table.AllOwn).Where(p => p.Name != "virtual_mailbox_base"))   // which must be set
            param.Check(param.Kind == ParamKind.Raw ? param.Default : config.Text(param.Name));
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Equal("open /nonexistent/main.cf: No such file or directory", Assert.Throws<FatalException>(() => MailConfig.Load("/nonexistent")).Message);

    [Theory]
    [InlineData("myhostname = a..b", "file /d/main.cf: parameter myhostname: bad parameter value: a..b")]
    [InlineData("mydomain = -x\nmyhostname = a.b", "file /d/main.cf: parameter mydomain: bad parameter value: -x")]
    [InlineData("myhostname = 1.2.3.4", "file /d/main.cf: parameter myhostname: bad parameter value: 1.2.3.4")]
    [InlineData("inet_protocols = ipv5", "unknown inet_protocols value \"ipv5\" in \"ipv5\"")]
    [InlineData("compatibility_level = x", "malformed compatibility level syntax: \"x\"")]
    public void Settings_that_cannot_be(string mainCf, string problem) => Assert.Equal(problem, Problem(mainCf, CommonChecks.Run));

    [Theory]
    [InlineData("default_process_limit = x", "bad numerical configuration: default_process_limit = x")]
    [InlineData("multi_instance_enable = maybe", "bad boolean configuration: multi_instance_enable = maybe")]
    [InlineData("ipc_timeout = 0", "invalid ipc_timeout: 0 (min 1)")]
    [InlineData("myorigin = ${x", "dictionary mail_dict: macro processing error")]
    [InlineData("compatibility_level = x", "malformed compatibility level syntax: \"x\"")]
    [InlineData("nosuch = ${x", null)]
    [InlineData("forward_path = ${x", null)]
    [InlineData("process_id = x", null)]
    public void A_program_does_not_start_with_a_bad_value_of_what_all_programs_have(string line, string? problem)
    {
        var config = MailConfig.FromText(line + "\n");
        Assert.Equal(problem, Record.Exception(config.Check)?.Message);
    }
}
