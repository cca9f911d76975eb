using MailSuite.Mail;

namespace MailSuite.Tests.Cleanup;

/// <summary>What cleanup makes of a message; expectations were compared with files that Debian's cleanup wrote.</summary>
public sealed class CleanupSessionTests : CleanupTestBase
{
    [Fact]
    public void Header_addresses_are_completed_and_every_other_byte_stays()
    {
        var lines = Queue(Tables(), "a", ["b"], ["To: \"Q, r\" <x>, grp: y@host.example;,", "\t(c) z (d)", "Subject: u@v <x>", "From: me", "Date: d", "Message-Id: <m@x>", "", "body <x>"], out var result);
        Assert.True(result.Ok);
        Assert.Equal(["To: \"Q, r\" <x@example.com>, grp: y@host.example;,", "\t(c) z@example.com (d)", "Subject: u@v <x>", "From: me@example.com", "Date: d", "Message-Id: <m@x>", "", "body <x>"], Content(lines));
        Assert.Contains("S a@example.com", lines);
        Assert.Contains("R b@example.com", lines);
    }

    [Fact]
    public void A_message_with_more_attributes_than_queue_file_attribute_count_limit_is_not_taken()
    {
        using var session = CleanupSession.Open(Tables("queue_file_attribute_count_limit = 2"), CleanupFlags.External, "local");
        foreach (string name in (string[])["one", "two", "three"])
            session.Attribute(name, "x");
        session.Sender("a");
        session.Recipient(new EnvelopeRecipient("b"));
        session.StartContent();
        Assert.Equal((CleanupStatus.TryLater, "4.3.0"), session.Finish() is var result ? (result.Status, result.Dsn) : default);
    }

    [Fact]
    public void The_time_to_warn_the_sender_stands_behind_him()
    {
        var lines = Queue(Tables("delay_warning_time = 4h"), "a", ["b"], ["", "x"], out _);
        long arrival = long.Parse(lines.Single(static l => l.StartsWith("T ", StringComparison.Ordinal)).Split(' ')[1]);
        Assert.Equal($"W {arrival + 4 * 3600,15}", lines[lines.IndexOf("S a@example.com") + 1]);
        Assert.DoesNotContain(Queue(Tables("delay_warning_time = 4h"), "", ["b"], ["", "x"], out _), static l => l.StartsWith('W'));
        Assert.DoesNotContain(Queue(Tables(), "a", ["b"], ["", "x"], out _), static l => l.StartsWith('W'));
    }

    [Fact]
    public void Content_that_says_8_bit_becomes_quoted_printable_before_it_is_compared()
    {
        var tables = Tables("force_mime_input_conversion = yes\nmime_header_checks = regexp:{{/^content-transfer-encoding: quoted/ PREPEND X-Seen: new}}\nbody_checks = regexp:{{/=C3=A4/ PREPEND seen}}");
        string[] message =
        [
            "MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=b", "Content-Transfer-Encoding: 8bit", "", "--b", "Content-Type: text/plain", "Content-Transfer-Encoding: 8bit", "",
            "a \u00e4=", "--b", "Content-Transfer-Encoding: base64", "", "AAAA", "--b", "", "not declared \u00e4", "--b--",
        ];
        var lines = Queue(tables, "a", ["b"], message, out var result, context: "remote", flags: CleanupFlags.External);
        Assert.True(result.Ok);
        Assert.Equal(
        [
            "MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=b", "Content-Transfer-Encoding: 7bit", "", "--b", "Content-Type: text/plain", "X-Seen: new",
            "Content-Transfer-Encoding: quoted-printable", "", "seen", "a =C3=A4=3D", "--b", "Content-Transfer-Encoding: base64", "", "AAAA", "--b", "", "not declared \u00e4", "--b--",
        ], Content(lines));
        Assert.DoesNotContain("A encoding=8bit", lines);
    }

