using System.Diagnostics;
using System.Text;
using MailSuite.Mail;

namespace MailSuite.Tests.Cleanup;

/// <summary>Cases H-01 to H-05 of the reference at the place where content enters: nothing of it costs more than its size, and nothing throws.</summary>
public sealed class HostileContentTests : CleanupTestBase
{
    private const string Everything = "header_checks = regexp:{{/^X-Never:/ INFO}}\nbody_checks = regexp:{{/^never$$/ INFO}}\n";

    private (List<string> Lines, CleanupResult Result, long Bytes) Take(string settings, IEnumerable<string> content)
    {
        using var log = new LogCapture();
        var tables = Tables(settings);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var lines = Queue(tables, "s@x.example", ["r@x.example"], [.. content], out var result, context: "remote");
        return (lines, result, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void H_01_a_hundred_thousand_headers_pass_one_by_one()
    {
        var (lines, result, _) = Take("message_size_limit = 0\n" + Everything, Enumerable.Range(0, 100_000).Select(static i => $"X-{i}: y").Append("").Append("b"));
        Assert.True(result.Ok);
        Assert.Equal(100_002, Content(lines).Length);
    }

    [Fact]
    public void H_01_a_header_beyond_the_limit_is_cut_and_the_message_goes_on()
    {
        using var session = CleanupSession.Open(Tables("message_size_limit = 0\n"), CleanupFlags.External, "remote");
        session.Sender("s");
        session.Recipient(new EnvelopeRecipient("r@x.example"));
        session.StartContent();
        byte[] piece = new byte[2000];
        piece.AsSpan().Fill((byte)'x');
        session.Line("Subject: "u8, more: true);
        for (int i = 0; i < 25_000; i++)
            session.Line(piece, more: true);   // 50 MB
        session.Line(default);
        for (int i = 0; i < 5_000; i++)
            session.Line(" folded"u8);
        session.Line("X-After: 1"u8);
        session.Line(default);
        session.Line("body"u8);
        Assert.True(session.Finish().Ok);
        string file = File.ReadAllText("incoming/" + session.Id, Encoding.Latin1);
        Assert.InRange(file.Length, 102_400, 110_000);
        Assert.Contains("X-After: 1", file);
    }

    [Theory]
    [InlineData("Subject")]
    [InlineData(": no name")]
    [InlineData("A\0B: nul")]
    [InlineData("\u00e9: 8-bit name")]
    [InlineData("two words: x")]
    public void H_01_what_is_no_header_ends_the_header(string line)
    {
        var (lines, result, _) = Take(Everything, ["X-First: 1", line, "X-Not: header"]);
        Assert.True(result.Ok);
        Assert.Equal(["X-First: 1", "", line, "X-Not: header"], Content(lines));
    }

    [Fact]
    public void H_01_a_line_of_blanks_after_a_header_belongs_to_it() =>
        Assert.Equal(["X-First: 1", "  ", "X-Second: 2", "", "b"], Content(Take(Everything, ["X-First: 1", "  ", "X-Second: 2", "", "b"]).Lines));

    private static IEnumerable<string> Nested(int depth) =>
        Enumerable.Range(0, depth).SelectMany(static i => (string[])[$"Content-Type: multipart/mixed; boundary=\"b{i}x\"", "", $"--b{i}x"]).Append("").Append("text");

    [Fact]
    public void H_02_parts_nested_beyond_the_limit_are_refused_when_they_are_looked_into()
    {
        Assert.Equal("MIME nesting exceeds safety limit", Take(Everything, Nested(10_000)).Result.Reason);
        Assert.True(Take("", Nested(10_000)).Result.Ok);
        Assert.True(Take(Everything, Nested(100)).Result.Ok);
    }

    [Fact]
    public void H_02_many_parts_long_boundaries_and_missing_ends_cost_no_more_than_their_lines()
    {
        var parts = Enumerable.Range(0, 100_000).SelectMany(static i => (string[])["--b", "X: y", ""]);
        Assert.True(Take("message_size_limit = 0\n" + Everything, ["Content-Type: multipart/mixed; boundary=b", "", .. parts]).Result.Ok);
        string boundary = new('b', 90_000);
        Assert.True(Take(Everything, [$"Content-Type: multipart/mixed; boundary={boundary}", "", "--" + boundary, "A: b", "", "--" + boundary + "--"]).Result.Ok);
        Assert.True(Take(Everything, Enumerable.Repeat("Content-Type: message/rfc822", 1).Concat(Enumerable.Range(0, 50_000).SelectMany(static _ => (string[])["", "Content-Type: message/rfc822"]))).Result.Ok);
        Assert.True(Take(Everything, ["Content-Type: multipart/mixed; boundary=\"\"", "", "--", "--x", "----"]).Result.Ok);
    }

    [Fact]
    public void H_03_ten_times_the_addresses_comments_and_parameters_take_ten_times_the_work()
    {
        static string[] Message(int n) =>
        [
            "To: " + string.Join(", ", Enumerable.Range(0, n).Select(static i => $"u{i}@x.example")),
            "Cc: " + new string('(', n), "Reply-To: a@b (comment \\", "From: " + new string('<', n) + "a@b",
            "Content-Type: text/plain; " + string.Join("; ", Enumerable.Range(0, n).Select(static i => $"name*{i}*=x")), "", "b",
        ];
        const string settings = "header_size_limit = 100000000\nmessage_size_limit = 0\nheader_address_token_limit = 1000000\nlocal_header_rewrite_clients = static:all\n";
        long small = Local(settings, Message(10_000)), large = Local(settings, Message(100_000));
        Assert.True(large < 25 * Math.Max(small, 1_000_000), $"{small} bytes for the small one, {large} for the large");
    }

    private long Local(string settings, string[] content)
    {
        using var log = new LogCapture();
        var tables = Tables(settings);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Queue(tables, "s@x.example", ["r@x.example"], content, out var result);
        Assert.True(result.Ok);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    [Theory]
    [InlineData("From:")]
    [InlineData("From: <>")]
    [InlineData("To: group:;")]
    [InlineData("To: a:b:c:d;;;,,,<<<>>>")]
    [InlineData("Date: Thirty-second of Nevember")]
    [InlineData("Subject: =?" + "x?Q?=?==?=")]
    [InlineData("From: =?utf-8?B?////?= <\\")]
    [InlineData("To: \"")]
    [InlineData("To: [")]
    [InlineData("To: (")]
    [InlineData("Message-Id:")]
    public void H_04_malformed_headers_pass(string header)
    {
        using var log = new LogCapture();
        Queue(Tables(Everything), "s@x.example", ["r@x.example"], [header, "", "b"], out var result);
        Assert.True(result.Ok);
    }

    [Fact]
    public void H_04_a_million_encoded_words_pass()
    {
        using var log = new LogCapture();
        Queue(Tables("message_size_limit = 0\n"), "s@x.example", ["r@x.example"], ["Subject: " + string.Concat(Enumerable.Repeat("=?q?Q?a?= ", 1_000_000)), "", "b"], out var result);
        Assert.True(result.Ok);
    }

    [Fact]
    public void H_05_a_pattern_that_explodes_is_stopped_and_the_message_is_not_lost()
    {
        string body = new string('a', 2000) + "!";
        long started = Stopwatch.GetTimestamp();
        var (_, result, _) = Take("body_checks = pcre:{{/^(a+)+$$/ REJECT}}", ["Subject: x", "", body]);
        Assert.True(result.Ok || result.Status == CleanupStatus.TryLater);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(30));
    }
}
