using MailSuite.Maps;

namespace MailSuite.Tests.Maps;

public sealed class PatternTableTests
{
    private const string Networks = """
        192.168.1.1             OK
        192.168.0.0/16          REJECT
        2001:db8::1             OK
        2001:db8::/32           REJECT v6
        !10.0.0.0/8             outside
        if 10.0.0.0/8
        10.1.0.0/16 one
        if !10.2.0.0/16
        10.3.0.0/16 three
        endif
        10.2.2.2 two
        endif
        10.9.9.9 nine
        """;

    [Theory]
    [InlineData("192.168.1.1", "OK")]
    [InlineData("192.168.9.9", "REJECT")]
    [InlineData("2001:DB8::1", "OK")]
    [InlineData("2001:db8::5", "REJECT v6")]
    [InlineData("11.1.1.1", "outside")]
    [InlineData("10.1.2.3", "one")]
    [InlineData("10.3.2.3", "three")]
    [InlineData("10.2.2.2", "two")]
    [InlineData("10.9.9.9", "nine")]
    [InlineData("10.4.0.1", null)]
    [InlineData("::1", null)]   // neither inside nor outside an IPv4 network
    [InlineData("010.1.0.5", null)]
    [InlineData("host.example", null)]
    public void Networks_are_tried_in_order(string key, string? value)
    {
        using var s = new Scratch();
        var table = s.Open("cidr:" + s.File("c", Networks));
        Assert.True(table.IsPattern);
        Assert.Equal(value == null ? LookupResult.NotFound : LookupResult.Found(value), table.Find(key));
        Assert.Equal("", s.LogText());
    }

    [Theory]
    [InlineData("1.2.3.4/24 y", "non-null host address bits in \"1.2.3.4/24\", perhaps you should use \"1.2.3.0/24\" instead: skipping this rule")]
    [InlineData("[2001:db8::1]/32 x", "non-null host address bits in \"2001:db8::1/32\", perhaps you should use \"2001:db8::/32\" instead: skipping this rule")]
    [InlineData("1.2.3.0/33 x", "bad mask length in \"1.2.3.0/33\": skipping this rule")]
    [InlineData("1.2.3.0/x x", "bad mask value in \"1.2.3.0/x\": skipping this rule")]
    [InlineData("foo/8 x", "bad network value in \"foo/8\": skipping this rule")]
    [InlineData("foo bar", "bad address pattern: \"foo\": skipping this rule")]
    [InlineData("[1.2.3.0 x", "missing ']' character after \"[1.2.3.0\": skipping this rule")]
    [InlineData("[1.2.3.0]x y", "garbage after \"[1.2.3.0]\": skipping this rule")]
    [InlineData("9.9.9.9", "no lookup result: skipping this rule")]
    [InlineData("if", "no address pattern: skipping this rule")]
    [InlineData("endif", "ENDIF without IF: skipping this rule")]
    [InlineData("if 1.2.3.4", "IF has no matching ENDIF")]
    public void A_bad_network_rule_is_named(string rule, string warning)
    {
        using var s = new Scratch();
        s.Open("cidr:" + s.File("c", rule + "\n"));
        Assert.Equal("warning: cidr map c, line 1: " + warning, s.LogText());
    }

    private const string Patterns = """
        /^abc(.*)def$/  got $1 ${1} $(1) $$ end
        if /^q/
        if !/qr/
        /q(.)/ second $1
        endif
        /./ rest
        endif
        !/^[a-z]/ no letter
        /(x)(y)?(z)/ 1=$1 2=$2 3=$3
        /UPPER/i case matters
        """;

    [Theory]
    [InlineData("ABCxDEF", "got x x x $ end")]
    [InlineData("qq", "second q")]
    [InlineData("qr", "rest")]
    [InlineData("1a", "no letter")]
    [InlineData("xz", "1=x 2= 3=z")]
    [InlineData("an UPPER", "case matters")]
    [InlineData("an upper", null)]
    public void Patterns_are_tried_in_order(string key, string? value)
    {
        using var s = new Scratch();
        string file = s.File("p", Patterns);
        foreach (string type in new[] { "regexp", "pcre" })
            Assert.Equal(value == null ? LookupResult.NotFound : LookupResult.Found(value), s.Open($"{type}:{file}").Find(key));
        Assert.Equal("", s.LogText());
    }

    [Theory]
    [InlineData("regexp", "/unclosed", "no closing regexp delimiter \"/\": skipping this rule")]
    [InlineData("pcre", "/unclosed", "no closing regexp delimiter \"/\": ignoring this rule")]
    [InlineData("regexp", "/bad(/ x", "Unmatched ( or \\(")]
    [InlineData("pcre", "/bad(/ x", "error in regex at offset 4: missing closing parenthesis")]
    [InlineData("pcre", "/foo/Q x", "unknown regexp option \"Q\": skipping this rule")]
    [InlineData("regexp", "/foo/s x", "unknown regexp option \"s\": skipping this rule")]
    [InlineData("pcre", "/foo/", "no replacement text: using empty string")]
    [InlineData("pcre", "foo bar", "ignoring unrecognized request")]
    [InlineData("pcre", "/(a)/ $2", "out of range replacement index \"2\": skipping this rule")]
    [InlineData("pcre", "!/(a)/ $1", "$number found in negative match replacement text: skipping this rule")]
    [InlineData("pcre", "endif", "ignoring ENDIF without matching IF")]
    [InlineData("pcre", "if", "no regexp: skipping this rule")]
    public void A_bad_pattern_rule_is_named(string type, string rule, string warning)
    {
        using var s = new Scratch();
        s.Open($"{type}:{s.File("p", rule + "\n")}");
        Assert.Equal($"warning: {type} map p, line 1: {warning}", s.LogText());
    }

    [Fact]
    public void Excluded_keys_do_not_match()
    {
        using var s = new Scratch();
        var table = s.Open("regexp:" + s.File("p", "/a/!/b/ only a\n"));
        Assert.Equal("only a", table.Find("xa").Value);
        Assert.False(table.Find("ab").IsFound);
    }

    [Fact]
    public void Rules_can_stand_in_the_name()
    {
        using var s = new Scratch();
        Assert.Equal("y", s.Open("pcre:{{/foo/ bar}, {/x/ y}}").Find("x").Value);
        Assert.Equal("b", s.Open("cidr:{{1.2.3.4 a}, {1.2.3.0/24 b}}").Find("1.2.3.9").Value);
    }

    [Fact]
    public void What_decides_over_files_takes_nothing_from_the_key()
    {
        using var s = new Scratch();
        Tables.Open("pcre:" + s.File("p", "/(.*)/ /home/$1\n"), s.Config, TableOptions.Paranoid);
        Assert.Contains("regular expression substitution is not allowed", s.LogText());
    }

    [Fact]
    public void A_pattern_that_backtracks_without_end_is_try_later()
    {
        using var s = new Scratch();
        var table = s.Open("pcre:" + s.File("p", "/^(a+)+$/ x\n"));
        Assert.Equal(LookupStatus.TryLater, table.Find(new string('a', 40) + "b").Status);
    }
}
