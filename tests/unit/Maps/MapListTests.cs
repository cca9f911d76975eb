using MailSuite.Maps;

namespace MailSuite.Tests.Maps;

public sealed class MapListTests
{
    private const string Local = "mydestination = $myhostname, localhost, example.net\nrecipient_delimiter = +-\n";

    /// <summary>A table that remembers which keys it was asked for.</summary>
    private sealed class Asked(bool pattern = false, string only = "") : LookupTable("test", "asked")
    {
        public List<string> Keys { get; } = [];
        public override bool IsPattern => pattern;

        public override LookupResult Find(string key)
        {
            Keys.Add(key);
            return key == only ? LookupResult.Found("found") : LookupResult.NotFound;
        }
    }

    private static string KeysFor(string address, AddressKeys keys = AddressKeys.Default, bool pattern = false)
    {
        using var s = new Scratch(Local);
        var table = new Asked(pattern);
        MapList.Single(table, s.Config).FindAddress(address, keys);
        return string.Join(' ', table.Keys);
    }

    [Theory]
    [InlineData("user+ext@other.org", "user+ext@other.org user@other.org @other.org")]
    [InlineData("user@other.org", "user@other.org @other.org")]
    [InlineData("user+ext@example.net", "user+ext@example.net user@example.net user+ext user @example.net")]
    [InlineData("user-a+b@mail.example.com", "user-a+b@mail.example.com user@mail.example.com user-a+b user @mail.example.com")]
    [InlineData("user+ext", "user+ext user")]
    [InlineData("postmaster+x@other.org", "postmaster+x@other.org postmaster@other.org @other.org")]
    [InlineData("postmaster@other.org", "postmaster@other.org @other.org")]
    [InlineData("owner-list@other.org", "owner-list@other.org @other.org")]
    [InlineData("list-request@other.org", "list-request@other.org @other.org")]
    [InlineData("+ext@other.org", "+ext@other.org @other.org")]
    [InlineData("a b@other.org", "\"a b\"@other.org a b@other.org @other.org")]
    public void An_address_is_asked_for_in_this_order(string address, string keys) => Assert.Equal(keys, KeysFor(address));

    [Fact]
    public void A_pattern_table_is_asked_for_the_whole_address_only() => Assert.Equal("user+ext@example.net", KeysFor("user+ext@example.net", pattern: true));

    [Fact]
    public void Transport_maps_ask_for_domains()
    {
        Assert.Equal("u@a.b.c a.b.c .b.c .c", KeysFor("u@a.b.c", AddressKeys.Full | AddressKeys.NoExtension | AddressKeys.Domain | AddressKeys.DotParentDomains));
        Assert.Equal("u@a.b.c a.b.c b.c c", KeysFor("u@a.b.c", AddressKeys.Full | AddressKeys.NoExtension | AddressKeys.Domain | AddressKeys.ParentDomains));
    }

    [Theory]
    [InlineData("user@other.org", "+ext")]
    [InlineData("@other.org", "")]
    [InlineData("user+ext@other.org", "")]
    public void The_unmatched_extension_is_given_back(string only, string extension)
    {
        using var s = new Scratch(Local);
        Assert.True(MapList.Single(new Asked(only: only), s.Config).FindAddress("user+ext@other.org", out string unmatched).IsFound);
        Assert.Equal(extension, unmatched);
    }

    [Fact]
    public void The_first_answer_wins_and_a_failing_table_stops_the_search()
    {
        using var s = new Scratch();
        Assert.Equal("1", MapList.Parse("inline:{a=1}, inline:{a=2}", s.Config).Find("a").Value);
        var maps = MapList.Parse("inline:{a=1} fail:x inline:{b=2}", s.Config);
        Assert.Equal("1", maps.Find("a").Value);
        Assert.Equal(LookupStatus.TryLater, maps.Find("b").Status);
        Assert.Equal("warning: fail:x lookup error for \"b\"", s.LogText());
        Assert.Equal(LookupStatus.NotFound, MapList.Parse("", s.Config).Find("a").Status);
    }

    [Fact]
    public void Access_tables_are_asked_in_the_order_of_access5()
    {
        using var s = new Scratch("parent_domain_matches_subdomains = smtpd_access_maps\nrecipient_delimiter = +\n");
        var table = new Asked();
        var search = new AccessSearch(table, s.Config);
        search.Host("mx.a.example", "192.0.2.7");
        Assert.Equal("mx.a.example a.example example 192.0.2.7 192.0.2 192.0 192", string.Join(' ', table.Keys));
        table.Keys.Clear();
        search.Address("2001:db8::7");
        Assert.Equal("2001:db8::7 2001:db8: 2001:db8 2001", string.Join(' ', table.Keys));
        table.Keys.Clear();
        search.Mail("u+x@a.example");
        Assert.Equal("u+x@a.example u@a.example a.example example u+x@ u@", string.Join(' ', table.Keys));

        using var dots = new Scratch("parent_domain_matches_subdomains =\n");
        table.Keys.Clear();
        new AccessSearch(table, dots.Config).Domain("mx.a.example");
        Assert.Equal("mx.a.example .a.example .example", string.Join(' ', table.Keys));
    }
}
