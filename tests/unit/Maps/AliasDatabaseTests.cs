using MailSuite.Maps;

namespace MailSuite.Tests.Maps;

public sealed class AliasDatabaseTests
{
    [Theory]
    [InlineData("a1: x ,  y", "a1", "x, y")]
    [InlineData("a2: \"quoted user\"@dom, (com (nested)) z@d", "a2", "\"quoted user\"@dom, (com (nested)) z@d")]
    [InlineData("a3: a . b @ c . d", "a3", "a.b@c.d")]
    [InlineData("a4: |prog arg", "a4", "|prog arg")]
    [InlineData("foo: \"|cmd a b\", /file, :include:/x", "foo", "\"|cmd a b\", /file, :include:/x")]
    [InlineData("a7: [1.2.3.4], u@[1.2.3.4]", "a7", "[1.2.3.4], u@[1.2.3.4]")]
    [InlineData("a8: back\\slash, a\\ b", "a8", "backslash, \"a b\"")]
    [InlineData("a9 b9: x", "a9 b9", "x")]
    [InlineData("\"a10 b10\": x", "a10 b10", "x")]
    [InlineData("\"q: r\": s", "q: r", "s")]
    [InlineData("a14: \"a\\\\b\"", "a14", "\"a\\\\b\"")]
    [InlineData("a16: Name <x@y>, <z@w>", "a16", "Name <x@y>, <z@w>")]
    [InlineData("a.18: x", "a.18", "x")]
    [InlineData("a19: (unclosed", "a19", "(unclosed")]
    [InlineData("UPPER: X@Y", "upper", "X@Y")]
    [InlineData("h:\"|a\\\"b\"", "h", "\"|a\\\"b\"")]
    [InlineData("d: \"unbal", "d", "\"unbal\"")]
    public void A_line_becomes_this_entry(string line, string name, string value)
    {
        using var s = new Scratch();
        s.File("aliases", line + "\n");
        AliasDatabase.Rebuild("hash:" + s.Path("aliases"), s.Config);
        using var table = s.Open("hash:" + s.Path("aliases"));
        Assert.Equal(value, AliasDatabase.Find(table, name).Value);
        Assert.Equal("", s.LogText());
    }

    [Theory]
    [InlineData("a@b: x", "name must be local")]
    [InlineData("no colon", "need name:value pair")]
    [InlineData(":x", "need name:value pair")]
    [InlineData("x:", "need name:value pair")]
    public void A_line_that_is_no_alias_is_named(string line, string warning)
    {
        using var s = new Scratch();
        s.File("aliases", "# comment\n" + line + "\n");
        AliasDatabase.Rebuild("hash:" + s.Path("aliases"), s.Config);
        Assert.Equal($"warning: aliases, line 2: {warning}", s.LogText());
    }

    [Fact]
    public void The_marks_of_Sendmail_and_NIS_are_there()
    {
        using var s = new Scratch();
        s.File("aliases", "a: b\n");
        AliasDatabase.Rebuild(s.Path("aliases"), s.Config);   // hash is the default type
        using var table = Tables.Open("hash:" + s.Path("aliases"), s.Config, TableOptions.KeepCase);
        Assert.Equal("@", table.Find("@").Value);
        using var fresh = Tables.Open("hash:" + s.Path("aliases"), s.Config, TableOptions.KeepCase);
        Assert.Equal("mail.example.com", fresh.Find("YP_MASTER_NAME").Value);
        Assert.Equal(4, table.Entries()!.Count());
    }
}
