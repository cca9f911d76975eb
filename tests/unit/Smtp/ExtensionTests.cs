using MailSuite.Mail;

namespace MailSuite.Tests.Smtp;

/// <summary>What a server offers, or breaks, and what the client makes of it.</summary>
public class ExtensionTests
{
    private const string Hello = "S: 220 hi\nC: EHLO client.example\nS: 250 x\n";
    private const string Mail = "C: MAIL FROM:<sender@example.com>\nS: 250 ok\nC: RCPT TO:<a@example.com>\nS: 250 ok\nC: DATA\nS: 354 go\nC..\nS: 250 2.0.0 taken\nC: QUIT";

    private static string[] Deliver(string mainCf, string[] scripts, out List<string> misfits, Func<DeliveryRequest, DeliveryRequest>? change = null, int flags = 0, Action<SmtpBench>? before = null, bool lmtp = false)
    {
        using var server = new FakeServer(scripts);
        int port = server.Port;
        using var bench = new SmtpBench(mainCf.Replace("PORT", $"{port}"), new() { ["two.example MX"] = ["10 a.two.example", "20 b.two.example"], ["a.two.example A"] = ["127.0.0.1"], ["b.two.example A"] = ["127.0.0.1"] }, lmtp);
        before?.Invoke(bench);
        string nexthop = mainCf.Contains("PORT") ? "two.example" : $"{(lmtp ? "inet:127.0.0.1" : "[127.0.0.1]")}:{server.Port}";
        bench.Deliver(nexthop, "Subject: x\n\nx", ["a@example.com"], change: change, flags: flags);
        bench.Dispose();
        server.Dispose();
        misfits = server.Misfits;
        return bench.Log_(port);
    }

    [Fact]
    public void Attributes_of_the_client_are_forwarded_to_a_filter_that_takes_them()
    {
        var log = Deliver("smtp_send_xforward_command = yes", ["S: 220 hi\nC: EHLO client.example\nS: 250-x\nS: 250 XFORWARD NAME ADDR PROTO HELO SOURCE PORT IDENT\n"
            + "C: XFORWARD NAME=client.example+20x ADDR=IPv6:2001:db8::1 PORT=[UNAVAILABLE]\nS: 250 ok\nC: XFORWARD PROTO=ESMTP HELO=[UNAVAILABLE] IDENT=ABC SOURCE=REMOTE\nS: 501 no\n" + Mail], out var misfits,
            static r => r with { Client = new ClientAttributes("client.example x", "2001:db8::1", "", "ESMTP", "", "", "", "", "ABC", "remote") });
        Assert.Equal("warning: host 127.0.0.1[127.0.0.1] said: 501 no (in reply to XFORWARD command)", log[0]);
        Assert.Contains("status=sent", log[1]);
        Assert.Empty(misfits);
    }

    [Theory]
    [InlineData(SendOption.Smtputf8Requested | SendOption.Smtputf8Header, "s@example.com", false)]
    [InlineData(SendOption.Smtputf8Requested | SendOption.Smtputf8Sender, "\u00e4@example.com", false)]
    [InlineData(SendOption.Smtputf8Requested, "sender@example.com", true)]
    [InlineData(SendOption.Smtputf8Header, "sender@example.com", true)]
    public void What_was_declared_as_UTF8_is_not_passed_on_as_something_else(int options, string sender, bool fits)
    {
        var log = Deliver("", [Hello + (fits ? Mail : "C: QUIT")], out var misfits, r => r with { SendOptions = options, Sender = sender });
        Assert.EndsWith(fits ? "status=sent (250 2.0.0 taken)" : "dsn=5.6.7, status=bounced (SMTPUTF8 is required, but was not offered by host 127.0.0.1[127.0.0.1])", log[^1]);
        Assert.Empty(misfits);
    }

    [Fact]
    public void SMTPUTF8_is_asked_for_where_the_sender_asked_for_it()
    {
        string[] script = ["S: 220 hi\nC: EHLO client.example\nS: 250-x\nS: 250 SMTPUTF8\n" + Mail.Replace("sender@example.com>", "sender@example.com> SMTPUTF8")];
        Deliver("", script, out var misfits, static r => r with { SendOptions = SendOption.Smtputf8Requested });
        Assert.Empty(misfits);
    }

