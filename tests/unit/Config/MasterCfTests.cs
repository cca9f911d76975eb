using MailSuite.Base;
using MailSuite.Config;
using Xunit;

namespace MailSuite.Tests.Config;

/// <summary>master.cf: fields, arguments and what is refused, in the words of Debian's master.</summary>
public class MasterCfTests
{
    private static MasterCf Parse(string text, string mainCf = "compatibility_level = 3.6") => MasterCf.FromText(text, "/d/master.cf", MailConfig.FromText(mainCf));

    [Fact]
    public void A_dash_is_the_default()
    {
        var service = Assert.Single(Parse("local unix - - - - - local\n", "default_process_limit = 7").Services);
        Assert.Equal((true, true, true, 0, false, 7), (service.Private, service.Unprivileged, service.Chroot, service.Wakeup, service.WakeupOnlyIfUsed, service.ProcessLimit));
        Assert.False(Parse("local unix - - - - - local\n").Services[0].Chroot);
        Assert.Equal("-", service.Entry.Chroot);
        Assert.Equal("private/local", service.SocketPath);
    }

    [Fact]
    public void Everything_spelled_out()
    {
        var service = Parse("# c\ntlsmgr  unix  n n y 1000? 0 tlsmgr\n\n  -o a=b\n# c\n\t-o { c = d e } {x y} z\n").Services[0];
        Assert.Equal((2, false, false, true, 1000, true, 0), (service.Line, service.Private, service.Unprivileged, service.Chroot, service.Wakeup, service.WakeupOnlyIfUsed, service.ProcessLimit));
        Assert.Equal(["-o", "a=b", "-o", "c = d e", "x y", "z"], service.Arguments);
        Assert.Equal(["-o", "a=b", "-o", "{ c = d e }", "{x y}", "z"], service.Entry.Arguments);
        Assert.Equal("public/tlsmgr", service.SocketPath);
    }

    [Theory]
    [InlineData("25", "", "25")]
    [InlineData("127.0.0.1:smtp", "127.0.0.1", "smtp")]
    [InlineData("[::1]:25", "::1", "25")]
    [InlineData("mx.example:25", "mx.example", "25")]
    public void Internet_services_have_host_and_port(string name, string host, string port)
    {
        var service = Parse($"{name} inet n - n - - smtpd\n").Services[0];
        Assert.Equal((host, port), (service.Host, service.Port));
    }

    [Theory]
    [InlineData("25 inet n - n - -", "missing \"command\" field")]
    [InlineData("a", "missing \"transport type\" field")]
    [InlineData("a foo q", "bad transport type: foo")]
    [InlineData("25 inet y - n - - smtpd", "inet service cannot be private")]
    [InlineData("25 inet - - n - - smtpd", "inet service cannot be private")]
    [InlineData("25 inet n - n - x smtpd", "field \"max_proc\": bad value: \"x\"")]
    [InlineData("a unix - q n - 5 smtpd", "field \"unprivileged\": bad value: \"q\"")]
    [InlineData("a unix - n n -1 5 x", "field \"wakeup_time\": bad value: \"-1\"")]
    [InlineData("a unix - n n 60 5 -", "field \"command\" has no default value")]
    [InlineData("a - n n n 1 3 x", "field \"transport type\" has no default value")]
    [InlineData("[::1 inet n n n 60 5 x", "missing \"]\" in \"[::1\"")]
    [InlineData("1:2:3 inet n n n 1 - x", "valid hostname or network address required in \"1:2:3\"")]
    [InlineData("a unix n n n 1 3 x { foo", "missing '}' in \"{ foo\"")]
    [InlineData("a unix n n n 1 3 x {a}b", "syntax error after '}' in \"{a}b\"")]
    public void Refuses(string line, string problem) =>
        Assert.Equal("/d/master.cf: line 2: " + problem, Assert.Throws<FatalException>(() => Parse("#\n" + line + "\n")).Message);

    [Fact]
    public void A_first_line_that_continues_nothing_is_skipped() => Assert.Empty(Parse("  smtp inet n - n - - smtpd\n").Services);
}
