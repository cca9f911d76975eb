using System.Text;
using MailSuite.Maps;
using MailSuite.Proxymap;
using MailSuite.Tests.Maps;

namespace MailSuite.Tests.Proxymap;

/// <summary>What proxymap and proxywrite answer, on the wire.</summary>
public sealed class SharedTablesTests : IDisposable
{
    private readonly Scratch s = new();

    private string Ask(SharedTables tables, string request)
    {
        var attributes = new List<(string Name, string Value)>();
        byte[] bytes = Bytes.Of(request.Replace('|', '\0'));
        Assert.Equal(bytes.Length, ProxyProtocol.Read(bytes, attributes));
        return Encoding.UTF8.GetString(tables.Answer(attributes)).Replace('\0', '|');
    }

    private SharedTables Reader(string maps)
    {
        s.Config.Set("proxy_read_maps", maps);
        return new SharedTables(s.Config, writes: false, Clock.System);
    }

    [Fact]
    public void Approved_tables_are_opened_and_asked()
    {
        var tables = Reader("proxy:inline:{a=b} proxy:regexp:{{/x(.)/ <$$1>}} proxy:fail:x");
        Assert.Equal("status|0|flags|80||", Ask(tables, "request|open|table|inline:{a=b}|flags|0||"));
        Assert.Equal("status|0|flags|96||", Ask(tables, "request|open|table|regexp:{{/x(.)/ <$1>}}|flags|0||"));
        Assert.Equal("status|0|value|b||", Ask(tables, "request|lookup|table|inline:{a=b}|flags|524353|key|a||"));
        Assert.Equal("status|1|value|||", Ask(tables, "request|lookup|table|inline:{a=b}|flags|524353|key|A||"));
        Assert.Equal("status|0|value|b||", Ask(tables, "request|lookup|table|inline:{a=b}|flags|16449|key|A||"));
        Assert.Equal("status|0|value|<y>||", Ask(tables, "request|lookup|table|proxy:regexp:{{/x(.)/ <$1>}}|flags|524353|key|xy||"));
        Assert.Equal("status|2|value|||", Ask(tables, "request|lookup|table|fail:x|flags|524353|key|xy||"));
    }

    [Fact]
    public void What_is_not_approved_is_denied_and_told()
    {
        var tables = Reader("proxy:static:a hash:/b");
        Assert.Equal("status|4|flags|0||", Ask(tables, "request|open|table|hash:/b|flags|0||"));
        Assert.Equal("status|4|value|||", Ask(tables, "request|lookup|table|hash:/b|flags|0|key|a||"));
        Assert.StartsWith("warning: request for unapproved table: \"hash:/b\"\nwarning: to approve this table for read-only access, list proxy:hash:/b in main.cf:proxy_read_maps", s.LogText());
        Assert.Equal("status|4||", Ask(tables, "request|update|table|static:a|flags|0|key|a|value|b||"));
        Assert.EndsWith("warning: refusing static:a update request on non-proxywrite service", s.LogText());
    }

    [Theory]
    [InlineData("request|open|table|static:a||", "status|3|flags|0||")]
    [InlineData("request|open|table|static:a|flags|x||", "status|3|flags|0||")]
    [InlineData("request|open|table|nocolon|flags|0||", "status|3|flags|0||")]
    [InlineData("request|open|flags|0|table|static:a||", "status|3|flags|0||")]
    [InlineData("request|lookup|table|static:a|flags|0||", "status|3|value|||")]
    [InlineData("request|lookup|table|static:a|flags|0|key|a|more|b||", "status|3|value|||")]
    [InlineData("request|shutdown||", "status|3||")]
    [InlineData("|", "status|3||")]
    public void A_request_that_makes_no_sense_is_bad(string request, string answer) => Assert.Equal(answer, Ask(Reader("proxy:static:a"), request));

    [Fact]
    public void A_file_that_changes_is_opened_again_and_one_that_appears_too()
    {
        string path = s.Path("t");
        var clock = new Hand();
        s.Config.Set("proxy_read_maps", "proxy:hash:" + path);
        var tables = new SharedTables(s.Config, writes: false, clock);
        string lookup = $"request|lookup|table|hash:{path}|flags|524353|key|a||";
        Assert.Equal("status|2|value|||", Ask(tables, lookup));
        s.File("t", "a b\n");
        PostmapFile.Build("hash", path, s.Config, new BuildOptions());
        clock.Now += 2000;
        Assert.Equal("status|0|value|b||", Ask(tables, lookup));
    }

    [Fact]
    public void Proxywrite_stores_deletes_and_lists()
    {
        string table = "hash:" + s.Path("w");
        s.Config.Set("proxy_write_maps", "proxy:" + table);
        var tables = new SharedTables(s.Config, writes: true, Clock.System);
        Assert.Equal("status|0|flags|80||", Ask(tables, $"request|open|table|{table}|flags|0||"));
        Assert.True(File.Exists(s.Path("w.db")));
        Assert.Equal("status|0||", Ask(tables, $"request|update|table|{table}|flags|524353|key|k|value|v w||"));
        Assert.Equal("status|0||", Ask(tables, $"request|update|table|{table}|flags|524353|key|k|value|v2||"));
        Assert.Equal("status|0|value|v2||", Ask(tables, $"request|lookup|table|{table}|flags|524353|key|k||"));
        Assert.Equal("status|0|key|k|value|v2||", Ask(tables, $"request|sequence|table|{table}|flags|524353|function|0||"));
        Assert.Equal("status|1|key||value|||", Ask(tables, $"request|sequence|table|{table}|flags|524353|function|1||"));
        Assert.Equal("status|0||", Ask(tables, $"request|delete|table|{table}|flags|524353|key|k||"));
        Assert.Equal("status|1||", Ask(tables, $"request|delete|table|{table}|flags|524353|key|k||"));
        Assert.Equal("status|4||", Ask(tables, "request|update|table|hash:/etc/other|flags|524353|key|k|value|v||"));
    }

    public void Dispose() => s.Dispose();

    private sealed class Hand : Clock
    {
        public long Now { get; set; } = 1;
        public override long UnixMicros => Now * 1000;
        public override long Milliseconds => Now;
    }
}