    [Fact]
    public void A_sender_who_asked_for_success_hears_that_an_alias_was_expanded()
    {
        System.IO.Directory.CreateDirectory("trace");
        var tables = Tables("virtual_alias_maps = inline:{{two@example.com=bob, carol@other.example}}");
        foreach (bool good in (bool[])[true, false])
        {
            using var session = CleanupSession.Open(tables, CleanupFlags.External, "local");
            session.Sender("a@x.example");
            session.Recipient(new EnvelopeRecipient("two@example.com", "", "rfc822;two@example.com", DsnNotify.Success));
            session.Recipient(new EnvelopeRecipient("bob@example.com", "", "", DsnNotify.Success));
            session.StartContent();
            if (good)
                session.Line("x"u8);
            else
                session.Line(new byte[20_000_000]);
            Assert.Equal(good, session.Finish().Ok);
            Assert.Equal(good, File.Exists("trace/" + session.Id));
            if (!good)
                continue;
            Assert.Equal(Errno.None, BounceLog.TryRead(new QueueFiles(tables.Config), "trace", session.Id, out var records));
            var record = Assert.Single(records);
            Assert.Equal(("two@example.com", "rfc822;two@example.com", "expanded", new Dsn("2.0.0", "alias expanded")), (record.Recipient, record.DsnOriginal, record.Action, record.Dsn));
            var lines = Incoming(session.Id);
            Assert.Contains("A traced_on_arrival=1", lines);
            Assert.Equal(["A notify_flags=1", "A notify_flags=1", "A notify_flags=2"], lines.Where(static l => l.StartsWith("A notify", StringComparison.Ordinal)));
        }
    }

    private static List<string> Incoming(string id)
    {
        var lines = new List<string>();
        int fd = Sys.Open("incoming/" + id, Sys.RdOnly);
        var reader = new RecordReader(fd);
        while (reader.Read(out var payload) is var type && type != RecordType.None)
            lines.Add((char)type + " " + Bytes.Text(payload));
        Sys.CloseQuietly(fd);
        return lines;
    }

    [Theory]
    [InlineData("TLS-Required: no", "", 0, SendOption.TlsNotRequired)]
    [InlineData("tls-required:\tNO ", "", 0, SendOption.TlsNotRequired)]
    [InlineData("TLS-Required: perhaps", "", 0, 0)]
    [InlineData("TLS-Required: no", "tls_required_enable = no", 0, 0)]
    [InlineData("TLS-Required: no", "", SendOption.RequireTls, SendOption.RequireTls)]
    public void A_header_may_say_that_delivery_counts_more_than_TLS(string header, string mainCf, int before, int options)
    {
        using var session = CleanupSession.Open(Tables(mainCf), CleanupFlags.External, "remote");
        session.SendOptions = before;
        session.Sender("a@x.example");
        session.Recipient(new EnvelopeRecipient("b@x.example"));
        session.StartContent();
        session.Line(Bytes.Of(header));
        session.Line(default);
        Assert.True(session.Finish().Ok);
        Assert.EndsWith($" {options}", Incoming(session.Id)[0]);
    }

    [Fact]
    public void Strangers_headers_are_left_as_they_are()
    {
        var lines = Queue(Tables(), "a", ["b"], ["To: x", "", "body"], out _, context: "remote");
        Assert.Equal(["To: x", "", "body"], Content(lines));
    }

    [Fact]
    public void Missing_headers_are_added_and_unwanted_ones_dropped()
    {
        var lines = Queue(Tables(), "a", ["b"], ["Bcc: secret", " continued", "Return-Path: <x>", "Content-Length: 3", "Subject: s", "no header", "more"], out _);
        var content = Content(lines);
        Assert.Equal("Subject: s", content[0]);
        Assert.StartsWith("Message-Id: <", content[1]);
        Assert.StartsWith("Date: ", content[2]);
        Assert.Equal(["From: a@example.com", "", "no header", "more"], content[3..]);
    }

    [Fact]
    public void Aliases_expand_with_extension_once_each()
    {
        var tables = Tables("virtual_alias_maps = inline:{virt@example.com=bob,{two@example.com=bob, carol@other.example},{self@example.com=self@example.com, x@y.example}}");
        var lines = Queue(tables, "a", ["virt+ext@example.com", "two", "two", "self"], ["", "x"], out var result);
        Assert.True(result.Ok);
        Assert.Equal(["bob+ext@example.com", "bob@example.com", "carol@other.example", "self@example.com", "x@y.example"],
            lines.Where(static l => l.StartsWith("R ", StringComparison.Ordinal)).Select(static l => l[2..]));
    }

    [Fact]
    public void An_alias_table_that_cannot_be_asked_means_try_later()
    {
        var lines = Queue(Tables("virtual_alias_maps = fail:x"), "a", ["b"], ["", "x"], out var result);
        Assert.Equal(CleanupStatus.TryLater, result.Status);
        Assert.Equal(4, result.Code / 100);
        Assert.Empty(lines);
    }

    [Fact]
    public void R_11_too_many_aliases_mean_try_later()
    {
        string many = string.Join(",", Enumerable.Range(0, 50).Select(static i => $"u{i}@x.example"));
        Queue(Tables("virtual_alias_expansion_limit = 10\nvirtual_alias_maps = inline:{{b@example.com=" + many + "}}"), "a", ["b"], ["", "x"], out var result);
        Assert.Equal(("4.6.0", CleanupStatus.TryLater), (result.Dsn, result.Status));
    }

