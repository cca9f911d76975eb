using MailSuite.Tests.Smtp;

namespace MailSuite.Tests.Smtpd;

/// <summary>smtpd_proxy_filter: what the filter says is what the client hears, and what it gets is what was checked.</summary>
public sealed class ProxyFilterTests
{
    private const string Until = """
        S: 220 filter
        C: EHLO mx.example.com
        S: 250-filter
        S: 250 XFORWARD NAME ADDR PROTO HELO SOURCE
        C: XFORWARD NAME=client.example ADDR=192.0.2.7 PROTO=SMTP HELO=c SOURCE=REMOTE
        S: 250 ok
        C: MAIL FROM:<a@remote.example>
        S: 250 ok
        C: RCPT TO:<bob@example.com>
        S: 250 yes, bob
        """;

    private const string Whole = Until + """

        C: DATA
        S: 354 go
        C..
        S: 250 2.0.0 queued by the filter
        C: QUIT
        """;

    [Theory]
    [InlineData("")]
    [InlineData("speed_adjust")]
    public void What_the_filter_accepts_is_accepted_in_its_words(string options)
    {
        using var filter = new FakeServer(Whole);
        using (var s = new LiveSession($"smtpd_proxy_filter = 127.0.0.1:{filter.Port}", $"smtpd_proxy_options = {options}"))
        {
            s.Envelope();
            Assert.StartsWith("354 ", s.Say("DATA"));
            Assert.Equal("250 2.0.0 queued by the filter", s.Say("Subject: x\r\n\r\n..dot\r\n."));
            Assert.StartsWith("503 5.5.1", s.Say("RCPT TO:<bob@example.com>"));
            Assert.StartsWith("221 ", s.Say("QUIT"));
            s.End();
            Assert.Empty(s.Server.QueuedLines());
            Assert.Contains("NOQUEUE: client=client.example[192.0.2.7]", s.Logged);
            Assert.Contains("proxy-accept: END-OF-MESSAGE: 250 2.0.0 queued by the filter; from=<a@remote.example> to=<bob@example.com> proto=SMTP helo=<c>", s.Logged);
        }
        Assert.Empty(filter.Misfits);
        string body = Assert.Single(filter.Bodies);
        Assert.StartsWith("Received: from c (client.example [192.0.2.7])\n\tby mx.example.com (Postfix) with SMTP\n\tfor <bob@example.com>; ", body);
        Assert.EndsWith("\nSubject: x\n\n..dot\n", body);
    }

    [Fact]
    public void A_recipient_that_the_filter_refuses_is_refused_in_its_words()
    {
        using var filter = new FakeServer(Until.Replace("250 yes, bob", "550-no\n        S: 550 never"));
        using var s = new LiveSession($"smtpd_proxy_filter = inet:127.0.0.1:{filter.Port}");
        s.Hear();
        s.Say("HELO c");
        Assert.StartsWith("250 ", s.Say("MAIL FROM:<a@remote.example>"));
        Assert.Equal("550-no\n550 never", s.Say("RCPT TO:<bob@example.com>"));
    }

