using MailSuite.Tests.Smtp;

namespace MailSuite.Tests.Base;

public sealed class HostNamesTests : IDisposable
{
    private readonly LogLines log = new();

    public HostNamesTests() => Log.To(log);

    public void Dispose()
    {
        HostNames.KnownPorts = "";
        Log.To(new StandardErrorLog("tests"));
    }

    [Theory]
    [InlineData("lmtp", 24)]
    [InlineData("submissions", 465)]
    [InlineData("smtps", 465)]
    [InlineData("smtp", 2525)]      // not what /etc/services says
    [InlineData("2526", 2526)]
    [InlineData("no-such-service", -1)]
    public void Names_of_known_tcp_ports_are_not_asked_of_the_host(string name, int port)
    {
        HostNames.KnownPorts = "lmtp=24, smtp = 2525,\tsmtps=submissions=465";
        Assert.Equal(port, HostNames.Port(name));
    }

    [Fact]
    public void What_is_no_entry_is_passed_over_with_a_warning()
    {
        HostNames.KnownPorts = "lmtp, =25, x=, y=99999, good=26, ";
        Assert.Equal(26, HostNames.Port("good"));
        Log.Flush();
        Assert.Equal(["\"lmtp\" is not in \"name = value\" form", "\"=25\": missing service name before \"=\"", "\"x=\": non-numerical service port", "\"y=99999\": port number out of range"],
            log.Lines.Select(static l => l["warning: known_tcp_ports: in ".Length..]));
    }
}
