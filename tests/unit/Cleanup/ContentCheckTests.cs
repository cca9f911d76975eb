using MailSuite.Mail;

namespace MailSuite.Tests.Cleanup;

/// <summary>header_checks(5): each action, seen in the queue file, the reply and the log.</summary>
public sealed class ContentCheckTests : CleanupTestBase
{
    private static readonly string[] Message = ["Subject: buy now", "X-Other: 1", "Date: d", "From: f@x.example", "Message-Id: <m@x>", "", "first line", "buy body"];

    private (List<string> Lines, CleanupResult Result, string Log) Check(string settings, string[]? content = null)
    {
        using var log = new LogCapture();
        var lines = Queue(Tables(settings), "s@x.example", ["r@x.example"], content ?? Message, out var result, context: "remote");
        return (lines, result, log.Text);
    }

    private static string Header(string action) => "header_checks = regexp:{{/^Subject: buy/ " + action + "}}";

    private static string Body(string action) => "body_checks = regexp:{{/^buy/ " + action + "}}";

    [Theory]
    [InlineData("REJECT", 550, "5.7.1", "message content rejected")]
    [InlineData("reject no thanks", 550, "5.7.1", "no thanks")]
    [InlineData("REJECT 5.6.7 so", 550, "5.6.7", "so")]
    [InlineData("REJECT 4.2.1 later", 451, "4.2.1", "later")]
    public void Reject_ends_the_message_with_its_text(string action, int code, string dsn, string reason)
    {
        foreach (string table in (string[])[Header(action), Body(action)])
        {
            var (lines, result, log) = Check(table);
            Assert.Equal((code, dsn, reason), (result.Code, result.Dsn, result.Reason));
            Assert.Empty(lines);
            Assert.Contains($": reject: {(table[0] == 'h' ? "header Subject: buy now" : "body buy body")} from unknown; from=<s@x.example> to=<r@x.example>: {dsn} {reason}", log);
        }
    }

    [Theory]
    [InlineData("WARN", "warning: header Subject: buy now from")]
    [InlineData("INFO for you", ": info: header Subject: buy now from unknown; from=<s@x.example> to=<r@x.example>: for you")]
    [InlineData("PASS", ": pass: header")]
    [InlineData("NONSENSE", "unknown command in header_checks map: NONSENSE")]
    [InlineData("DUNNO", "message-id=")]
    [InlineData("OK", "message-id=")]
    [InlineData("FILTER", "missing FILTER command argument in header_checks map")]
    [InlineData("FILTER x", "bad FILTER command x in header_checks -- need transport:destination")]
    [InlineData("REDIRECT x", "bad REDIRECT target \"x\" in header_checks map -- need user@domain")]
    [InlineData("BCC x", "bad BCC address \"x\" in header_checks map -- need user@domain")]
    [InlineData("PREPEND no header", "bad PREPEND header text \"no header\" in header_checks map -- need \"headername: headervalue\"")]
    [InlineData("REPLACE no header", "bad REPLACE header text \"no header\" in header_checks map -- need \"headername: headervalue\"")]
    [InlineData("REPLACE", "REPLACE action without text in header_checks map")]
    public void What_only_logs_leaves_the_message_alone(string action, string logged)
    {
        var (lines, result, log) = Check(Header(action));
        Assert.True(result.Ok);
        Assert.Equal(Message, Content(lines));
        Assert.Contains(logged, log);
    }

    [Fact]
    public void Lines_are_dropped_replaced_and_put_in_front()
    {
        Assert.Equal(Message[1..], Content(Check(Header("IGNORE")).Lines));
        Assert.Equal(Message[1..], Content(Check(Header("STRIP")).Lines));
        Assert.Equal(["X-New: y", .. Message], Content(Check(Header("PREPEND X-New: y")).Lines));
        Assert.Equal(["Subject: z", .. Message[1..]], Content(Check(Header("REPLACE Subject: z")).Lines));
        Assert.Equal(Message[..^1], Content(Check(Body("IGNORE")).Lines));
        Assert.Equal([.. Message[..^1], "what you like", "buy body"], Content(Check(Body("PREPEND what you like")).Lines));
        Assert.Equal([.. Message[..^1], "z"], Content(Check(Body("REPLACE z")).Lines));
    }

