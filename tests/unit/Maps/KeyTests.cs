using MailSuite.Maps;

namespace MailSuite.Tests.Maps;

/// <summary>What happens to keys before a table sees them.</summary>
public sealed class KeyTests
{
    [Theory]
    [InlineData("ABC", "abc")]
    [InlineData("ÉTÉ", "été")]
    [InlineData("Straße", "strasse")]
    [InlineData("ẞ", "ss")]
    [InlineData("İx", "i̇x")]
    [InlineData("ΣΑΣ", "σασ")]
    [InlineData("ς", "σ")]
    [InlineData("ﬁn", "fin")]
    [InlineData("ꭰᏸ", "ᎠᏰ")]
    [InlineData("𐐀", "𐐨")]
    [InlineData("ſ", "s")]
    public void Case_is_folded_as_Unicode_says(string text, string folded)
    {
        using var s = new Scratch("smtputf8_enable = yes\n");
        Assert.Equal(folded, s.Open($"inline:{{{text}=x}}").Entries()!.Single().Key);
    }

    [Fact]
    public void A_key_that_is_not_UTF8_is_in_no_table()
    {
        using var s = new Scratch("smtputf8_enable = yes\n");
        Assert.Equal(LookupStatus.NotFound, s.Open("static:x").Find("a\udcff").Status);
        Assert.Equal("warning: static:x: non-UTF-8 key \"a?\": malformed UTF-8 or invalid codepoint", s.LogText());
    }

    [Fact]
    public void A_value_that_is_not_UTF8_is_an_error_of_the_table()
    {
        using var s = new Scratch("smtputf8_enable = yes\n");
        Assert.Equal(LookupStatus.TryLater, s.Open("static:a\udcff").Find("k").Status);
        Assert.Contains("key \"k\": non-UTF-8 value", s.LogText());
    }

    [Fact]
    public void Without_SMTPUTF8_any_bytes_are_keys_and_values()
    {
        using var s = new Scratch("smtputf8_enable = no\n");
        Assert.Equal("a\udcff", s.Open("static:a\udcff").Find("k\udcfe").Value);
    }

    [Fact]
    public void Debug_tells_of_each_lookup()
    {
        using var s = new Scratch();
        var table = s.Open("debug:inline:{a=b}");
        Assert.Equal("b", table.Find("A").Value);
        Assert.Equal(LookupStatus.NotFound, table.Find("c").Status);
        Assert.Equal(LookupStatus.TryLater, s.Open("debug:fail:x").Find("k").Status);
        Assert.Equal("inline:{a=b} lookup: \"A\" = \"b\"\ninline:{a=b} lookup: \"c\" = \"not_found\"\nfail:x lookup: \"k\" = \"error\"", s.LogText());
    }

    [Fact]
    public void An_alias_in_quotes_is_stored_quoted_and_found_by_its_plain_name()
    {
        using var s = new Scratch();
        s.File("aliases", "\"John Doe\": john\n\"plain\": p\n\"x@y\": z\n");
        AliasDatabase.Rebuild("hash:" + s.Path("aliases"), s.Config);
        using var table = s.Open("hash:" + s.Path("aliases"));
        Assert.Equal(["\"john doe\"", "\"x@y\"", "@", "YP_LAST_MODIFIED", "YP_MASTER_NAME", "plain"], table.Entries()!.Select(e => e.Key).Order(StringComparer.Ordinal));
        Assert.Equal("john", AliasDatabase.Find(table, "John Doe").Value);
        Assert.Equal("z", AliasDatabase.Find(table, "x@y").Value);
        Assert.Equal("j", AliasDatabase.Find(s.Open("inline:{{a=i}, {b=j}}"), "b").Value);
    }
}
