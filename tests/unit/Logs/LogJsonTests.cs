using System.Text.Json;

namespace MailSuite.Tests.Logs;

public class LogJsonTests
{
    private const long Now = 1_795_353_660;   // Sun, 22 Nov 2026 13:21:00 UTC

    private static JsonElement Json(string line) => JsonDocument.Parse(Daemon.LogJson.Of(line, Now)).RootElement;

    private static string Text(JsonElement of, string name) => of.GetProperty(name).GetString()!;

    [Fact]
    public void A_delivery_has_its_attributes()
    {
        var json = Json("Nov 22 13:20:59 mx postfix/smtp[123]: A26CFB346C5: to=<a@x.example>, relay=mx.x.example[192.0.2.1]:25, delay=0.1, delays=0/0/0/0.1, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as \"1\")");
        Assert.Equal("mx", Text(json, "host"));
        Assert.Equal("postfix/smtp", Text(json, "tag"));
        Assert.Equal(123, json.GetProperty("pid").GetInt32());
        Assert.Equal("info", Text(json, "level"));
        Assert.Equal("A26CFB346C5", Text(json, "queue_id"));
        var attributes = json.GetProperty("attributes");
        Assert.Equal("a@x.example", Text(attributes, "to"));
        Assert.Equal("mx.x.example[192.0.2.1]:25", Text(attributes, "relay"));
        Assert.Equal("sent", Text(attributes, "status"));
        Assert.Equal("250 2.0.0 Ok: queued as \"1\"", Text(attributes, "reason"));
        Assert.StartsWith("A26CFB346C5: to=", Text(json, "message"));
        Assert.StartsWith("2026-11-22T13:20:59", Text(json, "time"));
    }

    [Theory]
    [InlineData("Nov 22 13:20:59 mx postfix/smtpd[1]: warning: x", "warning")]
    [InlineData("Nov 22 13:20:59 mx postfix/smtpd[1]: fatal: x", "fatal")]
    [InlineData("Nov 22 13:20:59 mx postfix/smtpd[1]: connect from a[1]", "info")]
    public void A_level_is_the_word_before_the_text(string line, string level)
    {
        var json = Json(line);
        Assert.Equal(level, Text(json, "level"));
        Assert.False(json.TryGetProperty("queue_id", out _));
    }

    [Fact]
    public void A_long_queue_id_is_one() => Assert.Equal("4NYz7Q0L3pz3ZyG", Text(Json("Nov 22 13:20:59 mx postfix/qmgr[1]: 4NYz7Q0L3pz3ZyG: removed"), "queue_id"));

    [Fact]
    public void A_line_of_December_that_comes_in_January_is_last_years() =>
        Assert.Contains("\"2026-12-31T23:59:59", Daemon.LogJson.Of("Dec 31 23:59:59 mx postfix/x[1]: y", 1_798_761_700), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("what is this \"line\" \\ doing \t here")]
    [InlineData("Nov 22 13:20:59 mx nobody: x")]
    [InlineData("Xxx 22 13:20:59 mx postfix/x[1]: y")]
    [InlineData("Nov 22 13:20:59 mx postfix/x[99999999999]: y")]
    public void A_line_that_is_none_of_ours_is_a_message(string line) => Assert.Equal(line, Text(Json(line), "message"));
}
