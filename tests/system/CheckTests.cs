using System.Text.RegularExpressions;

namespace MailSuite.Tests.Sys;

/// <summary>postfix check says what is wrong before it bites, and reload refuses it.</summary>
public sealed class CheckTests
{
    [Fact]
    public void A_sound_instance_is_checked_in_silence()
    {
        using var instance = new Instance().User("alice@virtual.example", "wonderland");
        instance.Suite("newaliases").Well();
        var ran = instance.Suite("postfix", "check");
        Assert.True(ran.Exit == 0 && !ran.All.Contains("fatal", StringComparison.Ordinal) && !ran.All.Contains("warning", StringComparison.Ordinal), ran.All);
    }

    [Theory]
    [InlineData("smtpd_hard_error_limit = many", "main.cf, line [0-9]+: bad numerical configuration: smtpd_hard_error_limit = many")]
    [InlineData("smtpd_client_restrictions = reject_unknwon_client", "unknown or unsupported restriction: \"reject_unknwon_client\"")]
    [InlineData("smtpd_relay_restrictions = permit_mynetworks", "specify at least one working instance of: reject_unauth_destination")]
    [InlineData("smtp_tls_security_level = perhaps", "invalid TLS level \"perhaps\"")]
    [InlineData("setgid_group = nobody-has-this-group", "unknown group name: nobody-has-this-group")]
    public void Reload_refuses_what_would_stop_the_mail_and_the_old_configuration_stays_in_force(string setting, string said)
    {
        if (setting.StartsWith("setgid", StringComparison.Ordinal) && !Instance.IsRoot)
            return;
        using var instance = new Instance().Start();
        string good = File.ReadAllText(instance.Config("main.cf"));
        File.WriteAllText(instance.Config("main.cf"), good + setting + "\n");
        var ran = instance.Suite("postfix", "reload");
        Assert.NotEqual(0, ran.Exit);
        Assert.Matches(said, ran.All);
        Assert.DoesNotContain("refreshing the Postfix mail system", instance.Log, StringComparison.Ordinal);
        Assert.Contains("220 " + Instance.Host, Instance.Type(instance.Smtp, "QUIT"), StringComparison.Ordinal);
        File.WriteAllText(instance.Config("main.cf"), good);
        instance.Suite("postfix", "reload").Well();
        Assert.Contains("220 " + Instance.Host, Instance.Type(instance.Smtp, "QUIT"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_stops_every_program_is_said_once()
    {
        using var instance = new Instance();
        instance.Suite("newaliases").Well();
        File.AppendAllText(instance.Config("main.cf"), "myhostname = bad..name\n");
        string all = instance.Suite("postfix", "check").All;
        Assert.Single(Regex.Matches(all, "parameter myhostname: bad parameter value: bad..name\n    effect: no program of the mail system starts\n"));
        Assert.Single(Regex.Matches(all, "bad parameter value"));
    }

    [Fact]
    public void Start_refuses_as_well()
    {
        using var instance = new Instance(new() { ["smtpd_recipient_restrictions"] = "rejekt" });
        instance.Suite("newaliases").Well();
        var ran = instance.Suite("postfix", "start");
        Assert.True(ran.Exit == 1 && ran.All.Contains("postfix/postfix-script: fatal: Postfix integrity check failed!", StringComparison.Ordinal), ran.All);
    }

    [Fact]
    public void Findings_have_an_effect_and_a_cure()
    {
        using var instance = new Instance(new()
        {
            ["virtual_alias_domains"] = Instance.Host, ["smtpd_recipent_limit"] = "5", ["mynetworks"] = "0.0.0.0/0", ["content_filter"] = "scan:localhost:10024",
            ["smtpd_relay_restrictions"] = "permit",
        });
        instance.Suite("newaliases").Well();
        File.SetUnixFileMode(instance.Config("key-and-cert.pem"), UnixFileMode.UserRead | UnixFileMode.OtherRead);
        File.SetLastWriteTimeUtc(instance.Config("aliases"), DateTime.UtcNow.AddHours(1));
        string all = instance.Suite("postfix", "check").All;
        foreach (string line in (string[])
        [
            $"warning: do not list domain {Instance.Host} in BOTH mydestination and virtual_alias_domains", "unused parameter: smtpd_recipent_limit=5\n", "cure: did you mean smtpd_recipient_limit?",
            "0.0.0.0/0 is the whole Internet", "transport \"scan\" is not defined", "group or other readable: ", "aliases.db is older than source file ", "open relay: ", "    effect: ", "    cure: chmod 600 ",
        ])
            Assert.Contains(line, all, StringComparison.Ordinal);
    }
    [Fact]
    public void Keys_are_made_described_and_put_to_use()
    {
        using var instance = new Instance();
        string main = File.ReadAllText(instance.Config("main.cf"));
        File.WriteAllText(instance.Config("main.cf"), string.Join('\n', main.Split('\n').Where(static l => !l.StartsWith("smtpd_tls", StringComparison.Ordinal))));
        Assert.Equal(0, instance.Suite("postfix", "tls", "all-default-server").Exit);
        instance.Suite("postfix", "tls", "enable-server", "-a", "ecdsa").Well();
        Assert.Equal(1, instance.Suite("postfix", "tls", "all-default-server").Exit);
        Assert.Matches($@"^_25\._tcp\.{Instance.Host}\. IN TLSA 3 1 1 [0-9A-F]{{64}}\n$", instance.Suite("postfix", "tls", "output-server-tlsa").Well().Out);
        Assert.Contains("BEGIN CERTIFICATE REQUEST", instance.Suite("postfix", "tls", "output-server-csr", "-k", "ecdsa").Well().Out, StringComparison.Ordinal);
        instance.Start();
        Assert.Contains("S: 220 2.0.0 Ready to start TLS", Instance.Type(instance.Smtp, "EHLO x", "STARTTLS"), StringComparison.Ordinal);
    }
}