    [Fact]
    public void Limits_of_size_and_hops_leave_nothing_behind()
    {
        Queue(Tables("message_size_limit = 100"), "a", ["b"], ["", new string('x', 200)], out var big);
        Assert.Equal((552, "5.3.4"), (big.Code, big.Dsn));
        Queue(Tables("hopcount_limit = 4"), "a", ["b"], ["Received: 1", "Received: 2", "Received: 3", "Received: 4", "", "x"], out var hops);
        Assert.Equal((554, "5.4.0"), (hops.Code, hops.Dsn));
        Queue(Tables(), "a", [], ["", "x"], out var nobody);
        Assert.False(nobody.Ok);
        Assert.Empty(System.IO.Directory.EnumerateFiles("incoming"));
    }

    /// <summary>Invariant R1: until it is complete a message has mode 0600; the mode says "ready" only with the content in the file.</summary>
    [Fact]
    public void R1_a_message_is_complete_only_after_commit()
    {
        using var session = CleanupSession.Open(Tables(), CleanupFlags.External, "local");
        string path = "incoming/" + session.Id;
        session.Sender("a");
        session.Recipient(new EnvelopeRecipient("b"));
        session.StartContent();
        session.Line("Subject: x"u8);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.True(session.Finish().Ok);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(path));
    }

    [Fact]
    public void R_11_aliases_that_lead_in_a_circle_mean_try_later()
    {
        Queue(Tables("virtual_alias_maps = inline:{{b@example.com=c@example.com},{c@example.com=b@example.com}}"), "a", ["b"], ["", "x"], out var circle);
        Assert.Equal(("4.6.0", CleanupStatus.TryLater), (circle.Dsn, circle.Status));
        Queue(Tables("virtual_alias_maps = inline:{{b@example.com=" + new string('x', 1100) + "@y.example}}"), "a", ["b"], ["", "x"], out var huge);
        Assert.Equal(("4.6.0", CleanupStatus.TryLater), (huge.Dsn, huge.Status));
        Queue(Tables("virtual_alias_maps = regexp:{{/^(.*)@example.com/ x$$1@example.com}}"), "a", ["b"], ["", "x"], out var endless);
        Assert.Equal(("4.6.0", CleanupStatus.TryLater), (endless.Dsn, endless.Status));
    }

    [Theory]
    [InlineData("|touch /tmp/x")]
    [InlineData("/etc/passwd")]
    [InlineData(":include:/etc/passwd")]
    [InlineData("~/x")]
    public void R_02_what_looks_like_a_command_or_file_stays_an_address(string address)
    {
        var lines = Queue(Tables(), "a", [address], ["", "x"], out var result);
        Assert.True(result.Ok);
        Assert.Contains($"R {address}@example.com", lines);
    }

    [Fact]
    public void R_06_an_address_cannot_bring_a_header_along()
    {
        var lines = Queue(Tables(), "\"a\r\nX-Evil: 1\"@x.example", ["b"], ["To: \"x\ry\" <z>", "", "x"], out _);
        Assert.DoesNotContain(Content(lines), static l => l.StartsWith("X-Evil", StringComparison.Ordinal) || l.Contains('\n') || l.Contains('\r'));
    }

    [Fact]
    public void The_size_record_tells_where_the_content_is()
    {
        var lines = Queue(Tables(), "a", ["b", "c"], ["Subject: s", "", "x"], out _, context: "remote");
        var numbers = lines[0][2..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static n => long.Parse(n, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(95, lines[0].Length - 2);
        Assert.Equal((2, 12 + 2 + 3), ((int)numbers[2], (int)numbers[0]));
        byte[] file = File.ReadAllBytes(System.IO.Directory.EnumerateFiles("incoming").Single());
        Assert.Equal("N\nSubject: s", System.Text.Encoding.ASCII.GetString(file, (int)numbers[1], 12));
        Assert.Equal((byte)'X', file[(int)(numbers[1] + numbers[0])]);
    }

    [Fact]
    public void A_bcc_table_and_always_bcc_add_recipients_who_are_never_told()
    {
        var lines = Queue(Tables("always_bcc = archive\nrecipient_bcc_maps = inline:{b@example.com=spy@x.example}"), "a", ["b"], ["", "x"], out _);
        var extracted = lines.SkipWhile(static l => l != "X ").ToList();
        Assert.Contains("R archive@example.com", extracted);
        Assert.Contains("R spy@x.example", lines);
        Assert.Contains("A notify_flags=1", extracted);
    }
}
