using MailSuite.Mail;
using MailSuite.Maps;

namespace MailSuite.Tests.Rewrite;

/// <summary>Each case was asked of Debian's trivial-rewrite, too.</summary>
public class AddressResolverTests
{
    private const string Settings = """
        myhostname = host.example
        mydestination = host.example, local.example
        inet_interfaces = 127.0.0.1
        virtual_alias_domains = va.example
        virtual_mailbox_domains = x.example
        relay_domains = relay.example
        transport_maps = inline:{t.example=slow:, t2.example=:[gw.example], t3.example=smtp:[a.b]:25, .sub.example=smtp:sub, x.example=:xx, va.example=smtp:never, t5.example=:}
        relocated_maps = inline:{moved@host.example=new@place.example}
        recipient_delimiter = +
        sender_dependent_relayhost_maps = inline:{s1@y.example=[s1relay], @dom.example=domrelay, dunno@y.example=DUNNO, <>=nullrelay}
        sender_dependent_default_transport_maps = inline:{s2@y.example=smtp2:, s3@y.example=smtp3:hop, dunno@y.example=DUNNO}
        compatibility_level = 3.6

        """;

    private static Resolution Ask(string address, string sender = "s@y.example", string more = "") =>
        new AddressResolver(MailConfig.FromText(Settings + more)).Resolve(sender, address);

    [Theory]
    [InlineData("u@host.example", "local", "host.example", "u@host.example", AddressClass.Local)]
    [InlineData("u", "local", "host.example", "u@host.example", AddressClass.Local)]
    [InlineData("u@[127.0.0.1]", "local", "host.example", "u@[127.0.0.1]", AddressClass.Local)]
    [InlineData("@host.example", "local", "host.example", "MAILER-DAEMON@host.example", AddressClass.Local)]
    [InlineData("u@va.example", "error", "5.1.1 User unknown in virtual alias table", "u@va.example", AddressClass.VirtualAlias)]
    [InlineData("u@x.example", "virtual", "xx", "u@x.example", AddressClass.VirtualMailbox)]
    [InlineData("u@relay.example", "relay", "relay.example", "u@relay.example", AddressClass.Relay)]
    [InlineData("u@sub.relay.example", "relay", "sub.relay.example", "u@sub.relay.example", AddressClass.Relay)]
    [InlineData("u@far.example", "smtp", "far.example", "u@far.example", AddressClass.Default)]
    [InlineData("u@far.example.", "smtp", "far.example", "u@far.example", AddressClass.Default)]
    [InlineData("u@t.example", "slow", "t.example", "u@t.example", AddressClass.Default)]
    [InlineData("u@t2.example", "smtp", "[gw.example]", "u@t2.example", AddressClass.Default)]
    [InlineData("u@t3.example", "smtp", "[a.b]:25", "u@t3.example", AddressClass.Default)]
    [InlineData("u@t5.example", "smtp", "t5.example", "u@t5.example", AddressClass.Default)]
    [InlineData("u@a.sub.example", "smtp", "sub", "u@a.sub.example", AddressClass.Default)]
    [InlineData("moved+x@host.example", "error", "5.1.6 User has moved to new@place.example", "moved+x@host.example", AddressClass.Local)]
    public void Class_decides_over_the_route_and_tables_override_it(string address, string transport, string nexthop, string recipient, AddressClass @class) =>
        Assert.Equal(new Resolution(transport, nexthop, recipient, @class, ResolutionFlags.None), Ask(address));

    [Theory]
    [InlineData("u%far.example@host.example", "u@far.example", AddressClass.Default)]
    [InlineData("u@far.example@host.example", "u@far.example", AddressClass.Default)]
    [InlineData("far.example!u@host.example", "u@far.example", AddressClass.Default)]
    [InlineData("u%a%local.example@host.example", "u@a", AddressClass.Default)]
    [InlineData("u%host.example@", "u@host.example", AddressClass.Local)]
    public void Routing_by_our_own_domains_is_worked_off(string address, string recipient, AddressClass @class)
    {
        var resolution = Ask(address);
        Assert.Equal((recipient, @class), (resolution.Recipient, resolution.Class));
    }

    [Theory]
    [InlineData("u%host.example@far.example")]
    [InlineData("u@host.example@relay.example")]
    [InlineData("x!u@far.example")]
    public void R_01_Routing_that_others_would_follow_is_told(string address) => Assert.Equal(ResolutionFlags.Routed, Ask(address).Flags);

    [Theory]
    [InlineData("u@bad..dom")]
    [InlineData("u@-bad.example")]
    [InlineData("u@1.2.3.4")]
    [InlineData("u@[1.2.3]")]
    [InlineData("u@")]
    [InlineData("-dash@far.example")]
    public void What_no_host_can_be_called_is_an_error(string address) => Assert.True(Ask(address).Error);

    [Theory]
    [InlineData("s@y.example", "smtp", "global")]
    [InlineData("s1@y.example", "smtp", "[s1relay]")]
    [InlineData("u@dom.example", "smtp", "domrelay")]
    [InlineData("dunno@y.example", "smtp", "global")]
    [InlineData("", "smtp", "nullrelay")]
    [InlineData("s2@y.example", "smtp2", "global")]
    [InlineData("s3@y.example", "smtp3", "hop")]
    public void The_sender_may_decide_over_relay_and_transport(string sender, string transport, string nexthop)
    {
        var resolution = Ask("u@far.example", sender, "relayhost = global\n");
        Assert.Equal((transport, nexthop), (resolution.Transport, resolution.Nexthop));
    }

    [Theory]
    [InlineData("mydestination = fail:down")]
    [InlineData("virtual_alias_domains = fail:down")]
    [InlineData("virtual_mailbox_domains = fail:down")]
    [InlineData("relay_domains = fail:down")]
    [InlineData("transport_maps = fail:down")]
    [InlineData("relocated_maps = fail:down")]
    [InlineData("sender_dependent_relayhost_maps = fail:down")]
    [InlineData("sender_dependent_default_transport_maps = fail:down")]
    public void A_table_that_cannot_be_asked_means_later_and_never_another_class(string setting) =>
        Assert.True(Ask("u@far.example", more: setting + "\n").TryLater);

    [Fact]
    public void Answers_are_remembered_until_a_table_changes()
    {
        string directory = Directory.CreateTempSubdirectory("resolver").FullName, file = directory + "/domains";
        try
        {
            var clock = new StillClock();
            var config = MailConfig.FromText($"myhostname = host.example\nmydestination = hash:{file}\n");
            File.WriteAllText(file, "one.example x\n");
            PostmapFile.Build("hash", file, config, new BuildOptions());
            var resolver = new AddressResolver(config, clock: clock);
            var first = resolver.Resolve("", "u@two.example");
            Assert.Equal(AddressClass.Default, first.Class);
            Assert.Same(first, resolver.Resolve("", "u@two.example"));
            File.WriteAllText(file, "one.example x\ntwo.example x\n");
            PostmapFile.Build("hash", file, config, new BuildOptions());
            Assert.Same(first, resolver.Resolve("", "u@two.example"));
            Thread.Sleep(1100);   // tables look at their files once a second of the host's clock
            clock.Now += 2000;
            Assert.Equal(AddressClass.Local, resolver.Resolve("", "u@two.example").Class);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private sealed class StillClock : Clock
    {
        public long Now { get; set; } = 1_000_000;
        public override long UnixMicros => Now * 1000;
        public override long Milliseconds => Now;
    }
}