    /// <summary>S-09 for a filter: its refusal of the message is temporary or not, as it says, and the transaction is over.</summary>
    [Theory]
    [InlineData("550 5.7.1 spam")]
    [InlineData("451 4.7.1 later")]
    public void S_09_what_the_filter_refuses_is_refused(string refusal)
    {
        using var filter = new FakeServer(Whole.Replace("250 2.0.0 queued by the filter", refusal));
        using var s = new LiveSession($"smtpd_proxy_filter = 127.0.0.1:{filter.Port}");
        s.Envelope();
        s.Say("DATA");
        Assert.Equal(refusal, s.Say("x\r\n."));
        Assert.StartsWith("503 5.5.1", s.Say("DATA"));
        Assert.Contains(s.Logged, l => l.StartsWith($"proxy-reject: END-OF-MESSAGE: {refusal}; from=", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("S: 220 x\nhangup")]
    [InlineData("S: nonsense")]
    [InlineData("S: 554 no\nC: QUIT")]
    [InlineData("S: 220 x\nC: EHLO mx.example.com\nS: 250 x\nC: MAIL FROM:<a@remote.example>\nhangup")]
    public void A_filter_in_trouble_is_a_temporary_error(string script)
    {
        using var filter = new FakeServer(script.Length == 0 ? "hangup" : script);
        using var s = new LiveSession($"smtpd_proxy_filter = 127.0.0.1:{filter.Port}");
        s.Hear();
        s.Say("HELO c");
        s.Say("MAIL FROM:<a@remote.example>");
        Assert.Equal("451 4.3.0 Error: queue file write error", s.Say("RCPT TO:<bob@example.com>"));
        Assert.StartsWith("554 5.5.1", s.Say("DATA"));
    }

    /// <summary>S-25: too big is found out here, and the filter never sees the end of such a message.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("speed_adjust")]
    public void S_25_too_big_for_us_never_ends_at_the_filter(string options)
    {
        using var filter = new FakeServer(Until + "\nC: DATA\nS: 354 go\nC..");
        using var s = new LiveSession($"smtpd_proxy_filter = 127.0.0.1:{filter.Port}", "message_size_limit = 1000", $"smtpd_proxy_options = {options}");
        s.Envelope();
        s.Say("DATA");
        Assert.StartsWith("552 5.3.4", s.Say(new string('x', 500) + "\r\n" + new string('x', 600) + "\r\n."));
        Assert.StartsWith("250 ", s.Say("NOOP"));
        Assert.Empty(s.Server.QueuedLines());
    }

    /// <summary>S-03: no end of data is smuggled through the filter, whatever line ends the client uses, also when bare LFs are allowed to it.</summary>
    [Theory]
    [InlineData("x\r.\r", "normalize", "")]
    [InlineData("x\r.\r", "no", "")]
    [InlineData("x\r\n.\r", "no", "speed_adjust")]
    [InlineData("x\r\n.\rMAIL FROM:<evil@x.example>\r", "normalize", "")]
    [InlineData("x\n.\r\nMAIL FROM:<evil@x.example>", "normalize", "")]
    [InlineData("x\n.\nMAIL FROM:<evil@x.example>", "normalize", "speed_adjust")]
    [InlineData("x\r\r\n.\r\r\nMAIL FROM:<evil@x.example>", "normalize", "")]
    [InlineData("x\r\n\0.\r\nMAIL FROM:<evil@x.example>", "no", "")]
    public void S_03_nothing_is_smuggled_through_the_filter(string content, string bareNewline, string options)
    {
        using var filter = new FakeServer(Whole);
        using (var s = new LiveSession($"smtpd_proxy_filter = 127.0.0.1:{filter.Port}", $"smtpd_forbid_bare_newline = {bareNewline}", $"smtpd_proxy_options = {options}"))
        {
            s.Envelope();
            s.Say("DATA");
            Assert.StartsWith("250 2.0.0 queued", s.Say(content + "\r\n."));
            s.Say("QUIT");
        }
        Assert.Empty(filter.Misfits);
        string body = Assert.Single(filter.Bodies);
        Assert.DoesNotContain("\r", body);
        Assert.DoesNotContain("\n.\n", body);
    }

    /// <summary>The queue file that these actions are for is not ours: Postfix says so, and the filter gets the message as it is.</summary>
    [Theory]
    [InlineData("HOLD", "HOLD")]
    [InlineData("DISCARD", "DISCARD")]
    [InlineData("FILTER smtp:x", "FILTER")]
    [InlineData("REDIRECT a@b.example", "REDIRECT")]
    [InlineData("BCC a@b.example", "BCC")]
    public void Actions_for_the_queue_file_are_unavailable_before_a_filter(string action, string name)
    {
        using var filter = new FakeServer(Whole);
        using (var s = new LiveSession($"smtpd_proxy_filter = 127.0.0.1:{filter.Port}", $"smtpd_sender_restrictions = check_sender_access static:{{{action}}}"))
        {
            s.Envelope();
            s.Say("DATA");
            Assert.Equal("250 2.0.0 queued by the filter", s.Say("Subject: x\r\n\r\n..dot\r\n."));
            s.Say("QUIT");
            s.End();
            Assert.Contains(s.Logged, l => l.StartsWith("warning: access table static:", StringComparison.Ordinal)
                && l.EndsWith($": with smtpd_proxy_filter specified, action {name} is unavailable", StringComparison.Ordinal));
        }
        Assert.Empty(filter.Misfits);
    }
}