    [Fact]
    public void Behind_a_blackened_greeting_SMTP_is_spoken_plainly()
    {
        var log = Deliver("", ["S: 220 ****************0*22\nC: HELO client.example\nS: 250 x\n" + Mail], out var misfits);
        Assert.Equal("3F11: enabling PIX workarounds: disable_esmtp delay_dotcrlf for 127.0.0.1[127.0.0.1]:PORT", log[0]);
        Assert.Contains("status=sent", log[1]);
        Assert.Empty(misfits);
    }

    [Fact]
    public void A_table_names_the_workarounds_of_a_server()
    {
        Deliver("smtp_pix_workaround_maps = inline:{ 127.0.0.1=delay_dotcrlf }\nsmtp_pix_workaround_delay_time = 1s\nsmtp_pix_workaround_threshold_time = 0s", ["S: 220 *******\n" + Hello[10..] + Mail], out var misfits);
        Assert.Empty(misfits);
    }

    [Fact]
    public void A_reply_may_be_put_right_before_it_is_read()
    {
        var log = Deliver("smtp_reply_filter = regexp:{ {/^nonsense/ 250-filler}, {/^250 2.0.0 taken$$/ 451 4.1.1 not really} }", ["S: 220 hi\nC: EHLO client.example\nS: nonsense\nS: 250 x\n" + Mail], out _);
        Assert.EndsWith("dsn=4.1.1, status=deferred (host 127.0.0.1[127.0.0.1] said: 451 4.1.1 not really (in reply to end of DATA command))", log[^1]);
    }

    [Fact]
    public void A_reply_filter_that_cannot_be_asked_defers() =>
        Assert.EndsWith("dsn=4.3.0, status=deferred (local data error while talking to 127.0.0.1[127.0.0.1])", Deliver("smtp_reply_filter = fail:x", ["S: 220 hi"], out _)[^1]);

    [Theory]
    [InlineData("{/^5(.*no such user.*)/ 4$$1}", "dsn=4.1.1, status=deferred (host 127.0.0.1[127.0.0.1] said: 550 5.1.1 no such user (in reply to RCPT TO command))")]
    [InlineData("{/^5.1.1 .*/ 5.7.1 private}", "dsn=5.7.1, status=bounced (private)")]
    [InlineData("{/^5.1.1 .*/ 2.0.0 fine}", "dsn=5.1.1, status=bounced (host 127.0.0.1[127.0.0.1] said: 550 5.1.1 no such user (in reply to RCPT TO command))")]
    [InlineData("{/^5.1.1 .*/ nonsense}", "dsn=5.1.1, status=bounced (host 127.0.0.1[127.0.0.1] said: 550 5.1.1 no such user (in reply to RCPT TO command))")]
    public void A_filter_changes_what_is_told_of_a_delivery(string rule, string end) =>
        Assert.EndsWith(end, Deliver($"smtp_delivery_status_filter = regexp:{{ {rule} }}", [Hello + "C: MAIL FROM:<sender@example.com>\nS: 250 ok\nC: RCPT TO:<a@example.com>\nS: 550 5.1.1 no such user"], out _)[^1]);

    [Fact]
    public void A_probe_may_go_as_far_as_DATA()
    {
        var log = Deliver("smtp_address_verify_target = data", [Hello + "C: MAIL FROM:<sender@example.com>\nS: 250 ok\nC: RCPT TO:<a@example.com>\nS: 250 ok\nC: DATA\nS: 354 go\nC: QUIT"], out var misfits, flags: DeliveryFlags.VerifyOnly);
        Assert.Contains("status=deliverable (354 go)", log[0]);
        Assert.Equal("wanted \"QUIT\", got \"\"", Assert.Single(misfits));
        Assert.Contains("status=undeliverable (host 127.0.0.1[127.0.0.1] said: 550 no (in reply to DATA command))",
            Deliver("smtp_address_verify_target = data", [Hello + "C: MAIL FROM:<sender@example.com>\nS: 250 ok\nC: RCPT TO:<a@example.com>\nS: 250 ok\nC: DATA\nS: 550 no"], out _, flags: DeliveryFlags.VerifyOnly)[0]);
    }