    [Fact]
    public void Orders_for_the_queue_manager_stand_in_the_extracted_segment()
    {
        Assert.Contains("L smtp:[f]:1", Check(Header("FILTER smtp:[f]:1")).Lines.SkipWhile(static l => l != "X "));
        Assert.Contains("> other@x.example", Check(Body("REDIRECT other@x.example")).Lines.SkipWhile(static l => l != "X "));
        var copied = Check(Header("BCC spy@x.example") + "\n" + Body("BCC spy@x.example")).Lines.SkipWhile(static l => l != "X ").ToList();
        Assert.Single(copied, static l => l == "R spy@x.example");
        Assert.Contains("A notify_flags=1", copied);
    }

    [Fact]
    public void Hold_and_discard_decide_over_the_file()
    {
        Assert.True(Check(Header("HOLD why")).Result.Ok);
        Assert.Single(Directory.EnumerateFiles("hold"));
        var (lines, result, log) = Check(Header("DISCARD why"));
        Assert.True(result.Ok);
        Assert.Empty(lines);
        Assert.Contains(": discard: header Subject: buy now", log);
        Assert.Contains(": removed (discarded)", log);
        Assert.Empty(Directory.EnumerateFiles("incoming"));
    }

    [Fact]
    public void After_pass_and_redirect_nothing_is_looked_at()
    {
        Assert.True(Check(Header("PASS") + "\n" + Body("REJECT")).Result.Ok);
        Assert.True(Check(Header("REDIRECT a@b.example") + "\n" + Body("REJECT")).Result.Ok);
        Assert.False(Check(Header("WARN") + "\n" + Body("REJECT")).Result.Ok);
    }

    [Fact]
    public void A_table_that_cannot_be_asked_means_try_later()
    {
        var (_, result, log) = Check("header_checks = fail:x");
        Assert.Equal((CleanupStatus.TryLater, 451), (result.Status, result.Code));
        Assert.Contains("header_checks map lookup problem -- message not accepted, try again later", log);
    }

    private static readonly string[] Parts =
    [
        "Subject: top", "MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=\"b 1\"", "", "prolog", "--b 1", "X-Part: p", "Content-Disposition: attachment;", "\tfilename=x.exe", "",
        "Subject: in body", "--b 1", "Content-Type: message/rfc822", "", "Subject: nested", "Content-Id: c", "", "text", "--b 1--", "Subject: epilog",
    ];

    [Fact]
    public void Each_header_is_compared_with_the_table_of_its_place()
    {
        var (lines, result, log) = Check("header_checks = regexp:{{/./ INFO top}}\nmime_header_checks = regexp:{{/./ INFO mime}}\nnested_header_checks = regexp:{{/./ INFO nested}}\nbody_checks = regexp:{{/./ INFO text}}", Parts);
        Assert.True(result.Ok);
        Assert.Equal(Parts, Content(lines));
        string[] expected =
        [
            "header Subject: top|top", "header MIME-Version: 1.0|mime", "header Content-Type: multipart/mixed; boundary=\"b 1\"|mime", "body prolog|text", "body --b 1|text", "header X-Part: p|mime",
            "header Content-Disposition: attachment;??filename=x.exe|mime", "body Subject: in body|text", "body --b 1|text", "header Content-Type: message/rfc822|mime", "header Subject: nested|nested",
            "header Content-Id: c|mime", "body text|text", "body --b 1--|text", "body Subject: epilog|text",
        ];
        var seen = log.Split('\n').Where(static l => l.Contains(": info: ", StringComparison.Ordinal))
            .Select(static l => l[(l.IndexOf(": info: ", StringComparison.Ordinal) + 8)..].Replace(" from unknown; from=<s@x.example> to=<r@x.example>: ", "|", StringComparison.Ordinal));
        Assert.Equal(expected, seen);
    }

