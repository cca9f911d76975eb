using MailSuite.Mail;
using MailSuite.Qmgr;
using MailSuite.Tests.Queue;

namespace MailSuite.Tests.Qmgr;

/// <summary>Where qmgr sends mail that the resolver alone would send elsewhere.</summary>
public class RouterTests
{
    private static (string Transport, string Nexthop, string Address) Route(string recipient, string more = "")
    {
        using var bench = new QueueBench();
        bench.Message("active", "A1", "", [recipient], "x");
        var recipients = new List<DeliveryRecipient>();
        var message = new EnvelopeReader(bench.Config, bench.Files).Read("A1", 10, recipients)!;
        var config = MailConfig.FromText("compatibility_level = 3.6\nmyhostname = host.example\nmydestination = host.example\ninet_interfaces = 127.0.0.1\nrelay_domains =\n" + more);
        return new Router(config, Clock.System).Route(message, Assert.Single(recipients));
    }

    [Theory]
    [InlineData("double-bounce@host.example", "")]
    [InlineData("Double-Bounce@HOST.example", "")]
    [InlineData("double-bounce", "")]
    [InlineData("nobody@host.example", "double_bounce_sender = nobody\n")]
    [InlineData("double-bounce@host.example", "local_transport = error:no local mail here\n")]
    public void Mail_to_the_sender_of_double_bounces_is_discarded(string recipient, string more)
    {
        var (transport, nexthop, _) = Route(recipient, more);
        Assert.Equal(("discard", "undeliverable postmaster notification discarded"), (transport, nexthop));
    }

    [Theory]
    [InlineData("double-bounce@far.example", "", "smtp")]
    [InlineData("double-bounces@host.example", "", "local")]
    [InlineData("double@host.example", "", "local")]
    [InlineData("double-bounce@host.example", "double_bounce_sender = other\n", "local")]
    public void Only_that_one_is_discarded(string recipient, string more, string transport) => Assert.Equal(transport, Route(recipient, more).Transport);
}