    [Theory]
    [InlineData("", "tls=verify:none/!requiretls, dsn=5.7.30, status=bounced (REQUIRETLS is required, but was not offered by host b.two.example[127.0.0.1])")]
    [InlineData("smtp_requiretls_policy = inline:{ two.example=opportunistic }, enforce", "tls=may:none/!requiretls, dsn=2.0.0, status=sent (250 2.0.0 taken)")]
    [InlineData("smtp_requiretls_policy = opportunistic+starttls", "tls=encrypt:none/!requiretls, dsn=4.7.4, status=deferred (TLS is required, but was not offered by host b.two.example[127.0.0.1])")]
    [InlineData("smtp_requiretls_policy = disable", "tls=may:none, dsn=2.0.0, status=sent (250 2.0.0 taken)")]
    [InlineData("smtp_requiretls_policy = fail:x", "dsn=4.3.0, status=deferred (smtp_requiretls_policy lookup error)")]
    [InlineData("requiretls_enable = no", "tls=may:none, dsn=2.0.0, status=sent (250 2.0.0 taken)")]
    public void T_16_mail_that_requires_TLS_goes_nowhere_in_clear(string mainCf, string end)
    {
        string line = Deliver($"smtp_tcp_port = PORT\nsmtp_tls_security_level = may\nmydomain = other.example\n{mainCf}", [Hello + (end.Contains("sent") ? Mail : "C: QUIT"), Hello + "C: QUIT"], out _, static r => r with { SendOptions = SendOption.RequireTls })[^1];
        Assert.EndsWith(end, line);
    }

    [Fact]
    public void A_message_may_say_that_TLS_is_not_required() =>
        Assert.Contains("tls=may:none, dsn=2.0.0, status=sent", Deliver("smtp_tls_security_level = encrypt", [Hello + Mail], out _, static r => r with { SendOptions = SendOption.TlsNotRequired })[^1]);

    [Fact]
    public void Only_listed_destinations_keep_connections_when_none_is_kept_on_demand()
    {
        foreach (var (list, connections) in ((string, int)[])[("", 2), ("127.0.0.1", 1), ("example.com", 2)])
        {
            using var server = new FakeServer(Hello + Mail.Replace("\nC: QUIT", connections == 1 ? "\n" + Mail : "\nC: QUIT"), Hello + Mail);
            using var bench = new SmtpBench($"smtp_connection_cache_on_demand = no\nsmtp_connection_cache_destinations = {list}");
            for (int i = 0; i < 2; i++)
                Assert.True(bench.Deliver($"[127.0.0.1]:{server.Port}", "x", ["a@example.com"]).AllDone);
            bench.Dispose();
            Assert.Equal(connections, server.Connections);
        }
    }

    [Fact]
    public void The_postmaster_hears_of_servers_that_do_not_know_the_protocol()
    {
        List<string> notice = [];
        Deliver("notify_classes = protocol", [Hello + "C: MAIL FROM:<sender@example.com>\nS: 503 sequence"], out _, before: b => notice = b.ServeCleanup());
        Assert.Contains("To: Postmaster <postmaster>", notice);
        Assert.Contains(" Out: MAIL FROM:<sender@example.com>", notice);
        Assert.Contains(" In:  503 sequence", notice);
        Assert.Contains(notice, static l => l.EndsWith("SMTP client: errors from 127.0.0.1[127.0.0.1]:" + l.Split(':')[^1], StringComparison.Ordinal));
    }

    [Fact]
    public void A_server_that_refuses_a_recipient_is_no_error_of_the_protocol()
    {
        List<string> notice = [];
        Deliver("notify_classes = protocol", [Hello + "C: MAIL FROM:<sender@example.com>\nS: 250 ok\nC: RCPT TO:<a@example.com>\nS: 550 5.1.1 no"], out _, before: b => notice = b.ServeCleanup());
        Assert.Empty(notice);
    }
}