    [Fact]
    public void Body_checks_stop_at_their_limit_in_each_part()
    {
        string[] content = ["Content-Type: multipart/mixed; boundary=b", "", "--b", "", "0123456789", "buy 1", "--b", "", "buy 2"];
        var (lines, _, _) = Check("body_checks_size_limit = 10\n" + Body("IGNORE"), content);
        Assert.Equal([.. content[..^1]], Content(lines)[..^0]);
    }

    [Theory]
    [InlineData("strict_7bit_headers = yes", "Subject: \u00e9", "x", "improper use of 8-bit data in message header")]
    [InlineData("strict_8bitmime_body = yes", "Subject: x", "\u00e9", "improper use of 8-bit data in message body")]
    [InlineData("strict_8bitmime = yes", "Subject: x", "\u00e9", "improper use of 8-bit data in message body")]
    [InlineData("strict_8bitmime = yes", "Subject: \u00e9", "x", "improper use of 8-bit data in message header")]
    public void Strict_settings_refuse_8_bit_text(string setting, string header, string body, string reason)
    {
        var (_, result, log) = Check(setting, [header, "", body]);
        Assert.Equal((550, "5.6.0", reason), (result.Code, result.Dsn, result.Reason));
        Assert.Contains($": reject: mime-error {reason}: ", log);
        Assert.True(Check("", [header, "", body]).Result.Ok);
        Assert.True(Check("strict_8bitmime_body = yes", ["Content-Transfer-Encoding: 8bit", "", body]).Result.Ok);
    }

    [Fact]
    public void A_multipart_in_base64_is_refused_when_told_so()
    {
        var (_, result, _) = Check("strict_mime_encoding_domain = yes", ["Content-Type: multipart/mixed; boundary=b", "Content-Transfer-Encoding: base64", "", "x"]);
        Assert.Equal("invalid message/* or multipart/* encoding domain", result.Reason);
        Assert.True(Check("strict_mime_encoding_domain = yes", ["Content-Type: text/plain", "Content-Transfer-Encoding: base64", "", "x"]).Result.Ok);
    }

    [Fact]
    public void Characters_are_refused_or_removed()
    {
        var (_, result, log) = Check("message_reject_characters = \\0", ["Subject: a\0b", "", "x"]);
        Assert.Equal((550, "5.7.1", "disallowed character"), (result.Code, result.Dsn, result.Reason));
        Assert.Contains(": reject: content Subject: a?b from unknown; ", log);
        Assert.Equal(["Subject: ab", "", "cd"], Content(Check("message_strip_characters = \\0\\a", ["Subject: a\0b", "", "c\ad"]).Lines));
        Assert.Equal(["Subject: a b", "", "c d"], Content(Check("", ["Subject: a\rb", "", "c\rd"]).Lines));
        Assert.Equal(["Subject: a\rb", "", "c\rd"], Content(Check("cleanup_replace_stray_cr_lf = no", ["Subject: a\rb", "", "c\rd"]).Lines));
    }

    [Fact]
    public void Text_that_ends_a_header_is_told_or_refused()
    {
        string[] content = ["Subject: a", "no header", "", "x"];
        Assert.Equal(["Subject: a", "", "no header", "", "x"], Content(Check("", content).Lines));
        Assert.Equal(["Subject: a", "MIME-Error: message header was not terminated by empty line", "", "no header", "", "x"], Content(Check("non_empty_end_of_header_action = add_header", content).Lines));
        var (_, refused, log) = Check("non_empty_end_of_header_action = reject", content);
        Assert.Equal((550, "5.6.0", CleanupStatus.Rejected), (refused.Code, refused.Dsn, refused.Status));
        Assert.Contains(": reject: mime-error message header was not terminated by empty line: no header from unknown; ", log);
    }

    [Fact]
    public void A_content_transfer_encoding_says_8_bit_for_the_whole_message()
    {
        string[] content = ["Content-Type: multipart/mixed; boundary=b", "", "--b", "Content-Transfer-Encoding: 8bit", "", "\u00e9", "--b--"];
        Assert.Contains("A encoding=8bit", Check("", content).Lines);
        Assert.DoesNotContain("A encoding=8bit", Check("detect_8bit_encoding_header = no", content).Lines);
        Assert.DoesNotContain("A encoding=8bit", Check("disable_mime_input_processing = yes", content).Lines);
    }
}
