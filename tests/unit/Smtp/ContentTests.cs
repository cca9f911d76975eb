namespace MailSuite.Tests.Smtp;

public class ContentTests
{
    private static string Sent(string body, string mainCf, out string[] log, string features = "", string mail = "", string encoding = "8bit")
    {
        using var server = new FakeServer($"S: 220 hi\nC: EHLO client.example\nS: 250-x{features}\nS: 250 HELP\nC: MAIL FROM:<sender@example.com>{mail}\nS: 250 ok\nC: RCPT TO:<a@example.com>\nS: 250 ok\nC: DATA\nS: 354 go\nC..\nS: 250 taken\nC: QUIT");
        using var bench = new SmtpBench(mainCf);
        bench.Deliver($"[127.0.0.1]:{server.Port}", body, ["a@example.com"], change: r => r with { Encoding = encoding });
        log = bench.Log_(server.Port);
        bench.Dispose();
        Assert.Empty(server.Misfits);
        return server.Bodies.Count > 0 ? server.Bodies[0] : "";
    }

    [Fact]
    public void Eight_bit_text_becomes_quoted_printable_for_a_server_without_8BITMIME() => Assert.Equal(
        "Subject: x\nContent-Transfer-Encoding: quoted-printable\n\nGr=C3=BC=C3=9Fe=3D \t=09\n\n" + new string('a', 73) + "=\naaaaaaa\n..=20\n",
        Sent("Subject: x\nContent-Transfer-Encoding: 8bit\n\nGr\u00fc\u00dfe= \t\t\n\n" + new string('a', 80) + "\n. ", "", out _));

    [Fact]
    public void Parts_are_converted_each_by_itself() => Assert.Equal(
        "Content-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: 7bit\n\n--b\nContent-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\n=C3=BF\n--b\nContent-Transfer-Encoding: base64\n\n/w=3D=\n--b\n\n"
            .Replace("/w=3D=", "/w==") + "plain=\n--b--\nend\n",
        Sent("Content-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: 8bit\n\n--b\nContent-Type: text/plain\nContent-Transfer-Encoding: 8bit\n\n\u00ff\n--b\nContent-Transfer-Encoding: base64\n\n/w==\n--b\n\nplain=\n--b--\nend", "", out _));

    [Fact]
    public void An_attached_message_has_an_encoding_of_its_own() => Assert.Equal(
        "Content-Type: message/rfc822\nContent-Transfer-Encoding: 7bit\n\nSubject: in\nContent-Transfer-Encoding: quoted-printable\n\n=C3=BF\n",
        Sent("Content-Type: message/rfc822\nContent-Transfer-Encoding: binary\n\nSubject: in\nContent-Transfer-Encoding: 8bit\n\n\u00ff", "", out _));

    [Theory]
    [InlineData("disable_mime_output_conversion = yes", "", "", "8bit")]
    [InlineData("", "\nS: 250-8BITMIME", " BODY=8BITMIME", "8bit")]
    [InlineData("", "\nS: 250-8BITMIME", " BODY=7BIT", "7bit")]
    [InlineData("", "\nS: 250-8BITMIME", "", "")]
    [InlineData("", "", "", "7bit")]
    public void Text_goes_as_it_is_where_that_is_right(string mainCf, string features, string mail, string encoding)
    {
        const string body = "Content-Transfer-Encoding: 8bit\n\n\u00ff";
        Assert.Equal(body.Replace("\u00ff", "\u00c3\u00bf") + "\n", Sent(body, mainCf, out _, features, mail, encoding));
    }

    /// <summary>S-24: a line that is too long is folded, and no character of it is taken apart: what stood at the border is whole on one side of it.</summary>
    [Theory]
    [InlineData("\u00fc")]
    [InlineData("a\u00fc")]
    [InlineData("\u20ac")]
    [InlineData("ab\u20ac")]
    [InlineData("\U0001F4E7")]
    [InlineData("abc\U0001F4E7")]
    public void S_24_folding_takes_no_character_apart(string piece)
    {
        string line = string.Concat(Enumerable.Repeat(piece, 30));
        string sent = Sent("Subject: x\n\n" + line, "smtp_line_length_limit = 11", out _, "\nS: 250-8BITMIME", " BODY=8BITMIME");
        // The server hands bytes on as Latin-1.
        var body = sent[(sent.IndexOf("\n\n", StringComparison.Ordinal) + 2)..].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(body, static l => Assert.True(l.Length <= 12 && System.Text.Unicode.Utf8.IsValid(System.Text.Encoding.Latin1.GetBytes(l)), l));
        Assert.Equal(line, System.Text.Encoding.UTF8.GetString(System.Text.Encoding.Latin1.GetBytes(string.Concat(body.Select(static (l, i) => i == 0 ? l : l[1..])))));
    }

    [Fact]
    public void Headers_and_lines_are_compared_with_tables()
    {
        string sent = Sent("Subject: secret\nX-Mailer: old\nFrom: a@b\nKeep: it\nContent-Type: multipart/mixed; boundary=b\n\n--b\nX-Part: p\n\nbad word\ngood word\n--b--",
            "smtp_header_checks = regexp:{ {/^Subject: secret/ REPLACE Subject: public}, {/^X-Mailer: old/ IGNORE}, {/^From: a@b/ PREPEND X-Was: here}, {/^Keep: it/ WARN look} }\n"
            + "smtp_mime_header_checks = regexp:{ {/^X-Part: p/ STRIP gone} }\nsmtp_body_checks = regexp:{ {/bad word/ REPLACE ***}, {/good word/ REJECT no} }", out var log);
        Assert.Equal("Subject: public\nX-Was: here\nFrom: a@b\nKeep: it\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n***\ngood word\n--b--\n", sent);
        Assert.Equal(["3F11: replace: header Subject: secret: Subject: public", "3F11: prepend: header From: a@b: X-Was: here", "3F11: warning: header Keep: it: look", "3F11: strip: header X-Part: p: gone",
            "3F11: replace: body bad word: ***", "warning: 3F11: unsupported command in smtp_body_checks map: REJECT no"], log[..6]);
    }

    [Fact]
    public void A_table_that_cannot_be_asked_defers()
    {
        using var server = new FakeServer("S: 220 hi\nC: EHLO client.example\nS: 250 x\nC: MAIL FROM:<sender@example.com>\nS: 250 ok\nC: RCPT TO:<a@example.com>\nS: 250 ok\nC: DATA\nS: 354 go\nC..");
        using var bench = new SmtpBench("smtp_header_checks = fail:x");
        Assert.False(bench.Deliver($"[127.0.0.1]:{server.Port}", "Subject: x\n\nx", ["a@example.com"]).AllDone);
        Assert.EndsWith("dsn=4.3.0, status=deferred (local data error while talking to 127.0.0.1[127.0.0.1])", bench.Log_(server.Port)[^1]);
    }
}
