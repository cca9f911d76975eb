using MailSuite.Maps;

namespace MailSuite.Tests.Maps;

public sealed class SimpleTableTests
{
    [Theory]
    [InlineData("static:word", "any", "word")]
    [InlineData("static:{ two words }", "any", "two words")]
    [InlineData("inline:{a=1, {b = two words}}", "B", "two words")]
    [InlineData("inline:{a=1,a=2}", "a", "2")]
    [InlineData("unix:passwd.byname", "root", "root:x:0:0:root:/root:/bin/bash")]
    [InlineData("pipemap:{inline:{a=b},inline:{b=c}}", "a", "c")]
    [InlineData("unionmap:{inline:{a=b},inline:{a=c},inline:{b=d}}", "a", "b,c")]
    [InlineData("randmap:{{only one}}", "a", "{only one}")]
    [InlineData("proxy:inline:{a=1}", "a", "1")]
    [InlineData("proxy:unix:group.byname", "root", "root:x:0:")]
    public void A_key_has_its_answer(string table, string key, string value)
    {
        using var s = new Scratch(table.StartsWith("proxy:") ? $"virtual_alias_maps = {table}\n" : "");
        Assert.Equal(LookupResult.Found(value), s.Open(table).Find(key));
    }

    [Theory]
    [InlineData("inline:{a=1}", "b")]
    [InlineData("unix:passwd.byname", "no-such-user-here")]
    [InlineData("environ:", "NO_SUCH_VARIABLE")]
    public void A_key_that_is_not_there_is_not_found(string table, string key)
    {
        using var s = new Scratch();
        Assert.Equal(LookupStatus.NotFound, s.Open(table == "environ:" ? "environ:x" : table).Find(key).Status);
    }

    [Theory]
    [InlineData("xyz:name", "unsupported dictionary type: xyz")]
    [InlineData("unix:shadow", "unknown table: unix:shadow")]
    [InlineData("hash:/no/such/file", "open database /no/such/file.db: No such file or directory")]
    [InlineData("texthash:/no/such/file", "open database /no/such/file: No such file or directory")]
    [InlineData("cidr:/no/such/file", "open /no/such/file: No such file or directory")]
    [InlineData("inline:{a}", "missing '=' after attribute name: \"inline:{a}\"; need \"inline:{name=value...}\"")]
    [InlineData("inline:a=b", "bad syntax: \"inline:a=b\"; need \"inline:{name=value...}\"")]
    [InlineData("pipemap:{foo}", "bad syntax: \"pipemap:{foo}\"; need \"pipemap:{type:name...}\"")]
    [InlineData("randmap:{}", "bad syntax: \"randmap:{}\"; need \"randmap:{value...}\"")]
    [InlineData("static:{a", "bad static:name syntax: missing '}' in \"{a\"")]
    [InlineData("static:", "open dictionary: expecting \"type:name\" form instead of \"static:\"")]
    public void A_table_that_cannot_be_opened_says_why_and_answers_try_later(string table, string reason)
    {
        using var s = new Scratch();
        Assert.Equal(LookupStatus.TryLater, s.Open(table).Find("key").Status);
        string log = s.LogText();
        Assert.Contains("error: " + reason, log);
        Assert.Contains($"warning: {table} is unavailable. {reason}", log);
        Assert.Equal(reason, Assert.Throws<FatalException>(() => Tables.OpenOrFail(table, s.Config)).Message);
    }

    [Fact]
    public void A_failing_table_never_says_not_found()
    {
        using var s = new Scratch();
        Assert.Equal(LookupStatus.TryLater, s.Open("fail:x").Find("key").Status);
    }

    [Fact]
    public void A_union_or_pipe_with_a_failing_member_never_says_not_found()
    {
        using var s = new Scratch();
        Assert.Equal(LookupStatus.TryLater, s.Open("unionmap:{static:x,fail:y}").Find("key").Status);
        Assert.Equal(LookupStatus.TryLater, s.Open("pipemap:{static:x,fail:y}").Find("key").Status);
        Assert.Equal(LookupStatus.TryLater, s.Open(string.Concat(Enumerable.Repeat("proxy:", 50)) + "static:x").Find("key").Status);
    }

    [Fact]
    public void The_types_are_told_in_order()
    {
        Assert.Equal(Tables.Types.Order(StringComparer.Ordinal), Tables.Types);
        Assert.Contains("hash", Tables.Types);
    }

    [Fact]
    public void Source_text_is_read_as_postmap_reads_it()
    {
        using var s = new Scratch();
        s.File("t", "A one\nb   two words  \n  cont\n\"q k\" val\n\"un bal\nk:  v\nnoval\n# c\n\nb dup\n\"a\\\"b\" x\n   \n # c2\nc last");
        var table = s.Open("texthash:" + s.Path("t"));
        Assert.Equal("\"a\\\"b\"=x|\"q k\"=val|a=one|b=two words    cont|c=last|k:=v",
            string.Join('|', table.Entries()!.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{e.Key}={e.Value}")));
        Assert.Equal("""
            warning: t, line 5: unbalanced '"' in '"un bal' -- ignoring this line
            warning: t, line 6: record is in "key: value" format; is this an alias file?
            warning: t, line 7: expected format: key whitespace value -- ignoring this line
            warning: t, line 10: duplicate entry: "b"
            """, s.LogText());
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_survive_when_UTF8_is_not_demanded()
    {
        using var s = new Scratch("smtputf8_enable = no\n");
        System.IO.File.WriteAllBytes(s.Path("t"), [(byte)'k', 0xe9, (byte)' ', (byte)'v', 0xff, (byte)'\n']);
        Assert.Equal(Bytes.Text([(byte)'v', 0xff]), s.Open("texthash:" + s.Path("t")).Find(Bytes.Text([(byte)'K', 0xe9])).Value);
        using var strict = new Scratch();
        System.IO.File.WriteAllBytes(strict.Path("t"), [(byte)'k', 0xe9, (byte)' ', (byte)'v', (byte)'\n']);
        strict.Open("texthash:" + strict.Path("t"));
        Assert.Contains("line 1: non-UTF-8 input", strict.LogText());
    }
}
