using MailSuite.Maps;

namespace MailSuite.Tests.Maps;

public sealed class MatchListTests
{
    [Theory]
    [InlineData("127.0.0.0/8 [::1]/128", "127.9.9.9", true)]
    [InlineData("127.0.0.0/8 [::1]/128", "::1", true)]
    [InlineData("127.0.0.0/8, [::1]/128", "10.0.0.1", false)]
    [InlineData("!10.1.1.1 10.0.0.0/8", "10.1.1.1", false)]
    [InlineData("!10.1.1.1 10.0.0.0/8", "10.1.1.2", true)]
    [InlineData("10.0.0.0/8 !10.1.1.1", "10.1.1.1", true)]   // the first that fits decides
    [InlineData("192.0.2.7", "192.0.2.7", true)]
    [InlineData("[192.0.2.7]", "192.0.2.7", true)]
    [InlineData("2001:db8::/32", "2001:db8::1", true)]
    [InlineData("inline:{192.0.2.7=x}", "192.0.2.7", true)]
    [InlineData("cidr:{{192.0.2.0/24 x}}", "192.0.2.7", true)]
    [InlineData("", "192.0.2.7", false)]
    // an IPv4 client of an IPv6 socket is the same client.
    [InlineData("127.0.0.0/8", "::ffff:127.0.0.1", true)]
    [InlineData("!10.1.1.1 10.0.0.0/8", "::ffff:10.1.1.1", false)]
    [InlineData("10.0.0.0/8", "::ffff:11.0.0.1", false)]
    [InlineData("cidr:{{10.0.0.0/8 x}}", "::ffff:10.1.1.1", true)]
    [InlineData("[::]/0", "10.1.1.1", false)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    public void R_14_networks_cover_addresses(string list, string address, bool covered)
    {
        using var s = new Scratch();
        Assert.Equal(covered ? LookupStatus.Found : LookupStatus.NotFound, NetworkList.Parse(list, s.Config, "mynetworks").Contains(address));
    }

    [Fact]
    public void A_mistyped_network_leaves_the_question_open()
    {
        using var s = new Scratch();
        Assert.Equal(LookupStatus.TryLater, NetworkList.Parse("10.0.0.1/8", s.Config, "mynetworks").Contains("10.0.0.1"));
        Assert.Contains("mynetworks: non-null host address bits in \"10.0.0.1/8\", perhaps you should use \"10.0.0.0/8\" instead", s.LogText());
    }

    [Theory]
    [InlineData("example.com", "relay_domains", "sub.example.com", true)]
    [InlineData("example.com", "other", "sub.example.com", false)]
    [InlineData(".example.com", "other", "sub.example.com", true)]
    [InlineData("example.com", "relay_domains", "badexample.com", false)]
    [InlineData("Example.COM", "other", "eXample.com", true)]
    [InlineData("!no.example.com example.com", "relay_domains", "no.example.com", false)]
    [InlineData("inline:{example.com=x}", "relay_domains", "a.b.example.com", true)]
    [InlineData("inline:{.example.com=x}", "other", "a.b.example.com", true)]
    public void Domains_cover_subdomains_by_the_parent_rule(string list, string parameter, string domain, bool covered)
    {
        using var s = new Scratch("parent_domain_matches_subdomains = mynetworks,relay_domains\n");
        Assert.Equal(covered ? LookupStatus.Found : LookupStatus.NotFound, DomainList.Parse(list, s.Config, parameter).Contains(domain));
    }

    [Fact]
    public void Words_can_stand_in_a_file()
    {
        using var s = new Scratch();
        string file = s.File("words", "# comment\none, two\n  three !four\n");
        var list = StringList.Parse($"zero {file} !{file} four", s.Config, "test");
        Assert.Equal(LookupStatus.Found, list.Contains("THREE"));
        Assert.Equal(LookupStatus.NotFound, list.Contains("four"));
        Assert.Equal(LookupStatus.TryLater, StringList.Parse("a /no/such/file b", s.Config, "test").Contains("c"));
    }

    [Fact]
    public void Local_domains_are_destinations_and_own_addresses()
    {
        using var s = new Scratch("mydestination = $myhostname, localhost\ninet_interfaces = 127.0.0.1, [::1]\nmyorigin = example.com\nproxy_interfaces = 192.0.2.1\n");
        var local = new LocalDomains(s.Config);
        Assert.Equal(LookupStatus.Found, local.IsLocal("MAIL.example.com"));
        Assert.Equal(LookupStatus.Found, local.IsLocal("localhost."));
        Assert.Equal(LookupStatus.Found, local.IsLocal("[127.0.0.1]"));
        Assert.Equal(LookupStatus.Found, local.IsLocal("[192.0.2.1]"));
        Assert.Equal(LookupStatus.Found, local.IsLocal("[IPv6:::1]"));
        Assert.Equal(LookupStatus.Found, local.IsLocal("[IPv6:::ffff:127.0.0.1]"));
        Assert.Equal(LookupStatus.NotFound, local.IsLocal("[127.0.0.2]"));
        Assert.Equal(LookupStatus.NotFound, local.IsLocal("example.com"));
        Assert.Equal(LookupStatus.Found, local.IsLocalOrOrigin("example.com"));
    }
}
