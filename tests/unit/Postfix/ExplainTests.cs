using System.Text.Json;
using MailSuite.Mail;
using MailSuite.Postfix;
using MailSuite.Postfix.Explaining;

namespace MailSuite.Tests.Postfix;

/// <summary>The command line and the two forms of postfix explain; what it tells is seen in tests/system.</summary>
public sealed class ExplainTests
{
    [Fact]
    public void Options_stand_before_and_behind_the_address()
    {
        var o = ExplainOptions.Parse(["--client", "mx.example[192.0.2.7]", "a@b.example", "--sender=<>", "--sasl-user", "alice", "--helo=h", "-j", "--ask", "--service", "submission"]);
        Assert.Equal(new ExplainOptions("a@b.example", "", "192.0.2.7", "mx.example", "alice", "h", "submission", Ask: true, Json: true), o);
        Assert.Equal(ExplainOptions.Stranger, ExplainOptions.Parse(["a"]).Client);
    }

    [Theory]
    [InlineData("", "an address is needed")]
    [InlineData("a b", "one address at a time")]
    [InlineData("a --client", "option --client needs a value")]
    [InlineData("a --client mx.example", "bad client address: mx.example")]
    [InlineData("a --clinet x", "unknown option --clinet")]
    public void A_wrong_command_line_is_told(string line, string what) =>
        Assert.StartsWith(what, Assert.Throws<FatalException>(() => ExplainOptions.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).Message, StringComparison.Ordinal);

    private static Explained Sample() => new(ExplainOptions.Parse(["bob@x.example"]))
    {
        Service = "smtp/inet",
        Sender = new Mapping("", "", "", []),
        Recipient = new Mapping("bob@x.example", "bob@x.example", "robert@x.example", [new("lookup", "hash:/c", "bob@x.example", "Found", "robert")]),
        AliasLines = [],
        Routes =
        [
            new Route("robert@x.example", new Resolution("smtp", "x.example", "robert@x.example", AddressClass.Default, ResolutionFlags.None), [], "smtp (master.cf, line 5)",
                [new("site", "x.example", "", "ok", "mail exchangers"), new("server", "mx.x.example", "192.0.2.9:25", "10", "may")]),
        ],
        Policy =
        [
            new("client", "unknown[192.0.2.1]", "unknown", "", ""), new("list", "smtpd_recipient_restrictions", "Recipient address", "", ""),
            new("restriction", "strict", "", "REJECT", "554 5.7.1 no"), new("restriction", "check_recipient_access hash:/a", "", "REJECT", "554 5.7.1 no", 1),
            new("lookup", "hash:/a", "bob@x.example", "NotFound", ""), new("lookup", "hash:/a", "x.example", "Found", "REJECT \"no\""), new("verdict", "", "", "REJECT", "554 5.7.1 no"),
        ],
        NotAsked = ["milter inet:localhost:1 would be asked"],
    };

    [Fact]
    public void Text_names_the_element_the_table_and_the_key_that_decided()
    {
        string text = TextReport.Of(Sample());
        Assert.EndsWith("""
            verdict: REJECT 554 5.7.1 no
              decided by check_recipient_access hash:/a in smtpd_recipient_restrictions
                hash:/a: "x.example" -> REJECT "no"

            not asked: milter inet:localhost:1 would be asked

            """.ReplaceLineEndings("\n"), text, StringComparison.Ordinal);
        Assert.Contains("  server      mx.x.example[192.0.2.9:25] preference 10, TLS may\n", text, StringComparison.Ordinal);
        Assert.Contains("canonical     robert@x.example\n    hash:/c: \"bob@x.example\" -> robert\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_is_json()
    {
        using var json = JsonDocument.Parse(JsonReport.Of(Sample()));
        var root = json.RootElement;
        Assert.Equal("REJECT", root.GetProperty("verdict").GetProperty("action").GetString());
        Assert.Equal("x.example", root.GetProperty("verdict").GetProperty("decided_by").GetProperty("lookups")[0].GetProperty("key").GetString());
        Assert.Equal("192.0.2.9:25", root.GetProperty("routes")[0].GetProperty("sites")[0].GetProperty("servers")[0].GetProperty("address").GetString());
        Assert.Equal(2, root.GetProperty("restrictions")[0].GetProperty("restrictions").GetArrayLength());
    }
}
